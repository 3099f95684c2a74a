"""What reading an org yields: pages of a table, parts of one that is made from several, and progress."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from seatwise.domain.gaps import Gap
from seatwise.domain.period import Period
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.source import Source

REST, BULK = "REST", "Bulk 2.0"


@dataclass(frozen=True)
class Pages:
    """One table as the org gave it, on disk: CSV files with a header line, UTF-8, LF, every field text, empty = null.

    Attributes:
        files: in order; each header names columns of the table, in any order, and may lack those in `gaps`.
        rows: how many records the org says there are; the files must hold exactly as many.
        gaps: columns that could not be read.
        route: `REST` or `BULK`.
        shape: the table whose columns the files have, where it is not the one that was to be read.
    """

    files: tuple[Path, ...]
    rows: int
    gaps: tuple[Gap, ...]
    route: str
    shape: Source | None = None


@dataclass(frozen=True)
class Part:
    """A part of a table that is made while reading: pages of the org, or rows of an earlier snapshot.

    Attributes:
        pages: as the org gave them; None when the rows come from `earlier`.
        sobject: the object that the pages are about, for `RECORD_TOUCH`.
        period: when a touch must have happened to count, for `RECORD_TOUCH`.
        earlier: a snapshot whose table of that name is taken over.
        since, before: take over only its days from `since` on and before `before`.
    """

    pages: Pages | None = None
    sobject: str = ""
    period: Period | None = None
    earlier: Snapshot | None = None
    since: date | None = None
    before: date | None = None


@dataclass(frozen=True)
class Progress:
    """One step forward of a refresh, for a progress display. Counts are running totals; None = not known yet.

    `table` names a table, or with a dot one part of it (`record_touch.Case`).
    """

    table: str
    state: str  # "waiting", "reading", "storing", "done", "gap"
    rows: int
    rows_expected: int | None
    calls: int
    calls_left: int | None


Watcher = Callable[[Progress], None]
