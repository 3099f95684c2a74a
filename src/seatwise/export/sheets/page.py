"""A sheet as one HTML page, written row by row."""

from typing import BinaryIO

from seatwise.export.html_page import template
from seatwise.export.sheets.sheet import Sheet
from seatwise.metrics.model import Column
from seatwise.views.figures import for_people
from seatwise.views.panel import Row


def write_html(sheet: Sheet, file: BinaryIO) -> None:
    """The page. Every name from the org is escaped."""
    org, snapshot, read_at = (sheet.about[name] for name in ("org", "snapshot", "as_of"))
    about = (org, f"read {read_at}", f"snapshot {snapshot}", sheet.windows, f"money in {sheet.currency} per year")
    stream = template("sheet.html").stream(shown=sheet, org=org, read_at=read_at, about=about, figure=_figure)
    stream.enable_buffering(100)
    stream.dump(file, encoding="utf-8")


def _figure(row: Row, column: Column) -> str:
    value = row.get(column.name)
    return "; ".join(map(str, value)) if isinstance(value, list) else for_people(row, column)
