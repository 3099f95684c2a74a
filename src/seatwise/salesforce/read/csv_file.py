"""Writes CSV as Bulk API 2.0 does, for data of the other APIs: quoted, LF, times with a Z, empty = null."""

import csv
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TextIO


def csv_writer(out: TextIO, columns: Sequence[str]) -> Callable[[Iterable[Sequence[str]]], None]:
    """Write the header; returns a function that writes rows."""
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    return writer.writerows


def text(value: object) -> str:
    """A JSON value as Bulk API 2.0 writes it. Raises TypeError: it is not a scalar."""
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
    """`2022-09-14T21:43:41.000+0000` as Bulk API 2.0 writes it: with a Z."""
    return "" if value is None else value.replace("+0000", "Z")
