"""Reads a table page by page by the REST API, into the same CSV as Bulk API 2.0."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from seatwise.app.extract import REST, Pages, Watch
from seatwise.domain.errors import UnreadableResponse
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import LocatorExpired
from seatwise.salesforce.read.csv_file import csv_writer, text, time_text
from seatwise.salesforce.read.queries import Selection

_T = TypeVar("_T")
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


def pages_of(client: Client, soql: str, sobject: str, resource: str = QUERY) -> Iterator[Mapping[str, Any]]:
    """The pages of a query, each with `totalSize`, `records` and `done`.

    Raises RowCountMismatch, LocatorExpired: start again, see `retry_from_start`.
    """
    page = page_of(client.get(f"{client.base}/{resource}", {"q": soql}, _PAGE), sobject)
    total, rows = page["totalSize"], 0
    while True:
        rows += len(page["records"])
        yield page
        if page["done"]:
            break
        if not page["records"] or rows >= total:
            raise RowCountMismatch(f"{sobject}: the org announced {total} rows and returned more pages than that.")
        page = page_of(client.get(page["nextRecordsUrl"], headers=_PAGE), sobject)
    if rows != total:
        raise RowCountMismatch(f"{sobject}: the org announced {total} rows and returned {rows}.")


def page_of(answer: Any, sobject: str) -> Mapping[str, Any]:
    """Check that a response is a page of a query."""
    if (
        isinstance(answer, dict)
        and isinstance(answer.get("totalSize"), int)
        and isinstance(answer.get("records"), list)
        and isinstance(answer.get("done"), bool)
        and (answer["done"] or isinstance(answer.get("nextRecordsUrl"), str))
    ):
        return answer
    raise UnreadableResponse(f"The response to the query of {sobject} cannot be read.", "Try again.")


def texts(record: Any, columns: Sequence[str], times: frozenset[str]) -> list[str]:
    """The columns of a record as CSV text. Raises UnreadableResponse: a column is missing."""
    try:
        return [time_text(record[name]) if name in times else text(record[name]) for name in columns]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableResponse("A record in the response lacks a column of the query.", "Try again.") from error


def _read(client: Client, selection: Selection, file: Path, limit: int | None, watch: Watch) -> int:
    pages = pages_of(client, selection.soql, selection.table.sobject)
    first = next(pages)
    total = first["totalSize"]
    if limit is not None and total >= limit:
        raise TooManyRows(total)
    rows = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        write = csv_writer(out, selection.columns)
        for page in chain((first,), pages):
            write(texts(record, selection.columns, selection.times) for record in page["records"])
            rows += len(page["records"])
            watch(rows, total)
    return rows
