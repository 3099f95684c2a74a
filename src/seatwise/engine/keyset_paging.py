"""Rows of a metric in an order, page by page: keyset paging, never OFFSET."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from seatwise.domain.errors import UsageError
from seatwise.engine.sql_text import condition_text, literal, order_column, order_text, quoted
from seatwise.metrics.model import Metric
from seatwise.metrics.query import QueryResult, Row
from seatwise.metrics.selection import Condition, Operator, Selection


@dataclass(frozen=True)
class RowSource:
    """Where the rows of a metric are read from."""

    metric: Metric  # the metric of the rows
    rows: str  # the table, view or query with all of them, as SQL
    # Its column with each row's position in the metric's order, unique; empty where they come in that order.
    number: str
    # Of metrics that are read page by page, the table of its last base: rows are found there first, where it has all
    # columns that they are chosen and ordered by. A metric passes the columns it shares with it on as they are.
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
        return self.rows

    def where(self, conditions: tuple[Condition, ...]) -> tuple[str, set[str]]:
        """The conditions as SQL, ` WHERE ...` or nothing; and the columns that they read.

        Words are searched in `searched`, the same columns in lower case, made beforehand: four times as fast.
        """
        searched = self.metric.column("searched")
        texts, columns = [], set[str]()
        for each in conditions:
            if searched and each.operator is Operator.MENTIONS:
                texts.append(f"contains(searched, lower({literal(each.values[0])}))")
                columns.add("searched")
            else:
                texts.append(condition_text(each))
                columns.update(each.columns)
        return f" WHERE {' AND '.join(texts)}" if texts else "", columns


def read_all(connection: duckdb.DuckDBPyConnection, source: RowSource, selection: Selection) -> list[Row]:
    """The rows of a selection without a limit."""
    where, _ = source.where(selection.conditions)
    order = order_text(source.metric, selection, source.number) if source.number else ""
    return _fetch(connection.execute(f"SELECT {source.columns} FROM {source.rows} AS source{where}{order}"))


def read_typed(connection: duckdb.DuckDBPyConnection, statement: str) -> QueryResult:
    """The rows of a statement, with the SQL types of their columns."""
    result = connection.execute(statement)
    types = {name: str(kind) for name, kind, *_ in result.description or ()}
    rows = _fetch(result)
    return QueryResult(rows, len(rows), types)


def in_order(
    connection: duckdb.DuckDBPyConnection, source: RowSource, selection: Selection, rows: Sequence[Row]
) -> list[Row]:
    """The rows of a selection, given in the metric's own order, in the order of the selection."""
    where, _ = source.where(selection.conditions)
    order = order_text(source.metric, selection, source.number)
    numbers = connection.execute(
        f"SELECT {quoted(source.number)} FROM {source.rows} AS source{where}{order}"
    ).fetchall()
    by_number = dict(zip(sorted(numbers), rows, strict=True))
    return [by_number[number] for number in numbers]


def count_rows(connection: duckdb.DuckDBPyConnection, source: RowSource, conditions: tuple[Condition, ...]) -> int:
    """How many rows meet the conditions."""
    where, needed = source.where(conditions)
    counted = connection.execute(f"SELECT count(*) FROM {source.found_in(needed)} AS source{where}").fetchone()
    return int(counted[0]) if counted else 0


def read_page(
    connection: duckdb.DuckDBPyConnection, source: RowSource, selection: Selection, *, counting: bool = False
) -> tuple[list[Row], int | None]:
    """The rows of a selection with a limit: each with its `number`, and its `sort_value` as text, to go on after.

    First their numbers, from two columns; then the rows of these numbers. Also how many there are; None where they were
    not counted, or the page has none. Raises UsageError: the row to go on after is none of this order.
    """
    assert selection.limit is not None
    name, descending = selection.order[0] if selection.order else ("", False)
    value, kind = order_column(source.metric, name) if name else ("CAST(NULL AS VARCHAR)", "VARCHAR")
    where, needed = source.where(selection.conditions)
    if name:
        needed |= {source.metric.known_column(name).rank or name}
    number = quoted(source.number)
    materialized, counted = (
        ("MATERIALIZED", "(SELECT count(*) FROM found)") if counting else ("NOT MATERIALIZED", "NULL")
    )
    found = f"found AS {materialized} (SELECT {number}, {value} AS sort_value FROM {source.found_in(needed)}{where})"
    chosen: list[tuple[int, str | None]] = []
    count: int | None = None
    for behind, values in _behind(selection.after, number, kind, ordered=bool(name), descending=descending):
        if len(chosen) == selection.limit:
            break
        order = f"ORDER BY sort_value {_way(descending)}, {number}"
        first = f"SELECT {number}, sort_value FROM found WHERE {behind} {order} LIMIT {selection.limit - len(chosen)}"
        # As text, and counted, outside: within, both would be done for every row.
        page = f"WITH {found} SELECT {number}, CAST(sort_value AS VARCHAR), {counted} FROM ({first}) AS page {order}"
        try:
            for position, sort_value, counted_rows in connection.execute(page, values).fetchall():
                chosen.append((position, sort_value))
                count = counted_rows
        except duckdb.ConversionException as error:
            raise UsageError("That page has another sort order.", "Start again from the first page.") from error
    if not chosen and selection.after is None:  # no rows at all
        count = 0
    return _numbered(connection, source, chosen), count


def _numbered(
    connection: duckdb.DuckDBPyConnection, source: RowSource, chosen: Sequence[tuple[int, str | None]]
) -> list[Row]:
    """The rows of these numbers, in their order; joined: compared with each of a list, it takes six times as long."""
    if not chosen:
        return []
    number = quoted(source.number)
    numbers = literal([position for position, _ in chosen])
    rows = connection.execute(
        f"SELECT {source.columns}, {number} AS number FROM {source.rows} AS source "
        f"WHERE {number} IN (SELECT unnest({numbers}))"
    )
    by_number = {row["number"]: row for row in _fetch(rows)}
    return [{**by_number[position], "sort_value": sort_value} for position, sort_value in chosen]


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
