"""A small relation as one Parquet file, with what it is about in the file's own metadata."""

import shutil
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import duckdb

from seatwise.domain.errors import DiskFull
from seatwise.metrics.query import InputTable
from seatwise.sql.input_tables import create_input
from seatwise.sql.text import literal

_LAYOUT = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2"


def write_parquet(relation: InputTable, about: Mapping[str, str]) -> bytes:
    """The file: rows in their order, columns in their SQL types.

    Args:
        relation: the rows, column by column.
        about: kept in the file's key-value metadata.

    Raises as `copy_parquet_parts` does.
    """
    file = BytesIO()
    copy_parquet_parts([relation], about, file)
    return file.getvalue()


def copy_parquet_parts(parts: Iterable[InputTable], about: Mapping[str, str], file: BinaryIO) -> None:
    """The file, of rows that come part by part: they pass through the disk, not through memory.

    Args:
        parts: at least one, all of the same columns.
        about: kept in the file's key-value metadata.
        file: where to.

    Raises:
        DiskFull: there is no room for a temporary file.
        StorageError: a value does not fit its column.
    """
    told = ", ".join(f"{literal(name)}: {literal(text)}" for name, text in about.items())
    with (
        TemporaryDirectory(prefix="seatwise-") as folder,
        duckdb.connect(Path(folder, "rows.duckdb"), config={"memory_limit": "100MB"}) as connection,
    ):
        try:
            for number, part in enumerate(parts):
                create_input(connection, "part", part)
                into = "INSERT INTO panel" if number else "CREATE TABLE panel AS"
                connection.execute(f"{into} SELECT * FROM part")
            path = Path(folder, "rows.parquet")
            connection.execute(f"COPY panel TO {literal(str(path))} ({_LAYOUT}, KV_METADATA {{{told}}})")
        except duckdb.IOException as error:
            raise DiskFull("There is no room for the file.", "Free some, or set TMPDIR to another disk.") from error
        with path.open("rb") as written:
            shutil.copyfileobj(written, file)
