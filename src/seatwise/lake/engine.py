"""Runs the models on DuckDB: the only place where SQL over snapshots is executed. Implements the port `Engine`."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from seatwise.app.ports import Relation, Row
from seatwise.domain.errors import Corrupt, LakeError
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.tables import TABLES, Table
from seatwise.lake.convert import SQL_TYPE, literal
from seatwise.lake.layout import sha256, table_path
from seatwise.measures.model import Measure


class DuckEngine:
    """DuckDB in memory, one connection per question. See `app.ports.Engine`."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake
        self._trusted: set[tuple[Path, int, int]] = set()

    def rows(self, measure: Measure, snapshot: Snapshot, inputs: Mapping[str, Relation]) -> list[Row]:
        """Run one measure over a snapshot's tables and the given inputs."""
        with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
            for table in TABLES:
                if table.name in measure.tables:
                    connection.execute(f'CREATE VIEW "{table.name}" AS {self._source(table, snapshot)}')
            for name, relation in inputs.items():
                _create(connection, name, relation)
            try:
                result = connection.execute(measure.sql)
                names = [column[0] for column in result.description or ()]
                return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
            except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException) as error:
                first_line = str(error).partition("\n")[0]
                raise Corrupt(f"Snapshot {snapshot.id} cannot be read: {first_line}", _NEXT) from error

    def _source(self, table: Table, snapshot: Snapshot) -> str:
        """The table's rows; a table the snapshot lacks has its columns and no rows, and so has a column it lacks."""
        held = snapshot.tables.get(table.name)
        columns = set(held.columns) if held else set()
        values = ", ".join(
            f'"{column.name}"'
            if column.name in columns
            else f'CAST(NULL AS {SQL_TYPE[column.type]}) AS "{column.name}"'
            for column in table.columns
        )
        if held is None:
            return f"SELECT {values} WHERE false"
        path = table_path(self._lake, snapshot, table.name)
        self._trust(path, held.bytes, held.sha256)
        return f"SELECT {values} FROM read_parquet({literal(str(path))})"

    def _trust(self, path: Path, size: int, digest: str) -> None:
        """Make sure that the file is the one that was committed. A file is hashed once per process."""
        try:
            status = path.stat()
            seen = (path, status.st_size, status.st_mtime_ns)
            if seen in self._trusted:
                return
            if status.st_size != size or sha256(path) != digest:
                raise Corrupt(f"{path} is not the file that was committed.", _NEXT)
        except OSError as error:
            raise Corrupt(f"{path} cannot be read: {error.strerror}.", _NEXT) from error
        self._trusted.add(seen)


_NEXT = (
    "The other snapshots still open: name one with --snapshot. Restore this one from a backup, or delete its folder."
)


def _create(connection: duckdb.DuckDBPyConnection, name: str, relation: Relation) -> None:
    declared = ", ".join(f'"{column}" {kind}' for column, (kind, _) in relation.columns.items())
    unnested = ", ".join(f"unnest(?::{kind}[])" for kind, _ in relation.columns.values())
    connection.execute(f'CREATE TABLE "{name}" ({declared})')
    try:
        connection.execute(
            f'INSERT INTO "{name}" SELECT {unnested}', [list(values) for _, values in relation.columns.values()]
        )
    except duckdb.Error as error:
        raise LakeError(f"The input {name} does not fit its columns: {error}") from error
