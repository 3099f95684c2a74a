"""A sheet as one HTML page that prints well and needs nothing beside itself: no script, no font, no network."""

from typing import BinaryIO

from jinja2 import Environment, PackageLoader, StrictUndefined

from seatwise.export.sheets.sheet import Sheet
from seatwise.measures.model import Column
from seatwise.views.figures import for_people, heading
from seatwise.views.panel import NUMERIC, Row


def write_html(sheet: Sheet, file: BinaryIO) -> None:
    """The page. Every name from the org is escaped."""
    pages = Environment(
        loader=PackageLoader("seatwise.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    stream = pages.get_template("sheet.html").stream(
        sheet=sheet, figure=_figure, numeric=lambda column: column.unit in NUMERIC, heading=heading
    )
    stream.enable_buffering(100)
    stream.dump(file, encoding="utf-8")


def _figure(row: Row, column: Column) -> str:
    value = row.get(column.name)
    return "; ".join(map(str, value)) if isinstance(value, list) else for_people(row, column)
