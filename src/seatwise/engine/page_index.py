"""A register: what a large metric is read from, page by page. Made once per snapshot, kept beside it in a file.

Measured at 1,000,000 users: in memory, DuckDB spills its tables under the engine's limit and a page takes 300 ms; in a
file of its own they are compressed, and a page takes 10 ms. To make one takes 12 s and 200 MB; the file has 90 MB.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from weakref import finalize

import duckdb

from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.model import Metric
from seatwise.sql.text import literal

ModelSql = Callable[[Metric], str]

_ROW_GROUP = 30_720
_READING, _MAKING, _AT_MOST = "160MB", "200MB", "400MB"
_MAKING_ONE = Lock()  # one at a time in a process: the memory limit is the whole database's
_KEPT = 4  # registers of one org; whoever asks for another one makes it again


def limit_memory(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The database, set so that metrics and registers of a million users are made and read within its memory limit.

    It joins as large models are written, with the users on the left: left to itself it guesses that the active ones are
    few, puts them into memory, and takes twice as long (measured).
    """
    database.execute(f"SET memory_limit = '{_READING}'")
    database.execute("SET preserve_insertion_order = false")
    database.execute("SET disabled_optimizers = 'build_side_probe_side'")
    return database


def index_path(folder: Path, snapshot: Snapshot, metric: Metric, told: Mapping[str, object], sql: ModelSql) -> Path:
    """Where the register is kept, named after all that it is made from: models, tables, what was told, and DuckDB."""
    bases = _kept(metric)
    models = [(base.name, sql(base)) for base in bases]
    tables = {name for base in bases for name in base.tables}
    held = {name: file.sha256 for name, file in snapshot.tables.items() if name in tables}
    inputs = {name: told[name] for base in bases for name in base.inputs}
    made_from = json.dumps([duckdb.__version__, models, held, inputs], sort_keys=True, default=str)
    digest = hashlib.sha256(made_from.encode()).hexdigest()
    return folder / f"{metric.name}-{digest[:16]}.duckdb"


class PageIndex:
    """One register, open on a connection, which sees the last base of the metric as a table."""

    def __init__(self, database: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection, spill: Path) -> None:
        """Closed at first.

        Args:
            database: what the connection belongs to.
            connection: sees, as views, what the metric is made from.
            spill: the lake's folder for what is written and not kept.
        """
        spill.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._connection = connection
        self._folder = TemporaryDirectory(prefix="register-", dir=spill, ignore_cleanup_errors=True)
        self._name = Path(self._folder.name).name
        finalize(self, _let_go, database, self._name, self._folder)

    def open(self, metric: Metric, kept: Path, sql: ModelSql) -> None:
        """Open the register that is kept in a file; make it where there is none, or none that can be read.

        Raises:
            duckdb.Error: what it is made from cannot be read, or there is no room.
        """
        self._close()
        if not self._opened(kept):
            self._make(metric, kept, sql)
            self._opened(kept)
        with suppress(OSError):  # read only: then it is not noted when it was last of use
            os.utime(kept)

    def _opened(self, kept: Path) -> bool:
        """Open it under a name of its own, so that nobody minds when it is thrown away."""
        link = Path(self._folder.name, "register.duckdb")
        link.unlink(missing_ok=True)
        try:
            os.link(kept, link)
        except FileNotFoundError:
            return False
        except OSError:  # no such links on this disk
            link = kept
        try:
            self._connection.execute(f'ATTACH {literal(str(link))} AS "{self._name}" (READ_ONLY)')
        except duckdb.Error:
            return False
        self._connection.execute(f'USE "{self._name}"')
        return True

    def _make(self, metric: Metric, kept: Path, sql: ModelSql) -> None:
        with _MAKING_ONE:
            self._make_alone(metric, kept, sql)

    def _make_alone(self, metric: Metric, kept: Path, sql: ModelSql) -> None:
        *before, last = _kept(metric)
        with self._writing("scratch"), self._writing("made") as made:
            self._connection.execute(f'USE "{self._name}-scratch"')
            self._connection.execute(f"SET memory_limit = '{_MAKING}'")
            try:
                for base in before:
                    self._make_table(sql(base), f'"{base.name}"')
                self._make_table(sql(last), f'"{self._name}-made"."{last.name}"')
            finally:
                self._connection.execute(f"SET memory_limit = '{_READING}'")
                self._connection.execute("USE memory")
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made.replace(kept)
        _throw_away(kept)

    def _make_table(self, sql: str, name: str) -> None:
        """Where the usual memory is too little (sorting long names), once more with more."""
        made = f"CREATE OR REPLACE TABLE {name} AS {sql}"
        try:
            self._connection.execute(made)
        except duckdb.OutOfMemoryException:
            self._connection.execute(f"SET memory_limit = '{_AT_MOST}'")
            self._connection.execute(made)

    @contextmanager
    def _writing(self, name: str) -> Iterator[Path]:
        """A new file, open as `<name of the register>-<name>`."""
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


def _let_go(database: duckdb.DuckDBPyConnection, name: str, folder: "TemporaryDirectory[str]") -> None:
    """Close a register that nobody reads any more, at the latest when the process ends."""
    with suppress(duckdb.Error):
        database.execute(f'DETACH DATABASE IF EXISTS "{name}"')
    folder.cleanup()


def _kept(metric: Metric) -> list[Metric]:
    """What the register is made of; not what was told: that changes with a window, and takes no time."""
    return [base for base in metric.bases if not base.is_told]


def _throw_away(kept: Path) -> None:
    """Throw away the org's registers that were not of use for longest. Whoever has one open reads on."""
    registers = list(kept.parents[1].glob("page_index=*/*.duckdb"))
    with suppress(OSError):  # another process is throwing away, too
        registers.sort(key=lambda register: register.stat().st_mtime, reverse=True)
        for register in registers[_KEPT:]:
            register.unlink()
            with suppress(OSError):  # another register is in it
                register.parent.rmdir()
