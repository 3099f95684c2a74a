"""Reading a table page by page through the REST query API, into CSV as Bulk API 2.0 would have given it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from seatwise.app.extract import REST, Pages
from seatwise.domain.errors import UnreadableAnswer
from seatwise.salesforce.http.client import Client
from seatwise.salesforce.http.errors import LocatorOver
from seatwise.salesforce.read.csv_file import begin_csv, text, time_text
from seatwise.salesforce.read.queries import Selection

_T = TypeVar("_T")
_PAGE = {"Sforce-Query-Options": "batchSize=2000"}
_FROM_THE_START = 3  # how often an answer is asked for anew before we give up
QUERY, TOOLING_QUERY = "query", "tooling/query"


class TooMany(Exception):
    """The first page says that there are more rows than REST is for."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


class Miscounted(Exception):
    """The rows that came are not those that were announced."""


def read_by_rest(
    client: Client,
    selection: Selection,
    folder: Path,
    *,
    most: int | None,
    watch: Callable[[int, int | None], None],
) -> Pages:
    """Read every row into one CSV file in `folder`.

    Args:
        client: the org.
        selection: what to read.
        folder: an existing folder.
        most: raise `TooMany` if there are this many rows or more; None = read them all.
        watch: called with (rows so far, rows there are) after each page.

    Raises:
        TooMany: nothing was written.
        UnreadableAnswer: the pages do not hold what the org said they hold, however often they were read.
    """
    file = folder / "rest.csv"
    sobject = selection.table.sobject
    rows = from_the_start(sobject, lambda: _read(client, selection, file, most, watch))
    return Pages((file,), rows, selection.gaps, REST)


def from_the_start(sobject: str, read: Callable[[], _T]) -> _T:
    """Call `read` anew when the org forgot its answer meanwhile or miscounted it, a few times.

    Raises:
        UnreadableAnswer: it stays so.
    """
    trouble = UnreadableAnswer(f"{sobject} was not read.")
    for _ in range(_FROM_THE_START):
        try:
            return read()
        except LocatorOver as error:
            trouble = UnreadableAnswer(
                f"The org forgot its answer about {sobject} while it was read, {_FROM_THE_START} times.",
                "Try again at a quieter time.",
                code=error.code,
            )
        except Miscounted as error:
            trouble = UnreadableAnswer(str(error), "Try again; if it stays so, report it.")
    raise trouble


def pages_of(client: Client, soql: str, sobject: str, resource: str = QUERY) -> Iterator[Mapping[str, Any]]:
    """The pages of an answer, one after the other, each with `totalSize`, `records` and `done`.

    Raises:
        Miscounted, LocatorOver: begin anew, as `from_the_start` does.
    """
    page = page_of(client.get(f"{client.base}/{resource}", {"q": soql}, _PAGE), sobject)
    total, rows = page["totalSize"], 0
    while True:
        rows += len(page["records"])
        yield page
        if page["done"]:
            break
        if not page["records"] or rows >= total:
            raise Miscounted(f"{sobject}: the org announced {total} rows, and gives more pages than that.")
        page = page_of(client.get(page["nextRecordsUrl"], headers=_PAGE), sobject)
    if rows != total:
        raise Miscounted(f"{sobject}: the org announced {total} rows and gave {rows}.")


def page_of(answer: Any, sobject: str) -> Mapping[str, Any]:
    """A page of the shape that facts section 3.2 describes."""
    if (
        isinstance(answer, dict)
        and isinstance(answer.get("totalSize"), int)
        and isinstance(answer.get("records"), list)
        and isinstance(answer.get("done"), bool)
        and (answer["done"] or isinstance(answer.get("nextRecordsUrl"), str))
    ):
        return answer
    raise UnreadableAnswer(f"The org's answer about {sobject} is no page of a query.", "Try again.")


def texts(record: Any, columns: Sequence[str], times: frozenset[str]) -> list[str]:
    """The columns of a record as CSV has them.

    Raises:
        UnreadableAnswer: the record lacks one.
    """
    try:
        return [time_text(record[name]) if name in times else text(record[name]) for name in columns]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableAnswer(
            "A record of the org's answer lacks a column that was asked for.", "Try again."
        ) from error


def _read(
    client: Client,
    selection: Selection,
    file: Path,
    most: int | None,
    watch: Callable[[int, int | None], None],
) -> int:
    pages = pages_of(client, selection.soql, selection.table.sobject)
    first = next(pages)
    total = first["totalSize"]
    if most is not None and total >= most:
        raise TooMany(total)
    rows = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        write = begin_csv(out, selection.columns)
        for page in chain((first,), pages):
            write(texts(record, selection.columns, selection.times) for record in page["records"])
            rows += len(page["records"])
            watch(rows, total)
    return rows
