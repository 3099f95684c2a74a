"""Bulk API 2.0 query jobs: states, pages, refusals."""

import csv
import io
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.bulk.jobs import MAX_JOBS
from waiting import wait_until

USERS = 2_500
SOQL = "SELECT Id, Name, Profile.Name, LastLoginDate, IsActive FROM User"


def error(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()[0]["errorCode"]


def create(client: httpx2.Client, soql: str = SOQL, **more: str) -> httpx2.Response:
    return client.post("/jobs/query", json={"operation": "query", "query": soql, **more})


def finished(client: httpx2.Client, job: str) -> dict[str, Any]:
    answers: list[dict[str, Any]] = []

    def ended() -> bool:
        answers.append(client.get(f"/jobs/query/{job}").json())
        return answers[-1]["state"] not in ("UploadComplete", "InProgress")

    wait_until(ended, "the job does not end")
    return answers[-1]


@pytest.fixture
def job(admin: httpx2.Client) -> str:
    created = create(admin).json()
    assert (created["state"], created["object"], created["contentType"]) == ("UploadComplete", "User", "CSV")
    assert finished(admin, created["id"])["numberRecordsProcessed"] == USERS
    return str(created["id"])


def rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.slow
def test_pages_hold_every_row_once_and_end_with_the_word_null(admin: httpx2.Client, job: str) -> None:
    found, counted, locator = [], [], None
    while locator != "null":
        params = {"maxRecords": "1000"} | ({"locator": locator} if locator else {})
        page = admin.get(f"/jobs/query/{job}/results", params=params)
        assert page.headers["content-type"].startswith("text/csv")
        found += rows(page.text)
        counted.append(int(page.headers["Sforce-NumberOfRecords"]))
        locator = page.headers["Sforce-Locator"]
    assert counted == [1_000, 1_000, 500]
    assert len({row["Id"] for row in found}) == USERS
    assert list(found[0]) == ["Id", "Name", "Profile.Name", "LastLoginDate", "IsActive"]


def test_bulk_and_query_have_the_same_rows(admin: httpx2.Client, job: str) -> None:
    page = admin.get(f"/jobs/query/{job}/results").text
    by_id = {row["Id"]: row for row in rows(page)}
    for record in admin.get("/query", params={"q": SOQL}).json()["records"]:
        row = by_id[record["Id"]]
        profile = record["Profile"]
        assert row["Name"] == record["Name"]
        assert row["Profile.Name"] == (profile["Name"] if profile else "")
        assert row["IsActive"] == str(record["IsActive"]).lower()
        assert row["LastLoginDate"].removesuffix("Z") == (record["LastLoginDate"] or "").removesuffix("+0000")
    assert page.splitlines()[0] == '"Id","Name","Profile.Name","LastLoginDate","IsActive"'


def test_an_empty_result_is_a_header_line(admin: httpx2.Client) -> None:
    created = create(admin, "SELECT Id FROM User WHERE Name = 'nobody has this name'").json()
    assert finished(admin, created["id"])["numberRecordsProcessed"] == 0
    page = admin.get(f"/jobs/query/{created['id']}/results")
    assert (page.text, page.headers["Sforce-NumberOfRecords"], page.headers["Sforce-Locator"]) == (
        '"Id"\n',
        "0",
        "null",
    )


def test_result_pages_can_be_read_side_by_side(org: Sandbox, admin: httpx2.Client, job: str) -> None:
    urls, following = [], f"{org.url}/services/data/v67.0/jobs/query/{job}/resultPages?maxRecords=300"
    while following:
        said = admin.get(following).json()
        urls += [page["resultUrl"] for page in said["resultPages"]]
        assert len(said["resultPages"]) <= 5
        following = "" if said["done"] else org.url + said["nextRecordsUrl"]
    with ThreadPoolExecutor(4) as side_by_side:
        pages = list(side_by_side.map(lambda url: admin.get(org.url + url).text, urls))
    assert len(urls) == 9
    assert len({row["Id"] for page in pages for row in rows(page)}) == USERS


def test_other_delimiters_are_used(admin: httpx2.Client) -> None:
    created = create(admin, "SELECT Id, Name FROM User LIMIT 3", columnDelimiter="TAB").json()
    finished(admin, created["id"])
    assert len(rows(admin.get(f"/jobs/query/{created['id']}/results").text, "\t")) == 3


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT ProfileId, COUNT(Id) FROM User GROUP BY ProfileId", "FEATURENOTENABLED"),
        ("SELECT COUNT() FROM User", "FEATURENOTENABLED"),
        ("SELECT Id FROM User LIMIT 5 OFFSET 5", "FEATURENOTENABLED"),
        ("SELECT Id, (SELECT Id FROM Users) FROM Profile", "FEATURENOTENABLED"),
        ("SELECT Id FROM UserLicense", "INVALIDENTITY"),
        ("SELECT Nope FROM User", "INVALID_FIELD"),
        ("SELECT Id FROM Nope", "INVALID_TYPE"),
    ],
)
def test_what_bulk_does_not_take_is_refused_at_once(admin: httpx2.Client, soql: str, code: str) -> None:
    assert error(create(admin, soql)) == (400, code)


def test_a_job_that_cannot_be_understood_is_refused(admin: httpx2.Client) -> None:
    assert error(admin.post("/jobs/query", json={"operation": "insert", "query": SOQL})) == (400, "INVALIDJOB")
    assert error(create(admin, columnDelimiter="DOT")) == (400, "INVALIDJOB")
    assert error(create(admin, lineEnding="CRLF")) == (400, "INVALIDJOB")
    assert error(admin.post("/jobs/query", content=b"x")) == (400, "JSON_PARSER_ERROR")


def test_a_wrong_locator_or_size_is_refused(admin: httpx2.Client, job: str) -> None:
    for locator in ("!!!", "MTIz0", "OTk5OTk"):  # no base64; no number; row 99999
        refused = admin.get(f"/jobs/query/{job}/results", params={"locator": locator})
        assert error(refused) == (400, "INVALID_QUERY_LOCATOR")
    assert admin.get(f"/jobs/query/{job}/results", params={"maxRecords": "0"}).status_code == 400


def test_results_need_the_version_of_the_job(org: Sandbox, admin: httpx2.Client, job: str) -> None:
    assert admin.get(f"{org.url}/services/data/v66.0/jobs/query/{job}/results").status_code == 409


def test_a_job_is_its_owners(admin: httpx2.Client, integration: httpx2.Client, job: str) -> None:
    assert error(integration.get(f"/jobs/query/{job}")) == (404, "NOT_FOUND")
    assert job in {item["id"] for item in admin.get("/jobs/query").json()["records"]}


def test_a_job_that_is_over_can_be_deleted_with_its_results(org: Sandbox, admin: httpx2.Client, job: str) -> None:
    admin.get(f"/jobs/query/{job}/results")
    assert list(org.folder.glob(f"{job}-*"))
    assert error(admin.patch(f"/jobs/query/{job}", json={"state": "Aborted"})) == (400, "INVALIDJOBSTATE")
    assert admin.delete(f"/jobs/query/{job}").status_code == 204
    assert error(admin.get(f"/jobs/query/{job}/results")) == (404, "NOT_FOUND")
    assert not list(org.folder.glob(f"{job}-*"))


@pytest.mark.slow
def test_the_oldest_job_is_deleted_after_fifty_more(admin: httpx2.Client, job: str) -> None:
    for _ in range(MAX_JOBS):
        created = create(admin, "SELECT Id FROM User LIMIT 1").json()["id"]
        assert finished(admin, created)["state"] == "JobComplete"
    assert error(admin.get(f"/jobs/query/{job}/results")) == (404, "NOT_FOUND")
    assert len(admin.get("/jobs/query").json()["records"]) == MAX_JOBS


def test_a_stuck_job_has_no_results_until_it_is_aborted(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.JOB_STUCK))
    job = create(admin).json()["id"]
    time.sleep(0.1)
    assert admin.get(f"/jobs/query/{job}").json()["state"] == "InProgress"
    assert error(admin.get(f"/jobs/query/{job}/results")) == (400, "INVALIDJOBSTATE")
    assert error(admin.delete(f"/jobs/query/{job}")) == (400, "INVALIDJOBSTATE")
    assert admin.patch(f"/jobs/query/{job}", json={"state": "Aborted"}).json()["state"] == "Aborted"


def test_a_failed_job_has_its_reason(org: Sandbox, admin: httpx2.Client) -> None:
    org.faults.add(Fault(Kind.JOB_FAILED))
    said = finished(admin, create(admin).json()["id"])
    assert said["state"] == "Failed"
    assert said["errorMessage"]
    assert finished(admin, create(admin).json()["id"])["state"] == "JobComplete"
