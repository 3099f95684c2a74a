"""Runs queries on DuckDB: the only module that computes metrics. Implements the port `QueryEngine`."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TypeVar

import duckdb

from seatwise.app.snapshot_ports import SnapshotFiles
from seatwise.domain.errors import Corrupt
from seatwise.engine.keyset_paging import RowSource, count_rows, in_order, read_all, read_page, read_typed
from seatwise.engine.page_index import PageIndex, limit_memory
from seatwise.engine.plan import Plan, plan
from seatwise.engine.result_cache import ResultCache
from seatwise.engine.script import script
from seatwise.engine.sql_text import quoted
from seatwise.engine.turns import Turns
from seatwise.engine.workspace import Workspace, Workspaces
from seatwise.metrics.model import Metric
from seatwise.metrics.query import InputTable, Query, QueryResult, Row, Union, table_of, typed_table
from seatwise.metrics.selection import Operator, Selection
from seatwise.sql.disk_full import raise_if_disk_full

OPEN_METRICS = 16  # that a process keeps open; each takes a few MB
OPEN_PAIRS = 2  # pairs of snapshots; one takes up to 100 MB where a million users have changed
AT_ONCE = 2  # queries that compute: they share 100 MB, of which one may need half where an org has 100,000 users
_OWN_ORDER = "own_order"  # the column with a row's position in the metric's own order
_NEXT_STEP = "The other snapshots still open. Restore a backup, or delete this one: seatwise snapshots delete ORG ID"
# What DuckDB raises for a damaged file; of a wrong checksum it says no more than that it is an error.
_DAMAGED = {duckdb.Error, duckdb.IOException, duckdb.SerializationException}

_T = TypeVar("_T")


class DuckQueryEngine:
    """DuckDB in memory; safe to use from several threads. What depends on snapshots alone is computed once."""

    def __init__(self, files: SnapshotFiles) -> None:
        self._files = files
        self._results = ResultCache()
        self._metrics = Workspaces(OPEN_METRICS)
        self._open_pairs = Workspaces(OPEN_PAIRS)
        self._turns = Turns(AT_ONCE)

    def query(self, query: Query) -> QueryResult:
        try:
            return self._result(query, passing=query.of_many)
        except duckdb.OutOfMemoryException:  # what stays open, and who computes beside it, had the room
            self._metrics.clear()
            with self._turns.alone():
                return self._result(query, passing=query.of_many)

    def script(self, query: Query) -> str:
        return script(query, self._files)

    def _result(self, query: Query, *, passing: bool) -> QueryResult:
        """The rows, or those in the cache; `passing`: their snapshot is one of many, and does not stay open."""
        prepared = plan(query, self._files)
        if found := self._results.get(prepared.key):
            return found
        with self._turns.turn(), self._workspace(prepared, passing=passing) as workspace:
            if found := self._results.get(prepared.key):  # somebody else was computing it
                return found
            found = self._compute(workspace, prepared, passing=passing)
        self._results.put(prepared.key, found)
        return found

    def _compute(self, workspace: Workspace, prepared: Plan, *, passing: bool) -> QueryResult:
        shown, selection = _summed_there(prepared, passing=passing), prepared.query.selection
        if shown:
            fill = partial(self._fill_sum, workspace, prepared, plan(shown, self._files))
        else:
            fill = partial(self._fill, workspace, prepared, passing=passing)
        if selection.limit is None:
            rows = _read(workspace, fill, lambda source: self._every_row(workspace, prepared, source))
            return QueryResult(rows, len(rows))
        key = f"{prepared.rows_key} {selection.conditions!r}"
        known = self._results.get(key)
        searching = any(each.operator is Operator.MENTIONS for each in selection.conditions)

        def read(source: RowSource) -> tuple[list[Row], int]:
            counting = searching and known is None
            rows, counted = read_page(workspace.connection, source, selection, counting=counting)
            if known is not None and known.count is not None:
                return rows, known.count
            return rows, count_rows(workspace.connection, source, selection.conditions) if counted is None else counted

        rows, count = _read(workspace, fill, read)
        self._results.put(key, QueryResult((), count))
        return QueryResult(rows, count)

    def _every_row(self, workspace: Workspace, prepared: Plan, source: RowSource) -> Sequence[Row]:
        """The rows of a selection without a limit. Another order has the same rows, which are read once."""
        selection = prepared.query.selection
        if not (selection.order and source.number):
            return read_all(workspace.connection, source, selection)
        own_order = replace(selection, order=())
        key = prepared.key_of(own_order)
        rows = known.rows if (known := self._results.get(key)) else read_all(workspace.connection, source, own_order)
        self._results.put(key, QueryResult(rows, len(rows)))
        return in_order(workspace.connection, source, selection, rows)

    def _fill_sum(self, workspace: Workspace, prepared: Plan, shown: Plan) -> RowSource:
        source = self._fill(workspace, shown, passing=False)
        where, _ = source.where(shown.query.selection.conditions)
        workspace.make("TABLE", "shown", prepared.inputs["shown"], f"SELECT * FROM {source.rows}{where}")
        return self._fill(workspace, prepared, passing=False)

    def _fill(self, workspace: Workspace, prepared: Plan, *, passing: bool) -> RowSource:
        """Make what the query reads, as far as it is not there. Where its rows are read from."""
        metric = prepared.metric
        self._fill_inputs(workspace, prepared, passing=passing)
        if workspace.for_one_query:  # in one statement, which plans only what it needs: half the time (measured)
            base = self._fill_base(workspace, prepared)
            return RowSource(metric, f"(\n{prepared.statement(metric, without=base)}\n)", "")
        for table in prepared.tables:
            workspace.make("TABLE" if table.is_small else "VIEW", table.name, (table.digest, table.path), table.sql)
        in_index = prepared.index_models if workspace.index and metric.is_paged else ()
        for model, sql in prepared.models[:-1]:
            if (model, sql) not in in_index:
                workspace.make("TABLE", model.name, prepared.version(model, sql), sql)
        if in_index:
            (snapshot,) = prepared.query.snapshots
            workspace.open_index(prepared.index_path(self._files.index_folder(snapshot)), in_index)
        rows = f"{metric.name} rows"
        if metric.is_paged:
            workspace.make("VIEW", rows, prepared.sql, prepared.sql)
            return RowSource(metric, quoted(rows), "number", metric.bases[-1])
        if len(prepared.query.snapshots) != 1 and prepared.query.selection == Selection():  # as they come, only once
            return RowSource(metric, f"(\n{prepared.sql}\n)", "")
        numbered = f"SELECT *, row_number() OVER () AS {_OWN_ORDER} FROM (\n{prepared.sql}\n) AS model"
        workspace.make("TABLE", rows, prepared.version(metric, prepared.sql), numbered)
        return RowSource(metric, quoted(rows), _OWN_ORDER)

    def _fill_base(self, workspace: Workspace, prepared: Plan) -> Metric | None:
        """Make the last base of a metric that has few rows, which may be in the cache; None: it has none.

        That base is what takes long: of every snapshot, a price that is set changes only what is computed from it.
        """
        metric = prepared.metric
        if not metric.bases or metric.large:
            return None
        base = metric.bases[-1]
        found = self._results.get(prepared.base_key)
        if found is None:
            found = read_typed(workspace.connection, prepared.statement(base))
            self._results.put(prepared.base_key, found)
        workspace.put(base.name, prepared.base_key, typed_table(found))
        return base

    def _fill_inputs(self, workspace: Workspace, prepared: Plan, *, passing: bool) -> None:
        """Make the inputs that have changed. Computing one may itself use this workspace, so that is done first."""
        changed = {
            name: self._table(prepared.query.inputs[name], passing=passing)
            for name, key in prepared.inputs.items()
            if workspace.versions.get(name) != key
        }
        for name, key in prepared.inputs.items():
            if workspace.versions.get(name) != key:
                workspace.put(name, key, changed.get(name) or self._table(prepared.query.inputs[name], passing=passing))

    def _table(self, given: InputTable | Query | Union, *, passing: bool) -> InputTable:
        """An input as a table."""
        match given:
            case InputTable():
                return given
            case Query():
                return table_of(given.metric.columns, self._result(given, passing=passing).rows)
            case Union():
                return self._united(given)

    def _united(self, union: Union) -> InputTable:
        names = [column.name for column in union.columns]
        rows: list[Row] = [
            {**dict(zip(names, labels, strict=True)), **row}
            for query, labels in zip(union.queries, union.labels, strict=True)
            for row in self._result(query, passing=True).rows
        ]
        columns = (*union.columns, *(union.queries[0].metric.columns if union.queries else ()))
        return InputTable({each.name: (each.type.sql, [_plain(row[each.name]) for row in rows]) for each in columns})

    @contextmanager
    def _workspace(self, prepared: Plan, *, passing: bool) -> Iterator[Workspace]:
        """The workspace for a query, locked."""
        shown = _summed_there(prepared, passing=passing)
        metric = shown.metric if shown else prepared.metric
        snapshots = prepared.query.snapshots
        # By its files: other actors may have been imported into a snapshot.
        key: Hashable = tuple(
            (each.org_id, each.id, *(file.sha256 for file in each.tables.values())) for each in snapshots
        )
        spaces, open_new = self._open_pairs, self._open_pair
        if len(snapshots) == 1:
            key = (_shared_by(metric), key)
            spaces, open_new = self._metrics, partial(self._open_metric, large=metric.large, paged=metric.is_paged)
        found = spaces.get(key)
        if not snapshots or (passing and found is None):
            with self._small.cursor() as cursor, _readable(prepared):
                yield Workspace(cursor, for_one_query=passing)
            return
        workspace = found or spaces.get_or_open(key, open_new)
        with workspace.lock, _readable(prepared):
            yield workspace

    @cached_property
    def _small(self) -> duckdb.DuckDBPyConnection:
        """One database for most metrics: a connection takes 2 ms to open, a DuckDB of its own 30 ms (measured).

        Of one thread: to hand out the few rows of licenses to others takes longer than to compute them (measured).
        """
        database = self._database()
        database.execute("SET threads = 1")
        return database

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

    def _open_metric(self, *, large: bool, paged: bool) -> Workspace:
        database = self._large if large else self._small
        connection = database.cursor()
        return Workspace(
            connection, PageIndex(database, connection, self._files.spill_folder) if large and paged else None
        )

    def _open_pair(self) -> Workspace:
        connection = self._database()
        connection.execute("SET preserve_insertion_order = false")  # else two large orgs do not fit its memory
        return Workspace(connection)


def _shared_by(metric: Metric) -> Hashable:
    """Metrics made from the same models have one workspace for both: the models are made once."""
    alone = metric.over or metric.large or not metric.bases
    return metric.name if alone else tuple(base.name for base in metric.bases)


def _summed_there(prepared: Plan, *, passing: bool) -> Query | None:
    """The query of the rows that a metric sums, if it reads them in their workspace."""
    shown = prepared.query.inputs.get("shown") if prepared.metric.over else None
    return shown if isinstance(shown, Query) and len(shown.snapshots) == 1 and not passing else None


def _plain(value: object) -> object:
    """A time as models carry it: UTC, without a zone."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


def _read(workspace: Workspace, fill: Callable[[], RowSource], read: Callable[[RowSource], _T]) -> _T:
    """Read from a workspace, once it is filled. A damaged index is rebuilt: it is only a copy."""
    try:
        return read(fill())
    except duckdb.Error as error:
        raise_if_disk_full(error)
        if type(error) not in _DAMAGED or not workspace.delete_index():
            raise
        return read(fill())


@contextmanager
def _readable(prepared: Plan) -> Iterator[None]:
    """Name the snapshot that could not be read."""
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException) as error:
        raise_if_disk_full(error)
        first_line = str(error).partition("\n")[0]
        names = " or ".join(snapshot.id for snapshot in prepared.query.snapshots)
        raise Corrupt(f"Snapshot {names} cannot be read: {first_line}", _NEXT_STEP) from error
