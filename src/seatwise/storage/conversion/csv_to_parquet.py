"""CSV pages to one Parquet file: read strictly, by name, typed, and counted against what the org said.

The traps this avoids were all seen: DuckDB's sniffer picks a dialect without quotes after one bad quote; `columns=`
binds by position, so a reordered header swaps values; an HTML page reads as no rows. So nothing is sniffed, the header
is read here, and files are grouped by their exact header.
"""

import csv
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from seatwise.app.extract import Pages
from seatwise.domain.errors import StorageError, UnreadableResponse
from seatwise.domain.gaps import Gap
from seatwise.sources.source import Field, Source
from seatwise.sql.disk_full import raise_if_disk_full
from seatwise.sql.text import literal, parquet_rows, path_pattern

# Measured on 100,000 users: small row groups and buffers convert as fast within half the memory; the file is 12 %
# larger. The buffer bounds a line: 256 KiB is 30 times the longest user that Salesforce can hold.
_LAYOUT = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 8192"
_LONGEST_LINE = 1 << 18
_BUFFER = 2 * _LONGEST_LINE
_AGAIN = "Refresh again; if it happens again, report it with the object's name."


class NoMemory(StorageError):
    """A table needs more memory than it was given, even with what goes to disk."""


def database(spill: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory for the tables of one snapshot; to open one costs as much as to convert 10,000 rows.

    One thread: the other cores are for reading the org, and it needs half the memory.
    """
    return duckdb.connect(
        config={
            "threads": 1,
            "memory_limit": "48MB",
            "preserve_insertion_order": False,
            "temp_directory": str(spill),
            "autoload_known_extensions": False,
            "autoinstall_known_extensions": False,
        }
    )


def to_parquet(connection: duckdb.DuckDBPyConnection, table: Source, pages: Pages, path: Path) -> tuple[Gap, ...]:
    """Write the pages as one Parquet file with exactly the table's columns; one thread uses the connection at a time.

    A value that does not fit its column's type becomes null and a Gap, never a wrong figure and never a lost row.
    Raises UnreadableResponse: the files are not that table, or have more or fewer rows than the org said; DiskFull: no
    room.
    """
    groups = _by_header(table, pages)
    gaps: tuple[Gap, ...] = ()
    try:
        rows = copy(connection, _select(table, groups, "CAST"), path)
    except duckdb.ConversionException:
        gaps = _misfits(connection, table, groups)
        rows = copy(connection, _select(table, groups, "TRY_CAST"), path)
    except duckdb.Error as error:
        raise _refused(table, error) from error
    if rows != pages.rows:
        raise UnreadableResponse(f"{table.sobject}: the org said {pages.rows:,} rows and sent {rows:,}.", _AGAIN)
    return pages.gaps + gaps


def leave_out_later(connection: duckdb.DuckDBPyConnection, path: Path, created: str, moment: datetime) -> int:
    """Write a file of `to_parquet` again without rows `created` after a moment (blank ones stay). Returns how many."""
    file = parquet_rows(path)
    later = f"\"{created}\" > TIMESTAMP '{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}'"
    found = connection.execute(f"SELECT count(*) FROM {file} WHERE {later}").fetchone()
    if not found or not found[0]:
        return 0
    without = path.with_suffix(".without")
    copy(connection, f"SELECT * FROM {file} WHERE ({later}) IS NOT TRUE", without)
    without.replace(path)
    return int(found[0])


def _by_header(table: Source, pages: Pages) -> dict[tuple[str, ...], list[Path]]:
    """The files under their exact headers, which must name columns of the table and miss none but the gaps."""
    missing = {gap.column for gap in pages.gaps}
    wanted = {column.name for column in table.fields}
    optional = {column.name for column in table.fields if column.when_visible} | missing
    groups: dict[tuple[str, ...], list[Path]] = defaultdict(list)
    for file in pages.files:
        with file.open(encoding="utf-8", newline="") as text:
            header = tuple(next(csv.reader(text), []))
        if not wanted - optional <= set(header) <= wanted or len(set(header)) != len(header):
            raise UnreadableResponse(
                f"{table.sobject}: the org sent {', '.join(header)[:200]!r} as its columns.", _AGAIN
            )
        groups[header].append(file)
    return groups


def _select(table: Source, groups: dict[tuple[str, ...], list[Path]], cast: str) -> str:
    parts = [
        f"SELECT {', '.join(_value(column, header, cast) for column in table.fields)} FROM {_read(header, files)}"
        for header, files in groups.items()
    ]
    nothing = ", ".join(_value(column, (), cast) for column in table.fields)
    return " UNION ALL ".join(parts) or f"SELECT {nothing} WHERE false"


def _value(column: Field, header: tuple[str, ...], cast: str) -> str:
    source = f'"{column.name}"' if column.name in header else "NULL"
    if cast == "TRY_CAST":  # a bare column would be given that type by the reader itself, which does not try: seen
        source = f"substr({source}, 1)"
    return f'{cast}({source} AS {column.type.sql}) AS "{column.name}"'


def _read(header: tuple[str, ...], files: list[Path]) -> str:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    paths = ", ".join(literal(path_pattern(file)) for file in files)
    return (
        f"read_csv([{paths}], auto_detect = false, header = true, columns = {{{columns}}}, delim = ',', quote = '\"', "
        "escape = '\"', new_line = '\\n', strict_mode = true, nullstr = '', "
        f"max_line_size = {_LONGEST_LINE}, buffer_size = {_BUFFER})"
    )


def copy(connection: duckdb.DuckDBPyConnection, select: str, path: Path) -> int:
    """Write the rows of a query as one Parquet file; how many. Raises DiskFull, NoMemory or another StorageError."""
    try:
        ((rows,),) = connection.execute(f"COPY ({select}) TO {literal(str(path))} ({_LAYOUT})").fetchall()
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise_if_disk_full(error)
        if isinstance(error, duckdb.OutOfMemoryException):
            raise NoMemory(
                f"{path.name} needs more memory than Seatwise may use for it. Nothing was saved.",
                "Earlier snapshots are intact. Report it, with how many users and logins the org has.",
            ) from error
        raise StorageError(
            f"{path} cannot be written ({str(error).partition(chr(10))[0][:200]}). Nothing was saved.",
            "Earlier snapshots are intact. Check the disk and the folder's permissions.",
        ) from error
    return int(rows)


def _misfits(
    connection: duckdb.DuckDBPyConnection, table: Source, groups: dict[tuple[str, ...], list[Path]]
) -> tuple[Gap, ...]:
    """One Gap per column that holds values of another type, with their number and one of them."""
    gaps = []
    for column in table.fields:
        bad = f'"{column.name}" IS NOT NULL AND TRY_CAST("{column.name}" AS {column.type.sql}) IS NULL'
        count, example = 0, ""
        for header, files in groups.items():
            if column.name not in header:
                continue
            found = connection.execute(
                f'SELECT count(*), any_value("{column.name}") FROM {_read(header, files)} WHERE {bad}'
            ).fetchone()
            if found and found[0]:
                count, example = count + found[0], str(found[1])
        if count:
            gaps.append(
                Gap(
                    table.name,
                    column.name,
                    f"{count:,} values are not of type {column.type.value}, for example {example[:40]!r}.",
                    "Look at these records in Salesforce; if they look right there, report it.",
                )
            )
    return tuple(gaps)


def _refused(table: Source, error: duckdb.Error) -> UnreadableResponse:
    first_line = str(error).partition("\n")[0][:200]
    return UnreadableResponse(f"{table.sobject}: the org's response is not clean CSV ({first_line}).", _AGAIN)
