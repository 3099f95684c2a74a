"""A disk that is full or must not be written, as DuckDB and the system report it."""

import errno
import re

import duckdb

from seatwise.domain.errors import DiskFull, StorageError

# Of a disk, of a limit on files, of a quota, and of the most that DuckDB may spill.
_FULL = ("No space left", "File too large", "quota exceeded", "max_temp_directory_size")
_CLOSED = ("Read-only file system", "Permission denied", "read-only")
_FULL_NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED_NUMBERS = (errno.EROFS, errno.EACCES, errno.EPERM)
_FILE = re.compile(r'file "([^"]+)"')


def raise_if_disk_full(error: duckdb.Error) -> None:
    """Raise DiskFull if that is what the error reports."""
    if isinstance(found := write_error(error), DiskFull):
        raise found from error


def write_error(error: duckdb.Error | OSError) -> StorageError | None:
    """What to raise where a file could not be written: DiskFull, or StorageError; None: it is another error."""
    if isinstance(error, OSError):
        file, full, closed = error.filename or "", error.errno in _FULL_NUMBERS, error.errno in _CLOSED_NUMBERS
    else:
        text = str(error)
        file = match.group(1) if (match := _FILE.search(text)) else ""
        full, closed = (any(words in text for words in given) for given in (_FULL, _CLOSED))
    if full:
        return DiskFull(
            f"The disk{f' of {file}' if file else ''} is full. Nothing was saved; earlier snapshots are intact.",
            "Free some space, or point SEATWISE_HOME to a larger disk, and try again.",
        )
    if closed:
        return StorageError(f"{file or 'A file'} cannot be written.", "Check the folder and its permissions.")
    return None
