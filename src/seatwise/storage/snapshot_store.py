"""The snapshots in a folder: lists them, and begins new ones under the org's lock. Implements `SnapshotStore`."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from seatwise.domain.errors import Corrupt, RefreshRunning, UsageError
from seatwise.domain.snapshots import Snapshot, snapshot_id
from seatwise.metrics.query import InputTable
from seatwise.storage import imported_actors
from seatwise.storage.disk import disk_errors
from seatwise.storage.manifest import read_manifest
from seatwise.storage.paths import DRAFT, MANIFEST, org_folder, snapshot_folder
from seatwise.storage.snapshot_writer import FolderWriter
from seatwise.storage.spill_folder import sweep


class FolderStore:
    """Snapshots under one folder. See `app.snapshot_ports.SnapshotStore` for what each method promises."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._manifests: dict[Path, tuple[object, Snapshot]] = {}  # by manifest, with its size and time of change

    @contextmanager
    def new_snapshot(self, org_id: str, as_of: Callable[[], datetime], *, wait: bool = False) -> Iterator[FolderWriter]:
        folder = org_folder(self._root, org_id)
        with disk_errors():  # whatever is written until the snapshot is committed or discarded
            self._root.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # users' names: for the owner alone
            self._root.mkdir(exist_ok=True, mode=0o700)
            folder.mkdir(exist_ok=True, mode=0o700)
            with _locked(folder, wait=wait):
                # Of a refresh that was killed, as the lock is ours; and page indexes under the name of before.
                for left_over in (*folder.glob(f"{DRAFT}*"), *folder.glob("register=*")):
                    shutil.rmtree(left_over, ignore_errors=True)
                sweep(self._root)
                moment = as_of()
                final = snapshot_folder(self._root, org_id, moment)
                if final.exists():
                    raise UsageError(
                        f"This org already has a snapshot {snapshot_id(moment)}.",
                        "Snapshots never change. Refresh again a second later, or as of another moment.",
                    )
                work = Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder))
                writer = FolderWriter(
                    work, self._root, org_id=org_id, as_of=moment, others=lambda: self.snapshots(org_id)
                )
                try:
                    yield writer
                finally:
                    writer.discard()

    def snapshots(self, org_id: str) -> Sequence[Snapshot]:
        return [found for found in self._open_all(org_id) if isinstance(found, Snapshot)]

    def damaged(self, org_id: str) -> Sequence[tuple[str, str]]:
        return [found for found in self._open_all(org_id) if isinstance(found, tuple)]

    def snapshot(self, org_id: str, snapshot_id: str | None = None) -> Snapshot:
        if snapshot_id is None and (names := self._names(org_id)):
            return self._latest(org_id, names[-1])
        return self._manifest(org_id, self._whole_id(org_id, snapshot_id))

    def find(self, org_id: str, snapshot_id: str) -> str:
        return self._whole_id(org_id, snapshot_id)

    def delete(self, org_id: str, snapshot_id: str) -> None:
        """Delete a snapshot: out of sight by one rename, then file by file."""
        folder = org_folder(self._root, org_id)
        with disk_errors(), _locked(folder, wait=False):
            gone = Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder))  # the next refresh deletes what is left of it
            for made in ("as_of", "actors", "page_index"):
                path = folder / f"{made}={snapshot_id}"
                if path.exists():
                    path.rename(gone / made)
            shutil.rmtree(gone, ignore_errors=True)

    def import_actors(self, snapshot: Snapshot, touches: InputTable, *, taken_at: datetime) -> Snapshot:
        return imported_actors.save(self._root, snapshot, touches, taken_at=taken_at)

    def forget_actors(self, org_id: str, snapshot_id: str | None = None) -> Snapshot:
        name = self._whole_id(org_id, snapshot_id)
        imported_actors.forget(self._root, org_id, name)
        return self._manifest(org_id, name)

    def _whole_id(self, org_id: str, typed: str | None) -> str:
        """The id of the latest snapshot, or of the one whose id begins so."""
        names = self._names(org_id)
        if not names:
            raise UsageError("This org has no snapshot yet.", "Take one: seatwise refresh NAME")
        if typed is None:
            return names[-1]
        matching = [name for name in names if name.startswith(typed)]
        if len(matching) == 1 or typed in matching:
            return typed if typed in matching else matching[0]
        problem = "matches several snapshots" if matching else "is no snapshot of this org"
        raise UsageError(f"{typed!r} {problem}.", f"Choose one of: {', '.join((matching or names)[-5:])}.")

    def _latest(self, org_id: str, name: str) -> Snapshot:
        """The newest snapshot. If it is damaged that is an error: nobody would notice that an older one is shown."""
        try:
            return self._manifest(org_id, name)
        except Corrupt as error:
            before = [snapshot.id for snapshot in self.snapshots(org_id)]
            hint = f"The one before it still opens: {before[-1]}." if before else error.next_step
            raise Corrupt(f"The latest snapshot, {name}, is damaged. {error.message}", hint) from error

    def _manifest(self, org_id: str, name: str) -> Snapshot:
        """The snapshot with its imported actors. Manifests are read again only when they have changed."""
        path = org_folder(self._root, org_id) / f"as_of={name}" / MANIFEST
        try:
            status = path.stat()
        except OSError:
            return read_manifest(path)  # says why it cannot be read
        version = (status.st_size, status.st_mtime_ns, imported_actors.version(self._root, org_id, name))
        known = self._manifests.get(path)
        if known is None or known[0] != version:
            known = self._manifests[path] = (version, imported_actors.with_imported(self._root, read_manifest(path)))
        return known[1]

    def _names(self, org_id: str) -> list[str]:
        folder = org_folder(self._root, org_id)
        return sorted(path.parent.name.removeprefix("as_of=") for path in folder.glob(f"as_of=*/{MANIFEST}"))

    def _open_all(self, org_id: str) -> list[Snapshot | tuple[str, str]]:
        found: list[Snapshot | tuple[str, str]] = []
        for name in self._names(org_id):
            try:
                found.append(self._manifest(org_id, name))
            except Corrupt as error:
                found.append((name, str(error)))
        return found


@contextmanager
def _locked(folder: Path, *, wait: bool) -> Iterator[None]:
    """Hold the org's lock. It belongs to the process: when that is killed, the lock is free."""
    holder = folder / ".refresh.json"
    lock = FileLock(folder / ".refresh.lock", mode=0o600)
    try:
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
        raise RefreshRunning(
            f"Another refresh of this org is running{_who(holder)}.",
            "Wait for it to end: seatwise refresh NAME --wait",
        ) from None
    try:
        holder.write_text(json.dumps({"pid": os.getpid()}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path) -> str:
    try:
        return f" (process {json.loads(holder.read_text())['pid']})"
    except (OSError, ValueError, KeyError):
        return ""
