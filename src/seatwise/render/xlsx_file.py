"""A result as an Excel workbook, row by row: real numbers and dates, totals, gaps, and what each column means."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import starmap
from typing import BinaryIO, NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from seatwise.domain.errors import UsageError
from seatwise.domain.formulas import is_formula
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Shape
from seatwise.panels.declaration.result import Result, Row
from seatwise.render.cell import about, about_text, all_columns, rows_of
from seatwise.render.facts import FACT_COLUMNS, facts_of
from seatwise.sources.gap_names import gap_name

MOST_ROWS = 1_048_575  # of Excel, below the heading
_LONGEST, _OLDEST_YEAR = 32_767, 1900  # characters of a cell; Excel's days begin there
_TITLE_LENGTH = 31
_WIDE, _NARROW, _INDENT = 28, 13, 2
_NO_GAPS = "Nothing: everything could be read."


def write(result: Result, file: BinaryIO) -> None:
    """The workbook: the rows, Totals, Data gaps and About; of a detail panel, a sheet per table, too.

    Texts are written as text, never run as formulas; one that looks like a formula has Excel's quote prefix, so that
    it stays text when somebody edits the cell. Raises UsageError: there are more rows than Excel opens.
    """
    target = _Target(file)
    try:
        _write_book(result, target)
    except FileCreateError as error:  # how XlsxWriter passes on what the system says of its temporary files
        raise error.args[0] from error
    finally:
        target.is_over = True
    if target.refusal:
        raise target.refusal


class _Target:
    """The file, as a ZIP writer takes it: one that fails would write again when Python deletes it.

    So what the file refuses is raised at the end, and after that nothing is written.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.refusal: OSError | None = None
        self.is_over = False
        self._position = 0

    def write(self, data: bytes) -> int:
        self._unless_refused(lambda: self._file.write(data))
        self._position += len(data)
        return len(data)

    def seek(self, offset: int) -> None:
        self._unless_refused(lambda: self._file.seek(offset))
        self._position = offset

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        self._unless_refused(self._file.flush)

    def _unless_refused(self, call: Callable[[], object]) -> None:
        if not (self.is_over or self.refusal):
            try:
                call()
            except OSError as error:
                self.refusal = error


def _write_book(result: Result, target: _Target) -> None:
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        if result.panel.shape is Shape.DETAIL:
            _write_detail(book, result)
        else:
            _write_sheet(book, result.panel.title, all_columns(result.columns), rows_of(result))
            _write_sheet(book, "Totals", all_columns(result.panel.total_columns), _flat(result.totals))
        lines = [(gap_name(gap), gap.reason, gap.remedy, gap.code) for gap in result.all_gaps]
        _write_texts(book, "Data gaps", ("What", "Reason", "Remedy", "Code"), lines or [(_NO_GAPS,)])
        _write_texts(book, "About", ("Name", "Value"), _about(result))


def _write_detail(book: Workbook, result: Result) -> None:
    facts = ({"section": f.section, "field": f.field, "value": f.value, "source": f.source} for f in facts_of(result))
    _write_sheet(book, result.panel.title, FACT_COLUMNS, _flat(facts))
    for section in result.sections:
        if not section.table.upright:
            _write_sheet(book, section.table.title, all_columns(section.table.columns), _flat(section.rows))


def _flat(rows: Iterable[Row]) -> Iterable[tuple[int, Row]]:
    return ((0, row) for row in rows)


class _Formats(NamedTuple):
    """The formats of a column's cells: of figures and texts, and of texts that look like a formula."""

    usual: Format
    quoted: Format

    @staticmethod
    def of(book: Workbook, column: Column) -> "_Formats":
        own = {"num_format": column.type.excel}
        return _Formats(book.add_format(own), book.add_format({**own, "quote_prefix": True}))


def _write_sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Iterable[tuple[int, Row]]) -> None:
    """One sheet of typed cells. Rows below rows are indented, and can be folded away."""
    sheet = book.add_worksheet(title[:_TITLE_LENGTH])
    formats = [_Formats.of(book, column) for column in columns]
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, _NARROW if column.type.numeric or column.type is FieldType.FLAG else _WIDE)
        sheet.write_string(0, index, column.label, heading)
    last = 0
    for last, (depth, row) in enumerate(rows, start=1):
        if last > MOST_ROWS:
            raise UsageError(f"Excel opens {MOST_ROWS:,} rows, and there are more.", "Choose CSV or Parquet.")
        if depth:
            sheet.set_row(last, None, None, {"level": min(depth, 7)})
        for index, column in enumerate(columns):
            _write_cell(sheet, (last, index), row.get(column.name), formats[index])
    if columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _write_texts(book: Workbook, title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    columns = [Column(name, "", label=name, type=FieldType.TEXT) for name in names]
    _write_sheet(book, title, columns, _flat(dict(zip(names, row, strict=False)) for row in rows))


def _about(result: Result) -> Iterable[Sequence[str]]:
    yield from ((name, about_text(value)) for name, value in about(result).items())
    yield "headline", result.headline
    yield from (("note", note) for note in result.notes)
    columns = (*result.columns, *(column for table in result.panel.facts for column in table.columns))
    meanings = {column.label: _meaning(column) for column in all_columns((*columns, *result.panel.total_columns))}
    yield from starmap(lambda label, meaning: (label, meaning), meanings.items())


def _meaning(column: Column) -> str:
    return " ".join(filter(None, (column.sentence, column.formula and f"= {column.formula}")))


def _write_cell(sheet: Worksheet, at: tuple[int, int], value: object, formats: _Formats) -> None:
    form = formats.usual
    match value:
        case None:
            sheet.write_blank(*at, None, form)
        case bool():
            sheet.write_boolean(*at, value, form)
        case int() | float() | Decimal():
            sheet.write_number(*at, float(value), form)  # a cell of Excel is a double: 15 digits
        case date() if value.year < _OLDEST_YEAR:
            sheet.write_string(*at, value.isoformat(), form)
        case datetime():
            sheet.write_datetime(*at, value.replace(tzinfo=None), form)
        case date():
            sheet.write_datetime(*at, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001 - Excel knows no zones
        case list() | tuple():
            _write_text(sheet, at, "; ".join(map(str, value)), formats)
        case _:
            _write_text(sheet, at, str(value), formats)


def _write_text(sheet: Worksheet, at: tuple[int, int], text: str, formats: _Formats) -> None:
    sheet.write_string(*at, text[:_LONGEST], formats.quoted if is_formula(text) else formats.usual)
