"""An engine that does what `explain --sql` says: it prints each query as a script, and runs that in a bare DuckDB."""

import os
from pathlib import Path

import duckdb

from seatwise.engine.script import script
from seatwise.metrics.query import Query, QueryResult
from seatwise.storage.snapshot_files import FolderFiles


class ScriptEngine:
    """The port `QueryEngine`, without a cache and without anything but the printed SQL."""

    def __init__(self, root: Path) -> None:
        self._files = FolderFiles(root)

    def script(self, query: Query) -> str:
        return script(query, self._files)

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
