"""A detail panel line by line: section, field, value and source. What its CSV, Parquet and XLSX hold."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from seatwise.metrics import columns
from seatwise.metrics.model import Column
from seatwise.panels.declaration.result import Result, Row
from seatwise.render.cell import all_columns, as_text, is_text

FIELDS = ("section", "field", "value", "source")
FACT_COLUMNS = (
    columns.text("section", "The table of the panel that has the fact."),
    columns.text("field", "What it is; in a table of many rows, with the row's number before it."),
    columns.text("value", "The value, as JSON has it; blank where it is not known."),
    columns.text("source", "Where it was read."),
)


class Fact(NamedTuple):
    """One line; `is_text` says whether the value is a text of an org or a person."""

    section: str
    field: str
    value: str
    source: str
    is_text: bool


def facts_of(result: Result) -> Iterator[Fact]:
    """Every fact, in order. A field of a table of many rows has the row's number before it: `2.type`."""
    for row in own_rows(result):
        yield from _facts(row, result.panel.name, all_columns(result.columns))
    for section in result.sections:
        table = section.table
        columns = all_columns(table.columns)
        for number, row in enumerate(section.rows, start=1):
            yield from _facts(row, table.name, columns, "" if table.upright else f"{number}.", table.source)


def own_rows(result: Result) -> Iterable[Row]:
    """The rows of a detail panel itself; none where one of its tables has the same figures, each with its source."""
    return () if any(table.metric is result.panel.metric for table in result.panel.facts) else result.rows


def _facts(row: Row, section: str, columns: tuple[Column, ...], prefix: str = "", source: str = "") -> Iterator[Fact]:
    for column in columns:
        yield Fact(section, f"{prefix}{column.name}", as_text(row, column), column.source_or(source), is_text(column))
