"""state.db: opened privately, brought up to date, read and written in whole transactions."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import local

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from seatwise.app.snapshot_ports import Lake
from seatwise.domain.errors import Corrupt, DiskFull, StateLost, StorageError
from seatwise.state.home_check import check_not_lost, check_ours, match_lake
from seatwise.state.tables import HEAD

FILE = "state.db"
RESTORING = ".restore"  # the folder of a backup that is being put in place
# What SQLite says where it can make no file beside its own, or not write to it.
_NOTHING_BESIDE = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL)
_LEAST_ROOM = 65_536  # bytes: the shared memory of its log, and some
WAIT = 30.0  # seconds to wait for another process that writes


@dataclass(frozen=True)
class Database:
    """An open state.db. Safe to share between threads; other processes may write to the same file."""

    path: Path
    engine: Engine  # SQLAlchemy's; use `reading` and `writing`
    _shared: local = field(default_factory=local)

    @staticmethod
    def open(home: Path, lake: Lake | None = None, *, anew: bool = False) -> "Database":
        """Open the state of this home folder; make both if they are not there, for their owner's eyes only.

        Beside a `lake` with snapshots it is made only `anew`, on purpose. Raises StorageError: it cannot be opened, or
        a newer Seatwise or another program wrote it. Corrupt, StateLost and DiskFull say which.
        """
        path = home / FILE
        if (home / RESTORING / "ready").exists():
            raise StorageError(
                "A backup is being restored here, or that was stopped midway.", "Finish it: seatwise restore"
            )
        with explained(path):
            is_new = not path.exists() or not path.stat().st_size
            if is_new:
                if lake is not None and not anew:
                    check_not_lost(path, lake)
                home.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            engine = open_file(path)
            check_ours(path, _tables(engine))
            found = _revision(engine)
            if found != HEAD:
                from seatwise.state.migrate import migrate  # noqa: PLC0415 - Alembic takes 0.2 s, and is rarely needed

                migrate(engine, path, found)
            database = Database(path, engine)
            if lake is not None:
                with database.writing() if is_new else database.reading() as db:
                    match_lake(db, path, lake, made_now=is_new)
        return database

    def reading(self) -> AbstractContextManager[Connection]:
        """One consistent view of everything."""
        return self._transaction(writing=False)

    def writing(self) -> AbstractContextManager[Connection]:
        """All of the block's changes, or none. Writers queue: the lock is taken at the start."""
        return self._transaction(writing=True)

    @contextmanager
    def shared_connection(self) -> Iterator[None]:
        """Within the block this thread opens the file at most once, not for every read: opening takes 1 ms (measured).

        Afterwards it is closed again: at rest state.db is one whole file, to be copied, moved or replaced.
        """
        outer, inner = getattr(self._shared, "connections", None), list[Connection]()
        self._shared.connections = inner
        try:
            yield
        finally:
            self._shared.connections = outer
            for connection in inner:
                connection.close()

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[Connection]:
        with explained(self.path), self._connection(writing=writing) as connection, connection.begin():
            yield connection

    @contextmanager
    def _connection(self, *, writing: bool) -> Iterator[Connection]:
        """This thread's shared connection, opened when first used, unless it is in a transaction; else a new one."""
        shared: list[Connection] | None = getattr(self._shared, "connections", None)
        if shared is not None and not shared:
            shared.append(self.engine.connect())
        if shared and not shared[0].in_transaction():
            yield shared[0].execution_options(writing=writing)
        else:
            with self.engine.connect() as own:
                yield own.execution_options(writing=writing)


def open_file(path: Path) -> Engine:
    """SQLAlchemy's engine of a file that is there; it is never made."""
    engine = create_engine("sqlite://", creator=partial(_connect, path), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _tables(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        return {str(name) for name in found}


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file. Where nothing can be written beside it, a full disk say, it can still be read."""
    address = path.absolute().as_uri()  # a folder may be named with ? or #
    raw = _opened(f"{address}?mode=rw")
    try:
        raw.execute("SELECT 1 FROM sqlite_master LIMIT 1")  # makes the shared memory of its log
    except sqlite3.OperationalError as error:
        raw.close()
        if (error.sqlite_errorcode & 0xFF) not in _NOTHING_BESIDE or _has_log(path):
            raise
        raw = _opened(f"{address}?mode=ro&immutable=1")
    raw.text_factory = _text  # a flipped bit in a text must not end a query
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", "cell_size_check=ON"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _opened(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False)


def _has_log(path: Path) -> bool:
    """Whether changes are in the log that are not yet in the file: without the log it would be an older state."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        tables = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
        if not connection.exec_driver_sql(tables).scalar_one():
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()


def _is_full(path: Path) -> bool:
    """Whether the disk has no room for what SQLite writes beside the file."""
    with suppress(OSError):
        return shutil.disk_usage(path.parent).free < _LEAST_ROOM
    return False


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into errors that name the file and the next step."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise _explanation(path, error.orig if isinstance(error, DBAPIError) else error) from error


def _explanation(path: Path, error: BaseException | None) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CANTOPEN and not path.exists():
        return StateLost(f"{path} is missing.", "Restore a backup: seatwise restore FILE --replace")
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return Corrupt(
            f"{path} is damaged ({error}).",
            "Restore a backup, or move it away and add the orgs again; snapshots are stored separately.",
        )
    full = code == sqlite3.SQLITE_FULL or (isinstance(error, OSError) and error.errno == errno.ENOSPC)
    if full or (code in _NOTHING_BESIDE and _is_full(path)):
        return DiskFull(
            f"No room left on the disk to write {path}.", "Free some space and try again; nothing was changed."
        )
    if code == sqlite3.SQLITE_BUSY:
        return StorageError(
            f"Another process has been writing to {path} for {WAIT:.0f} s.", "Try again when it is done."
        )
    return StorageError(f"{path} cannot be read or written ({error}).", "Check the folder and its permissions.")
