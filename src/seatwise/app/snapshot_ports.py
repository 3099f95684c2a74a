"""What the use cases need from storage. The room `storage` implements these; tests use fakes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from seatwise.app.extract import Pages, Part
from seatwise.domain.gaps import Gap
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.query import InputTable
from seatwise.sources.source import Source


class SnapshotWriter(Protocol):
    """A snapshot being written: invisible until committed, gone when discarded."""

    @property
    def as_of(self) -> datetime:
        """The snapshot's moment."""

    def folder(self, table: Source, part: str = "") -> Path:
        """An empty folder for the pages of one table, or of one part of it."""

    def store(self, table: Source, pages: Pages) -> tuple[int, tuple[Gap, ...]]:
        """Turn the pages into the table's Parquet file; delete the pages. Returns the rows stored and the gaps found.

        Rows that came to be after the snapshot's moment are left out (`Source.created`). Raises UnreadableResponse: the
        pages do not hold what the org said they hold; DiskFull: no room.
        """

    def aggregate(self, table: Source, parts: Sequence[Part]) -> tuple[int, tuple[Gap, ...]]:
        """Make `RECORD_TOUCH` or `LOGIN_DAY` from many pages: rows of one key are added up. Deletes the pages.

        Returns and raises as `store` does; the rows stored are those of the new table.
        """

    def distinct(self, table: Source, *columns: str) -> Sequence[tuple[object, ...]] | None:
        """The distinct combinations of some columns of a stored table, in order; None when it is not stored."""

    def bounds(
        self, table: Source, column: str, since_column: str, since: datetime, *, of: Snapshot | None = None
    ) -> tuple[str, str] | None:
        """The least and the greatest value of a column, over the rows since then; None: no such row, or no such table.

        `since_column` is a date or moment; `of` is an earlier snapshot with the table, None: this one.
        """

    def earlier(self, table: Source) -> Snapshot | None:
        """The latest snapshot before this one that has the table as it was committed, and no gap in it."""

    def before(self) -> Sequence[Snapshot]:
        """Every readable snapshot of the org before this one, latest first."""

    def filled(self, table: Source, columns: Sequence[str], *, of: Snapshot | None = None) -> frozenset[str] | None:
        """Those of the columns that have a value in some row; None: no row, or no such table as it was committed.

        `of` is an earlier snapshot, None: this one.
        """

    def commit(self, snapshot: Snapshot) -> Snapshot:
        """Make the snapshot visible, whole, in one step, with the tables that were stored."""

    def discard(self) -> None:
        """Delete everything that was written."""


class SnapshotStore(Protocol):
    """The snapshots of all orgs."""

    def new_snapshot(
        self, org_id: str, as_of: Callable[[], datetime], *, wait: bool = False
    ) -> AbstractContextManager[SnapshotWriter]:
        """Begin a snapshot. Holds the org's lock; leaving the block without a commit discards it.

        `as_of` returns its moment; called once the lock is held, which may be long after this call. Raises
        RefreshRunning: another refresh of this org holds the lock, and `wait` is False; UsageError: a snapshot of that
        very second exists.
        """

    def snapshots(self, org_id: str) -> Sequence[Snapshot]:
        """Every readable snapshot of the org, oldest first. Unreadable ones are in `damaged`."""

    def damaged(self, org_id: str) -> Sequence[tuple[str, str]]:
        """(id, what is wrong) of every snapshot whose manifest cannot be read."""

    def snapshot(self, org_id: str, snapshot_id: str | None = None) -> Snapshot:
        """One snapshot: by id, by the start of an id, or the latest.

        Raises UsageError: there is none, and which there are; Corrupt: its manifest cannot be trusted.
        """

    def find(self, org_id: str, snapshot_id: str) -> str:
        """The whole id of a snapshot, by the start of it; damaged ones, too. Raises UsageError as `snapshot`."""

    def delete(self, org_id: str, snapshot_id: str) -> None:
        """Delete a snapshot, what was imported for it and what was made from it.

        Raises RefreshRunning: a refresh of this org holds the lock; StorageError: it cannot be deleted, and is still
        whole.
        """

    def import_actors(self, snapshot: Snapshot, touches: InputTable, *, taken_at: datetime) -> Snapshot:
        """Replace the snapshot's `record_touch` by these rows, until `forget_actors`. Returns the snapshot with them.

        From then on `snapshot` and `snapshots` show them, with the route `ACTORS_FILE` and without the table's gaps.
        Raises DiskFull or StorageError: nothing has changed.
        """

    def forget_actors(self, org_id: str, snapshot_id: str | None = None) -> Snapshot:
        """Undo `import_actors`. Returns the snapshot as it was read. Raises UsageError: nothing was imported for it."""


class Lake(Protocol):
    """All snapshots of this home folder."""

    def snapshots(self) -> Mapping[str, int]:
        """How many snapshots each org has, by its name in them."""

    def home_id(self) -> str:
        """The id of the home folder that they belong to; empty: not known."""

    def set_home_id(self, home: str) -> None:
        """Note the id; where that is not possible, nothing happens."""


class SnapshotFiles(Protocol):
    """The files of snapshots on this machine."""

    @property
    def root(self) -> Path:
        """The folder of all snapshots."""

    @property
    def spill_folder(self) -> Path:
        """The folder for temporary files of this process; where nothing can be written, it is not there."""

    def folder(self, snapshot: Snapshot) -> Path:
        """The folder of one snapshot."""

    def index_folder(self, snapshot: Snapshot) -> Path:
        """The folder for files that are derived from a snapshot and may be deleted. It may not exist yet."""

    def verified(self, snapshot: Snapshot, tables: Iterable[str]) -> Mapping[str, Path]:
        """The files of these tables, as far as the snapshot has them: each is the one that was committed.

        Hashed once a process; a file that has changed since is hashed again. Raises Corrupt: one is not the one that
        was committed, or cannot be read.
        """
