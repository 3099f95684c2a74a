"""Runs queries on DuckDB. Everything is computed once: what a result depends on is its key in one bounded cache."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import TypeVar

import duckdb

from seatwise.app.snapshot_ports import SnapshotFiles
from seatwise.domain.errors import Corrupt
from seatwise.domain.snapshots import Snapshot
from seatwise.engine.indexed import Indexed, is_indexed
from seatwise.engine.page_index import PageIndex, limit_memory
from seatwise.engine.prepared import Prepared
from seatwise.engine.result_cache import ResultCache
from seatwise.engine.script import script, table_text
from seatwise.engine.sql_text import literal, quoted
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.query import InputTable, Query, QueryResult, Union, table_of
from seatwise.sources.needs import unmet_needs
from seatwise.sources.registry import REGISTRY
from seatwise.sources.source import Source
from seatwise.sql.disk_full import raise_if_disk_full

MOST_OPEN = 8  # metrics over snapshots that a process has ready; each takes a few MB
MOST_PAIRS = 2  # the same over two snapshots; one takes up to 100 MB where a million users have changed
_NEXT = (
    "The other snapshots still open: name one with --snapshot. Restore this one from a backup, or delete its folder."
)

_T = TypeVar("_T")


class DuckQueryEngine:
    """The port `QueryEngine` on DuckDB in memory. Safe to use from several threads."""

    def __init__(self, files: SnapshotFiles) -> None:
        self._files = files
        self._lock = Lock()
        self._once_lock = Lock()
        self._cache = ResultCache()
        self._open: OrderedDict[str, Prepared] = OrderedDict()
        self._pairs: OrderedDict[str, Prepared] = OrderedDict()
        self._indexed: OrderedDict[str, Indexed] = OrderedDict()
        self._newest: dict[str, datetime] = {}

    def query(self, query: Query) -> QueryResult:
        """The rows of a query; see `app.report_context.QueryEngine`."""
        key = self._key(query)
        found = self._cache.get(key)
        if found is None:
            found = self._run(query, {name: self._table(each) for name, each in query.inputs.items()})
            self._cache.put(key, found)
        return found

    def script(self, query: Query) -> str:
        """The query as a complete SQL script."""
        return script(query, self._files)

    def _table(self, source: InputTable | Query | Union) -> InputTable:
        """An input as a table: of a query, its rows."""
        match source:
            case InputTable():
                return source
            case Query():
                return table_of(source.metric.columns, self.query(source).rows)
            case Union():
                rows = [
                    {**dict(zip((column.name for column in source.columns), labels, strict=True)), **row}
                    for query, labels in zip(source.queries, source.labels, strict=True)
                    for row in self.query(query).rows
                ]
                columns = (*source.columns, *_columns_of(source))
                return InputTable(
                    {each.name: (each.type.sql, [_plain(row[each.name]) for row in rows]) for each in columns}
                )

    def _run(self, query: Query, inputs: Mapping[str, InputTable]) -> QueryResult:
        match query.snapshots:
            case ():
                with self._once_lock, self._scratch.cursor() as cursor:
                    return Prepared(cursor, query.metric, frozenset()).rows(inputs, query.selection)
            case (snapshot,) if is_indexed(query):
                indexed = self._index(query.metric, snapshot)
                with indexed.lock, _readable(snapshot):
                    return indexed.rows(inputs, query.selection)
            case (snapshot,):
                return self._run_over_one(query, snapshot, inputs)
            case _:
                return self._run_over_two(query, inputs)

    def _run_over_one(self, query: Query, snapshot: Snapshot, inputs: Mapping[str, InputTable]) -> QueryResult:
        """Over the newest snapshot the metric stays ready; of older ones only the result is cached."""
        with self._lock:
            newest = self._newest.get(snapshot.org_id)
            stays = newest is None or snapshot.as_of >= newest
            if stays:
                self._newest[snapshot.org_id] = snapshot.as_of
        if not stays and not query.metric.large:
            with self._once_lock, self._scratch.cursor() as cursor, _readable(snapshot):
                return self._prepared(query.metric, (snapshot,), cursor).rows(inputs, query.selection)

        def make() -> Prepared:
            connection = self._large.cursor() if query.metric.large else self._database()
            return self._prepared(query.metric, (snapshot,), connection)

        with _readable(snapshot):
            prepared = self._ready(self._open, MOST_OPEN, query, make)
            with prepared.lock:
                return prepared.rows(inputs, query.selection)

    def _run_over_two(self, query: Query, inputs: Mapping[str, InputTable]) -> QueryResult:
        def make() -> Prepared:
            connection = self._database()
            connection.execute("SET preserve_insertion_order = false")  # else two large orgs do not fit its memory
            return self._prepared(query.metric, query.snapshots, connection)

        with _readable(query.snapshots[-1]):
            prepared = self._ready(self._pairs, MOST_PAIRS * MOST_OPEN, query, make)
            with prepared.lock:
                return prepared.rows(inputs, query.selection)

    def _index(self, metric: Metric, snapshot: Snapshot) -> Indexed:
        def make() -> Indexed:
            connection = self._large.cursor()
            self._create_tables(connection, metric, (snapshot,), views=True)
            index = PageIndex(self._large, connection, self._files.spill_folder)
            folder = self._files.index_folder(snapshot)
            return Indexed(connection, metric, snapshot, unmet_needs((snapshot,)), index, folder)

        with _readable(snapshot):
            return self._ready(self._indexed, MOST_OPEN, Query(metric, (snapshot,), {}), make)

    def _prepared(
        self, metric: Metric, snapshots: tuple[Snapshot, ...], connection: duckdb.DuckDBPyConnection
    ) -> Prepared:
        self._create_tables(connection, metric, snapshots)
        return Prepared(connection, metric, unmet_needs(snapshots))

    def _create_tables(
        self,
        connection: duckdb.DuckDBPyConnection,
        metric: Metric,
        snapshots: tuple[Snapshot, ...],
        *,
        views: bool = False,
    ) -> None:
        """The tables of the snapshots: small ones are read once, others whenever they are needed."""
        sides = ("",) if len(snapshots) == 1 else ("earlier_", "later_")
        for side, snapshot in zip(sides, snapshots, strict=True):
            for source in _reads(metric):
                kind = "VIEW" if views or source.bulk or source.made else "TABLE"
                name = quoted(f"{side}{source.name}")
                connection.execute(f"CREATE OR REPLACE TEMP {kind} {name} AS {self._source(source, snapshot)}")

    def _ready(self, ready: "OrderedDict[str, _T]", most: int, query: Query, make: Callable[[], _T]) -> _T:
        """What is ready for this metric over these files; made now where there is none."""
        key = self._key(Query(query.metric, query.snapshots, {}))
        with self._lock:
            if key not in ready:
                ready[key] = make()
                if len(ready) > most:
                    ready.popitem(last=False)
            ready.move_to_end(key)
            return ready[key]

    def _key(self, query: Query | Union | InputTable) -> str:
        """A digest of all that the rows depend on. Raises Corrupt where a file is not the one that was committed."""
        digest = hashlib.sha256()
        for part in self._parts(query):
            digest.update(part.encode())
            digest.update(b"\0")
        return digest.hexdigest()

    def _parts(self, query: Query | Union | InputTable) -> Iterator[str]:
        match query:
            case InputTable():
                yield repr(query.columns)
            case Union():
                yield repr(query.labels)
                for each in query.queries:
                    yield self._key(each)
            case Query():
                yield repr((query.metric.name, query.selection, len(query.metric.columns)))
                yield from (model.sql for model in query.metric.closure)
                names = [source.name for source in _reads(query.metric)]
                for snapshot in query.snapshots:
                    files = self._files.verified(snapshot, names)
                    digests = [snapshot.tables[name].sha256 for name in files]
                    yield repr((snapshot.org_id, snapshot.id, snapshot.gaps, names, digests))
                for name, source in sorted(query.inputs.items()):
                    yield name
                    yield self._key(source)

    @cached_property
    def _scratch(self) -> duckdb.DuckDBPyConnection:
        """What older snapshots pass through: to open one here takes 2 ms, a DuckDB of its own 30 ms (measured)."""
        return self._database()

    @cached_property
    def _large(self) -> duckdb.DuckDBPyConnection:
        """Where metrics are made that have a row per user: one database, so that its limit holds for all together."""
        return limit_memory(self._database())

    def _database(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB in memory, of which it takes little; what does not fit goes to the disk."""
        return duckdb.connect(
            config={
                "memory_limit": "100MB",
                "temp_directory": str(self._files.spill_folder),
                "autoinstall_known_extensions": False,
            }
        )

    def _source(self, source: Source, snapshot: Snapshot) -> str:
        held = snapshot.tables.get(source.name)
        if held is None:
            return table_text(source, (), None)
        path = self._files.verified(snapshot, [source.name])[source.name]
        return table_text(source, held.columns, f"read_parquet({literal(str(path))})")


def _plain(value: object) -> object:
    """A time as models carry it: UTC, without a zone."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _columns_of(union: Union) -> tuple[Column, ...]:
    return union.queries[0].metric.columns if union.queries else ()


def _reads(metric: Metric) -> list[Source]:
    names = {name for model in metric.closure for name in model.tables}
    return [source for source in REGISTRY if source.name in names]


@contextmanager
def _readable(snapshot: Snapshot) -> Iterator[None]:
    """Say which snapshot it was that could not be read."""
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException) as error:
        raise_if_disk_full(error)
        first_line = str(error).partition("\n")[0]
        raise Corrupt(f"Snapshot {snapshot.id} cannot be read: {first_line}", _NEXT) from error
