"""Reading a table through Bulk API 2.0: a query job, a short wait, and its result pages straight to disk."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from seatwise.app.extract import BULK, Pages
from seatwise.domain.errors import OrgError, UnreadableAnswer
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import LocatorOver, Said, looks_like_html, of_query, unreadable
from seatwise.salesforce.read.queries import Selection
from seatwise.salesforce.read.row_counter import RowCounter

PAGE_ROWS = 250_000  # about 50 MB of users
# Seconds between two looks at a job. We learn of its end at most a quarter of its time late: 15 looks for 6 seconds.
# Each look is an API call: a job of many rows is first looked at when an org could be done, at a million rows a second.
FIRST_WAIT, WAIT_GROWTH, LONGEST_WAIT = 0.05, 1.25, 60.0
_FASTEST = 1_000_000
_LOOKS = 12  # at a job of half a minute
_BREATH = 1.0  # seconds after which whoever watches is told again that we wait, and may end it
JOB_TIME = 3600.0  # seconds until a job is given up
_FROM_THE_START = 3  # how often the pages are begun anew before we give up
_BUFFER = 1 << 20


def first_wait(expected: int | None) -> float:
    """Seconds until a job of about so many rows is first looked at; what the org says may be far off."""
    return min(max(FIRST_WAIT, (expected or 0) / _FASTEST), LONGEST_WAIT)


def read_by_bulk(
    client: Client,
    selection: Selection,
    folder: Path,
    *,
    expected: int | None = None,
    watch: Callable[[int, int | None], None],
    page_rows: int = PAGE_ROWS,
    job_time: float = JOB_TIME,
) -> Pages:
    """Read every row into CSV files in `folder`, one per result page.

    Args:
        client: the org.
        selection: what to read.
        folder: an existing folder.
        expected: about how many rows there are, if known.
        watch: called with (rows so far, rows there are) after each page, and while waiting for the job; may raise.
        page_rows: rows to ask for in one page; the org may give fewer.
        job_time: seconds until a job that does not end is given up.

    Raises:
        BulkRefused: this object is not served; REST does.
        ColumnUnknown, NotVisible: as the job's message says.
        OrgError: the job failed; the org's message is in it.
    """
    job = _created(client.create_query_job(f"{client.base}/jobs/query", selection.soql))
    path = f"{client.base}/jobs/query/{job}"
    wait = first_wait(expected)
    announced = _finished(client, path, selection, wait=wait, job_time=job_time, watch=lambda: watch(0, expected))

    def take(number: int) -> _Page:
        return _Page(folder / f"bulk-{number:05d}.csv", selection)

    for _ in range(_FROM_THE_START):
        try:
            files, rows = _pages(client, path, page_rows, take, lambda got: watch(got, announced))
        except LocatorOver:
            continue  # results are kept for seven days; only the place in them is lost
        if announced is not None and rows != announced:
            raise UnreadableAnswer(
                f"{selection.table.sobject}: the org announced {announced} rows and gave {rows}.", "Try again."
            )
        return Pages(tuple(files), rows, selection.gaps, BULK)
    raise UnreadableAnswer(
        f"The org forgot its results about {selection.table.sobject} while they were read, {_FROM_THE_START} times.",
        "Try again at a quieter time.",
        code="INVALID_QUERY_LOCATOR",
    )


def calls_of_job(rows: int, page_rows: int = PAGE_ROWS) -> int:
    """About how many API calls a job costs: to create it, to look at it, to fetch its pages."""
    return 1 + _LOOKS + -(-rows // page_rows)


def _pages(
    client: Client, path: str, page_rows: int, take: Callable[[int], "_Page"], watch: Callable[[int], None]
) -> tuple[list[Path], int]:
    """Fetch page after page; the files, and how many rows they hold."""
    files: list[Path] = []
    rows, locator, seen = 0, "", {""}
    while True:
        page = take(len(files))
        params = {"maxRecords": str(page_rows)} | ({"locator": locator} if locator else {})
        got, locator = client.download(f"{path}/results", params, page)
        files.append(page.file)
        rows += got
        watch(rows)
        if locator in {"", "null"}:
            return files, rows
        if locator in seen:
            raise UnreadableAnswer("The org gives the same page of results twice.", "Try again.")
        seen.add(locator)


def _created(answer: Any) -> str:
    job = answer.get("id") if isinstance(answer, dict) else None
    if not isinstance(job, str) or not job.isalnum():
        raise UnreadableAnswer("The org did not say which job it created.", "Try again.")
    return job


def _finished(
    client: Client, path: str, selection: Selection, *, wait: float, job_time: float, watch: Callable[[], None]
) -> int | None:
    """Wait for the job; the rows it announces, if it does. `watch` is called meanwhile, and may raise to give up."""
    give_up = time.monotonic() + job_time
    while True:
        _pause(wait, watch)
        wait = min(wait * WAIT_GROWTH, LONGEST_WAIT)
        answer = client.get(path)
        state = answer.get("state") if isinstance(answer, dict) else None
        if state == "JobComplete":
            told = answer.get("numberRecordsProcessed")
            return told if isinstance(told, int) else None
        if state in {"Failed", "Aborted"}:
            message = str(answer.get("errorMessage") or state)
            said = Said("", message)
            raise of_query(said) or OrgError(
                f"The org could not read {selection.table.sobject}: {said.line}", "Try again.", code=state
            )
        if state not in {"UploadComplete", "InProgress"}:
            raise UnreadableAnswer(f"A query job is in a state we do not know: {state!r}.", "Try again.")
        if time.monotonic() > give_up:
            raise OrgError(
                f"The org has not finished reading {selection.table.sobject} within {job_time / 60:.0f} minutes.",
                "Try again at a quieter time.",
            )


def _pause(seconds: float, watch: Callable[[], None]) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        watch()
        time.sleep(min(left, _BREATH))


class _Page:
    """Takes one result page to disk, and believes it only when it is whole."""

    def __init__(self, file: Path, selection: Selection) -> None:
        self.file = file
        self._columns = selection.columns

    def __call__(self, headers: Mapping[str, str], chunks: Iterator[bytes]) -> tuple[int, str]:
        """Write the page.

        Returns:
            (its rows, the locator of the next page or `null`).
        """
        counter = RowCounter()
        with self.file.open("wb", buffering=_BUFFER) as out:
            for chunk in chunks:
                counter.feed(chunk)
                out.write(chunk)
        told = headers.get("sforce-numberofrecords", "")
        if told == "0" and not counter.header.strip():
            self.file.write_text(",".join(self._columns) + "\n", encoding="utf-8")
            return 0, "null"
        if looks_like_html(counter.header):
            raise unreadable("a query job", "it is a web page")
        if not told.isdigit() or "sforce-locator" not in headers:
            raise unreadable("a query job", "it does not say how many rows it has")
        if _names(counter.header) != {column.lower() for column in self._columns}:
            raise unreadable("a query job", "its columns are not those asked for")
        if not counter.whole or counter.rows != int(told):
            raise unreadable("a query job", f"it holds {counter.rows} whole rows of {told}")
        return counter.rows, headers["sforce-locator"]


def _names(header: bytes) -> set[str]:
    return {name.strip('"').lower() for name in header.decode("utf-8", "replace").split(",")}
