"""Pages of a large measure: its tables on disk instead of in memory, and keyset paging over them, never OFFSET.

Measured at 1,000,000 users: in memory, DuckDB spills its tables under the engine's limit and a page takes 300 ms; in a
file of its own they are compressed, and a page of a profile takes 10 ms. To make them takes 130 MB.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from seatwise.app.ports import Row, Slice
from seatwise.lake.convert import literal
from seatwise.measures.model import Measure, Unit

_ROW_GROUP = 30_720
_TYPES = {Unit.TEXT: "VARCHAR", Unit.FLAG: "BOOLEAN", Unit.TIME: "TIMESTAMP", Unit.MONEY: "DECIMAL(38,2)"}
_USUALLY, _AT_MOST = "130MB", "400MB"


class OnDisk:
    """A file of its own in which a connection makes its tables; it goes with whoever holds this."""

    def __init__(self, database: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection, lake: Path) -> None:
        """Let the connection, one of the database's, make its tables on disk, in the lake's folder for that."""
        lake.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._database = database
        self._folder = TemporaryDirectory(prefix="people-", dir=lake, ignore_cleanup_errors=True)
        self._name = Path(self._folder.name).name
        file = literal(str(Path(self._folder.name, "people.duckdb")))
        connection.execute(f'ATTACH {file} AS "{self._name}" (ROW_GROUP_SIZE {_ROW_GROUP})')
        connection.execute(f'USE "{self._name}"')

    def __del__(self) -> None:
        with suppress(duckdb.Error, AttributeError, TypeError):  # the process ends: the folder goes all the same
            self._database.execute(f'DETACH "{self._name}"')
            self._folder.cleanup()


def sparing(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The database, set so that tables of a million users are made within its memory limit."""
    database.execute(f"SET memory_limit = '{_USUALLY}'")
    database.execute("SET preserve_insertion_order = false")
    return as_written(database)


def as_written(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The database, set to join as large models are written, with the users on the left.

    Left to itself it guesses that the active ones are few, puts them into memory, and takes twice as long (measured).
    """
    database.execute("SET disabled_optimizers = 'build_side_probe_side'")
    return database


def make_table(connection: duckdb.DuckDBPyConnection, base: Measure) -> None:
    """Make the table of a base. Where the usual memory is too little (sorting long names), once more with more."""
    made = f'CREATE OR REPLACE TABLE "{base.name}" AS {base.sql}'
    try:
        connection.execute(made)
    except duckdb.OutOfMemoryException:
        connection.execute(f"SET memory_limit = '{_AT_MOST}'")
        try:
            connection.execute(made)
        finally:
            connection.execute(f"SET memory_limit = '{_USUALLY}'")


def read_page(connection: duckdb.DuckDBPyConnection, measure: Measure, asked: Slice) -> tuple[list[Row], int | None]:
    """The rows that were asked for, each with its `place`; and with words, how many fit in all."""
    connection.execute(f'CREATE TEMP VIEW IF NOT EXISTS "{measure.name}" AS {measure.sql}')
    column, sorted_by = f'"{asked.sort}"', measure.column(asked.sort)
    kind = _TYPES.get(sorted_by.unit, "BIGINT") if sorted_by else "VARCHAR"
    place = f"lower({column})" if kind == "VARCHAR" else column
    fits = list(_fits(asked))
    conditions, values = [text for text, _ in fits], [value for _, given in fits for value in given]
    found = f'FROM "{measure.name}" WHERE {" AND ".join(conditions) or "true"}'
    count = None
    if asked.words:
        counted = connection.execute(f"SELECT count(*) {found}", values).fetchone()
        count = int(counted[0]) if counted else 0
    order = f"ORDER BY {place} {'DESC' if asked.descending else 'ASC'} NULLS LAST, number"
    rows: list[Row] = []
    for behind, given in _behind(asked, place, kind):
        if len(rows) < asked.limit:
            # First the numbers, from two columns; then the rows of these numbers.
            chosen = f"SELECT number {found} AND {behind} {order} LIMIT {asked.limit - len(rows)}"
            result = connection.execute(
                f'SELECT *, CAST({place} AS VARCHAR) AS place FROM "{measure.name}" WHERE number IN ({chosen}) {order}',
                [*values, *given],
            )
            names = [told[0] for told in result.description or ()]
            rows += [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return rows, count


def _fits(asked: Slice) -> Iterator[tuple[str, list[str]]]:
    for name, allowed in asked.only.items():
        known = [value for value in allowed if value is not None]
        marks = ", ".join("?" * len(known)) or "NULL"
        blank = f' OR "{name}" IS NULL' if None in allowed else ""
        yield f'("{name}" IN ({marks}){blank})', known
    for word in asked.words:
        yield "contains(searched, lower(?))", [word]


def _behind(asked: Slice, place: str, kind: str) -> Iterator[tuple[str, list[object]]]:
    """The conditions, one after the other, for rows behind the last one shown, and their values; blanks stand last."""
    if asked.after is None:
        yield "true", []
        return
    last, number = asked.after
    if last is None:
        yield f"({place} IS NULL AND number > ?)", [number]
        return
    if asked.descending:
        yield f"({place}, -number) < (CAST(? AS {kind}), -?)", [last, number]
    else:
        yield f"({place}, number) > (CAST(? AS {kind}), ?)", [last, number]
    yield f"{place} IS NULL", []
