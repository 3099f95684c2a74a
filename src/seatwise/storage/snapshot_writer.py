"""A snapshot being written: CSV pages become Parquet, everything is synced, and one rename makes it visible."""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from seatwise.app.extract import Pages, Part
from seatwise.domain.gaps import Gap
from seatwise.domain.snapshots import Snapshot, TableFile
from seatwise.sources.source import Source
from seatwise.sql.text import path_pattern
from seatwise.storage.disk import disk_errors, sync
from seatwise.storage.manifest import is_intact, manifest_text, sha256
from seatwise.storage.paths import MANIFEST, snapshot_folder, table_path

if TYPE_CHECKING:
    import duckdb


class FolderWriter:
    """Writes one snapshot into `work`, its own until the commit. Safe to use from several threads, one table each.

    The port says what each method promises; `others` are the snapshots of the org, oldest first.
    """

    def __init__(
        self, work: Path, root: Path, *, org_id: str, as_of: datetime, others: Callable[[], Sequence[Snapshot]]
    ) -> None:
        self._work = work
        self._root = root
        self._final = snapshot_folder(root, org_id, as_of)
        self.as_of = as_of
        self._others = others
        self._tables: dict[str, TableFile] = {}
        self._lock = Lock()
        # One thread converts every table, one after the other: they share its memory.
        self._converter = ThreadPoolExecutor(1, thread_name_prefix="convert")
        self._database: duckdb.DuckDBPyConnection | None = None
        self._converter.submit(self._open)

    def folder(self, table: Source, part: str = "") -> Path:
        folder = self._pages(table) / part
        with disk_errors():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        return folder

    def store(self, table: Source, pages: Pages) -> tuple[int, tuple[Gap, ...]]:
        """Turn the pages into the table's Parquet file, checked row for row; one table after the other."""
        path = self._path(table)
        with disk_errors():
            rows, gaps = self._converter.submit(self._convert, table, pages, path).result()
            self._register(table, rows, pages.route)
        return rows, gaps

    def aggregate(self, table: Source, parts: Sequence[Part]) -> tuple[int, tuple[Gap, ...]]:
        """Make one table from many pages, and days of an earlier snapshot; rows of one key are summed."""
        routes = [
            part.pages.route if part.pages else f"snapshot {part.earlier.id if part.earlier else ''}" for part in parts
        ]
        with disk_errors():
            rows, gaps = self._converter.submit(self._aggregate, table, parts).result()
            self._register(table, rows, ", ".join(sorted(set(routes))))
        return rows, gaps

    def distinct(self, table: Source, *columns: str) -> Sequence[tuple[object, ...]] | None:
        if table.name not in self._tables:
            return None
        names = ", ".join(f'"{column}"' for column in columns)
        return self._rows(f"SELECT DISTINCT {names} FROM read_parquet(?) ORDER BY ALL", self._path(table))

    def bounds(
        self, table: Source, column: str, since_column: str, since: datetime, *, of: Snapshot | None = None
    ) -> tuple[str, str] | None:
        if table.name not in (of.tables if of else self._tables):
            return None
        path = table_path(self._root, of, table.name) if of else self._path(table)
        least_and_greatest = f'SELECT min("{column}"), max("{column}") FROM read_parquet(?) WHERE "{since_column}" >= ?'
        ((least, greatest),) = self._rows(least_and_greatest, path, since.astimezone(UTC).replace(tzinfo=None))
        return None if least is None else (least, greatest)

    def earlier(self, table: Source) -> Snapshot | None:
        for snapshot in self.before():
            gaps = any(gap.table == table.name for gap in snapshot.gaps)
            if not gaps and is_intact(self._root, snapshot, table.name):
                return snapshot
        return None

    def before(self) -> Sequence[Snapshot]:
        return [snapshot for snapshot in reversed(self._others()) if snapshot.as_of < self.as_of]

    def filled(self, table: Source, columns: Sequence[str], *, of: Snapshot | None = None) -> frozenset[str] | None:
        if not (is_intact(self._root, of, table.name) if of else table.name in self._tables):
            return None
        path = table_path(self._root, of, table.name) if of else self._path(table)
        known = [name for name in columns if of is None or name in of.tables[table.name].columns]
        counts = "".join(f', count("{name}")' for name in known)
        ((rows, *values),) = self._rows(f"SELECT count(*){counts} FROM read_parquet(?)", path)
        return frozenset(name for name, value in zip(known, values, strict=True) if value) if rows else None

    def commit(self, snapshot: Snapshot) -> Snapshot:
        """Write the manifest, sync, rename: visible whole, or not at all."""
        gaps = tuple(sorted(set(snapshot.gaps), key=lambda gap: (gap.table, gap.column or "")))
        snapshot = replace(snapshot, tables=dict(sorted(self._tables.items())), gaps=gaps)
        self._close()
        with disk_errors():
            for folder in (*self._work.glob("pages-*"), self._work / "spill"):
                shutil.rmtree(folder, ignore_errors=True)
            manifest = self._work / MANIFEST
            manifest.write_text(manifest_text(snapshot), encoding="utf-8")
            sync(manifest)
            for file in self._work.iterdir():
                file.chmod(0o600)
            sync(self._work)
            self._work.rename(self._final)
            sync(self._final.parent)
        return snapshot

    def discard(self) -> None:
        """Delete what was written; after a commit there is nothing left to delete."""
        self._close()
        shutil.rmtree(self._work, ignore_errors=True)

    def _open(self) -> None:
        """DuckDB is imported and opened while the org responds: 0.15 s that nobody waits for."""
        from seatwise.storage.conversion.csv_to_parquet import database  # noqa: PLC0415 - see above

        self._database = database(self._work / "spill")

    def _duck(self) -> "duckdb.DuckDBPyConnection":
        if self._database is None:
            self._open()
        assert self._database is not None
        return self._database

    def _convert(self, table: Source, pages: Pages, path: Path) -> tuple[int, tuple[Gap, ...]]:
        from seatwise.storage.conversion.csv_to_parquet import leave_out_later, to_parquet  # noqa: PLC0415 - see above

        gaps = to_parquet(self._duck(), table, pages, path)
        later = leave_out_later(self._duck(), path, table.created, self.as_of) if table.created else 0
        return pages.rows - later, gaps

    def _aggregate(self, table: Source, parts: Sequence[Part]) -> tuple[int, tuple[Gap, ...]]:
        from seatwise.storage.conversion.aggregate import aggregate  # noqa: PLC0415 - see above

        def earlier(snapshot: Snapshot) -> Path:
            return table_path(self._root, snapshot, table.name)

        return aggregate(self._duck(), table, parts, self._path(table), earlier)

    def _rows(self, select: str, path: Path, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query of one file."""
        return self._converter.submit(
            lambda: self._duck().execute(select, [path_pattern(path), *values]).fetchall()
        ).result()

    def _path(self, table: Source) -> Path:
        return self._work / f"{table.name}.parquet"

    def _pages(self, table: Source) -> Path:
        return self._work / f"pages-{table.name}"

    def _register(self, table: Source, rows: int, route: str) -> None:
        """Note the finished table, and delete its pages."""
        path = self._path(table)
        sync(path)
        shutil.rmtree(self._pages(table), ignore_errors=True)
        columns = tuple(column.name for column in table.fields)
        file = TableFile(table.name, rows, columns, path.stat().st_size, sha256(path), route)
        with self._lock:
            self._tables[table.name] = file

    def _close(self) -> None:
        self._converter.shutdown(wait=True, cancel_futures=True)
        if self._database is not None:
            self._database.close()
            self._database = None
