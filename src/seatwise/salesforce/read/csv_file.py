"""CSV as Bulk API 2.0 writes it, for what comes by other routes: quoted, LF, times with a Z, empty = null."""

import csv
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TextIO


def begin_csv(out: TextIO, columns: Sequence[str]) -> Callable[[Iterable[Sequence[str]]], None]:
    """Write the header; returns what writes the rows."""
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    return writer.writerows


def text(value: object) -> str:
    """A value of a JSON answer as Bulk writes it.

    Raises:
        TypeError: it is no single value.
    """
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


def time_text(value: str | None) -> str:
    """`2022-09-14T21:43:41.000+0000` as Bulk writes it: with a Z."""
    return "" if value is None else value.replace("+0000", "Z")
