"""Page index: a file beside a snapshot, from which a large metric is read page by page. Made once; may be deleted.

Measured at 1,000,000 users: in memory, DuckDB spills its tables under the engine's limit and a page takes 300 ms; in a
file of its own they are compressed, and a page takes 10 ms. To make one takes 12 s and 200 MB; the file has 90 MB.
"""

import hashlib
import os
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from weakref import finalize

import duckdb

from seatwise.sql.text import literal

Models = Sequence[tuple[str, str]]  # (name, SQL), each after those it reads; the last one is what the file holds

_ROW_GROUP = 30_720
_READING, _MAKING, _AT_MOST = "160MB", "200MB", "400MB"
_MAKING_ONE = Lock()  # one at a time in a process: the memory limit is the whole database's
_MOST_FILES = 4  # of one org; another one is made again when it is needed


def limit_memory(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The database, set so that metrics and indexes of a million users are made and read within its memory limit.

    It joins as large models are written, with the users on the left: left to itself it guesses that the active ones are
    few, puts them into memory, and takes twice as long (measured).
    """
    database.execute(f"SET memory_limit = '{_READING}'")
    database.execute("SET preserve_insertion_order = false")
    database.execute("SET disabled_optimizers = 'build_side_probe_side'")
    return database


def index_path(folder: Path, name: str, made_from: Hashable) -> Path:
    """The file of a metric's page index, named after the models, tables and inputs that it is made from."""
    digest = hashlib.sha256(repr((duckdb.__version__, made_from)).encode()).hexdigest()
    return folder / f"{name}-{digest[:16]}.duckdb"


class PageIndex:
    """One index, open on a connection, which sees its table by the last model's name."""

    def __init__(self, database: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection, spill: Path) -> None:
        """Closed at first. `connection`, of the database, sees what the models read; `spill` is for temporary files."""
        spill.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._connection = connection
        self._folder = TemporaryDirectory(prefix="index-", dir=spill, ignore_cleanup_errors=True)
        self._name = Path(self._folder.name).name
        finalize(self, _release, database, self._name, self._folder)

    def open(self, models: Models, path: Path) -> None:
        """Open the index in a file; make it where there is none, or none that can be read.

        Raises duckdb.Error: what it is made from cannot be read, or there is no room.
        """
        self._close()
        if not self._attach(path):
            with _MAKING_ONE:
                self._make(models, path)
            self._attach(path)
        with suppress(OSError):  # read only: then it is not noted when it was last used
            os.utime(path)

    def _attach(self, path: Path) -> bool:
        """Attach it by a link of its own, so that it stays readable when the file is deleted. Whether it could be."""
        link = Path(self._folder.name, "index.duckdb")
        link.unlink(missing_ok=True)
        try:
            os.link(path, link)
        except FileNotFoundError:
            return False
        except OSError:  # no such links on this disk
            link = path
        try:
            self._connection.execute(f'ATTACH {literal(str(link))} AS "{self._name}" (READ_ONLY)')
        except duckdb.Error:
            return False
        self._connection.execute(f'USE "{self._name}"')
        return True

    def _make(self, models: Models, path: Path) -> None:
        *before, (name, sql) = models
        with self._new_file("scratch"), self._new_file("made") as made:
            self._connection.execute(f'USE "{self._name}-scratch"')
            self._connection.execute(f"SET memory_limit = '{_MAKING}'")
            try:
                for base, text in before:
                    self._make_table(f'"{base}"', text)
                self._make_table(f'"{self._name}-made"."{name}"', sql)
            finally:
                self._connection.execute(f"SET memory_limit = '{_READING}'")
                self._connection.execute("USE memory")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made.chmod(0o600)
        made.replace(path)
        _delete_oldest(path)

    def _make_table(self, name: str, sql: str) -> None:
        """Where the usual memory is too little (sorting long names), once more with more."""
        create = f"CREATE OR REPLACE TABLE {name} AS {sql}"
        try:
            self._connection.execute(create)
        except duckdb.OutOfMemoryException:
            self._connection.execute(f"SET memory_limit = '{_AT_MOST}'")
            self._connection.execute(create)

    @contextmanager
    def _new_file(self, name: str) -> Iterator[Path]:
        """A new database file, attached as `<name of the index>-<name>`."""
        file = Path(self._folder.name, f"{name}.duckdb")
        file.unlink(missing_ok=True)
        alias = f"{self._name}-{name}"
        self._connection.execute(f'ATTACH {literal(str(file))} AS "{alias}" (ROW_GROUP_SIZE {_ROW_GROUP})')
        try:
            yield file
        finally:
            self._connection.execute(f'DETACH "{alias}"')

    def _close(self) -> None:
        self._connection.execute("USE memory")
        self._connection.execute(f'DETACH DATABASE IF EXISTS "{self._name}"')


def _release(database: duckdb.DuckDBPyConnection, name: str, folder: "TemporaryDirectory[str]") -> None:
    """Close an index that nobody reads any more, at the latest when the process ends."""
    with suppress(duckdb.Error):
        database.execute(f'DETACH DATABASE IF EXISTS "{name}"')
    folder.cleanup()


def _delete_oldest(made: Path) -> None:
    """Delete the org's indexes that were not used for longest. Whoever has one open reads on."""
    files = list(made.parents[1].glob("page_index=*/*.duckdb"))
    with suppress(OSError):  # another process is deleting, too
        files.sort(key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[_MOST_FILES:]:
            file.unlink()
            with suppress(OSError):  # another index is in it
                file.parent.rmdir()
