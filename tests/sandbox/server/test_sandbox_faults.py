"""Faults: each one happens where, when and as often as set."""

import csv
import io
import time

import httpx2
import pytest

from seatwise.domain.errors import UsageError
from seatwise.sandbox.faults import PERMANENT, Fault, Kind
from seatwise.sandbox.org import Sandbox

ORG = "SELECT Id FROM Organization"
USERS = 2_500


def ask(client: httpx2.Client, soql: str = ORG) -> httpx2.Response:
    return client.get("/query", params={"q": soql})


def error(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()[0]["errorCode"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.UNAVAILABLE, (503, "SERVER_UNAVAILABLE")),
        (Kind.TOO_MANY, (429, "REQUEST_LIMIT_EXCEEDED")),
        (Kind.UNKNOWN_EXCEPTION, (500, "UNKNOWN_EXCEPTION")),
        (Kind.QUOTA, (403, "REQUEST_LIMIT_EXCEEDED")),
    ],
)
def test_a_fault_happens_once_by_default(
    org: Sandbox, admin: httpx2.Client, kind: Kind, expected: tuple[int, str]
) -> None:
    org.faults.add(Fault(kind))
    assert error(ask(admin)) == expected
    assert ask(admin).status_code == 200


def test_headers_go_with_their_errors(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.TOO_MANY, seconds=7))
    assert ask(admin).headers["Retry-After"] == "7"
    org.faults.add(Fault(Kind.QUOTA))
    assert ask(admin).headers["Sforce-Limit-Info"] == "api-usage=15000/15000"


def test_a_fault_applies_after_and_times_as_set(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.UNAVAILABLE, path="*FROM Organization*", after=2, times=2))
    assert ask(admin, "SELECT Id FROM User LIMIT 1").status_code == 200  # not one of those meant
    assert [ask(admin).status_code for _ in range(6)] == [200, 200, 503, 503, 200, 200]
    org.faults.add(Fault(Kind.UNAVAILABLE, method="POST", times=None))
    assert ask(admin).status_code == 200
    assert [admin.post("/composite", json={}).status_code for _ in range(3)] == [503, 503, 503]


def test_a_connection_can_be_reset_before_or_in_the_middle_of_the_body(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.RESET))
    with pytest.raises(httpx2.TransportError):
        ask(admin)
    org.faults.clear()
    org.faults.add(Fault(Kind.RESET_MID_BODY))
    with pytest.raises(httpx2.TransportError):
        ask(admin, "SELECT Id, Name FROM User")
    assert ask(admin).status_code == 200


def test_a_slow_answer_comes_late_and_whole(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.SLOW, seconds=0.3))
    began = time.monotonic()
    assert ask(admin).json()["totalSize"] == 1
    assert time.monotonic() - began >= 0.3


def test_an_expired_session_stays_expired(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.EXPIRED_SESSION, after=1))
    assert ask(admin).status_code == 200
    assert [error(ask(admin)) for _ in range(2)] == [(401, "INVALID_SESSION_ID")] * 2
    admin.headers["Authorization"] = f"Bearer {org.sessions.open('admin@sandbox.example')}"
    assert ask(admin).status_code == 200


def test_a_locator_expires_where_there_is_one(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.EXPIRED_LOCATOR))
    page = ask(admin, "SELECT Id FROM User").json()
    following = org.url + page["nextRecordsUrl"]
    assert error(admin.get(following)) == (400, "INVALID_QUERY_LOCATOR")
    assert len(admin.get(following).json()["records"]) == USERS - 2_000


@pytest.mark.parametrize("status", [200, 503])
def test_a_maintenance_page_is_html(org: Sandbox, admin: httpx2.Client, status: int) -> None:
    org.faults.add(Fault(Kind.HTML, status=status))
    answer = ask(admin)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_a_redirect_names_another_host(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.REDIRECT, location="https://other.example/x"))
    answer = ask(admin)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://other.example/x")


def test_truncated_json_cannot_be_read(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.TRUNCATED))
    with pytest.raises(ValueError, match=r"delimiter|Expecting|Unterminated"):
        ask(admin).json()


def test_an_object_or_a_field_can_be_hidden(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.HIDDEN, sobject="UserLicense", field="MonthlyLoginsUsed"))
    assert error(ask(admin, "SELECT MonthlyLoginsUsed FROM UserLicense")) == (400, "INVALID_FIELD")
    named = {field["name"] for field in admin.get("/sobjects/UserLicense/describe").json()["fields"]}
    assert "MonthlyLoginsUsed" not in named
    assert "TotalLicenses" in named
    org.faults.add(Fault(Kind.HIDDEN, sobject="UserLicense"))
    assert error(ask(admin, "SELECT Id FROM UserLicense")) == (400, "INVALID_TYPE")


def test_a_field_can_be_dropped_from_a_version_on(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.DROPPED, sobject="User", field="Division", version=67))
    url = f"{org.url}/services/data/v66.0/query"
    assert admin.get(url, params={"q": "SELECT Division FROM User LIMIT 1"}).status_code == 200
    assert error(ask(admin, "SELECT Division FROM User LIMIT 1")) == (400, "INVALID_FIELD")


def bulk_result(client: httpx2.Client) -> httpx2.Response:
    """The first page of a bulk job of ten users."""
    soql = "SELECT Id, Name FROM User LIMIT 10"
    job = client.post("/jobs/query", json={"operation": "query", "query": soql}).json()["id"]
    while client.get(f"/jobs/query/{job}").json()["state"] != "JobComplete":
        time.sleep(0.01)
    return client.get(f"/jobs/query/{job}/results")


def test_a_csv_can_lack_rows_or_a_column_or_be_miscounted(org: Sandbox, admin: httpx2.Client) -> None:
    results = "*/results*"
    org.faults.add(Fault(Kind.TRUNCATED, path=results))
    page = bulk_result(admin)
    assert len(page.text.splitlines()) < 11
    assert page.headers["Sforce-NumberOfRecords"] == "10"
    org.faults.add(Fault(Kind.MISSING_COLUMN))
    assert next(csv.reader(io.StringIO(bulk_result(admin).text))) == ["Id"]
    org.faults.add(Fault(Kind.WRONG_COUNT, path=results))
    assert bulk_result(admin).headers["Sforce-NumberOfRecords"] == "11"
    org.faults.add(Fault(Kind.WRONG_COUNT))
    assert ask(admin).json()["totalSize"] == 2


def test_faults_are_set_listed_and_cleared_over_http(org: Sandbox, anyone: httpx2.Client) -> None:
    faults = [{"kind": "unavailable", "path": "/services/data*", "times": None}, {"kind": "slow", "seconds": 0.01}]
    listed = anyone.post("/sandbox/faults", json=faults).json()
    assert [fault["kind"] for fault in listed] == ["unavailable", "slow"]
    assert anyone.get("/services/data").status_code == 503
    assert anyone.get("/sandbox/faults").json() == listed
    assert anyone.delete("/sandbox/faults").json() == []
    assert anyone.get("/services/data").status_code == 200
    for wrong in (
        {"kind": "earthquake"},
        {"kind": "slow", "speed": 1},
        {"kind": "hidden"},
        {"kind": "slow", "after": "x"},
    ):
        assert anyone.post("/sandbox/faults", json=wrong).status_code == 400


def test_an_invalid_fault_lists_the_valid_ones() -> None:
    with pytest.raises(UsageError, match="unavailable"):
        Fault.from_json({"kind": "earthquake"})


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(set(Kind) - PERMANENT))
def test_control_endpoints_always_behave(org: Sandbox, anyone: httpx2.Client, kind: Kind) -> None:
    org.faults.add(Fault(kind, path="*", times=None))
    assert anyone.get("/sandbox").status_code == 200
    assert anyone.delete("/sandbox/faults").status_code == 200
