"""Runs the models on DuckDB: the only place where SQL over snapshots is executed. Implements the port `Engine`."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TypeVar

import duckdb

from seatwise.app.ports import Slice
from seatwise.app.snapshot_ports import SnapshotFiles
from seatwise.domain.errors import Corrupt
from seatwise.domain.snapshots import Snapshot
from seatwise.engine.flat_pages import read_page
from seatwise.engine.page_index import PageIndex, index_path, limit_memory
from seatwise.engine.snapshot_pairs import SnapshotPairs
from seatwise.metrics.model import Metric
from seatwise.metrics.query import InputTable, Row
from seatwise.sources.registry import REGISTRY
from seatwise.sources.source import Source
from seatwise.sql.disk_full import raise_if_disk_full
from seatwise.sql.input_tables import create_input
from seatwise.sql.text import literal

KEPT_OPEN = 8  # snapshots a process keeps open; each takes a few MB
_NEXT = (
    "The other snapshots still open: name one with --snapshot. Restore this one from a backup, or delete its folder."
)

# What DuckDB says of a damaged file; of one with a wrong checksum it says no more than that it is an error.
_DAMAGED = {duckdb.Error, duckdb.IOException, duckdb.SerializationException}

_T = TypeVar("_T")
_Key = tuple[object, ...]  # a metric over files as they were


@dataclass
class _Opened:
    """A snapshot made ready for one metric: what the metric was told last, and its answer to that."""

    connection: duckdb.DuckDBPyConnection
    gate: Lock = field(default_factory=Lock)
    told: Mapping[str, object] | None = None
    rows: list[Row] | None = None  # replaced whole, never changed

    def answer(self, metric: Metric, inputs: Mapping[str, InputTable]) -> list[Row]:
        """The metric's rows. Only what depends on an input that has changed is computed again."""
        told = {name: relation.values for name, relation in inputs.items()}
        if self.rows is None or told != self.told:  # another question: somebody told another price
            before, self.told, self.rows = self.told, None, None  # nothing counts, should anything below fail
            changed = _tell(self.connection, inputs, before)
            stale = before is None
            for base in metric.bases:
                stale = stale or not changed.isdisjoint(base.inputs)
                if stale:
                    self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{base.name}" AS {base.sql}')
            self.told, self.rows = told, _run(self.connection, metric)
        return self.rows


@dataclass
class _Paged:
    """A snapshot made ready for one metric that is read by pages: what it was told last, and its register."""

    connection: duckdb.DuckDBPyConnection
    index: PageIndex
    gate: Lock = field(default_factory=Lock)
    told: Mapping[str, object] | None = None
    path: Path | None = None  # of the register that is open

    def tell(self, metric: Metric, inputs: Mapping[str, InputTable], path: Path) -> None:
        """Open the register, and tell what else the metric reads; nothing, where it is the same question."""
        told = {name: relation.values for name, relation in inputs.items()}
        if told == self.told:
            return
        before, self.told = self.told, None
        _tell(self.connection, inputs, before)
        for base in metric.bases:
            if base.is_told:
                self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{base.name}" AS {base.sql}')
        if path != self.path:
            self.path = None  # none is open, should anything below fail
            self.index.open([(base.name, base.sql) for base in metric.bases if not base.is_told], path)
            self.connection.execute(f'CREATE OR REPLACE TEMP VIEW "{metric.name}" AS {metric.sql}')
            self.path = path
        self.told = told

    def throw_away(self) -> None:
        """The register that is open is damaged: it is only a copy, and the next question has it made again."""
        if self.path:
            self.path.unlink(missing_ok=True)
        self.path, self.told = None, None


class DuckEngine:
    """DuckDB in memory. A snapshot is opened once per process: what depends on it alone is computed once.

    See `app.ports.Engine`. Safe to use from several threads.
    """

    def __init__(self, files: SnapshotFiles) -> None:
        self._files = files
        self._gate = Lock()
        self._open: OrderedDict[_Key, _Opened] = OrderedDict()
        self._registers: OrderedDict[_Key, _Paged] = OrderedDict()
        self._answers: dict[_Key, tuple[Mapping[str, object], list[Row]]] = {}
        self._pairs = SnapshotPairs()

    def rows(self, metric: Metric, snapshot: Snapshot, inputs: Mapping[str, InputTable]) -> list[Row]:
        """Run one metric over a snapshot's tables and the given inputs."""
        opened = self._opened(metric, snapshot)
        with opened.gate, _readable(snapshot):
            return list(opened.answer(metric, inputs))

    def page(
        self, metric: Metric, snapshot: Snapshot, inputs: Mapping[str, InputTable], asked: Slice
    ) -> tuple[list[Row], int | None]:
        """Some rows of a metric, in the order that is asked for."""
        paged = self._paged(metric, snapshot)
        bases = [base for base in metric.bases if not base.is_told]
        names = {name for base in bases for name in base.tables}
        made_from = (
            [(base.name, base.sql) for base in bases],
            sorted((name, file.sha256) for name, file in snapshot.tables.items() if name in names),
            [(name, inputs[name].values) for base in bases for name in base.inputs],
        )
        path = index_path(self._files.index_folder(snapshot), metric.name, made_from)
        with paged.gate, _readable(snapshot):
            paged.tell(metric, inputs, path)
            try:
                return read_page(paged.connection, metric, asked)
            except duckdb.Error as error:
                raise_if_disk_full(error)
                if type(error) not in _DAMAGED:
                    raise
                paged.throw_away()
                paged.tell(metric, inputs, path)
                return read_page(paged.connection, metric, asked)

    def once(
        self, metric: Metric, snapshot: Snapshot, inputs: Mapping[str, InputTable] = MappingProxyType({})
    ) -> list[Row]:
        """Run a metric; the snapshot does not stay open, the answer is kept until something else is told."""
        told = {name: relation.values for name, relation in inputs.items()}
        with self._gate:
            key = self._key(metric, snapshot)
            if key not in self._answers or self._answers[key][0] != told:
                with self._passing.cursor() as cursor, _readable(snapshot):
                    for name, relation in inputs.items():
                        create_input(cursor, name, relation)
                    for table in _reads(metric):
                        cursor.execute(f'CREATE TEMP VIEW "{table.name}" AS {self._source(table, snapshot)}')
                    for base in metric.bases:
                        cursor.execute(f'CREATE TEMP TABLE "{base.name}" AS {base.sql}')
                    self._answers[key] = (told, _run(cursor, metric))
            return list(self._answers[key][1])

    def between(
        self, metric: Metric, earlier: Snapshot, later: Snapshot, inputs: Mapping[str, InputTable]
    ) -> list[Row]:
        """Run a metric over the tables of two snapshots, `earlier.<table>` and `later.<table>`."""
        sides = {"earlier": earlier, "later": later}
        both = tuple((each.org_id, each.id, each.read_at) for each in sides.values())
        pair = self._pairs.opened(both, self._database)
        with pair.gate, _readable(later):
            for side, snapshot in sides.items():
                self._key(metric, snapshot)  # trusts the files as they are now, or says which cannot be
                for table in _reads(metric):
                    kind = "VIEW" if table.bulk else "TABLE"
                    pair.make(kind, f'{side}."{table.name}"', self._source(table, snapshot))
            for base in metric.bases:
                pair.make("TABLE", f'"{base.name}"', base.sql)
            for name, relation in inputs.items():
                create_input(pair.connection, name, relation)
            if inputs:
                return _run(pair.connection, metric)
            if metric.name not in pair.answers:
                pair.answers[metric.name] = _run(pair.connection, metric)
            return list(pair.answers[metric.name])

    @cached_property
    def _passing(self) -> duckdb.DuckDBPyConnection:
        """What snapshots pass through: to open one here takes 2 ms, a DuckDB of its own 30 ms (measured)."""
        return self._database()

    @cached_property
    def _large(self) -> duckdb.DuckDBPyConnection:
        """Where metrics are made that have a row per user: one database, so that its limit holds for all together."""
        return limit_memory(self._database())

    def _key(self, metric: Metric, snapshot: Snapshot) -> _Key:
        """The metric over the snapshot's files as they are now: each is one that was committed. Hashed once a process.

        Raises:
            Corrupt: one is not, or cannot be read.
        """
        paths = self._files.verified(snapshot, [table.name for table in _reads(metric)])
        return (
            metric.name,
            snapshot.org_id,
            snapshot.id,
            tuple((name, snapshot.tables[name].sha256) for name in paths),
        )

    def _opened(self, metric: Metric, snapshot: Snapshot) -> "_Opened":
        """The metric's tables, ready: small ones are read once, others when asked."""

        def ready() -> _Opened:
            connection = self._large.cursor() if metric.large else self._database()
            for table in _reads(metric):
                kind = "VIEW" if table.bulk or table.made else "TABLE"
                connection.execute(f'CREATE TEMP {kind} "{table.name}" AS {self._source(table, snapshot)}')
            return _Opened(connection)

        return self._ready(self._open, ready, metric, snapshot)

    def _paged(self, metric: Metric, snapshot: Snapshot) -> "_Paged":
        """What the metric's register is made from, ready."""

        def ready() -> _Paged:
            connection = self._large.cursor()
            for table in _reads(metric):
                connection.execute(f'CREATE TEMP VIEW "{table.name}" AS {self._source(table, snapshot)}')
            return _Paged(connection, PageIndex(self._large, connection, self._files.spill_folder))

        return self._ready(self._registers, ready, metric, snapshot)

    def _ready(self, kept: "OrderedDict[_Key, _T]", ready: Callable[[], _T], metric: Metric, snapshot: Snapshot) -> _T:
        """What is kept open of this snapshot for this metric. A file that changed since is read, and checked, anew."""
        with self._gate, _readable(snapshot):
            key = self._key(metric, snapshot)
            if key not in kept:
                kept[key] = ready()
                if len(kept) > KEPT_OPEN:
                    kept.popitem(last=False)
            kept.move_to_end(key)
            return kept[key]

    def _database(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB in memory, of which it takes little; what does not fit goes to the disk."""
        return duckdb.connect(
            config={
                "memory_limit": "100MB",
                "temp_directory": str(self._files.spill_folder),
                "autoinstall_known_extensions": False,
            }
        )

    def _source(self, table: Source, snapshot: Snapshot) -> str:
        """The table's rows; a table the snapshot lacks has its columns and no rows, and so has a column it lacks."""
        held = snapshot.tables.get(table.name)
        columns = set(held.columns) if held else set()
        values = ", ".join(
            f'"{column.name}"' if column.name in columns else f'CAST(NULL AS {column.type.sql}) AS "{column.name}"'
            for column in table.fields
        )
        if held is None:
            return f"SELECT {values} WHERE false"
        path = self._files.verified(snapshot, [table.name])[table.name]
        return f"SELECT {values} FROM read_parquet({literal(str(path))})"


@contextmanager
def _readable(snapshot: Snapshot) -> Iterator[None]:
    """Say which snapshot it was that could not be read."""
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException) as error:
        raise_if_disk_full(error)
        first_line = str(error).partition("\n")[0]
        raise Corrupt(f"Snapshot {snapshot.id} cannot be read: {first_line}", _NEXT) from error


def _reads(metric: Metric) -> list[Source]:
    names = {*metric.tables, *(name for base in metric.bases for name in base.tables)}
    return [table for table in REGISTRY if table.name in names]


def _run(cursor: duckdb.DuckDBPyConnection, metric: Metric) -> list[Row]:
    result = cursor.execute(metric.sql)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _tell(
    connection: duckdb.DuckDBPyConnection, inputs: Mapping[str, InputTable], before: Mapping[str, object] | None
) -> set[str]:
    """Make the inputs that are not as they were before. Their names."""
    changed = {name for name, relation in inputs.items() if relation.values != (before or {}).get(name)}
    for name in changed:
        create_input(connection, name, inputs[name])
    return changed
