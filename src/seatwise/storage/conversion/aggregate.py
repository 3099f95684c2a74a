"""Tables made while reading: each part is converted and counted as any other pages, then rows of one key are summed."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from seatwise.app.extract import Part
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.activity import CREATED, LOGIN_HISTORY, MODIFIED, RECORD_TOUCH, TOUCHED_RECORD
from seatwise.sources.source import Source
from seatwise.sql.text import literal, parquet_rows
from seatwise.storage.conversion.csv_to_parquet import NoMemory, copy, to_parquet

# Measured: the 7.7 million login days of 10 million logins need 96 MB; what is more goes to disk, except what
# DuckDB must hold in memory. Sorting them would take three times as long.
_MEMORY, _MEMORY_BEFORE = ("160MB", "480MB"), "48MB"
# The column of the table that is unknown for a gap in a column of raw rows.
_BECOMES = {"Status": "Success", "LoginTime": "Day"}

PathOf = Callable[[Snapshot], Path]


def aggregate(
    connection: duckdb.DuckDBPyConnection, table: Source, parts: Sequence[Part], path: Path, earlier: PathOf
) -> tuple[int, tuple[Gap, ...]]:
    """Write `RECORD_TOUCH` or `LOGIN_DAY` as one Parquet file: one row per key, counts summed, with the latest time.

    Parts are pages of the table's own shape or of raw rows, and days of an `earlier` snapshot's file, taken over as
    they are. Returns the number of rows and the gaps of the parts; raises as `to_parquet`.
    """
    taken_over: list[str] = []
    selects: list[str] = []
    gaps: list[Gap] = []
    converted: list[Path] = []
    for number, part in enumerate(parts):
        if part.pages is None:
            assert part.earlier is not None
            taken_over.append(_taken_over(table, part, earlier(part.earlier)))
            continue
        file = path.with_suffix(f".part-{number}")
        shape = _shape(part.pages.shape or table, part)
        found = to_parquet(connection, shape, part.pages, file)
        gaps += [_of_table(table, part, gap) for gap in found]
        converted.append(file)
        for page in part.pages.files:  # they take room
            page.unlink(missing_ok=True)
        selects += _selects(shape, part, parquet_rows(file))
    rows = write_within(connection, " UNION ALL ".join((_by_key(table, selects), *taken_over)), path)
    for file in converted:
        file.unlink()
    return rows, tuple(dict.fromkeys(gaps))


def write_within(
    connection: duckdb.DuckDBPyConnection, select: str, path: Path, limits: Sequence[str] = _MEMORY
) -> int:
    """Write the rows of a query as one Parquet file, with the first of the memory limits that is enough; how many.

    Raises DiskFull or StorageError; NoMemory where none is enough.
    """
    *smaller, largest = limits
    try:
        for limit in smaller:
            connection.execute(f"SET memory_limit = '{limit}'")
            with suppress(NoMemory):
                return copy(connection, select, path)
        connection.execute(f"SET memory_limit = '{largest}'")
        return copy(connection, select, path)
    finally:
        connection.execute(f"SET memory_limit = '{_MEMORY_BEFORE}'")


def _by_key(table: Source, selects: Sequence[str]) -> str:
    """The last two columns of both tables are a count and the latest time; the others are the key."""
    *keys, count, latest = (f'"{column.name}"' for column in table.fields)
    named = ", ".join((*keys, count, latest))
    rows = " UNION ALL ".join(selects) or f"SELECT {', '.join('NULL' for _ in table.fields)} WHERE false"
    values = (*keys, f"sum({count})", f"max({latest})")
    typed = ", ".join(
        f'CAST({value} AS {column.type.sql}) AS "{column.name}"'
        for value, column in zip(values, table.fields, strict=True)
    )
    order = f" ORDER BY {', '.join(keys)}" if table == RECORD_TOUCH else ""
    return f"(SELECT {typed} FROM ({rows}) AS part({named}) GROUP BY {', '.join(keys)}{order})"


def _selects(shape: Source, part: Part, source: str) -> list[str]:
    """The rows of one part as rows of the table, in the order of its columns."""
    sobject = literal(part.sobject)
    match shape.name:
        case RECORD_TOUCH.name:
            return [f'SELECT {sobject}, "RecordTypeId", "UserId", "Touch", "Records", "LastDate" FROM {source}']
        case TOUCHED_RECORD.name:
            return [
                f'SELECT {sobject}, "RecordTypeId", "{who}", {literal(touch)}, 1, "{when}" FROM {source} '
                f'WHERE "{who}" IS NOT NULL{_within(part, when)}'
                for touch, who, when in (
                    (CREATED, "CreatedById", "CreatedDate"),
                    (MODIFIED, "LastModifiedById", "LastModifiedDate"),
                )
            ]
        case LOGIN_HISTORY.name:
            day, success = 'CAST("LoginTime" AS DATE)', "\"Status\" = 'Success'"
            return [f'SELECT "UserId", {day}, "LoginType", {success}, 1, "LoginTime" FROM {source}']
        case _:
            return [f"SELECT {_names(shape)} FROM {source}"]


def _within(part: Part, column: str) -> str:
    if part.period is None:
        return ""
    return f' AND "{column}" BETWEEN {_moment(part.period.start)} AND {_moment(part.period.end)}'


def _taken_over(table: Source, part: Part, file: Path) -> str:
    after = f" AND \"Day\" >= DATE '{part.since}'" if part.since else ""
    before = f" AND \"Day\" < DATE '{part.before}'" if part.before else ""
    return f"SELECT {_names(table)} FROM {parquet_rows(file)} WHERE true{after}{before}"


def _names(table: Source) -> str:
    return ", ".join(f'"{column.name}"' for column in table.fields)


def _moment(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}'"


def _shape(table: Source, part: Part) -> Source:
    """What a part must look like. An object without record types has no such column; the part says which object."""
    optional = {"SobjectType", "RecordTypeId"}
    fields = tuple(replace(each, when_visible=each.name in optional) for each in table.fields)
    return replace(table, sobject=part.sobject or table.sobject, fields=fields)


def _of_table(table: Source, part: Part, gap: Gap) -> Gap:
    """A gap in a part, as a gap of the table: of a column it has, of one object, or of all of it."""
    column = _BECOMES.get(gap.column or "", gap.column)
    known = {ROWS, None, *(each.name for each in table.fields)}
    return replace(gap, table=table.name, column=column if column in known else part.sobject or None)
