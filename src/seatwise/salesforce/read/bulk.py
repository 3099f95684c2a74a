"""Reads a table by Bulk API 2.0: a query job, and its result pages straight to disk."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from seatwise.app.extract import BULK, Pages, Watch
from seatwise.domain.errors import OrgError, UnreadableResponse
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import LocatorExpired, ParsedError, looks_like_html, query_error, unreadable
from seatwise.salesforce.read.queries import Selection
from seatwise.salesforce.read.row_counter import RowCounter

PAGE_ROWS = 250_000  # about 50 MB of users
# Seconds between two polls of a job. We notice its end at most a quarter of its time late: 15 polls for 6 seconds.
# Each poll is an API call: the first poll of a large job waits as long as an org needs at a million rows a second.
FIRST_WAIT, WAIT_GROWTH, LONGEST_WAIT = 0.05, 1.25, 60.0
_ROWS_PER_SECOND = 1_000_000
_POLLS = 12  # of a job that takes half a minute
_REPORT_EVERY = 1.0  # seconds between two calls of `watch` while we wait
JOB_TIME = 3600.0  # seconds after which a job times out
_RESTARTS = 3  # how often we read the pages from the start before we give up
_BUFFER = 1 << 20


def first_wait(expected: int | None) -> float:
    """Seconds until the first poll of a job with about so many rows; the estimate may be far off."""
    return min(max(FIRST_WAIT, (expected or 0) / _ROWS_PER_SECOND), LONGEST_WAIT)


@dataclass(frozen=True)
class BulkReader:
    """Reads tables of one org by Bulk API 2.0."""

    client: Client
    page_rows: int  # of a result page, at most
    job_time: float  # seconds after which a job times out

    def read(self, selection: Selection, folder: Path, watch: Watch, *, expected: int | None) -> Pages:
        """Read all rows into CSV files in `folder`, one per result page.

        `expected` is about how many rows there are; `watch` is called with (rows so far, row count) after each page and
        while waiting for the job, and may raise. Raises BulkRefused: Bulk API 2.0 does not support this object;
        ColumnUnknown, NotVisible: from the job's error message; OrgError: the job failed, with the org's message.
        """
        jobs, sobject = f"{self.client.base}/jobs/query", selection.table.sobject
        answer = self.client.create_query_job(jobs, selection.soql)
        job = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(job, str) or not job.isalnum():
            raise UnreadableResponse("The org returned no ID of the new query job.", "Try again.")
        announced = self._wait_for_job(f"{jobs}/{job}", sobject, expected, watch)
        for _ in range(_RESTARTS):
            try:
                files, rows = self._pages(f"{jobs}/{job}/results", selection, folder, lambda got: watch(got, announced))
            except LocatorExpired:
                continue  # the results are stored for seven days; only the locator has expired
            if announced is not None and rows != announced:
                raise UnreadableResponse(
                    f"{sobject}: the org announced {announced} rows and returned {rows}.", "Try again."
                )
            return Pages(tuple(files), rows, selection.gaps, BULK)
        raise UnreadableResponse(
            f"The query results of {sobject} expired while being read, {_RESTARTS} times.",
            "Try again when the org is less busy.",
            code="INVALID_QUERY_LOCATOR",
        )

    def calls(self, rows: int) -> int:
        """Approximate number of API calls for so many rows: to create a job, poll it and fetch its pages."""
        return 1 + _POLLS + -(-rows // self.page_rows)

    def _pages(
        self, path: str, selection: Selection, folder: Path, watch: Callable[[int], None]
    ) -> tuple[list[Path], int]:
        """Fetch all pages; returns the files and their number of rows."""
        files: list[Path] = []
        rows, locator, seen = 0, "", {""}
        while True:
            files.append(folder / f"bulk-{len(files):05d}.csv")
            params = {"maxRecords": str(self.page_rows)} | ({"locator": locator} if locator else {})
            got, locator = self.client.download(path, params, partial(_write_page, files[-1], selection.columns))
            rows += got
            watch(rows)
            if locator in {"", "null"}:
                return files, rows
            if locator in seen:
                raise UnreadableResponse("The org returned the same page of results twice.", "Try again.")
            seen.add(locator)

    def _wait_for_job(self, path: str, sobject: str, expected: int | None, watch: Watch) -> int | None:
        """Wait for the job; returns its row count, if the org gives one. `watch` may raise to stop waiting."""
        deadline, wait = time.monotonic() + self.job_time, first_wait(expected)
        while True:
            until = time.monotonic() + wait
            while (left := until - time.monotonic()) > 0:
                watch(0, expected)
                time.sleep(min(left, _REPORT_EVERY))
            wait = min(wait * WAIT_GROWTH, LONGEST_WAIT)
            answer = self.client.get(path)
            state = answer.get("state") if isinstance(answer, dict) else None
            if state == "JobComplete":
                count = answer.get("numberRecordsProcessed")
                return count if isinstance(count, int) else None
            if state in {"Failed", "Aborted"}:
                found = ParsedError("", str(answer.get("errorMessage") or state))
                failed = f"The query of {sobject} failed: {found.line}"
                raise query_error(found) or OrgError(failed, "Try again.", code=state)
            if state not in {"UploadComplete", "InProgress"}:
                raise UnreadableResponse(f"The query job has an unknown state: {state!r}.", "Try again.")
            if time.monotonic() > deadline:
                raise OrgError(
                    f"The query of {sobject} did not finish within {self.job_time / 60:.0f} minutes.",
                    "Try again when the org is less busy.",
                )


def _write_page(
    file: Path, columns: tuple[str, ...], headers: Mapping[str, str], chunks: Iterator[bytes]
) -> tuple[int, str]:
    """Write one result page to disk, whole. Returns its number of rows, and the locator of the next page or `null`."""
    counter = RowCounter()
    with file.open("wb", buffering=_BUFFER) as out:
        for chunk in chunks:
            counter.feed(chunk)
            out.write(chunk)
    count = headers.get("sforce-numberofrecords", "")
    if count == "0" and not counter.header.strip():
        file.write_text(",".join(columns) + "\n", encoding="utf-8")
        return 0, "null"
    if looks_like_html(counter.header):
        raise unreadable("a query job", "it is a web page")
    if not count.isdigit() or "sforce-locator" not in headers:
        raise unreadable("a query job", "it has no row count")
    names = counter.header.decode("utf-8", "replace").lower().split(",")
    if {name.strip('"') for name in names} != {column.lower() for column in columns}:
        raise unreadable("a query job", "its columns are not those of the query")
    if not counter.whole or counter.rows != int(count):
        raise unreadable("a query job", f"it has {counter.rows} complete rows of {count}")
    return counter.rows, headers["sforce-locator"]
