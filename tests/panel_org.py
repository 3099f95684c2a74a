"""An org in memory for tests of panels: rows that a test wrote, looked at through any panel. No refresh, no files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache, cached_property

import duckdb

from fakes import NOON, MemoryConnections, MemoryPrices, connection
from rows_org import NOW, ORG_ID
from seatwise.app.report_context import ReportContext, ReportSources, report_context
from seatwise.app.reports.run_panel import run_panel
from seatwise.domain.errors import UsageError
from seatwise.domain.gaps import Gap
from seatwise.domain.snapshots import Snapshot, TableFile
from seatwise.engine.masking import masked
from seatwise.engine.sql_text import literal, order_text, quoted, where_text
from seatwise.metrics.query import InputTable, Query, QueryResult, Row, Union, table_of
from seatwise.panels.declaration.panel import Panel
from seatwise.panels.declaration.result import Result
from seatwise.sources.needs import unmet_needs
from seatwise.sources.registry import REGISTRY, by_table
from seatwise.sources.source import Source

Rows = Sequence[Mapping[str, object]]
ACME = "acme"


@dataclass(frozen=True)
class PanelOrg:
    """The org `acme` with one snapshot.

    Attributes:
        tables: its rows; a table that is absent was read and is empty.
        gaps: what could not be read.
        book: prices and overrides.
        read_days: how many days of records were read.
        reads: what was read, as far as it is no gap.
        actors_route: how the touched records were read.
    """

    tables: Mapping[str, Rows]
    gaps: tuple[Gap, ...] = ()
    book: MemoryPrices = field(default_factory=MemoryPrices)
    read_days: int = 30
    reads: Sequence[Source] = REGISTRY
    actors_route: str = "REST"

    def without(self, *hidden: str, reason: str = "It is hidden.", remedy: str = "Show it.") -> "PanelOrg":
        """The org where these tables (`login_day`) or columns (`user.LastLoginDate`) could not be read."""
        gaps = [(name.partition(".")[0], name.partition(".")[2] or None) for name in hidden]
        return replace(self, gaps=(*self.gaps, *(Gap(table, column, reason, remedy) for table, column in gaps)))

    @cached_property
    def snapshot(self) -> Snapshot:
        """Its snapshot."""
        whole = {gap.table for gap in self.gaps if gap.column is None}
        held = [source for source in self.reads if source.name not in whole]
        return Snapshot(
            ORG_ID,
            ACME,
            NOW,
            NOON,
            "67.0",
            0,
            {each.name: self._file(each) for each in held},
            self.gaps,
            self.read_days,
            ("Case",),
        )

    @cached_property
    def sources(self) -> ReportSources:
        """What panels read it from."""
        connections = MemoryConnections()
        connections.add(connection(org_id=ORG_ID, currency="EUR"), {})
        return ReportSources(connections, _Lake(self.snapshot), RowsEngine(self), self.book)  # type: ignore[arg-type]

    @cached_property
    def context(self) -> ReportContext:
        """The org at the moment of its snapshot."""
        return report_context(ACME, self.sources)

    def run(self, panel: Panel, **given: object) -> Result:
        """The panel's result."""
        return run_panel(panel, given, self.sources, org=ACME)

    def _file(self, source: Source) -> TableFile:
        hidden = {gap.column for gap in self.gaps if gap.table == source.name}
        columns = tuple(each.name for each in source.fields if each.name not in hidden)
        route = self.actors_route if source.name == "record_touch" else "REST"
        return TableFile(source.name, len(self.tables.get(source.name, ())), columns, 0, "", route)


@dataclass(frozen=True)
class _Lake:
    only: Snapshot

    def snapshot(self, org_id: str, snapshot_id: str | None = None) -> Snapshot:
        if org_id != self.only.org_id or snapshot_id not in (None, self.only.id):
            raise UsageError(f"There is no snapshot {snapshot_id}.")
        return self.only

    def snapshots(self, org_id: str) -> Sequence[Snapshot]:
        return [self.snapshot(org_id)]

    def damaged(self, org_id: str) -> Sequence[tuple[str, str]]:
        self.snapshot(org_id)
        return []


class RowsEngine:
    """Runs queries over rows in memory, as the port `QueryEngine` says; each once."""

    def __init__(self, org: PanelOrg) -> None:
        self._org = org
        self._results: dict[str, QueryResult] = {}

    def query(self, query: Query) -> QueryResult:
        """The rows of a query."""
        key = _key(query)
        if key not in self._results:
            self._results[key] = self._run(query)
        return self._results[key]

    def _run(self, query: Query) -> QueryResult:
        given = dict(self._tables(query))  # all of them first: an input may be a query of the same tables
        versions = {name: _make(name, text) for name, text in given.items()}
        unmet = unmet_needs(query.snapshots)
        for metric in query.metric.closure:
            shown = ["shown"] if metric.over else []
            names = [*metric.tables, *metric.inputs, *(each.name for each in (*metric.bases, *metric.lookups)), *shown]
            versions[metric.name] = _make(metric.name, masked(metric, unmet), *(versions[name] for name in names))
        return self._select(_database(), query)

    def script(self, query: Query | Union) -> str:
        """Not of use here."""
        raise NotImplementedError

    def _select(self, connection: duckdb.DuckDBPyConnection, query: Query) -> QueryResult:
        metric, selection = query.metric, query.selection
        ranked = f"(SELECT *, row_number() OVER () AS own_order FROM {quoted(metric.name)}) AS ranked"
        tie = "number" if metric.column("number") else "own_order"
        sort_value = f", CAST({quoted(selection.order[0][0])} AS VARCHAR) AS sort_value" if selection.order else ""
        where, order = where_text(selection.conditions), order_text(metric, selection, tie)
        found = connection.execute(f"SELECT * EXCLUDE (own_order){sort_value} FROM {ranked}{where}{order}")
        names = [column[0] for column in found.description or ()]
        rows: list[Row] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        count = len(rows)
        if selection.after is not None:
            place = [row["number"] for row in rows].index(selection.after[1])
            rows = rows[place + 1 :]
        return QueryResult(rows[: selection.limit], count)

    def _tables(self, query: Query) -> Iterator[tuple[str, str]]:
        for name, each in query.inputs.items():
            yield name, _values(each if isinstance(each, InputTable) else self._as_input(each))
        for name in {name for each in query.metric.closure for name in each.tables}:
            source = by_table(name)
            assert source is not None, name
            yield name, self._rows(source)

    def _as_input(self, query: Query | Union) -> InputTable:
        """Of several queries their rows, without the columns in front."""
        queries = query.queries if isinstance(query, Union) else (query,)
        return table_of(queries[0].metric.columns, [row for each in queries for row in self.query(each).rows])

    def _rows(self, source: Source) -> str:
        held = self._org.snapshot.tables.get(source.name)
        names = held.columns if held else ()
        rows = self._org.tables.get(source.name, ()) if held else ()
        unknown = {name for row in rows for name in row} - {each.name for each in source.fields}
        assert not unknown, unknown
        return _values(
            InputTable(
                {
                    each.name: (
                        each.type.sql,
                        [_plain(row.get(each.name)) if each.name in names else None for row in rows],
                    )
                    for each in source.fields
                }
            )
        )


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


_MADE: dict[str, object] = {}  # what each table of `_database` was made from, by name


def _make(name: str, sql: str, *read: object) -> object:
    """Make a table of what it reads, in these versions, unless it is there: to plan it takes 5 ms. Its version."""
    version = sql, read
    if _MADE.get(name) != version:
        _MADE.pop(name, None)
        _database().execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS {sql}")
        _MADE[name] = version
    return _MADE[name]


def _key(query: Query | Union | InputTable) -> str:
    """What the rows of a query depend on."""
    if isinstance(query, Query):
        inputs = {name: _key(each) for name, each in query.inputs.items()}
        return repr((query.metric.name, inputs, query.selection))
    return repr(query)


def _plain(value: object) -> object:
    """A time as files of snapshots have it: UTC, without a zone."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value if not isinstance(value, date) or isinstance(value, datetime) else value.isoformat()


def _values(table: InputTable) -> str:
    columns = table.columns.items()
    typed = ", ".join(
        f"unnest(CAST([{', '.join(map(literal, values))}] AS {kind}[])) AS {quoted(name)}"
        for name, (kind, values) in columns
    )
    return f"SELECT {typed}"


def by(rows: Iterable[Row], column: str) -> dict[str, Row]:
    """The rows by one of their columns."""
    return {str(row[column]): row for row in rows}
