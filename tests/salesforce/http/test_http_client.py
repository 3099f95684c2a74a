"""The HTTP client: retries, session renewal and the quota."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from inventory import INVENTORY
from salesforce.scripted import HEADERS, SEAT, ScriptedOrg, error, page, reply, seat
from seatwise.domain.connection import Session
from seatwise.domain.errors import LoginRefused, OrgError, QuotaReached, Unreachable, UnreadableResponse, UsageError
from seatwise.salesforce.http.errors import Patience, TransientError
from seatwise.salesforce.org import SalesforceOrg
from seatwise.sources.licenses import USER_LICENSE
from seatwise.sources.users import USER

QUERY = r"GET .*/query\?q="
GOOD = page([seat(1)])
HTML = httpx2.Response(200, html="<html>Down for maintenance</html>", headers=HEADERS)


def breaks(failure: type[Exception]) -> object:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise failure("broken", request=request)  # type: ignore[call-arg]

    return answer


MAY_PASS = {
    "503": error(503, "SERVER_UNAVAILABLE"),
    "500": error(500, "UNKNOWN_EXCEPTION"),
    "502": httpx2.Response(502, text="Bad Gateway", headers=HEADERS),
    "429": error(429, "REQUEST_LIMIT_EXCEEDED", "slow down", **{"Retry-After": "2"}),
    "concurrent": error(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."),
    "html": HTML,
    "html 503": httpx2.Response(503, html="<html>Down</html>", headers=HEADERS),
    "cut refusal": httpx2.Response(400, content=b'[{"errorCode": "INVALID_FI', headers=HEADERS),
    "cut json": httpx2.Response(200, content=b'{"totalSize": 1, "rec', headers=HEADERS),
    "reset": breaks(httpx2.ReadError),
    "cut body": breaks(httpx2.RemoteProtocolError),
    "timeout": breaks(httpx2.ReadTimeout),
}


@pytest.mark.parametrize("trouble", MAY_PASS.values(), ids=MAY_PASS.keys())
def test_temporary_errors_are_retried(org: ScriptedOrg, tmp_path: Path, trouble: httpx2.Response) -> None:
    org.on(QUERY, trouble, trouble, GOOD)
    assert org.read(tmp_path).rows == 1


@pytest.mark.parametrize("trouble", MAY_PASS.values(), ids=MAY_PASS.keys())
def test_a_temporary_error_that_stays_is_raised(org: ScriptedOrg, tmp_path: Path, trouble: httpx2.Response) -> None:
    org.on(QUERY, trouble)
    with pytest.raises((Unreachable, UnreadableResponse)) as caught:
        org.read(tmp_path)
    assert caught.value.next_step
    assert len(org.requests_with("/query")) == 4


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "MALFORMED_QUERY"), (403, "FUNCTIONALITY_NOT_ENABLED"), (410, "GONE"), (500, "QUERY_TIMEOUT")],
)
def test_permanent_errors_are_not_retried(org: ScriptedOrg, tmp_path: Path, status: int, code: str) -> None:
    org.on(QUERY, error(status, code))
    with pytest.raises(OrgError) as caught:
        org.read(tmp_path)
    assert (caught.value.code, len(org.requests_with("/query"))) == (code, 1)


def test_retry_after_is_respected_for_a_minute_in_all() -> None:
    trouble = Unreachable("busy")
    assert Patience()(TransientError(trouble)) is True
    assert Patience()(TransientError(trouble, 60.0)) == 60.0
    assert Patience()(TransientError(trouble, 61.0)) is False
    assert Patience()(trouble) is False
    patience = Patience()
    assert [patience(TransientError(trouble, 25.0)) for _ in range(3)] == [25.0, 25.0, False]


def test_a_longer_retry_after_is_an_error_that_says_how_long(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, error(429, "REQUEST_LIMIT_EXCEEDED", **{"Retry-After": "61"}))
    with pytest.raises(Unreachable, match=r"Seat was not read.*asks to wait 61 seconds.*after that"):
        org.read(tmp_path)
    assert len(org.requests_with("/query")) == 1


@pytest.mark.parametrize("odd", ["\N{SUPERSCRIPT TWO}", "-1", "1e99", "99999999999999999999", "soon", ""])
def test_a_retry_after_that_is_no_number_is_as_none(org: ScriptedOrg, tmp_path: Path, odd: str) -> None:
    busy = httpx2.Response(429, headers=[(b"Retry-After", odd.encode())])
    org.on(QUERY, lambda request: busy, GOOD)
    assert org.read(tmp_path).rows == 1


def test_a_redirect_is_not_followed(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, httpx2.Response(302, headers=HEADERS | {"Location": "https://elsewhere.example/x"}))
    with pytest.raises(Unreachable, match=r"elsewhere\.example"):
        org.read(tmp_path)
    assert {request.url.host for request in org.seen} == {"acme.example"}


def test_an_expired_session_is_renewed_once(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, error(401, "INVALID_SESSION_ID"), GOOD)
    assert org.read(tmp_path).rows == 1
    assert org.logins == 2
    assert [request.headers["authorization"] for request in org.seen[1:]] == ["Bearer 00D!token1", "Bearer 00D!token2"]


def test_a_new_session_that_is_refused_is_an_error(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, error(401, "INVALID_SESSION_ID"))
    with pytest.raises(LoginRefused) as caught:
        org.read(tmp_path)
    assert (caught.value.code, org.logins) == ("INVALID_SESSION_ID", 2)


def test_an_expired_access_token_cannot_be_renewed(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, error(401, "INVALID_SESSION_ID"))
    one = SalesforceOrg(lambda: Session("https://acme.example", "00D!only"), transport=org.transport)
    with pytest.raises(LoginRefused, match="access token"):
        one.read(SEAT, tmp_path, expected=None, watch=lambda rows, total: None)
    assert len(org.requests_with("/query")) == 1


def test_many_threads_log_in_once(org: ScriptedOrg, tmp_path: Path) -> None:
    together = threading.Barrier(4)

    def stale(request: httpx2.Request) -> httpx2.Response:
        if request.headers["authorization"] == "Bearer 00D!token1":
            together.wait(5)
            return error(401, "INVALID_SESSION_ID")
        return GOOD

    org.on(QUERY, stale)
    client = org.open()
    rows: list[int] = []

    def read(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        rows.append(client.read(SEAT, folder, expected=None, watch=lambda rows, total: None).rows)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (rows, org.logins) == ([1, 1, 1, 1], 2)


def test_calls_are_counted_and_the_rest_of_the_limit_is_known(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, error(503, "SERVER_UNAVAILABLE"), GOOD)
    one = org.open()
    one.read(SEAT, tmp_path, expected=None, watch=lambda rows, total: None)
    assert (one.calls, one.calls_left) == (3, 4975)


def test_a_refresh_stops_before_it_exceeds_its_share(org: ScriptedOrg, tmp_path: Path) -> None:
    low: dict[str, Any] = {"Sforce-Limit-Info": "api-usage=1/30"}
    org.on(QUERY, page([seat(1)], 99, "/services/data/v66.0/query/01g"))
    org.on("/01g", page([seat(1)], 99, "/services/data/v66.0/query/01g"))
    org.on("GET /services/data$", reply([{"version": "66.0"}], **low))
    for _, answers in org.script:
        for answer in answers:
            answer.headers.update(low)  # type: ignore[union-attr]
    one = org.open(quota_share=10)
    with pytest.raises(QuotaReached, match="Stopped after 3 API calls"):
        one.read(SEAT, tmp_path, expected=None, watch=lambda rows, total: None)
    assert len(org.seen) == 3


def test_a_quota_that_is_used_up_stops_at_once(org: ScriptedOrg, tmp_path: Path) -> None:
    org.on(QUERY, error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."))
    with pytest.raises(QuotaReached) as caught:
        org.read(tmp_path)
    assert (caught.value.code, len(org.requests_with("/query"))) == ("REQUEST_LIMIT_EXCEEDED", 1)


def test_the_share_of_the_quota_is_a_setting(org: ScriptedOrg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_QUOTA_SHARE", "a lot")
    with pytest.raises(UsageError, match="SEATWISE_QUOTA_SHARE"):
        org.open()


def test_the_newest_common_version_is_used(org: ScriptedOrg, monkeypatch: pytest.MonkeyPatch) -> None:
    assert org.open().api_version == "66.0"
    monkeypatch.setenv("SEATWISE_API_VERSION", "60.0")
    assert org.open().api_version == "58.0"
    monkeypatch.setenv("SEATWISE_API_VERSION", "9.0")
    with pytest.raises(UnreadableResponse):
        org.open()


def test_the_clock_is_the_orgs_own(org: ScriptedOrg) -> None:
    date = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert timedelta() <= org.open().clock() - date < timedelta(seconds=5)


def test_an_org_without_a_date_header_is_an_error(org: ScriptedOrg) -> None:
    org.on("GET /services/data$", httpx2.Response(200, json=[{"version": "66.0"}]))
    with pytest.raises(UnreadableResponse, match="--as-of"):
        org.open().clock()


def test_counts_need_one_call_and_unknown_ones_are_absent(org: ScriptedOrg) -> None:
    org.on("recordCount", reply({"sObjects": [{"name": "User", "count": 7}, {"name": "Other", "count": 1}]}))
    assert org.open().count([USER, USER_LICENSE]) == {"user": 7}
    assert len(org.requests_with("recordCount")) == 1
    org.on("recordCount", error(404, "NOT_FOUND"))
    assert org.open().count(list(INVENTORY)) == {}


def test_an_org_without_calls_left_is_not_contacted(org: ScriptedOrg, tmp_path: Path) -> None:
    spent: dict[str, Any] = {"Sforce-Limit-Info": "api-usage=5000/5000"}
    org.on("GET /services/data$", reply([{"version": "66.0"}], **spent))
    with pytest.raises(QuotaReached, match="All 5000 daily API calls"):
        org.read(tmp_path)
    assert len(org.seen) == 1
