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
    """One table as the org gave it: CSV files with a header line, UTF-8, LF, every field text, empty = null."""

    files: tuple[Path, ...]  # in order; a header names the table's columns in any order, and may lack those in `gaps`
    rows: int  # how many records the org says there are; the files must hold exactly as many
    gaps: tuple[Gap, ...]  # columns that could not be read
    route: str  # `REST` or `BULK`
    shape: Source | None = None  # the table that the files have the columns of, where it is another one


@dataclass(frozen=True)
class Part:
    """A part of a table that is made while reading: pages of the org, or rows of an earlier snapshot."""

    pages: Pages | None = None  # None: the rows come from `earlier`
    sobject: str = ""  # the object that the pages are about, for `RECORD_TOUCH`
    period: Period | None = None  # when a touch must have happened to count, for `RECORD_TOUCH`
    earlier: Snapshot | None = None  # its table of that name is taken over
    since: date | None = None  # the first of its days that is taken over
    before: date | None = None  # the day after the last of them


@dataclass(frozen=True)
class Progress:
    """One step forward of a refresh, for a progress display. Counts are running totals; None = not known yet."""

    table: str  # or with a dot one part of it (`record_touch.Case`)
    state: str  # "waiting", "reading", "storing", "done", "gap"
    rows: int
    rows_expected: int | None
    calls: int
    calls_left: int | None


Watcher = Callable[[Progress], None]
Check = Callable[[], None]
"""Called several times a second while a refresh waits for the org; raises to end it."""
Watch = Callable[[int, int | None], None]
"""Called with rows so far and rows expected, or None, as pages of a table arrive."""
