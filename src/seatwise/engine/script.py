"""A query as a complete SQL script: what `explain --sql` prints, and anyone can run over the snapshot's files."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from seatwise.app.snapshot_ports import SnapshotFiles
from seatwise.domain.snapshots import Snapshot
from seatwise.engine.masking import masked
from seatwise.engine.sql_text import literal, order_text, quoted, table_text, where_text
from seatwise.metrics.query import InputTable, Query, Union
from seatwise.sources.needs import unmet_needs
from seatwise.sources.registry import REGISTRY
from seatwise.sources.source import Source
from seatwise.sql.text import parquet_rows

_RANK = "own_order"  # the metric's own order, which breaks ties


def script(query: Query, files: SnapshotFiles) -> str:
    """The script: its first line names the folder to run it in; its last statement returns the rows of the query."""
    folders = {files.folder(snapshot) for snapshot in _snapshots(query)}
    folder = folders.pop() if len(folders) == 1 else files.root
    where = "the data folder" if folder == files.root else "the folder of the snapshot"
    first = f"-- Run this in {where}, {folder}, for example: duckdb < script.sql"
    return f"{first}\n{_Writer(folder, files).rows(query, whole=False)};\n"


def _snapshots(query: "Query | Union | InputTable") -> Iterator[Snapshot]:
    match query:
        case Query():
            yield from query.snapshots
            for each in query.inputs.values():
                yield from _snapshots(each)
        case Union():
            for each in query.queries:
                yield from _snapshots(each)
        case InputTable():
            return


class _Writer:
    """Writes queries with file names that are relative to one folder."""

    def __init__(self, folder: Path, files: SnapshotFiles) -> None:
        self._folder = folder
        self._files = files

    def rows(self, query: "Query | Union | InputTable", *, whole: bool = True) -> str:
        """A statement that returns the rows, and needs nothing else; `whole`: also columns for other models only."""
        match query:
            case InputTable():
                return _values(query)
            case Union():
                return self._union(query)
            case Query():
                return self._query(query, whole=whole)

    def _union(self, union: Union) -> str:
        parts = []
        for query, labels in zip(union.queries, union.labels, strict=True):
            front = ", ".join(
                f"CAST({literal(value)} AS {column.type.sql}) AS {quoted(column.name)}"
                for value, column in zip(labels, union.columns, strict=True)
            )
            parts.append(f"SELECT {front}, part.* FROM (\n{_indented(self.rows(query))}\n) AS part")
        return "\nUNION ALL\n".join(parts)

    def _query(self, query: Query, *, whole: bool) -> str:
        metric, unmet = query.metric, unmet_needs(query.snapshots)
        tables = [
            *((name, self.rows(each)) for name, each in query.inputs.items()),
            *self._snapshot_tables(query),
            *((each.name, masked(each, unmet)) for each in metric.closure),
        ]
        with_ = ",\n".join(f"{quoted(name)} AS (\n{_indented(text)}\n)" for name, text in tables)
        columns = ", ".join(quoted(column.name) for column in metric.columns if whole or not column.internal)
        numbered = f"(SELECT *, row_number() OVER () AS {_RANK} FROM {quoted(metric.name)}) AS numbered"
        tie = "number" if metric.is_paged else _RANK
        limit = "" if query.selection.limit is None else f" LIMIT {query.selection.limit}"
        return (
            f"WITH\n{with_}\nSELECT {columns}\nFROM {numbered}"
            f"{where_text(query.selection.conditions)}{order_text(metric, query.selection, tie)}{limit}"
        )

    def _snapshot_tables(self, query: Query) -> Iterator[tuple[str, str]]:
        """Each table that the metric reads; of two snapshots, each twice."""
        names = {name for each in query.metric.closure for name in each.tables}
        sides = ("",) if len(query.snapshots) == 1 else ("earlier_", "later_")
        for side, snapshot in zip(sides, query.snapshots, strict=False):
            for source in REGISTRY:
                if source.name in names:
                    yield f"{side}{source.name}", self._source(source, snapshot)

    def _source(self, source: Source, snapshot: Snapshot) -> str:
        path = self._files.verified(snapshot, [source.name]).get(source.name)
        if path is None:
            return table_text(source, (), None)
        relative = PurePosixPath(Path(os.path.relpath(path, self._folder)).as_posix())
        return table_text(source, snapshot.tables[source.name].columns, parquet_rows(relative))


def _values(table: InputTable) -> str:
    typed = ", ".join(f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, (kind, _) in table.columns.items())
    names = ", ".join(quoted(name) for name in table.columns)
    rows = [
        f"({', '.join(literal(value) for value in row)})"
        for row in zip(*(values for _, values in table.columns.values()), strict=True)
    ]
    if not rows:
        empty = ", ".join(f"CAST(NULL AS {kind}) AS {quoted(name)}" for name, (kind, _) in table.columns.items())
        return f"SELECT {empty} WHERE false"
    listed = ",\n    ".join(rows)
    return f"SELECT {typed} FROM (VALUES\n    {listed}\n) AS given({names})"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in text.splitlines())
