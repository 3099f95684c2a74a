"""Reading a table page by page through the REST query API, into CSV as Bulk API 2.0 would have given it."""

import csv
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from seatwise.app.ports import REST, Pages
from seatwise.domain.errors import UnreadableAnswer
from seatwise.salesforce.reading.queries import Selection
from seatwise.salesforce.wire.client import Client
from seatwise.salesforce.wire.refusals import LocatorOver

_PAGE = {"Sforce-Query-Options": "batchSize=2000"}
_FROM_THE_START = 3  # how often a table is begun anew before we give up


class TooMany(Exception):
    """The first page says that there are more rows than REST is for."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


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
    trouble = UnreadableAnswer(f"{selection.table.sobject} was not read.")
    for _ in range(_FROM_THE_START):
        try:
            rows = _read(client, selection, file, most, watch)
        except LocatorOver as error:
            trouble = UnreadableAnswer(
                f"The org forgot its answer about {selection.table.sobject} while it was read, "
                f"{_FROM_THE_START} times.",
                "Try again at a quieter time.",
                code=error.code,
            )
        except _Miscounted as error:
            trouble = UnreadableAnswer(str(error), "Try again; if it stays so, report it.")
        else:
            return Pages((file,), rows, selection.gaps, REST)
    raise trouble


class _Miscounted(Exception):
    """The rows that came are not those that were announced."""


def _read(
    client: Client,
    selection: Selection,
    file: Path,
    most: int | None,
    watch: Callable[[int, int | None], None],
) -> int:
    sobject = selection.table.sobject
    page = _page(client.get(f"{client.base}/query", {"q": selection.soql}, _PAGE), sobject)
    total = page["totalSize"]
    if most is not None and total >= most:
        raise TooMany(total)
    rows = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(selection.columns)
        while True:
            writer.writerows(_texts(record, selection.columns, selection.times) for record in page["records"])
            rows += len(page["records"])
            watch(rows, total)
            if page["done"]:
                break
            if not page["records"] or rows >= total:
                raise _Miscounted(f"{sobject}: the org announced {total} rows, and gives more pages than that.")
            page = _page(client.get(page["nextRecordsUrl"], headers=_PAGE), sobject)
    if rows != total:
        raise _Miscounted(f"{sobject}: the org announced {total} rows and gave {rows}.")
    return rows


def _page(answer: Any, sobject: str) -> Mapping[str, Any]:
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


def _texts(record: Any, columns: Sequence[str], times: frozenset[str]) -> list[str]:
    try:
        return [_time(record[name]) if name in times else _text(record[name]) for name in columns]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableAnswer(
            "A record of the org's answer lacks a column that was asked for.", "Try again."
        ) from error


def _time(value: str | None) -> str:
    """`2022-09-14T21:43:41.000+0000` as Bulk writes it: with a Z."""
    return "" if value is None else value.replace("+0000", "Z")


def _text(value: object) -> str:
    if value is None:
        return ""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str | int):
        return str(value)
    raise TypeError("a value is a list or an object")
