"""Folders for temporary files, one per process. What a killed process has left is recognized by its free lock."""

import shutil
from contextlib import suppress
from pathlib import Path
from uuid import uuid4
from weakref import finalize

from filelock import FileLock, Timeout

from seatwise.storage.disk import is_locked

SPILL = ".spill"
_LOCK = ".lock"


class SpillFolder:
    """A folder below `root` for as long as this object lives.

    Where nothing can be written there is none at `path`: writing there fails.
    """

    def __init__(self, root: Path) -> None:
        self.path = root / SPILL / uuid4().hex
        self._lock = FileLock(self.path.with_suffix(_LOCK), mode=0o600)
        with suppress(OSError):
            self._make()

    def _make(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        finalize(self, _delete, self.path, self._lock)  # first: a signal may come at any moment
        self._lock.acquire(timeout=0)
        self.path.mkdir(mode=0o700)


def sweep(root: Path) -> None:
    """Delete what processes have left that run no more."""
    folder = root / SPILL
    for path in sorted(folder.glob("*")):
        lock = FileLock(path.with_suffix(_LOCK), mode=0o600)
        with suppress(Timeout, OSError):
            lock.acquire(timeout=0)  # its process has ended, or it is of an earlier version, which had no locks
            _delete(path.with_suffix(""), lock)
            path.unlink(missing_ok=True)


def left_behind(root: Path) -> list[Path]:
    """What `sweep` would delete."""
    return [
        path
        for path in sorted((root / SPILL).glob("*"))
        if path.suffix != _LOCK and not is_locked(path.with_suffix(_LOCK))
    ]


def _delete(path: Path, lock: FileLock) -> None:
    """Delete a folder, then its lock, while that is held."""
    shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):
        Path(lock.lock_file).unlink()
    lock.release()
