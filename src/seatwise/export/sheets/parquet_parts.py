"""A sheet as columns with SQL types, some rows at a time: what a Parquet file of it holds. The lake writes the file."""

import json
from collections.abc import Iterator
from itertools import islice

from seatwise.export.parquet_rows import SQL_TYPES
from seatwise.export.sheets.sheet import Sheet
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.metrics.query import InputTable

_ROWS = 10_000
_TYPES = SQL_TYPES | {
    FieldType.USERS: "BIGINT",
    FieldType.OBJECTS: "BIGINT",
    FieldType.RECORDS: "BIGINT",
    FieldType.TOUCHES: "BIGINT",
    FieldType.PROCESSES: "BIGINT",
    FieldType.POOL: "DECIMAL(38,2)",
    FieldType.MONEY_OF_PERIOD: "DECIMAL(38,2)",
    FieldType.TIME: "TIMESTAMP",
}


def parquet_parts(sheet: Sheet) -> Iterator[InputTable]:
    """The rows, 10,000 at a time; at least one part, which may be empty."""
    rows, first = iter(sheet.rows), True
    while (some := list(islice(rows, _ROWS))) or first:
        first = False
        yield InputTable(
            {column.name: (_type(column), [row.get(column.name) for row in some]) for column in sheet.fields}
        )


def about(sheet: Sheet) -> dict[str, str]:
    """What the file is about: org, snapshot, as_of, currency, which days the figures are of, gaps (JSON)."""
    told = {name: "" if value is None else str(value) for name, value in sheet.about.items()}
    return {**told, "gaps": json.dumps([gap.as_json() for gap in sheet.gaps], ensure_ascii=False)}


def _type(column: Column) -> str:
    return "VARCHAR[]" if column.name == "flags" else _TYPES[column.type]
