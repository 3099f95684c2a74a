"""A sheet as JSON and as CSV, row by row. Money is text with two decimals, times are UTC, unknown is null or blank."""

import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from seatwise.export.csv_lines import write_lines
from seatwise.export.sheets.sheet import Sheet
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.views.figures import for_programs
from seatwise.views.panel import Row


def write_json(sheet: Sheet, file: BinaryIO) -> None:
    """One object: what it is about, gaps, summary, notes, rows, totals; a row a line."""
    head = {
        **sheet.about,
        "gaps": [gap.as_json() for gap in sheet.gaps],
        "summary": sheet.summary,
        "notes": list(sheet.notes),
    }
    file.write(json.dumps(head, indent=2, ensure_ascii=False).removesuffix("\n}").encode())
    file.write(b',\n  "rows": [')
    for number, row in enumerate(sheet.rows):
        told = {column.name: for_programs(row.get(column.name), column.type) for column in sheet.fields}
        file.write(b",\n    " if number else b"\n    ")
        file.write(json.dumps(told, ensure_ascii=False).encode())
    totals = json.dumps([for_programs(dict(total)) for total in sheet.totals], indent=2, ensure_ascii=False)
    file.write(f'\n  ],\n  "totals": {totals}\n}}\n'.encode())


def write_csv(sheet: Sheet, file: BinaryIO) -> None:
    """A line per row, then one per total (not of users) and gap: leave these out before you sum; `level` tells them."""
    names = [column.name for column in sheet.fields]
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    texts = {column.name for column in sheet.fields if column.type is FieldType.TEXT} | {"org"}
    write_lines(text, (*names, *sheet.about), ({**line, **sheet.about} for line in _lines(sheet)), texts)
    text.detach()


def _lines(sheet: Sheet) -> Iterator[dict[str, object]]:
    for row in sheet.rows:
        yield {column.name: _told(row, column) for column in sheet.fields}
    named = "bucket"
    for total in sheet.totals:
        sums = {column.name: _told(total, column) for column in sheet.fields if column.name in total}
        if sums:  # of users there are none: they are summed where their profiles are
            yield {**sums, "level": "total", named: total["group"]}
    for gap in sheet.gaps:
        yield {"level": "gap", named: gap.what, "flags": f"{gap.reason} {gap.remedy}"}


def _told(row: Row, column: Column) -> object:
    return for_programs(row.get(column.name), column.type)
