"""An engine that does what `explain --sql` says: it prints each query as a script, and runs that in a bare DuckDB."""

import os
from pathlib import Path

import duckdb

from seatwise.domain.snapshots import Snapshot
from seatwise.engine.script import script
from seatwise.lake.layout import table_path
from seatwise.metrics.query import Query, QueryResult


class ScriptEngine:
    """The port `QueryEngine`, without a cache and without anything but the printed SQL."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake

    def script(self, query: Query) -> str:
        return script(query, self._lake, self._path)

    def query(self, query: Query) -> QueryResult:
        text = self.script(query)
        folder = text.partition("\n")[0].split(", ")[1]
        before = Path.cwd()
        os.chdir(folder)
        try:
            with duckdb.connect() as connection:
                result = connection.execute(text)
                names = [column[0] for column in result.description or ()]
                return QueryResult([dict(zip(names, row, strict=True)) for row in result.fetchall()])
        finally:
            os.chdir(before)

    def _path(self, snapshot: Snapshot, table: str) -> Path:
        return table_path(self._lake, snapshot, table)
