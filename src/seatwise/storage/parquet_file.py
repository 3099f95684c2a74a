"""Writes a small table as a Parquet file, with metadata about it."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from seatwise.domain.errors import DiskFull
from seatwise.metrics.query import InputTable
from seatwise.sql.input_tables import create_input
from seatwise.sql.text import literal


def write_parquet(table: InputTable, metadata: Mapping[str, str]) -> bytes:
    """The file: rows in their order, columns in their SQL types, with key-value metadata.

    Raises DiskFull: no room for a temporary file; StorageError: a value does not fit its column.
    """
    pairs = ", ".join(f"{literal(name)}: {literal(text)}" for name, text in metadata.items())
    layout = f"FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, KV_METADATA {{{pairs}}}"
    with (
        TemporaryDirectory(prefix="seatwise-") as folder,
        duckdb.connect(config={"memory_limit": "100MB", "temp_directory": folder}) as connection,
    ):
        path = Path(folder, "rows.parquet")
        create_input(connection, "imported", table)
        try:
            connection.execute(f"COPY imported TO {literal(str(path))} ({layout})")
        except duckdb.IOException as error:
            raise DiskFull(
                "There is no room for the file.", "Free some space, or set TMPDIR to another disk."
            ) from error
        return path.read_bytes()
