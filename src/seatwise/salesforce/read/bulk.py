"""Reads a table by Bulk API 2.0: a query job, and its result pages straight to disk."""

import re
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import stamina

from seatwise.app.extract import BULK, Pages, Watch
from seatwise.domain.errors import NotVisible, OrgError, UnreadableResponse
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import LocatorExpired, ParsedError, looks_like_html, query_error, unreadable
from seatwise.salesforce.read.queries import Selection
from seatwise.salesforce.read.rest import check_pages
from seatwise.salesforce.read.row_counter import RowCounter

PAGE_ROWS = 250_000  # about 50 MB of users
# Seconds between two polls of a job. We notice its end at most a quarter of its time late: 15 polls for 6 seconds.
# Each poll is an API call: the first poll of a large job waits as long as an org needs at a million rows a second.
FIRST_WAIT, WAIT_GROWTH, LONGEST_WAIT = 0.05, 1.25, 60.0
_LONGEST_FIRST_WAIT = 15.0
_ROWS_PER_SECOND = 1_000_000
_POLLS = 12  # of a job that takes half a minute
_REPORT_EVERY = 1.0  # seconds between two calls of `watch` while we wait
JOB_TIME = 3600.0  # seconds after which a job times out
_ANEW = stamina.RetryingCaller(attempts=4, timeout=None, wait_initial=1.0, wait_max=5.0)  # a job, and three more
_BUFFER = 1 << 20
_HEADER = 100_000  # bytes that the first line may have
_COUNT = re.compile("[0-9]{1,12}")


class JobFailed(OrgError):
    """A job failed on the server, or it or its results are gone: create another, or use REST."""


def first_wait(expected: int | None) -> float:
    """Seconds until the first poll of a job with about so many rows; the estimate may be far off."""
    return min(max(FIRST_WAIT, (expected or 0) / _ROWS_PER_SECOND), _LONGEST_FIRST_WAIT)


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
        ColumnUnknown, NotVisible: from the job's error message; JobFailed: four jobs failed; OrgError.
        """
        return _ANEW(JobFailed, self._read_once, selection, folder, watch, expected)

    def _read_once(self, selection: Selection, folder: Path, watch: Watch, expected: int | None) -> Pages:
        jobs, sobject = f"{self.client.base}/jobs/query", selection.table.sobject
        job = self.client.create_query_job(jobs, selection.soql, _job_id)
        try:
            announced = self._wait_for_job(f"{jobs}/{job}", sobject, expected, watch)
            files, rows = self._pages(f"{jobs}/{job}/results", selection, folder, lambda got: watch(got, announced))
        except LocatorExpired as error:
            raise JobFailed(
                f"The query results of {sobject} expired while being read.",
                "Try again when the org is less busy.",
                code=error.code,
            ) from error
        except NotVisible as error:
            if error.code != "NOT_FOUND":
                raise
            raise JobFailed(f"The query job of {sobject} is gone.", "Try again.", code=error.code) from error
        if announced is not None and rows != announced:
            raise UnreadableResponse(
                f"{sobject}: the org announced {announced} rows and returned {rows}.", "Try again."
            )
        return Pages(tuple(files), rows, selection.gaps, BULK)

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
            take = partial(_write_page, self.client.host, files[-1], selection.columns)
            got, locator = self.client.download(path, params, take)
            rows += got
            watch(rows)
            if locator in {"", "null"}:
                return files, rows
            if locator in seen:
                raise UnreadableResponse("The org returned the same page of results twice.", "Try again.")
            seen.add(locator)
            check_pages(self.client, selection.table.sobject, len(files) + 1)

    def _wait_for_job(self, path: str, sobject: str, expected: int | None, watch: Watch) -> int | None:
        """Wait for the job; returns its row count, if the org gives one. `watch` may raise to stop waiting."""
        deadline, wait = time.monotonic() + self.job_time, first_wait(expected)
        while True:
            until = time.monotonic() + wait
            while (left := until - time.monotonic()) > 0:
                watch(0, expected)
                time.sleep(min(left, _REPORT_EVERY))
            wait = min(wait * WAIT_GROWTH, LONGEST_WAIT)
            job = self.client.get(path, _job)
            if job.state == "JobComplete":
                return job.rows
            if job.state in {"Failed", "Aborted"}:
                raise _failure(sobject, job)
            if job.state not in {"UploadComplete", "InProgress"}:
                raise UnreadableResponse(f"The query job has an unknown state: {job.state[:40]!r}.", "Try again.")
            if time.monotonic() > deadline:
                raise OrgError(
                    f"The query of {sobject} did not finish within {self.job_time / 60:.0f} minutes.",
                    "Try again when the org is less busy.",
                )


@dataclass(frozen=True)
class _Job:
    """The state of a job; `rows` is None if the org does not say how many there are."""

    state: str
    rows: int | None
    message: str


def _job_id(answer: Any) -> str:
    job = answer["id"]
    if not re.fullmatch("[0-9A-Za-z]{1,40}", job):
        raise ValueError("not an id")
    return str(job)


def _job(answer: Any) -> _Job:
    state, rows = answer["state"], answer.get("numberRecordsProcessed")
    if not isinstance(state, str):
        raise TypeError("the state of a job is not text")
    return _Job(state, rows if type(rows) is int else None, str(answer.get("errorMessage") or state))


def _failure(sobject: str, job: _Job) -> OrgError:
    """The error of a job that ended without results. One that was aborted is not created anew: somebody did that."""
    found = ParsedError("", job.message)
    kind = JobFailed if job.state == "Failed" else OrgError
    return query_error(found) or kind(f"The query of {sobject} failed: {found.line}", "Try again.", code=job.state)


def _write_page(
    host: str, file: Path, columns: tuple[str, ...], headers: Mapping[str, str], chunks: Iterator[bytes]
) -> tuple[int, str]:
    """Write one result page to disk, whole. Returns its number of rows, and the locator of the next page or `null`."""
    counter, utf8 = RowCounter(), getincrementaldecoder("utf-8")()
    with file.open("wb", buffering=_BUFFER) as out:
        for chunk in chunks:
            if utf8.getstate()[0] or not chunk.isascii():
                utf8.decode(chunk)
            counter.feed(chunk)
            if len(counter.header) > _HEADER:
                raise unreadable(host, "a query job", "its first line has no end")
            out.write(chunk)
    count = headers.get("sforce-numberofrecords", "")
    if count == "0" and not counter.header.strip():
        file.write_text(",".join(columns) + "\n", encoding="utf-8")
        return 0, "null"
    if looks_like_html(counter.header):
        raise unreadable(host, "a query job", "it is a web page")
    if not _COUNT.fullmatch(count) or "sforce-locator" not in headers:
        raise unreadable(host, "a query job", "it has no row count")
    names = counter.header.decode("utf-8", "replace").lower().split(",")
    if {name.strip('"') for name in names} != {column.lower() for column in columns}:
        raise unreadable(host, "a query job", "its columns are not those of the query")
    if not counter.whole or counter.rows != int(count):
        raise unreadable(host, "a query job", f"it has {counter.rows} complete rows of {count}")
    return counter.rows, headers["sforce-locator"]
