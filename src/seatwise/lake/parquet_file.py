"""A small relation as one Parquet file, with what it is about in the file's own metadata."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from seatwise.app.ports import Relation
from seatwise.domain.errors import DiskFull
from seatwise.lake.convert import literal
from seatwise.lake.engine import create

_LAYOUT = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2"


def write_parquet(relation: Relation, about: Mapping[str, str]) -> bytes:
    """The file: rows in their order, columns in their SQL types.

    Args:
        relation: the rows, column by column.
        about: kept in the file's key-value metadata.

    Raises:
        DiskFull: there is no room for a temporary file.
        LakeError: a value does not fit its column.
    """
    told = ", ".join(f"{literal(name)}: {literal(text)}" for name, text in about.items())
    with TemporaryDirectory(prefix="seatwise-") as folder, duckdb.connect() as connection:
        path = Path(folder, "rows.parquet")
        create(connection, "panel", relation)
        try:
            connection.execute(f"COPY panel TO {literal(str(path))} ({_LAYOUT}, KV_METADATA {{{told}}})")
        except duckdb.IOException as error:
            raise DiskFull("There is no room for the file.", "Free some, or set TMPDIR to another disk.") from error
        return path.read_bytes()
