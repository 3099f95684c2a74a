"""A workspace: the tables and views of one metric over its snapshots, in DuckDB, each made again only if it changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, RLock

import duckdb

from seatwise.engine.page_index import PageIndex
from seatwise.metrics.model import Metric
from seatwise.metrics.query import InputTable
from seatwise.sql.input_tables import create_input


@dataclass
class Workspace:
    """Tables and views on one connection. Whoever uses it holds its lock."""

    connection: duckdb.DuckDBPyConnection  # everything is temporary on it
    index: PageIndex | None = None  # of metrics that are read page by page from a file
    for_one_query: bool = False  # whether nothing made here is used again
    # For one user at a time; an input may be computed in the same workspace.
    lock: "RLock" = field(default_factory=RLock)
    versions: dict[str, Hashable] = field(default_factory=dict)  # by name, what each table or view was made from
    _index_path: Path | None = None

    def make(self, kind: str, name: str, version: Hashable, sql: str) -> None:
        """Make a temporary TABLE or VIEW, unless it is there in that version."""
        if self.versions.get(name) != version:
            self.versions.pop(name, None)  # nothing is there, should it fail
            self.connection.execute(f'CREATE OR REPLACE TEMP {kind} "{name}" AS {sql}')
            self.versions[name] = version

    def put(self, name: str, version: Hashable, table: InputTable) -> None:
        """Make a temporary table of an input, unless it is there in that version. Raises StorageError: a misfit."""
        if self.versions.get(name) != version:
            self.versions.pop(name, None)
            create_input(self.connection, name, table)
            self.versions[name] = version

    def open_index(self, path: Path, models: Sequence[tuple[Metric, str]]) -> None:
        """Open the page index in a file, unless it is open; make it where there is none."""
        assert self.index is not None
        if self._index_path != path:
            self._index_path = None
            self.index.open([(model.name, sql) for model, sql in models], path)
            self._index_path = path

    def delete_index(self) -> bool:
        """Delete the page index that is open, as it is damaged. Whether there was one."""
        path, self._index_path = self._index_path, None
        if path is None:
            return False
        path.unlink(missing_ok=True)
        return True


class Workspaces:
    """LRU cache of workspaces. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._open: OrderedDict[Hashable, Workspace] = OrderedDict()

    def get(self, key: Hashable) -> Workspace | None:
        """The workspace of that key, or None."""
        with self._lock:
            found = self._open.get(key)
            if found is not None:
                self._open.move_to_end(key)
            return found

    def clear(self) -> None:
        """Keep none open; those in use close when they are no longer used."""
        with self._lock:
            self._open.clear()

    def get_or_open(self, key: Hashable, open_new: Callable[[], Workspace]) -> Workspace:
        """The workspace of that key; a new one closes the one that was not used for longest."""
        with self._lock:
            if key not in self._open:
                self._open[key] = open_new()
                if len(self._open) > self._most:
                    self._open.popitem(last=False)
            self._open.move_to_end(key)
            return self._open[key]
