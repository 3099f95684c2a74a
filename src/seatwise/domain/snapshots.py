"""A snapshot: one org, whole, at one moment; it never changes. This is its manifest."""

from dataclasses import dataclass
from datetime import UTC, datetime

from seatwise.domain.gaps import Gap

ACTORS_FILE = "usage-actors.json"  # the route of touches that were taken from such a file


@dataclass(frozen=True)
class TableFile:
    """One committed table: how many rows it has, and what its file must look like."""

    name: str
    rows: int
    columns: tuple[str, ...]
    bytes: int
    sha256: str
    route: str  # "REST", "Bulk 2.0" or `ACTORS_FILE`


@dataclass(frozen=True)
class Snapshot:
    """One reading of an org: its moment, tables, API calls and gaps."""

    org_id: str  # Salesforce's 18-character id
    org: str  # the connection's name when it was read
    as_of: datetime  # the org's own clock when reading began (UTC, whole seconds)
    read_at: datetime  # this machine's clock when it was committed (UTC)
    api_version: str  # as in `67.0`
    calls: int  # API calls the refresh made
    tables: dict[str, TableFile]  # by name; one that could not be read is absent, and in `gaps`
    gaps: tuple[Gap, ...]
    read_days: int | None = None  # of how many days before `as_of` records were read; None: none were
    tracked_objects: tuple[str, ...] = ()  # record activity was read of these
    as_of_set_by_hand: bool = False  # whether a person gave `as_of`; else it is the org's clock

    @property
    def id(self) -> str:
        """The snapshot's id within its org, from its moment: `20261121T091200Z`. Sorts by time."""
        return snapshot_id(self.as_of)

    @property
    def rows(self) -> int:
        """How many rows it has, over all tables."""
        return sum(table.rows for table in self.tables.values())

    @property
    def bytes(self) -> int:
        """How much room its tables take."""
        return sum(table.bytes for table in self.tables.values())

    @property
    def users(self) -> int | None:
        """How many users it has; None when they could not be read."""
        return self.tables["user"].rows if "user" in self.tables else None

    @property
    def actors_from_file(self) -> bool:
        """Whether the actors come from a `usage-actors.json`, which does not say how many records, nor when."""
        file = self.tables.get("record_touch")
        return file is not None and file.route == ACTORS_FILE

    def has_read(self, table: str, column: str | None = None) -> bool:
        """Whether a table was read, or a field or tracked object of it, named as in a `Gap`: then the org has it.

        A file of actors does not say so of the objects. It cannot tell of the checkbox of a feature: one that the org
        lacks is no gap.
        """
        file = self.tables.get(table)
        if file is None or file.route == ACTORS_FILE:
            return False
        if column is None:
            return True
        names = {name.casefold() for name in (*file.columns, *self.tracked_objects)}
        return column.casefold() in names and not any((gap.table, gap.column) == (table, column) for gap in self.gaps)

    def actor_days(self, days: int) -> int | None:
        """Within how many days before `as_of` the actors of that many days worked: at most those read; None: not read.

        A file has no dates: its actors are always those of all the days read.
        """
        if "record_touch" not in self.tables or self.read_days is None:
            return None
        return self.read_days if self.actors_from_file else min(self.read_days, days)


def snapshot_id(as_of: datetime) -> str:
    """The id of the snapshot of that moment."""
    return as_of.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
