"""Two snapshots side by side in one DuckDB: each table stands there twice, as `earlier.user` and `later.user`."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock

import duckdb

from seatwise.metrics.query import Row

KEPT_OPEN = 2  # pairs a process keeps open; one takes up to 100 MB where a million users have changed


@dataclass
class SnapshotPair:
    """Two snapshots, and what was made of them so far: views, tables of metrics that others read, answers."""

    connection: duckdb.DuckDBPyConnection
    gate: Lock = field(default_factory=Lock)
    made: set[str] = field(default_factory=set)
    answers: dict[str, list[Row]] = field(default_factory=dict)

    def make(self, kind: str, name: str, sql: str) -> None:
        """Make a view or a table, unless it is there: what the two snapshots hold does not change."""
        if name not in self.made:
            self.connection.execute(f"CREATE {kind} {name} AS {sql}")
            self.made.add(name)


class SnapshotPairs:
    """The pairs that a process keeps open. Safe to use from several threads."""

    def __init__(self) -> None:
        self._gate = Lock()
        self._open: OrderedDict[Hashable, SnapshotPair] = OrderedDict()

    def opened(self, key: Hashable, database: Callable[[], duckdb.DuckDBPyConnection]) -> SnapshotPair:
        """The pair of that key; a new one lives in a database of its own."""
        with self._gate:
            if key not in self._open:
                connection = database()
                connection.execute("SET preserve_insertion_order = false")  # else two large orgs do not fit its memory
                connection.execute("CREATE SCHEMA earlier")
                connection.execute("CREATE SCHEMA later")
                self._open[key] = SnapshotPair(connection)
                if len(self._open) > KEPT_OPEN:
                    self._open.popitem(last=False)
            self._open.move_to_end(key)
            return self._open[key]
