"""A full disk, as DuckDB reports it."""

import duckdb

from seatwise.domain.errors import DiskFull

# Of a disk, of a limit on files, of a quota, and of the most that DuckDB may spill.
_MESSAGES = ("No space left", "File too large", "quota exceeded", "max_temp_directory_size")


def raise_if_disk_full(error: duckdb.Error) -> None:
    """Raise DiskFull if that is what the error reports."""
    if any(message in str(error) for message in _MESSAGES):
        raise DiskFull(
            "The disk is full. Nothing was saved; earlier snapshots are intact.",
            "Free some space, or point SEATWISE_HOME to a larger disk, and try again.",
        ) from error
