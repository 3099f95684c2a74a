"""A panel as an Excel workbook: rows with real numbers, totals, gaps, and what each column means."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from seatwise.export.rows import ROW_FIELDS, UNITS
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.inventory import LICENSES
from seatwise.views.figures import heading
from seatwise.views.panel import Panel, Row

_TOTALS = (
    "group",
    "licenses",
    "unpriced",
    "unlimited",
    "unknown",
    "provisioned",
    "assigned",
    "assigned_pct",
    "available",
    "provisioned_cost",
    "assigned_cost",
    "unassigned_cost",
    "consumed_cost",
)
_NUMBER_FORMAT = {
    FieldType.MONEY: "#,##0.00",
    FieldType.MONEY_TO_DATE: "#,##0.00",
    FieldType.PRICE: "#,##0.00##",
    FieldType.SEATS: "#,##0",
    FieldType.LOGINS: "#,##0",
    FieldType.SHARE: "0.0%",
}
_FIELDS = ("label", "key", *(name for name in ROW_FIELDS if name not in ("label", "key", "id")), "id")  # names first
_NOTHING_MISSING = "Nothing: everything that was asked for could be read."


def write_xlsx(panel: Panel) -> bytes:
    """The workbook: sheets Licenses, Totals, Gaps and About. Names are written as text, never run as formulas."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        _sheet(book, "Licenses", _FIELDS, [_figures(row) for row in panel.rows], panel.currency)
        _sheet(book, "Totals", _TOTALS, ([row.get(name) for name in _TOTALS] for row in panel.totals), panel.currency)
        gaps = [(gap.what, gap.reason, gap.remedy, gap.code) for gap in panel.gaps]
        _sheet(book, "Gaps", ("What", "Reason", "Remedy", "Code"), gaps or [(_NOTHING_MISSING,)])
        _sheet(book, "About", ("Word", "Meaning"), _about(panel))
    return file.getvalue()


def _figures(row: Row) -> list[object]:
    """The row's cells. An unlimited license has no number of seats: -1 would be summed."""
    return [None if name == "provisioned" and row["unlimited"] else row[name] for name in _FIELDS]


def _about(panel: Panel) -> Iterable[Sequence[object]]:
    yield "Org", panel.org
    yield "Snapshot", panel.snapshot
    yield "Read at (UTC)", panel.as_of.isoformat()
    yield "Currency", panel.currency
    yield "Summary", panel.summary
    yield from (("Note", note) for note in panel.notes)
    for column in LICENSES.columns:
        yield (
            heading(column, panel.currency),
            " ".join(filter(None, (column.sentence, column.formula and f"= {column.formula}"))),
        )


def _sheet(
    book: Workbook, title: str, names: Sequence[str], rows: Iterable[Sequence[object]], currency: str = ""
) -> None:
    """One sheet: a frozen heading, a filter, columns as wide as what they hold (up to 60 characters)."""
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = [book.add_format({"num_format": _NUMBER_FORMAT.get(_unit(name), "General")}) for name in names]
    widths = [12] * len(names)
    for column, name in enumerate(names):
        sheet.write_string(0, column, _heading(name, currency), bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            widths[column] = max(widths[column], min(60, len(str(value)) + 2))
            _write(sheet, last, column, value, formats[column])
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(names) - 1)


def _unit(name: str) -> FieldType:
    return UNITS.get(name, FieldType.TEXT)


def _heading(name: str, currency: str) -> str:
    column = LICENSES.column(name)
    return heading(column, currency) if column else name.replace("_", " ").capitalize()


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, value: object, form: Format) -> None:
    match value:
        case None:
            sheet.write_blank(line, column, None, form)
        case bool():
            sheet.write_boolean(line, column, value)
        case int() | float() | Decimal():
            sheet.write_number(line, column, float(value), form)  # a cell of Excel is a double: 15 digits
        case list():
            sheet.write_string(line, column, "; ".join(map(str, value)))
        case date():
            sheet.write_string(line, column, value.isoformat())
        case _:
            sheet.write_string(line, column, str(value))
