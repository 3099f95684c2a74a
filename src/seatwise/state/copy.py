"""A copy of state.db as of one moment, while others read and write it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from seatwise.domain.errors import Corrupt
from seatwise.state.database import explained, open_file


def copy_database(path: Path, target: Path) -> None:
    """Copy it to a new file, which is whole. Raises Corrupt: it is damaged; StorageError, DiskFull."""
    with explained(path):
        engine = open_file(path)
        with closing(engine.raw_connection()) as source, closing(sqlite3.connect(target)) as copy:
            assert source.driver_connection is not None
            source.driver_connection.backup(copy)
            problems = integrity_problems(copy)
    if problems:
        raise Corrupt(f"{path} is damaged: {problems[0]}.", "See what can be mended: seatwise doctor")


def integrity_problems(raw: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with its pages, indexes and references; empty: nothing."""
    found = [str(row[0]) for row in raw.execute("PRAGMA integrity_check(20)")]
    broken = [f"a row of {row[0]} refers to no {row[2]}" for row in raw.execute("PRAGMA foreign_key_check")]
    return [*([] if found == ["ok"] else found), *broken]
