"""A result as CSV: UTF-8 with a byte order mark, comma, CRLF, and no text that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from seatwise.domain.formulas import escape_formula
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Shape
from seatwise.panels.declaration.result import Result, Row
from seatwise.render.cell import about, about_text, all_columns, as_text, is_text
from seatwise.render.facts import FIELDS, facts_of
from seatwise.sources.gap_names import gap_name

CONTEXT = ("org", "snapshot", "as_of", "currency")  # on every line: a CSV file has no head

Line = Mapping[str, object]


def write(result: Result, file: BinaryIO) -> None:
    """A line per row, then one per total and per gap; the first column, `line`, says which it is.

    A detail panel has the columns section, field, value and source instead; its sections `about` and `gap` say what it
    is about and what could not be read.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    detail = result.panel.shape is Shape.DETAIL
    writer = csv.DictWriter(text, FIELDS if detail else _header(result), restval="")
    writer.writeheader()
    writer.writerows(_detail_lines(result) if detail else _lines(result))
    text.detach()


def _header(result: Result) -> tuple[str, ...]:
    columns = (*all_columns(result.columns), *all_columns(result.panel.total_columns))
    return tuple(dict.fromkeys(("line", *(column.name for column in columns), "gap", *CONTEXT)))


def _lines(result: Result) -> Iterator[Line]:
    columns, total_columns = all_columns(result.columns), all_columns(result.panel.total_columns)
    facts = about(result)
    context = {name: escape_formula(about_text(facts[name])) for name in CONTEXT}
    for row in result.rows:
        yield {**context, "line": "row", **_cells(row, columns)}
    for total in result.totals:
        yield {**context, "line": "total", **_cells(total, total_columns)}
    for gap in result.gaps:
        yield {**context, "line": "gap", "gap": escape_formula(f"{gap_name(gap)}: {gap.reason} {gap.remedy}".strip())}


def _cells(row: Row, columns: tuple[Column, ...]) -> dict[str, str]:
    cells = ((column, as_text(row, column)) for column in columns)
    return {column.name: escape_formula(text) if is_text(column) else text for column, text in cells}


def _detail_lines(result: Result) -> Iterator[Line]:
    for name, value in about(result).items():
        yield {"section": "about", "field": name, "value": escape_formula(about_text(value))}
    for fact in facts_of(result):
        value = escape_formula(fact.value) if fact.is_text else fact.value
        yield dict(zip(FIELDS, (fact.section, fact.field, value, fact.source), strict=True))
    for gap in result.all_gaps:
        yield {"section": "gap", "field": gap_name(gap), "value": escape_formula(f"{gap.reason} {gap.remedy}".strip())}
