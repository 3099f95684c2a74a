"""Rows of a metric in an order, page by page: keyset paging, never OFFSET."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from seatwise.domain.errors import UsageError
from seatwise.engine.sql_text import order_column, quoted, where_text
from seatwise.metrics.model import Metric
from seatwise.metrics.query import Row
from seatwise.metrics.selection import Condition, Operator, Selection


@dataclass(frozen=True)
class RowSource:
    """Where the rows of a metric are read from.

    Attributes:
        metric: whose rows.
        rows: the table or view with all of them.
        number: its column with each row's place in the metric's own order; unique.
        base: of metrics that are read page by page, the table of its last base: rows are found there first, where it
            has all columns that they are chosen and ordered by. A metric passes the columns it shares with it on as
            they are.
    """

    metric: Metric
    rows: str
    number: str
    base: Metric | None = None

    @property
    def columns(self) -> str:
        """The columns of a result, as SQL; of a page, not those that are there for other models only."""
        internal = self.base is None
        return ", ".join(quoted(column.name) for column in self.metric.columns if internal or not column.internal)

    def found_in(self, columns: set[str]) -> str:
        """The table where rows are found by these columns."""
        if self.base is not None and columns <= {column.name for column in self.base.columns}:
            return quoted(self.base.name)
        return quoted(self.rows)

    def conditions(self, conditions: tuple[Condition, ...]) -> tuple[tuple[Condition, ...], set[str]]:
        """The conditions, and the columns that they read.

        Searching the columns that are the base's `searched`, in lower case and made beforehand, is three times as fast.
        """
        searched = self.metric.column("searched")
        quick = tuple(
            Condition(("searched",), each.operator, each.values)
            if searched and each.operator is Operator.MENTIONS
            else each
            for each in conditions
        )
        return quick, {column for each in quick for column in each.columns}


def read_all(connection: duckdb.DuckDBPyConnection, source: RowSource, selection: Selection) -> list[Row]:
    """The rows of a selection without a limit."""
    conditions, _ = source.conditions(selection.conditions)
    by = [f"{order_column(source.metric, name)[0]} {_way(down)}" for name, down in selection.order]
    order = f" ORDER BY {', '.join([*by, quoted(source.number)])}"
    return _fetch(
        connection.execute(f"SELECT {source.columns} FROM {quoted(source.rows)}{where_text(conditions)}{order}")
    )


def count_rows(connection: duckdb.DuckDBPyConnection, source: RowSource, conditions: tuple[Condition, ...]) -> int:
    """How many rows meet the conditions."""
    quick, needed = source.conditions(conditions)
    counted = connection.execute(f"SELECT count(*) FROM {source.found_in(needed)}{where_text(quick)}").fetchone()
    return int(counted[0]) if counted else 0


def read_page(connection: duckdb.DuckDBPyConnection, source: RowSource, selection: Selection) -> list[Row]:
    """The rows of a selection with a limit: each with its `number`, and its `sort_value` as text, to go on after.

    Raises:
        UsageError: the row to go on after is none of this order.
    """
    assert selection.limit is not None
    name, descending = selection.order[0] if selection.order else ("", False)
    value, kind = order_column(source.metric, name) if name else ("CAST(NULL AS VARCHAR)", "VARCHAR")
    quick, needed = source.conditions(selection.conditions)
    column = source.metric.column(name) if name else None
    if column:
        needed = needed | {column.place or name}
    number = quoted(source.number)
    found = f"SELECT {number}, {value} AS sort_value FROM {source.found_in(needed)}{where_text(quick)}"
    rows: list[Row] = []
    for behind, values in _behind(selection.after, number, kind, ordered=bool(name), descending=descending):
        if len(rows) == selection.limit:
            break
        # First the numbers, from two columns; then the rows of these numbers, joined: compared with each of a list, it
        # would take six times as long.
        numbers = (
            f"SELECT {number} FROM ({found}) AS found WHERE {behind} "
            f"ORDER BY sort_value {_way(descending)}, {number} LIMIT {selection.limit - len(rows)}"
        )
        page = (
            f"SELECT {source.columns}, {number} AS number, CAST({value} AS VARCHAR) AS sort_value "
            f"FROM {quoted(source.rows)} AS source WHERE {number} IN ({numbers}) "
            f"ORDER BY {value} {_way(descending)}, source.{number}"
        )
        try:
            rows += _fetch(connection.execute(page, values))
        except duckdb.ConversionException as error:
            raise UsageError("That page is of another order.", "Begin with the first page again.") from error
    return rows


def _fetch(result: duckdb.DuckDBPyConnection) -> list[Row]:
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _way(descending: bool) -> str:  # noqa: FBT001 - which way, not whether
    return f"{'DESC' if descending else 'ASC'} NULLS LAST"


def _behind(
    after: tuple[str | None, int] | None, number: str, kind: str, *, ordered: bool, descending: bool
) -> Iterator[tuple[str, list[object]]]:
    """The conditions, one after the other, for rows behind the last one shown, and their values; blanks are last."""
    if after is None:
        yield "true", []
        return
    value, last = after
    if not ordered or value is None:
        yield f"sort_value IS NULL AND {number} > ?", [last]
        return
    if descending:
        yield f"sort_value IS NOT NULL AND (sort_value, -{number}) < (CAST(? AS {kind}), -?)", [value, last]
    else:
        yield f"sort_value IS NOT NULL AND (sort_value, {number}) > (CAST(? AS {kind}), ?)", [value, last]
    yield "sort_value IS NULL", []
