"""A sheet as an Excel workbook, written row by row: real numbers, totals, gaps, and what each column means."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from seatwise.domain.errors import UsageError
from seatwise.export.sheets.sheet import Sheet
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.views.figures import heading
from seatwise.views.profile_totals import SUMMED

MOST_ROWS = 1_048_575  # of Excel, below the heading
_FORMATS = {
    FieldType.MONEY: "#,##0.00",
    FieldType.MONEY_OF_PERIOD: "#,##0.00",
    FieldType.POOL: "#,##0.00",
    FieldType.PRICE: "#,##0.00##",
    FieldType.TIME: "yyyy-mm-dd hh:mm",
    FieldType.DATE: "yyyy-mm-dd",
}
_WIDE, _NARROW = 28, 13
_NOTHING_MISSING = "Nothing: everything that was asked for could be read."


def write_xlsx(sheet: Sheet, file: BinaryIO) -> None:
    """The workbook: the rows, Totals, Gaps and About. Names are written as text, never run as formulas.

    Raises:
        UsageError: there are more rows than Excel opens.
    """
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        _rows(book, sheet)
        names = ("group", "counted", *SUMMED)
        _small(book, "Totals", names, ([total.get(name) for name in names] for total in sheet.totals))
        gaps = [(gap.what, gap.reason, gap.remedy, gap.code) for gap in sheet.gaps]
        _small(book, "Gaps", ("what", "reason", "remedy", "code"), gaps or [(_NOTHING_MISSING,)])
        _small(book, "About", ("word", "meaning"), _about(sheet))


def _rows(book: Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.title)
    formats = [book.add_format({"num_format": _FORMATS.get(column.type, "General")}) for column in sheet.fields]
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    page.freeze_panes(1, 1)
    for place, column in enumerate(sheet.fields):
        page.set_column(place, place, _WIDE if column.type is FieldType.TEXT else _NARROW)
        page.write_string(0, place, heading(column, sheet.currency), bold)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        if last > MOST_ROWS:
            raise UsageError(f"Excel opens {MOST_ROWS:,} rows, and these are more.", "Choose --format csv or parquet.")
        for place, column in enumerate(sheet.fields):
            _write(page, last, place, row.get(column.name), formats[place])
    page.autofilter(0, 0, last, len(sheet.fields) - 1)


def _small(book: Workbook, title: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    page = book.add_worksheet(title)
    bold, plain = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "#,##0.##"})
    page.set_column(0, len(names) - 1, _WIDE)
    page.freeze_panes(1, 1)
    for place, name in enumerate(names):
        page.write_string(0, place, name.replace("_", " ").capitalize(), bold)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write(page, line, place, value, plain)


def _about(sheet: Sheet) -> Iterator[Sequence[object]]:
    yield from ((name.replace("_", " ").capitalize(), value) for name, value in sheet.about.items())
    yield "Summary", sheet.summary
    yield from (("Note", note) for note in sheet.notes)
    yield from ((heading(column, sheet.currency), _meaning(column)) for column in sheet.fields)


def _meaning(column: Column) -> str:
    return " ".join(filter(None, (column.sentence, column.formula and f"= {column.formula}")))


def _write(page: xlsxwriter.worksheet.Worksheet, line: int, place: int, value: object, form: Format) -> None:
    match value:
        case None:
            page.write_blank(line, place, None, form)
        case bool():
            page.write_boolean(line, place, value)
        case int() | float() | Decimal():
            page.write_number(line, place, float(value), form)  # a cell of Excel is a double: 15 digits
        case datetime():
            page.write_datetime(line, place, value.replace(tzinfo=None), form)
        case date():
            page.write_datetime(line, place, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001 - Excel knows no zones
        case list():
            page.write_string(line, place, "; ".join(map(str, value)))
        case _:
            page.write_string(line, place, str(value))
