"""One Bulk API 2.0 query job: its states, and its result cut into CSV files by DuckDB."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock

import duckdb

from seatwise.sandbox.soql import Plan, csv_select

DELIMITERS = {"COMMA": ",", "TAB": "\t", "PIPE": "|", "SEMICOLON": ";", "CARET": "^", "BACKQUOTE": "`"}


class State(StrEnum):
    """The state of a job."""

    UPLOAD_COMPLETE = "UploadComplete"
    IN_PROGRESS = "InProgress"
    COMPLETE = "JobComplete"
    FAILED = "Failed"
    ABORTED = "Aborted"


FINISHED = frozenset({State.COMPLETE, State.FAILED, State.ABORTED})


@dataclass
class Job:
    """A query job. Its rows are in the temporary table `result` of its own connection."""

    plan: Plan
    soql: str
    operation: str
    delimiter: str
    username: str
    user_id: str
    version: str
    created: datetime
    folder: Path
    rows: duckdb.DuckDBPyConnection
    id: str = field(default_factory=lambda: f"750{secrets.token_hex(6)}AAA")
    state: State = State.UPLOAD_COMPLETE
    error: str = ""
    total: int = 0
    lock: Lock = field(default_factory=Lock)

    def run(self) -> None:
        """Run the query; the job is then complete or failed."""
        with self.lock:
            if self.state in FINISHED:
                return
            self.state = State.IN_PROGRESS
            try:
                sql, parameters = csv_select(self.plan)
                self.rows.execute(f"CREATE TEMP TABLE result AS {sql}", list(parameters))
                counted = self.rows.execute("SELECT count(*) FROM result").fetchone()
            except duckdb.Error as error:
                self.fail(f"InternalServerError: {error}")
                return
            self.total = int(counted[0]) if counted else 0
            if self.state is State.IN_PROGRESS:
                self.state = State.COMPLETE

    def fail(self, reason: str) -> None:
        """Set the job to failed."""
        self.state, self.error = State.FAILED, reason

    def page(self, start: int, size: int) -> Path:
        """The CSV file of up to `size` rows from `start`, with a header line; written once."""
        path = self.folder / f"{self.id}-{start}-{size}.csv"
        with self.lock:
            if not path.exists():
                new_file = path.with_suffix(".new")
                delimiter, target = DELIMITERS[self.delimiter], str(new_file).replace("'", "''")
                rows = (
                    f"SELECT coalesce(COLUMNS(*), '') FROM result WHERE rowid >= {start:d} AND rowid < {start + size:d}"
                )
                self.rows.execute(
                    f"COPY ({rows}) TO '{target}' (FORMAT csv, HEADER, FORCE_QUOTE *, DELIMITER '{delimiter}')"
                )
                new_file.rename(path)
        return path

    def close(self) -> None:
        """Delete the rows and the files."""
        with self.lock:
            self.rows.close()
            for path in self.folder.glob(f"{self.id}-*"):
                path.unlink(missing_ok=True)
