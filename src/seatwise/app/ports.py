"""What the use cases need from the world. The rooms above implement these; tests use fakes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from seatwise.app.extract import Pages, Watch
from seatwise.domain.connection import Connection, ConnectionReport, Secrets, Session, Status
from seatwise.domain.licensing.entries import AnyEntry
from seatwise.domain.period import Period
from seatwise.sources.source import Source


class Org(Protocol):
    """A logged-in org, read only. Safe to call from several threads."""

    @property
    def org_id(self) -> str:
        """Salesforce's 18-character id of the org."""

    @property
    def user_id(self) -> str:
        """Salesforce's 18-character id of the connected user; empty if the login does not say."""

    @property
    def api_version(self) -> str:
        """The API version in use, as in `67.0`."""

    @property
    def calls(self) -> int:
        """API calls made so far through this object."""

    @property
    def calls_left(self) -> int | None:
        """Calls left of the org's daily quota, as the org last reported; None if it never did."""

    def clock(self) -> datetime:
        """The org's own time, from the Date header of an answer (UTC, whole seconds)."""

    def count(self, tables: Sequence[Source]) -> Mapping[str, int]:
        """About how many rows each table has, by table name; those the org does not report are absent."""

    def read(self, table: Source, folder: Path, *, expected: int | None, watch: Watch) -> Pages:
        """Read every row of the table into CSV files in `folder`, which is empty and this table's own.

        `expected` is the count from `count`, if known: it chooses REST or Bulk. `watch` is called with (rows so far,
        rows expected or None) as pages arrive. Raises NotVisible: the object cannot be read by this user; OrgError: the
        read failed after retries; nothing of it may be used.
        """

    def record_touches(self, sobject: str, period: Period, folder: Path, *, record_types: bool, watch: Watch) -> Pages:
        """Who created, and who last modified, records of one tracked object within a period, both ends included.

        Pages of the shape `RECORD_TOUCH`, counted by the org, in which a touch may be in several rows (one per part of
        the period); or of the shape `TOUCHED_RECORD`, raw, where counting would take more calls. Without `record_types`
        the object has none, and the field must not be queried. Raises as `read`; NotVisible, too, where there is no
        object of that name.
        """

    def logins(self, since: datetime, until: datetime, folder: Path, *, watch: Watch) -> Pages:
        """Every login from `since` to `until`, both included: raw (`LOGIN_HISTORY`), or of the shape `LOGIN_DAY`.

        Where Bulk API 2.0 refuses the object and there are too many rows to page through, the org counts them, and a
        user's day may be in several rows. Raises as `read`.
        """

    def profile_record_types(self, profiles: Mapping[str, str], folder: Path, *, watch: Watch) -> Pages:
        """The record types that each profile (id -> name) can choose, as `PROFILE_RECORD_TYPE`; raises as `read`.

        From the profiles' metadata, one call each, where this user may and there are few enough; else from the page
        layout assignments, which is about as many. Each row says which one.
        """

    def has(self, permission: str) -> bool | None:
        """Whether the connected user has a permission, by its name in Salesforce; None: not known."""

    def check(self) -> ConnectionReport:
        """What this login can see, and what it cannot."""

    def close(self) -> None:
        """Close the connections. The session is left to expire: logging out would be one more kind of POST."""


class Connections(Protocol):
    """The orgs that this installation knows."""

    def add(self, connection: Connection, secrets: Secrets) -> None:
        """Add a new connection and its secrets. Raises UsageError if the name is taken."""

    def get(self, name: str) -> Connection:
        """By name. Raises UsageError naming the nearest names."""

    def all(self) -> Sequence[Connection]:
        """Every connection, by name."""

    def update(self, connection: Connection, secrets: Secrets | None = None) -> None:
        """Replace the connection of that name, and the secrets given.

        The others stay if its login method and address do: a stored secret never goes to another host.
        """

    def renew_secrets(self, connection: Connection, secrets: Secrets) -> None:
        """Store secrets that the org has issued anew, unless the connection has got another login since."""

    def rename(self, name: str, new: str) -> None:
        """Give an org another name; all that was entered for it goes with it. Raises UsageError: that name is taken."""

    def mark(self, name: str, status: Status, cause: str, at: datetime) -> None:
        """Record the outcome of a check."""

    def remove(self, name: str) -> None:
        """Delete the connection, its secrets, prices and overrides. Snapshots stay."""

    def default(self) -> str | None:
        """The name of the default org, None when there is none."""

    def set_default(self, name: str | None) -> None:
        """Make an org the default; None clears it. Raises UsageError: no such org."""

    def secrets(self, connection: Connection) -> Mapping[str, str]:
        """The secrets stored for this login method and address, decrypted, for logging in only.

        Raises UsageError: no such org; StorageError: the key does not fit.
        """


EntryCheck = Callable[[Sequence[AnyEntry]], None]
"""Looks at every entry of an org before another is recorded, and raises when that must not be."""


class PriceBook(Protocol):
    """Prices, bucket and entitlement overrides of the orgs, by connection name. Entries are only ever added."""

    def record(
        self, org: str, entries: Sequence[AnyEntry], check: EntryCheck[AnyEntry] | None = None
    ) -> Sequence[AnyEntry]:
        """Record entries in one transaction, all or none; `check` is part of it, and what it raises ends it.

        Returns them as they are recorded: each at least a microsecond after the org's earlier entries, so that of two
        entries for one day the one recorded last is in effect, whatever the clocks say.
        """

    def entries(self, org: str, what: type[AnyEntry]) -> Sequence[AnyEntry]:
        """Every entry ever recorded, by kind, key, effective date, recorded time.

        If the value of an entry was damaged, the value is None and the entry is `damaged`.
        """

    def unidentified(self, org: str, what: type[AnyEntry]) -> str:
        """Why entries may be missing, of which it is not known for which license or day they are; empty if none is."""


class TrackedObjects(Protocol):
    """Which objects each org adds to the standard tracked objects, and which it removes, by connection name."""

    def set_object(self, org: str, sobject: str, *, tracked: bool | None) -> None:
        """Track an object, or do not; None returns to the standard. Raises UsageError: no such org."""

    def objects(self, org: str) -> Mapping[str, bool]:
        """What differs from the standard, by object: whether it is tracked."""


class Login(Protocol):
    """Turns a connection and its secrets into a session, whichever the login method."""

    def __call__(self, connection: Connection, secrets: Secrets) -> Session:
        """Raises LoginRefused or Unreachable, each with its next step."""
