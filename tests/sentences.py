"""Which numbers of a result's sentences are no figure of it: of its totals, of what it is about, of its one row."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from seatwise.domain.period import in_words
from seatwise.panels.declaration.panel import Shape
from seatwise.panels.declaration.result import Result
from seatwise.render.cell import about_text, all_columns

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_FIXED = re.compile("12 x the monthly allowance|(?:within|at most) 30 days|six months")  # part of a definition
_OF_ROWS = "Unreconciled, "  # names licenses, each with a figure of its row


def unexplained_numbers(result: Result) -> list[str]:
    """Each number of the headline and the notes that is none of these figures, with its sentence."""
    own, of_rows = set(_figures(result, rows=result.panel.shape is Shape.DETAIL)), set(_figures(result, rows=True))
    return [
        f"{number}: {sentence}"
        for sentence in (result.headline, *result.notes)
        for number in _NUMBER.findall(_FIXED.sub("", sentence))
        if number not in (of_rows if sentence.startswith(_OF_ROWS) else own)
    ]


def _figures(result: Result, *, rows: bool) -> Iterator[str]:
    """The numbers of the figures, as they are displayed; of names the numbers in them; of times also how long ago."""
    for value in (*result.about.values(), *result.params.values(), result.snapshot, *result.gaps_by_snapshot):
        yield from _NUMBER.findall(about_text(value) if not isinstance(value, tuple) else " ".join(value))
        if isinstance(value, int):
            yield from _NUMBER.findall(in_words(value))
    listed = [(result.panel.total_columns, total) for total in result.totals]
    listed += [(result.columns, row) for row in result.rows] if rows else []
    for columns, row in listed:
        for column in all_columns(columns):
            value = row.get(column.name)
            yield from _NUMBER.findall(column.type.format_display(value))
            if isinstance(value, datetime):
                ago = result.as_of.replace(tzinfo=None) - value
                yield from _NUMBER.findall(in_words(-(-ago // timedelta(days=1))))
