"""Reads a table page by page by the REST API, into the same CSV as Bulk API 2.0."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Generic, TypeVar

from seatwise import settings
from seatwise.app.extract import REST, Pages, Watch
from seatwise.domain.errors import UnreadableResponse
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import LocatorExpired
from seatwise.salesforce.http.limits import beyond
from seatwise.salesforce.read.csv_file import csv_writer, text, time_text
from seatwise.salesforce.read.queries import Selection

_T = TypeVar("_T")
_Row = TypeVar("_Row")
_PAGE = {"Sforce-Query-Options": "batchSize=2000"}
_RESTARTS = 3  # how often we read from the start before we give up
QUERY, TOOLING_QUERY = "query", "tooling/query"


class TooManyRows(Exception):
    """The first page announces more rows than we read by REST."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


class RowCountMismatch(Exception):
    """The org returned another number of rows than it announced."""


def read_by_rest(client: Client, selection: Selection, folder: Path, *, limit: int | None, watch: Watch) -> Pages:
    """Read all rows into one CSV file in `folder`; `watch` is called with (rows so far, row count) after each page.

    Raises TooManyRows: there are `limit` rows or more, and nothing was written; UnreadableResponse: the pages do not
    match the announced row count, after retries.
    """
    file = folder / "rest.csv"
    sobject = selection.table.sobject
    rows = retry_from_start(sobject, lambda: _read(client, selection, file, limit, watch))
    return Pages((file,), rows, selection.gaps, REST)


def retry_from_start(sobject: str, read: Callable[[], _T]) -> _T:
    """Call `read` again if the results expired or the row count did not match, a few times.

    Raises UnreadableResponse: each attempt failed.
    """
    failure = UnreadableResponse(f"{sobject} was not read.")
    for _ in range(_RESTARTS):
        try:
            return read()
        except LocatorExpired as error:
            failure = UnreadableResponse(
                f"The query results of {sobject} expired while being read, {_RESTARTS} times.",
                "Try again when the org is less busy.",
                code=error.code,
            )
        except RowCountMismatch as error:
            failure = UnreadableResponse(str(error), "Try again; if it happens again, report it.")
    raise failure


@dataclass(frozen=True)
class Page(Generic[_Row]):
    """A page of a query: how many rows the query has, those of this page, and the path of the next; empty: none."""

    total: int
    rows: list[_Row]
    following: str


def pages_of(
    client: Client, soql: str, sobject: str, row: Callable[[Any], _Row], resource: str = QUERY
) -> Iterator[Page[_Row]]:
    """The pages of a query; `row` reads a record.

    Raises RowCountMismatch, LocatorExpired: start again, see `retry_from_start`; LimitReached: too many pages.
    """
    read = partial(page_of, row)
    page = client.get(f"{client.base}/{resource}", read, {"q": soql}, _PAGE)
    total, rows, pages = page.total, 0, 1
    while True:
        rows += len(page.rows)
        yield page
        if not page.following:
            break
        if not page.rows or rows >= total:
            raise RowCountMismatch(f"{sobject}: the org announced {total} rows and returned more pages than that.")
        pages += 1
        check_pages(client, sobject, pages)
        page = client.get(page.following, read, headers=_PAGE)
    if rows != total:
        raise RowCountMismatch(f"{sobject}: the org announced {total} rows and returned {rows}.")


def check_pages(client: Client, sobject: str, pages: int) -> None:
    """Raise LimitReached if a query has more pages than the limit."""
    if pages > client.limits.query_pages:
        raise beyond(
            f"{client.host} answered the query of {sobject} in more than {client.limits.query_pages} pages.",
            settings.QUERY_PAGES,
        )


def page_of(row: Callable[[Any], _Row], answer: Any) -> Page[_Row]:
    """Read a page of a query. Fails if the response is none."""
    total, done = answer["totalSize"], answer["done"]
    following = "" if done else answer["nextRecordsUrl"]
    if type(total) is not int or total < 0 or type(done) is not bool or not isinstance(following, str):
        raise TypeError("not a page of a query")
    records = answer["records"]
    if not isinstance(records, list):
        raise TypeError("records are not a list")
    return Page(total, [row(record) for record in records], following)


def texts(columns: Sequence[str], times: frozenset[str], record: Any) -> list[str]:
    """The columns of a record as CSV text. Raises UnreadableResponse: a column is missing."""
    try:
        return [time_text(record[name]) if name in times else text(record[name]) for name in columns]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableResponse("A record in the response lacks a column of the query.", "Try again.") from error


def _read(client: Client, selection: Selection, file: Path, limit: int | None, watch: Watch) -> int:
    row = partial(texts, selection.columns, selection.times)
    pages = pages_of(client, selection.soql, selection.table.sobject, row)
    first = next(pages)
    total = first.total
    if limit is not None and total >= limit:
        raise TooManyRows(total)
    rows = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        write = csv_writer(out, selection.columns)
        for page in chain((first,), pages):
            write(page.rows)
            rows += len(page.rows)
            watch(rows, total)
    return rows
