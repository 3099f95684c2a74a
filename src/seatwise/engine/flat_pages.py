"""Pages of a large metric: keyset paging over its register, never OFFSET."""

from collections.abc import Iterator

import duckdb

from seatwise.app.ports import Slice
from seatwise.domain.errors import UsageError
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Metric
from seatwise.metrics.query import Row

_TYPES = {
    FieldType.TEXT: "VARCHAR",
    FieldType.FLAG: "BOOLEAN",
    FieldType.TIME: "TIMESTAMP",
    FieldType.MONEY: "DECIMAL(38,2)",
}


def read_page(connection: duckdb.DuckDBPyConnection, metric: Metric, asked: Slice) -> tuple[list[Row], int | None]:
    """The rows that were asked for, each with its `place`; and with words, how many fit in all.

    The connection has the metric as a view of its name, and its last base as a table.

    Raises:
        UsageError: the place to go on after is not one of this order.
    """
    place, kind = _place(metric, asked.sort)
    fits = list(_fits(asked))
    conditions, values = [text for text, _ in fits], [value for _, given in fits for value in given]
    fit = " AND ".join(conditions) or "true"
    # With words all are looked through, to count those that fit: then the first of them are known, too.
    kept, count = ("MATERIALIZED", "(SELECT count(*) FROM found)") if asked.words else ("NOT MATERIALIZED", "NULL")
    found = f'found AS {kept} (SELECT number, {place} AS place FROM "{_source(metric, asked)}" WHERE {fit})'
    columns = ", ".join(f'"{name}"' for name in _shown(metric))
    order = f"ORDER BY place {'DESC' if asked.descending else 'ASC'} NULLS LAST, number"
    rows: list[Row] = []
    total: int | None = None
    for behind, given in _behind(asked, kind):
        if len(rows) < asked.limit:
            # First the numbers, from two columns; then the rows of these numbers, joined: compared with each of a
            # list, it would take six times as long.
            numbers = f"SELECT number FROM found WHERE {behind} {order} LIMIT {asked.limit - len(rows)}"
            chosen = f'SELECT {columns}, {place} AS place, {count} FROM "{metric.name}" WHERE number IN ({numbers})'
            try:
                result = connection.execute(f"WITH {found} {chosen} {order}", [*values, *given])
            except duckdb.ConversionException as error:
                raise UsageError("That page is of another order.", "Begin with the first page again.") from error
            names = [told[0] for told in result.description or ()][:-1]
            for *figures, fitting in result.fetchall():
                row = dict(zip(names, figures, strict=True))
                rows.append({**row, "place": None if row["place"] is None else str(row["place"])})
                total = fitting
    if asked.words and total is None and asked.after is None:  # there is none from the first on
        total = 0
    elif asked.words and total is None:  # there is no row on this page to say it
        counted = connection.execute(f"WITH {found} SELECT count(*) FROM found", values).fetchone()
        total = int(counted[0]) if counted else 0
    return rows, total


def _place(metric: Metric, sort: str) -> tuple[str, str]:
    """What rows are ordered by, and its type: a column, or the one that has its order; texts in any case."""
    column = metric.column(sort)
    if column and column.place:
        return f'"{column.place}"', "BIGINT"
    kind = _TYPES.get(column.type, "BIGINT") if column else "VARCHAR"
    return (f'lower("{sort}")' if kind == "VARCHAR" else f'"{sort}"'), kind


def _source(metric: Metric, asked: Slice) -> str:
    """Where numbers are found: in the last base, where it has all that rows are chosen and ordered by; else the view.

    A metric passes the columns that it shares with its last base on as they are.
    """
    base = metric.bases[-1]
    column = metric.column(asked.sort)
    needed = {column.place if column and column.place else asked.sort, *asked.only}
    return base.name if needed <= {each.name for each in base.columns} else metric.name


def _shown(metric: Metric) -> list[str]:
    """The columns that rows are handed over with: not those that are only there to find them."""
    return [
        *(each.name for each in metric.columns if each.type is not FieldType.RANK and each.name != "searched"),
        "number",
    ]


def _fits(asked: Slice) -> Iterator[tuple[str, list[str]]]:
    for name, allowed in asked.only.items():
        known = [value for value in allowed if value is not None]
        marks = ", ".join("?" * len(known)) or "NULL"
        blank = f' OR "{name}" IS NULL' if None in allowed else ""
        yield f'("{name}" IN ({marks}){blank})', known
    for word in asked.words:
        yield "contains(searched, lower(?))", [word]


def _behind(asked: Slice, kind: str) -> Iterator[tuple[str, list[object]]]:
    """The conditions, one after the other, for rows behind the last one shown, and their values; blanks stand last."""
    if asked.after is None:
        yield "true", []
        return
    last, number = asked.after
    if last is None:
        yield "(place IS NULL AND number > ?)", [number]
        return
    if asked.descending:
        yield f"place IS NOT NULL AND (place, -number) < (CAST(? AS {kind}), -?)", [last, number]
    else:
        yield f"place IS NOT NULL AND (place, number) > (CAST(? AS {kind}), ?)", [last, number]
    yield "place IS NULL", []
