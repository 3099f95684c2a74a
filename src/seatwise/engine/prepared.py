"""A metric made ready over its snapshots: temporary tables of what it reads, made again only where an input changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

import duckdb

from seatwise.engine.masking import masked
from seatwise.engine.sql_text import order_text, quoted, where_text
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Metric
from seatwise.metrics.query import InputTable, QueryResult, Row
from seatwise.metrics.selection import Selection
from seatwise.sql.input_tables import create_input

_LATEST = "sort_value"


@dataclass
class Prepared:
    """One metric over its snapshots, on a connection that has the tables of the snapshots.

    Attributes:
        connection: where the tables are.
        metric: what is computed.
        unmet: the objects and fields that could not be read.
        lock: held while it is used.
        inputs: the input tables as they are now; None before the first time.
    """

    connection: duckdb.DuckDBPyConnection
    metric: Metric
    unmet: frozenset[str]
    lock: Lock = field(default_factory=Lock)
    inputs: Mapping[str, Mapping[str, object]] | None = None

    def rows(self, inputs: Mapping[str, InputTable], selection: Selection) -> QueryResult:
        """The rows under a selection. Only what depends on an input that has changed is computed again."""
        self._update(inputs)
        return select_rows(self.connection, self.metric, selection)

    def _update(self, inputs: Mapping[str, InputTable]) -> None:
        values = {name: table.values for name, table in inputs.items()}
        before, self.inputs = self.inputs, None  # nothing counts, should anything below fail
        changed = {name for name in values if before is None or values[name] != before.get(name)}
        for name in changed:
            create_input(self.connection, name, inputs[name])
        stale: set[str] = set(changed)
        for model in self.metric.closure:
            reads = {*model.inputs, *(each.name for each in (*model.bases, *model.lookups))}
            reads |= {"shown"} if model.over else set()
            if before is None or not reads.isdisjoint(stale):
                self.connection.execute(
                    f"CREATE OR REPLACE TEMP TABLE {quoted(model.name)} AS {masked(model, self.unmet)}"
                )
                stale.add(model.name)
        self.inputs = values


def select_rows(connection: duckdb.DuckDBPyConnection, metric: Metric, selection: Selection) -> QueryResult:
    """Rows of a metric that is a table of the connection; of a page, with what the next one goes on after."""
    table, where = quoted(metric.name), where_text(selection.conditions)
    order = order_text(metric, selection, "rowid")
    if selection.limit is None:
        return QueryResult(_fetch(connection.execute(f"SELECT * FROM {table}{where}{order}")))
    name, descending = selection.order[0] if selection.order else (metric.columns[0].name, False)
    column = metric.known_column(name)
    value = f"lower({quoted(name)})" if column.type is FieldType.TEXT else quoted(name)
    behind = _behind(value, column.type.sql, selection, descending=descending)
    both = f"{where} AND {behind}" if where else f" WHERE {behind}"
    rows = _fetch(
        connection.execute(
            f"SELECT *, rowid AS number, CAST({value} AS VARCHAR) AS {_LATEST} "
            f"FROM {table}{both} ORDER BY {value} {'DESC' if descending else 'ASC'} NULLS LAST, rowid "
            f"LIMIT {selection.limit}",
            [] if selection.after is None else list(selection.after),
        )
    )
    counted = connection.execute(f"SELECT count(*) FROM {table}{where}").fetchone()
    return QueryResult(rows, int(counted[0]) if counted else 0)


def _behind(value: str, kind: str, selection: Selection, *, descending: bool) -> str:
    """The condition on rows behind the last one shown; unknown values stand last."""
    if selection.after is None:
        return "true"
    last, _ = selection.after
    if last is None:
        return f"(? IS NULL AND {value} IS NULL AND rowid > ?)"
    than = "<" if descending else ">"
    typed = f"CAST($1 AS {'VARCHAR' if kind == 'VARCHAR' else kind})"
    return f"({value} {than} {typed} OR ({value} = {typed} AND rowid > $2) OR {value} IS NULL)"


def _fetch(result: duckdb.DuckDBPyConnection) -> list[Row]:
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
