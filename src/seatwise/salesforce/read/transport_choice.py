"""Chooses how to read a table: REST for small ones, Bulk API 2.0 for large ones."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from seatwise.app.extract import Pages, Watch
from seatwise.domain.errors import DiskFull, LoginRefused, NotVisible, OrgError, QuotaReached, UnreadableResponse
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import BulkRefused, ColumnUnknown
from seatwise.salesforce.read.bulk import BulkReader, JobFailed
from seatwise.salesforce.read.queries import Selection, invisible
from seatwise.salesforce.read.rest import TooManyRows, read_by_rest
from seatwise.sources.source import Source

REST_LIMIT = 50_000  # rows that we read by REST where Bulk API 2.0 fails or refuses the object: 25 calls


@dataclass(frozen=True)
class Transports:
    """How to read from one org."""

    client: Client
    bulk_from: int  # row count from which Bulk API 2.0 is used
    bulk: BulkReader

    def rest(self, selection: Selection, folder: Path, watch: Watch, *, few: bool = False) -> Pages:
        """By REST; with `few`, raises `TooManyRows` if the first page announces too many."""
        limit = self.bulk_from if few else None
        return read_by_rest(self.client, selection, folder, limit=limit, watch=watch)

    def best(self, selection: Selection, folder: Path, watch: Watch, *, expected: int | None) -> Pages:
        """By the best transport for the table; hidden columns become gaps."""
        bulk = selection.table.bulk
        by_bulk = bulk and expected is not None and expected >= self.bulk_from
        failed: JobFailed | None = None
        while True:
            try:
                if by_bulk:
                    return self.bulk.read(selection, folder, watch, expected=expected)
                limit = REST_LIMIT if failed else self.bulk_from if bulk else None
                return read_by_rest(self.client, selection, folder, limit=limit, watch=watch)
            except ColumnUnknown as error:
                selection = _without_column(selection, error)
            except TooManyRows as many:
                if failed:
                    raise failed from None
                by_bulk, expected = True, many.rows
            except BulkRefused:
                by_bulk = bulk = False
            except JobFailed as error:
                by_bulk, failed = False, error


@contextmanager
def translate_read_errors(table: Source) -> Iterator[None]:
    """Add the object and the remedy to errors of a read.

    Raises NotVisible: the object, or a column it needs, cannot be read; DiskFull; other errors of the org, with
    the object's name.
    """
    try:
        yield
    except (NotVisible, ColumnUnknown) as error:
        raise invisible(table, error.message, error.code) from error
    except (LoginRefused, QuotaReached):
        raise
    except OrgError as error:
        if not re.search(rf"\b{table.sobject}\b", error.message):
            error.message = f"{table.sobject} was not read. {error.message}"
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(f"The disk is full; {table.sobject} cannot be stored.", "Free some space.") from error
        raise


def _without_column(selection: Selection, error: ColumnUnknown) -> Selection:
    if not error.column:
        raise UnreadableResponse(
            f"A column of {selection.table.sobject} cannot be read, and Salesforce does not name it: {error.message}",
            "Report this with the message.",
            code=error.code,
        ) from error
    reason = f"{selection.table.sobject}.{error.column} is hidden from this user, or the org does not have it."
    return selection.without(error.column, reason, error.code)
