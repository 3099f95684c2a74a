"""Reads tables by Bulk API 2.0."""

import gzip
import time
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesforce.scripted import HEADERS, SEAT, ScriptedOrg, csv, error, page, reply, seat
from seatwise.domain.errors import NotVisible, OrgError, QuotaReached, UnreadableResponse
from seatwise.salesforce.read.bulk import first_wait
from seatwise.salesforce.read.row_counter import RowCounter

CREATE, RESULTS, STATE = r"POST .*/jobs/query$", r"GET .*/results", r"GET .*/jobs/query/750A$"
HEAD = '"Id","Name","Since"\n'
ROW = '"1","one","2026-01-01T00:00:00.000Z"\n'


@pytest.fixture
def bulk(org: ScriptedOrg) -> ScriptedOrg:
    org.on(CREATE, reply({"id": "750A", "state": "UploadComplete"}))
    return org.on(STATE, reply({"state": "InProgress"}), reply({"state": "JobComplete", "numberRecordsProcessed": 2}))


def test_a_big_table_comes_by_bulk_and_a_small_one_by_rest(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(RESULTS, csv(HEAD + ROW + ROW, 2)).on(r"/query\?q=", page([seat(1)]))
    assert bulk.read(tmp_path, expected=10_000).route == "Bulk 2.0"
    assert bulk.read(tmp_path, expected=9_999).route == "REST"


def test_without_a_count_the_first_page_has_it(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(RESULTS, csv(HEAD + ROW + ROW, 2)).on(r"/query\?q=", page([seat(1)], 10_000, "/services/data/x"))
    assert bulk.read(tmp_path).route == "Bulk 2.0"


def test_pages_follow_their_locators_and_their_rows_add_up(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(RESULTS, csv(HEAD + ROW, 1, "next"), csv(HEAD + ROW, 1))
    pages = bulk.read(tmp_path, expected=10_000)
    assert (pages.rows, [file.read_text() for file in pages.files]) == (2, [HEAD + ROW, HEAD + ROW])
    assert "locator=next" in bulk.requests_with("/results")[1]


@pytest.mark.parametrize(
    "broken",
    [
        csv(HEAD + ROW, 2),  # a row is missing
        csv(HEAD + ROW + ROW[:-8], 2),  # cut in the last row
        csv(HEAD + ROW + ROW[:-1], 2),  # cut before the last line break
        csv('"Id","Name"\n"1","one"\n"1","one"\n', 2),  # a column is missing
        csv("<html>maintenance</html>\n", 0),
        httpx2.Response(200, content=HEAD.encode(), headers=HEADERS),  # it does not say how many rows it has
    ],
)
def test_a_broken_page_is_fetched_again(bulk: ScriptedOrg, tmp_path: Path, broken: httpx2.Response) -> None:
    bulk.on(RESULTS, broken, csv(HEAD + ROW + ROW, 2))
    (file,) = bulk.read(tmp_path, expected=10_000).files
    assert file.read_text() == HEAD + ROW + ROW
    bulk.on(RESULTS, broken)
    with pytest.raises(UnreadableResponse):
        bulk.on(STATE, reply({"state": "JobComplete"})).read(tmp_path, expected=10_000)


def test_a_gzip_cut_short_is_fetched_again(bulk: ScriptedOrg, tmp_path: Path) -> None:
    body = gzip.compress((HEAD + ROW + ROW).encode())
    headers = {"Sforce-NumberOfRecords": "2", "Sforce-Locator": "null", "Content-Encoding": "gzip"}

    def cut(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, stream=httpx2.ByteStream(body[:-20]), headers=HEADERS | headers)

    bulk.on(RESULTS, cut, csv(HEAD + ROW + ROW, 2))
    assert bulk.read(tmp_path, expected=10_000).files[0].read_text() == HEAD + ROW + ROW


def test_rows_that_differ_from_the_jobs_own_count_are_refused(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(RESULTS, csv(HEAD + ROW, 1))
    with pytest.raises(UnreadableResponse, match="announced 2 rows and returned 1"):
        bulk.read(tmp_path, expected=10_000)


def test_a_page_that_is_returned_twice_is_an_error(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(RESULTS, csv(HEAD + ROW, 1, "same"))
    with pytest.raises(UnreadableResponse, match="twice"):
        bulk.read(tmp_path, expected=10_000)


GONE = {
    "failed": (STATE, reply({"state": "Failed", "errorMessage": "InternalServerError: unexpected"})),
    "no locator": (RESULTS, error(400, "INVALID_QUERY_LOCATOR")),
    "no job": (STATE, error(404, "NOT_FOUND")),
    "no results": (RESULTS, error(404, "NOT_FOUND")),
}


@pytest.mark.parametrize(("path", "fault"), GONE.values(), ids=GONE.keys())
def test_a_job_that_fails_is_created_anew_three_times(
    bulk: ScriptedOrg, tmp_path: Path, path: str, fault: httpx2.Response
) -> None:
    done = reply({"state": "JobComplete", "numberRecordsProcessed": 2})
    bulk.on(STATE, done).on(RESULTS, csv(HEAD + ROW + ROW, 2))
    bulk.on(path, fault, fault, fault, done if path == STATE else csv(HEAD + ROW + ROW, 2))
    pages = bulk.read(tmp_path, expected=10_000)
    assert (pages.route, pages.rows, len(bulk.requests_with("POST"))) == ("Bulk 2.0", 2, 4)


@pytest.mark.parametrize(("path", "fault"), GONE.values(), ids=GONE.keys())
def test_when_each_job_fails_few_rows_come_by_rest(
    bulk: ScriptedOrg, tmp_path: Path, path: str, fault: httpx2.Response
) -> None:
    bulk.on(path, fault).on(r"/query\?q=", page([seat(1)]))
    assert bulk.read(tmp_path, expected=10_000).route == "REST"
    assert len(bulk.requests_with("POST")) == 4


def test_an_expired_locator_of_the_second_page_costs_no_row(bulk: ScriptedOrg, tmp_path: Path) -> None:
    first, last = csv(HEAD + ROW, 1, "next"), csv(HEAD + ROW, 1)
    bulk.on(RESULTS, first, error(400, "INVALID_QUERY_LOCATOR"), first, last)
    bulk.on(STATE, reply({"state": "JobComplete", "numberRecordsProcessed": 2}))
    assert bulk.read(tmp_path, expected=10_000).rows == 2


def test_a_job_that_somebody_aborted_is_not_created_anew(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(STATE, reply({"state": "Aborted"}))
    with pytest.raises(OrgError, match="The query of Seat failed: Aborted"):
        bulk.read(tmp_path, expected=10_000)
    assert len(bulk.requests_with("POST")) == 1


def test_jobs_that_fail_stay_within_the_quota(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(STATE, reply({"state": "Failed"}, 200, **{"Sforce-Limit-Info": "api-usage=4/50"}))
    with pytest.raises(QuotaReached):
        bulk.read(tmp_path, expected=10_000, quota_share=10)
    assert len(bulk.seen) == 5


def test_no_rows_are_a_table_with_a_header_only(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(STATE, reply({"state": "JobComplete", "numberRecordsProcessed": 0})).on(RESULTS, csv("", 0))
    pages = bulk.read(tmp_path, expected=10_000)
    assert (pages.rows, pages.files[0].read_text()) == (0, "Id,Name,Since\n")


@pytest.mark.parametrize(
    "refused",
    [
        error(400, "INVALIDENTITY", "Entity 'Seat' is not supported by the Bulk API."),
        error(400, "FeatureNotEnabled", "entity Seat is not supported"),
    ],
)
def test_what_bulk_refuses_comes_by_rest(org: ScriptedOrg, tmp_path: Path, refused: httpx2.Response) -> None:
    org.on(CREATE, refused).on(r"/query\?q=", page([seat(1)]))
    assert org.read(tmp_path, expected=10_000).route == "REST"


def test_a_job_that_failed_for_a_column_is_repeated_without_it(bulk: ScriptedOrg, tmp_path: Path) -> None:
    message = "INVALIDBATCH: failed to process query: INVALID_FIELD: No such column 'Name' on entity 'Seat'."
    done = reply({"state": "JobComplete", "numberRecordsProcessed": 1})
    bulk.on(STATE, reply({"state": "Failed", "errorMessage": message}), done)
    bulk.on(RESULTS, csv('"Id","Since"\n"1",""\n', 1))
    pages = bulk.read(tmp_path, expected=10_000)
    assert [gap.column for gap in pages.gaps] == ["Name"]
    assert "SELECT Id, Since FROM Seat" in bulk.requests_with("POST")[1]


def test_a_failed_job_has_the_orgs_message(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(r"/query\?q=", page([seat(1)], 50_000, "/services/data/x"))  # too many for REST
    bulk.on(STATE, reply({"state": "Failed", "errorMessage": "the disk is full"}))
    with pytest.raises(OrgError, match="the disk is full"):
        bulk.read(tmp_path, expected=10_000)
    bulk.on(STATE, reply({"state": "Failed", "errorMessage": "INVALID_TYPE: sObject type 'Seat' is not supported."}))
    with pytest.raises(NotVisible):
        bulk.read(tmp_path, expected=10_000)


def test_a_job_that_does_not_finish_times_out(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(STATE, reply({"state": "InProgress"}))
    with pytest.raises(OrgError, match="did not finish"):
        bulk.read(tmp_path, expected=10_000, job_time=0.0)


@pytest.mark.parametrize(("expected", "most"), [(10_000, 8), (400_000, 2)])
def test_a_job_of_many_rows_is_looked_at_later_and_its_watcher_may_end_the_wait(
    org: ScriptedOrg, tmp_path: Path, expected: int, most: int
) -> None:
    begun: list[float] = []

    def create(request: httpx2.Request) -> httpx2.Response:
        begun.append(time.monotonic())
        return reply({"id": "750A"})

    def look(request: httpx2.Request) -> httpx2.Response:
        return reply({"state": "JobComplete" if time.monotonic() - begun[0] > 0.35 else "InProgress"})

    org.on(CREATE, create).on(STATE, look).on(RESULTS, csv(HEAD + ROW, 1))
    assert org.read(tmp_path, expected=expected).rows == 1
    assert len(org.requests_with("jobs/query/750A ")) <= most

    class Enough(Exception):
        pass

    def enough(rows: int, total: int | None) -> None:
        raise Enough

    org.seen.clear()
    with pytest.raises(Enough):
        org.open().read(SEAT, tmp_path, expected=expected, watch=enough)
    assert org.requests_with("jobs/query/750A ") == []


def test_the_job_requests_the_csv_dialect_of_storage(bulk: ScriptedOrg, tmp_path: Path) -> None:
    bulk.on(RESULTS, csv(HEAD + ROW + ROW, 2)).read(tmp_path, SEAT, expected=10_000)
    (job,) = bulk.requests_with("POST")
    assert '"contentType":"CSV","columnDelimiter":"COMMA","lineEnding":"LF"' in job
    assert "ORDER BY" not in job


FIELD = st.text(alphabet='ab",\n é', max_size=6)


@given(st.lists(st.lists(FIELD, min_size=2, max_size=2), max_size=8), st.integers(1, 9), st.booleans())
def test_rows_are_counted_whatever_stands_in_them(rows: list[list[str]], size: int, quoted: bool) -> None:  # noqa: FBT001
    import csv as csvs
    import io

    text = io.StringIO()
    writer = csvs.writer(text, lineterminator="\n", quoting=csvs.QUOTE_ALL if quoted else csvs.QUOTE_MINIMAL)
    writer.writerows([["Id", "Name"], *rows])
    body, counter = text.getvalue().encode(), RowCounter()
    for start in range(0, len(body), size):
        counter.feed(body[start : start + size])
    assert (counter.rows, counter.whole) == (len(rows), True)
    assert counter.header in {b'"Id","Name"', b"Id,Name"}


def test_a_job_is_polled_when_it_could_be_done_and_within_seconds() -> None:
    assert [first_wait(rows) for rows in (None, 0, 10_000, 5_000_000, 10**15)] == [0.05, 0.05, 0.05, 5, 15]
