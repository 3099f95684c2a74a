"""Page index: a file beside a snapshot, from which a large metric is read page by page. Made once; may be deleted.

Measured at 1,000,000 users: in memory, DuckDB spills its tables under the engine's limit and a page takes 300 ms; in a
file of its own they are compressed, and a page takes 10 ms. To make one takes 12 s and 200 MB; the file has 90 MB.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from threading import Lock
from uuid import uuid4
from weakref import finalize

import duckdb

from seatwise.domain.errors import StorageError
from seatwise.sql.disk_full import write_error
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
        self._connection = connection
        self._folder = _temporary_folder(spill)
        self._name = f"index-{uuid4().hex}"
        finalize(self, _release, database, self._name, self._folder)

    def open(self, models: Models, path: Path) -> None:
        """Open the index in a file; make it where there is none, or none that can be read.

        Where no file can be written (the disk is full, say) it is made in memory, and is gone when it is closed.
        Raises duckdb.Error: what it is made from cannot be read; StorageError: that memory is too small.
        """
        self._close()
        if not self._attach(path):
            with _MAKING_ONE:
                try:
                    self._make(models, path)
                except (OSError, duckdb.Error) as error:
                    if not (reason := write_error(error)):
                        raise
                    self._make_in_memory(models, reason)
                    return
            self._attach(path)
        with suppress(OSError):  # read only: then it is not noted when it was last used
            os.utime(path)

    def _attach(self, path: Path) -> bool:
        """Attach it by a link of its own, so that it stays readable when the file is deleted. Whether it could be."""
        link = path
        with suppress(OSError):  # no such links on this disk, or nothing can be written
            own = self._file("index")
            own.unlink(missing_ok=True)
            os.link(path, own)
            link = own
        if not link.exists():
            return False
        try:
            self._connection.execute(f'ATTACH {literal(str(link))} AS "{self._name}" (READ_ONLY)')
        except duckdb.Error:
            return False
        self._connection.execute(f'USE "{self._name}"')
        return True

    def _make(self, models: Models, path: Path) -> None:
        with self._new_file("scratch"), self._new_file("made") as made:
            self._make_tables(models, scratch=f"{self._name}-scratch", into=f"{self._name}-made")
            self._connection.execute(f'DETACH "{self._name}-made"')
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            made.chmod(0o600)
            _move(made, path)
        _delete_oldest(path)

    def _make_in_memory(self, models: Models, reason: StorageError) -> None:
        """Make it where it needs no file. Raises `reason`, why there can be no file: the memory is too small."""
        self._connection.execute(f"ATTACH ':memory:' AS \"{self._name}\"")
        try:
            self._make_tables(models, scratch=self._name, into=self._name)
        except duckdb.OutOfMemoryException as error:
            raise reason from error
        for base, _ in models[:-1]:
            self._connection.execute(f'DROP TABLE "{self._name}"."{base}"')
        self._connection.execute(f'USE "{self._name}"')

    def _make_tables(self, models: Models, *, scratch: str, into: str) -> None:
        """Make the last model's table in the database `into`; those before it in `scratch`."""
        *before, (name, sql) = models
        self._connection.execute(f'USE "{scratch}"')
        self._connection.execute(f"SET memory_limit = '{_MAKING}'")
        try:
            for base, text in before:
                self._make_table(f'"{base}"', text)
            self._make_table(f'"{into}"."{name}"', sql)
        finally:
            self._connection.execute(f"SET memory_limit = '{_READING}'")
            self._connection.execute("USE memory")

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
        file = self._file(name)
        file.unlink(missing_ok=True)
        alias = f"{self._name}-{name}"
        self._connection.execute(f'ATTACH {literal(str(file))} AS "{alias}" (ROW_GROUP_SIZE {_ROW_GROUP})')
        try:
            yield file
        finally:
            self._connection.execute(f'DETACH DATABASE IF EXISTS "{alias}"')
            file.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        """A file in the folder of this index alone. Raises OSError: there can be none."""
        if isinstance(self._folder, OSError):
            raise self._folder
        return Path(self._folder.name, f"{name}.duckdb")

    def _close(self) -> None:
        self._connection.execute("USE memory")
        self._connection.execute(f'DETACH DATABASE IF EXISTS "{self._name}"')


_Folder = TemporaryDirectory[str] | OSError  # or why there is none


def _temporary_folder(spill: Path) -> _Folder:
    if "?" in str(spill):  # DuckDB takes what follows for the options of an address, and puts its log elsewhere
        spill = Path(gettempdir())
    try:
        spill.mkdir(parents=True, exist_ok=True, mode=0o700)
        return TemporaryDirectory(prefix="index-", dir=spill, ignore_cleanup_errors=True)
    except OSError as error:
        return error


def _move(made: Path, path: Path) -> None:
    """Move a file to its path: whole, or not at all."""
    try:
        made.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with TemporaryDirectory(prefix=".index-", dir=path.parent) as folder:
            shutil.copyfile(made, copy := Path(folder, path.name))
            copy.replace(path)


def _release(database: duckdb.DuckDBPyConnection, name: str, folder: _Folder) -> None:
    """Close an index that nobody reads any more, at the latest when the process ends."""
    with suppress(duckdb.Error):
        database.execute(f'DETACH DATABASE IF EXISTS "{name}"')
    if not isinstance(folder, OSError):
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
