"""A result as JSON: the shape that programs rely on. Money is text, times are ISO 8601, unknown is null."""

import json
from typing import BinaryIO

from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Shape
from seatwise.panels.declaration.result import SCHEMA_VERSION, Result, Row, Section
from seatwise.render.cell import about, all_columns, format_json, iso


def write(result: Result, file: BinaryIO) -> None:
    """One object: what it is about, gaps, headline, notes, rows, totals; a row a line."""
    file.write(_text(_head(result)).removesuffix("\n}").encode())
    file.write(b',\n  "rows": [')
    columns = all_columns(result.columns)
    for number, row in enumerate(result.rows):
        file.write(b",\n    " if number else b"\n    ")
        file.write(json.dumps(_object(row, columns), ensure_ascii=False).encode())
    file.write(b"\n  ],\n")
    totals = [_object(total, all_columns(result.panel.total_columns)) for total in result.totals]
    file.write(_text({"totals": totals}).removeprefix("{\n").encode() + b"\n")


def _head(result: Result) -> dict[str, object]:
    top = about(result)
    own = {name: top.pop(name) for name in result.about}
    head = {
        **top,
        "schema_version": SCHEMA_VERSION,
        "headline": result.headline,
        **own,
        "gaps": [gap.as_json() for gap in result.gaps],
        "notes": list(result.notes),
    }
    if result.panel.shape is Shape.LIST:
        head |= {"count": result.count, "after": result.after}
    if result.panel.shape is Shape.DETAIL:
        head["sections"] = {section.table.name: _section(section) for section in result.sections}
    return head


def _section(section: Section) -> dict[str, object]:
    columns = all_columns(section.table.columns)
    return {
        "title": section.table.title,
        "source": section.table.source,
        "gaps": [gap.as_json() for gap in section.gaps],
        "rows": [_object(row, columns) for row in section.rows],
    }


def _object(row: Row, columns: tuple[Column, ...]) -> dict[str, object]:
    return {column.name: format_json(row, column) for column in columns}


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=iso)
