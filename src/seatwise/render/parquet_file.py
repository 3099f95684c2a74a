"""A result as one Parquet file: columns in their SQL types, and what it is about in the file's own metadata."""

import shutil
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import duckdb

from seatwise.domain.errors import DiskFull, StorageError
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Shape
from seatwise.panels.declaration.result import SCHEMA_VERSION, Result, Row
from seatwise.render.cell import about, about_text, all_columns
from seatwise.render.facts import FACT_COLUMNS, FIELDS, facts_of

ROWS_AT_ONCE = 10_000
_LAYOUT = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2"


def write(result: Result, file: BinaryIO) -> None:
    """The file. Rows pass through the disk, not through memory.

    Raises DiskFull: no room for a temporary file; StorageError: a value does not fit its column.
    """
    detail = result.panel.shape is Shape.DETAIL
    columns = FACT_COLUMNS if detail else all_columns(result.columns)
    facts = (dict(zip(FIELDS, fact, strict=False)) for fact in facts_of(result))
    rows: Iterable[Row] = facts if detail else result.rows
    with (
        TemporaryDirectory(prefix="seatwise-") as folder,
        duckdb.connect(Path(folder, "rows.duckdb"), config={"memory_limit": "100MB"}) as connection,
    ):
        path = Path(folder, "rows.parquet")
        try:
            _insert(connection, columns, rows)
            connection.execute(f"COPY panel TO {_literal(str(path))} ({_LAYOUT}, KV_METADATA {_metadata(result)})")
        except duckdb.IOException as error:
            raise DiskFull(
                "There is no room for the file.", "Free some space, or set TMPDIR to another disk."
            ) from error
        except duckdb.Error as error:
            raise StorageError(f"A value does not fit its column: {error}") from error
        with path.open("rb") as written:
            shutil.copyfileobj(written, file)


def _insert(connection: duckdb.DuckDBPyConnection, columns: tuple[Column, ...], rows: Iterable[Row]) -> None:
    types = ", ".join(f"{_name(column)} {column.type.sql}" for column in columns)
    connection.execute(f"CREATE TABLE panel ({types})")
    values = ", ".join(f"unnest(?::{column.type.sql}[])" for column in columns)
    remaining = iter(rows)
    while some := list(islice(remaining, ROWS_AT_ONCE)):
        cells = [[row.get(column.name) for row in some] for column in columns]
        del some  # before the next ones are read
        connection.execute(f"INSERT INTO panel SELECT {values}", cells)


def _metadata(result: Result) -> str:
    gaps = [gap.as_json() for gap in (*result.gaps, *(gap for section in result.sections for gap in section.gaps))]
    metadata: Mapping[str, object] = {
        **about(result),
        "schema_version": SCHEMA_VERSION,
        "headline": result.headline,
        "notes": list(result.notes),
        "gaps": gaps,
    }
    return "{" + ", ".join(f"{_literal(name)}: {_literal(about_text(value))}" for name, value in metadata.items()) + "}"


def _name(column: Column) -> str:
    return '"' + column.name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\0", "\N{REPLACEMENT CHARACTER}") + "'"
