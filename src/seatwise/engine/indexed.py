"""A metric with a row per user, read page by page from an index file beside the snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import duckdb

from seatwise.domain.errors import UsageError
from seatwise.domain.snapshots import Snapshot
from seatwise.engine.masking import masked
from seatwise.engine.page_index import PageIndex, index_path
from seatwise.engine.sql_text import condition_text, quoted
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Metric
from seatwise.metrics.query import InputTable, Query, QueryResult, Row
from seatwise.metrics.selection import Selection
from seatwise.sql.disk_full import raise_if_disk_full
from seatwise.sql.input_tables import create_input

NUMBER = "number"  # the column that breaks ties; a metric that has it is read from an index
# What DuckDB says of a damaged file; of one with a wrong checksum it says no more than that it is an error.
_DAMAGED = {duckdb.Error, duckdb.IOException, duckdb.SerializationException}


def is_indexed(query: Query) -> bool:
    """Whether the metric is read from an index."""
    return query.metric.large and query.metric.column(NUMBER) is not None


@dataclass
class Indexed:
    """One metric over one snapshot, with its index open.

    Attributes:
        connection: has the tables of the snapshot as views.
        metric, snapshot: what is computed.
        unmet: the objects and fields that could not be read.
        index: holds the last base of the metric as a table.
        folder: where index files of the snapshot are.
        lock: held while it is used.
        inputs: the input tables as they are now; None before the first time.
        path: the index file that is open.
    """

    connection: duckdb.DuckDBPyConnection
    metric: Metric
    snapshot: Snapshot
    unmet: frozenset[str]
    index: PageIndex
    folder: Path
    lock: Lock = field(default_factory=Lock)
    inputs: Mapping[str, Mapping[str, object]] | None = None
    path: Path | None = None

    def rows(self, inputs: Mapping[str, InputTable], selection: Selection) -> QueryResult:
        """The rows of a page, and how many there are on all pages.

        Raises:
            UsageError: the page does not go on from there.
        """
        self._update(inputs)
        try:
            return self._select(selection)
        except duckdb.ConversionException as error:
            raise UsageError("That page is of another order.", "Begin with the first page again.") from error
        except duckdb.Error as error:
            raise_if_disk_full(error)
            if type(error) not in _DAMAGED:
                raise
            self._discard()
            self._update(inputs)
            return self._select(selection)

    def _update(self, inputs: Mapping[str, InputTable]) -> None:
        """Open the index, and create the inputs that have changed."""
        values = {name: table.values for name, table in inputs.items()}
        if values == self.inputs:
            return
        before, self.inputs = self.inputs, None
        for name, value in values.items():
            if before is None or value != before.get(name):
                create_input(self.connection, name, inputs[name])
        path = index_path(self.folder, self.snapshot, self.metric, values, self._sql)
        if path != self.path:
            self.path = None  # none is open, should anything below fail
            self.index.open(self.metric, path, self._sql)
            self.connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {quoted(self.metric.name)} AS {self._sql(self.metric)}"
            )
            self.path = path
        self.inputs = values

    def _sql(self, model: Metric) -> str:
        return masked(model, self.unmet)

    def _discard(self) -> None:
        """The index that is open is damaged: it is only a copy, and is made again."""
        if self.path:
            self.path.unlink(missing_ok=True)
        self.path, self.inputs = None, None

    def _select(self, selection: Selection) -> QueryResult:
        """First the numbers, from two columns, then the rows of these numbers: a list would take six times as long."""
        name, descending = selection.order[0] if selection.order else (NUMBER, False)
        value, kind = self._order(name)
        fits = " AND ".join(condition_text(each) for each in selection.conditions) or "true"
        needed = {name for each in selection.conditions for name in each.columns} | {value.strip('"')}
        source = quoted(self._narrowest(needed | {name}))
        order = f"ORDER BY sort_value {'DESC' if descending else 'ASC'} NULLS LAST, {NUMBER}"
        columns = ", ".join(quoted(column.name) for column in self.metric.columns)
        rows: list[Row] = []
        limit = selection.limit
        for behind, given in _behind(selection, kind, descending=descending):
            if limit is not None and len(rows) >= limit:
                break
            most = "" if limit is None else f" LIMIT {limit - len(rows)}"
            found = f"SELECT {NUMBER}, {value} AS sort_value FROM {source} WHERE {fits}"
            numbers = f"SELECT {NUMBER} FROM ({found}) AS found WHERE {behind} {order}{most}"
            result = self.connection.execute(
                f"SELECT {columns}, {value} AS sort_value FROM {quoted(self.metric.name)} "
                f"WHERE {NUMBER} IN ({numbers}) {order}",
                given,
            )
            names = [column[0] for column in result.description or ()]
            for figures in result.fetchall():
                row = dict(zip(names, figures, strict=True))
                rows.append({**row, "sort_value": None if row["sort_value"] is None else str(row["sort_value"])})
        counted = self.connection.execute(f"SELECT count(*) FROM {source} WHERE {fits}").fetchone()
        return QueryResult(rows, int(counted[0]) if counted else 0)

    def _order(self, name: str) -> tuple[str, str]:
        """What rows are ordered by, and its type: a column, or the one that has its rank; texts in any case."""
        column = self.metric.known_column(name)
        if column.place:
            return quoted(column.place), "BIGINT"
        if column.type is FieldType.TEXT:
            return f"lower({quoted(name)})", "VARCHAR"
        return quoted(name), column.type.sql

    def _narrowest(self, columns: set[str]) -> str:
        """Where numbers are found: in the index alone, where it has all the columns; else in the metric."""
        base = self.metric.bases[-1]
        return base.name if columns <= {each.name for each in base.columns} else self.metric.name


def _behind(selection: Selection, kind: str, *, descending: bool) -> list[tuple[str, list[object]]]:
    """The conditions, one after the other, for rows behind the last one shown; unknown values stand last."""
    if selection.after is None:
        return [("true", [])]
    last, number = selection.after
    if last is None:
        return [(f"(sort_value IS NULL AND {NUMBER} > ?)", [number])]
    if descending:
        known = f"sort_value IS NOT NULL AND (sort_value, -{NUMBER}) < (CAST(? AS {kind}), -?)"
    else:
        known = f"sort_value IS NOT NULL AND (sort_value, {NUMBER}) > (CAST(? AS {kind}), ?)"
    return [(known, [last, number]), ("sort_value IS NULL", [])]
