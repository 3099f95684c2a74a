"""Writing that lasts: sync to disk, and what to do when the disk refuses."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from seatwise.domain.errors import DiskFull, StorageError
from seatwise.sql.disk_full import write_error


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn a full disk, or a missing right to write, into an error that says what to do."""
    try:
        yield
    except OSError as error:
        if isinstance(full := write_error(error), DiskFull):
            raise full from error
        if error.filename is None:  # no file: a pipe that broke, say
            raise
        raise StorageError(
            f"{error.filename} cannot be written ({error.strerror}). Nothing was saved.",
            "Earlier snapshots are intact. Check the folder and its permissions.",
        ) from error


def sync(path: Path) -> None:
    """Flush a file or folder to disk. Windows cannot open folders for that, and does not need it."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """The whole file or none, in one step."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        sync(draft)
        draft.replace(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def is_locked(path: Path) -> bool:
    """Whether a process that runs holds the lock of this file. Of a file that is not there, or not ours: no."""
    if not path.exists() or not os.access(path, os.W_OK):
        return False
    lock = FileLock(path, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False
