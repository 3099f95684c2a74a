"""Which way a table comes: by REST what is small, by Bulk API 2.0 what is large; and what a refusal of it means."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from seatwise.app.extract import Pages
from seatwise.domain.errors import DiskFull, NotVisible, UnreadableAnswer
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import BulkRefused, ColumnUnknown
from seatwise.salesforce.read.bulk import calls_of_job, read_by_bulk
from seatwise.salesforce.read.queries import Selection, invisible
from seatwise.salesforce.read.rest import TooMany, read_by_rest
from seatwise.sources.source import Source

Watch = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Routes:
    """The ways into one org.

    Attributes:
        client: the org.
        bulk_from: row count from which Bulk API 2.0 reads.
        page_rows: rows in one result page of Bulk API 2.0.
        job_time: seconds until a Bulk job that does not end is given up.
    """

    client: Client
    bulk_from: int
    page_rows: int
    job_time: float

    def rest(self, selection: Selection, folder: Path, watch: Watch) -> Pages:
        """By REST, however many rows there are."""
        return read_by_rest(self.client, selection, folder, most=None, watch=watch)

    def rest_if_few(self, selection: Selection, folder: Path, watch: Watch) -> Pages:
        """By REST, unless the first page says that there are many rows: then `TooMany`."""
        return read_by_rest(self.client, selection, folder, most=self.bulk_from, watch=watch)

    def bulk(self, selection: Selection, folder: Path, watch: Watch, *, expected: int | None) -> Pages:
        """By Bulk API 2.0, or `BulkRefused`."""
        return read_by_bulk(
            self.client,
            selection,
            folder,
            expected=expected,
            watch=watch,
            page_rows=self.page_rows,
            job_time=self.job_time,
        )

    def calls_by_bulk(self, rows: int | None) -> int:
        """About how many API calls that many rows cost by Bulk API 2.0."""
        return calls_of_job(rows or 0, self.page_rows)

    def either(self, selection: Selection, folder: Path, watch: Watch, *, expected: int | None) -> Pages:
        """By the route that suits the table; columns that the org does not show become gaps."""
        bulk = selection.table.bulk
        by_bulk = bulk and expected is not None and expected >= self.bulk_from
        while True:
            try:
                if by_bulk:
                    return self.bulk(selection, folder, watch, expected=expected)
                return (self.rest_if_few if bulk else self.rest)(selection, folder, watch)
            except ColumnUnknown as error:
                selection = _less(selection, error)
            except TooMany as many:
                by_bulk, expected = True, many.rows
            except BulkRefused:
                by_bulk = bulk = False


@contextmanager
def named(table: Source) -> Iterator[None]:
    """Say of a refusal which object it is about, and what would help.

    Raises:
        NotVisible: the object, or a column that it is worth nothing without, cannot be read.
        DiskFull: no room for it.
    """
    try:
        yield
    except (NotVisible, ColumnUnknown) as error:
        raise invisible(table, error.message, error.code) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(f"The disk has no room left for {table.sobject}.", "Free some space.") from error
        raise


def _less(selection: Selection, error: ColumnUnknown) -> Selection:
    if not error.column:
        raise UnreadableAnswer(
            f"The org refuses a column of {selection.table.sobject} without saying which: {error.message}",
            "Report this with the message.",
            code=error.code,
        ) from error
    reason = f"{selection.table.sobject}.{error.column} is not shown to this user, or the org does not have it."
    return selection.without(error.column, reason, error.code)
