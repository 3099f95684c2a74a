"""The files of snapshots, each checked against its manifest before anybody reads it. Implements `SnapshotFiles`."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from seatwise.domain.errors import Corrupt
from seatwise.domain.snapshots import Snapshot, TableFile
from seatwise.storage.manifest import sha256
from seatwise.storage.paths import index_folder, snapshot_folder, table_path
from seatwise.storage.spill_folder import SpillFolder

_NEXT_STEP = "The other snapshots still open. Restore a backup, or delete this one: seatwise snapshots delete ORG ID"

_Version = tuple[Path, int, int]  # a file as it is: path, bytes, time of change


class FolderFiles:
    """Snapshots under one folder. Safe to use from several threads. The port says what each method promises."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._verified: set[_Version] = set()

    @property
    def root(self) -> Path:
        return self._root

    @property
    def spill_folder(self) -> Path:
        return self._spill.path

    @cached_property
    def _spill(self) -> SpillFolder:
        return SpillFolder(self._root)

    def folder(self, snapshot: Snapshot) -> Path:
        return snapshot_folder(self._root, snapshot.org_id, snapshot.as_of)

    def index_folder(self, snapshot: Snapshot) -> Path:
        return index_folder(self._root, snapshot)

    def verified(self, snapshot: Snapshot, tables: Iterable[str]) -> Mapping[str, Path]:
        present = {name: snapshot.tables[name] for name in tables if name in snapshot.tables}
        paths = {name: table_path(self._root, snapshot, name) for name in present}
        versions = {_version(path): present[name] for name, path in paths.items()}
        if new := [version for version in versions if version not in self._verified]:
            with ThreadPoolExecutor() as pool:
                self._verified.update(pool.map(lambda version: _verify(version, versions[version]), new))
        return paths


def _version(path: Path) -> _Version:
    """The file as it is now."""
    with _readable(path):
        status = path.stat()
    return path, status.st_size, status.st_mtime_ns


def _verify(version: _Version, committed: TableFile) -> _Version:
    """The version, if the file is the one that was committed."""
    path, size, _ = version
    with _readable(path):
        if size != committed.bytes or sha256(path) != committed.sha256:
            raise Corrupt(f"{path} is not the file that was committed.", _NEXT_STEP)
    return version


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Corrupt(f"{path} cannot be read: {error.strerror}.", _NEXT_STEP) from error
