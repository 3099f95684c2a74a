"""The ports in memory: what the use cases need from the world, without the world."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from seatwise.app.connections.auth_methods import secret_names
from seatwise.app.connections.orgs import Orgs
from seatwise.app.entries.entry_context import EntryContext
from seatwise.app.extract import Pages, Watch
from seatwise.app.ports import EntryCheck, PriceBook
from seatwise.domain.connection import AuthMethod, Connection, ConnectionReport, Permission, Session, Status
from seatwise.domain.errors import OrgError, UsageError
from seatwise.domain.licensing.entries import AnyEntry, BucketOverride, EntitlementOverride, Entry, Price
from seatwise.domain.licensing.license_kinds import Bucket, Kind, LicenseName
from seatwise.domain.period import Period
from seatwise.domain.suggestions import suggestions
from seatwise.sources.source import Source

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
Value = TypeVar("Value")
ORG_ID, OTHER_ORG_ID = "00D000000000001EAA", "00D000000000002EAA"


def connection(name: str = "acme", **changes: object) -> Connection:
    whole = Connection(name, AuthMethod.PASSWORD, "https://login.salesforce.com", username="reader@acme.example")
    return replace(whole, **changes)  # type: ignore[arg-type]


def price(
    key: str = "SFDC",
    amount: str = "1980",
    *,
    start: date = date(2026, 1, 1),
    kind: Kind = Kind.USER,
    recorded_at: datetime = NOON,
) -> Price:
    return Price(kind, key, Decimal(amount), start, recorded_at)


LICENSES = (
    LicenseName(Kind.USER, "SFDC", "Salesforce", by_login=False),
    LicenseName(Kind.USER, "PID_Customer_Community_Login", "Customer Community Login", by_login=True),
    LicenseName(Kind.USER, "Shared", "Shared as a user license", by_login=False),
    LicenseName(Kind.PERMISSION_SET, "Shared", "Shared as an add-on", by_login=False),
    LicenseName(Kind.PERMISSION_SET, "SalesUserPsl", "Sales User", by_login=False),
    LicenseName(Kind.FEATURE, "SupportUser", "Service Cloud User", by_login=False),
    LicenseName(Kind.PACKAGE, "acme:pkg", "Acme [Pkg] <b>", by_login=False),
)


def connection_report(**changes: object) -> ConnectionReport:
    whole = ConnectionReport(
        org_id=ORG_ID,
        org_name="Acme [Ltd] <b>& Söhne</b>",
        edition="Enterprise Edition",
        edition_has_api=True,
        is_sandbox=False,
        instance="EU42",
        api_version="67.0",
        username="reader@acme.example",
        permissions=(
            Permission("API Enabled", present=True),
            Permission("Manage Users", present=False),
            Permission("View All Users", present=None),
        ),
        calls_used=25,
        calls_limit=100_000,
        clock=NOON,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


@dataclass
class MemoryConnections:
    """The port `Connections`, forgotten with the process."""

    kept: dict[str, Connection] = field(default_factory=dict)
    hidden: dict[str, dict[str, str]] = field(default_factory=dict)
    default_name: str | None = None

    def add(self, connection: Connection, secrets: Mapping[str, str]) -> None:
        if connection.name in self.kept:
            raise UsageError(f"An org named {connection.name} already exists.")
        self.kept[connection.name], self.hidden[connection.name] = connection, dict(secrets)

    def get(self, name: str) -> Connection:
        if name not in self.kept:
            raise UsageError(f"There is no org named {name}.", " or ".join(suggestions(name, self.kept)))
        return self.kept[name]

    def all(self) -> Sequence[Connection]:
        return [self.kept[name] for name in sorted(self.kept)]

    def update(self, connection: Connection, secrets: Mapping[str, str] | None = None) -> None:
        before = self.get(connection.name)
        self.kept[connection.name] = connection
        stored = self.hidden[connection.name] if before.shares_login(connection) else {}
        merged = {**stored, **(secrets or {})}
        self.hidden[connection.name] = {
            key: text for key, text in merged.items() if key in secret_names(connection.auth_method)
        }

    def rename(self, name: str, new: str) -> None:
        if new in self.kept:
            raise UsageError(f"An org named {new} already exists.")
        self.kept[new] = replace(self.get(name), name=new)
        self.hidden[new] = self.hidden.pop(name)
        del self.kept[name]

    def mark(self, name: str, status: Status, cause: str, at: datetime) -> None:
        self.kept[name] = replace(self.get(name), status=status, cause=cause, checked_at=at)

    def remove(self, name: str) -> None:
        self.get(name)
        del self.kept[name], self.hidden[name]
        self.default_name = None if self.default_name == name else self.default_name

    def default(self) -> str | None:
        return self.default_name

    def set_default(self, name: str | None) -> None:
        self.default_name = name if name is None else self.get(name).name

    def renew_secrets(self, connection: Connection, secrets: Mapping[str, str]) -> None:
        if self.get(connection.name).shares_login(connection):
            self.hidden[connection.name] |= secrets

    def secrets(self, connection: Connection) -> Mapping[str, str]:
        return dict(self.hidden[connection.name]) if self.get(connection.name).shares_login(connection) else {}


def bucket_override(key: str, bucket: Bucket | None, *, start: date = date(2026, 1, 1)) -> BucketOverride:
    return BucketOverride(key, bucket, start, NOON)


def entitlement_override(key: str, logins: int | None, *, start: date = date(2026, 1, 1)) -> EntitlementOverride:
    return EntitlementOverride(key, logins, start, NOON)


@dataclass
class MemoryPrices:
    """The port `PriceBook`, forgotten with the process."""

    entered: dict[str, list[Entry]] = field(default_factory=dict)
    lost: dict[tuple[str, type[Entry]], str] = field(default_factory=dict)

    def record(
        self, org: str, entries: Sequence[AnyEntry], check: EntryCheck[AnyEntry] | None = None
    ) -> list[AnyEntry]:
        if not entries:
            return []
        before = self.entries(org, type(entries[0]))
        if check is not None:
            check(before)
        never = datetime.min.replace(tzinfo=UTC)
        earliest = max((entry.recorded_at + timedelta(microseconds=1) for entry in before), default=never)
        recorded = [replace(entry, recorded_at=max(entry.recorded_at, earliest)) for entry in entries]
        self.entered.setdefault(org, []).extend(recorded)
        return recorded

    def entries(self, org: str, what: type[AnyEntry]) -> list[AnyEntry]:
        found = [entry for entry in self.entered.get(org, []) if isinstance(entry, what)]
        order = list(Kind)
        return sorted(found, key=lambda one: (order.index(one.kind), one.key, one.effective_from, one.recorded_at))

    def unidentified(self, org: str, what: type[AnyEntry]) -> str:
        return self.lost.get((org, what), "")


def entering(
    book: PriceBook,
    org: str = "acme",
    *,
    known: Sequence[LicenseName] = LICENSES,
    latest: date | None = date(2026, 11, 20),
    clock: Callable[[], datetime] = lambda: NOON,
) -> EntryContext:
    return EntryContext(org, "EUR", known, latest, book=book, clock=clock, all_listed=True)


@dataclass
class MemoryTrackedObjects:
    """The port `TrackedObjects`, forgotten with the process."""

    told: dict[str, dict[str, bool]] = field(default_factory=dict)

    def set_object(self, org: str, sobject: str, *, tracked: bool | None) -> None:
        _put(self.told.setdefault(org, {}), sobject, tracked)

    def objects(self, org: str) -> Mapping[str, bool]:
        return dict(self.told.get(org, {}))


def _put(kept: dict[str, Value], key: str, value: Value | None) -> None:
    if value is None:
        kept.pop(key, None)
    else:
        kept[key] = value


@dataclass
class FakeOrg:
    """The port `Org` of an org that answers a check-up, and holds no records."""

    found: ConnectionReport | OrgError = field(default_factory=connection_report)
    closed: bool = False
    user_id: str = ""
    api_version: str = "67.0"
    calls: int = 0
    calls_left: int | None = None

    @property
    def org_id(self) -> str:
        return self.check().org_id

    def clock(self) -> datetime:
        return NOON

    def count(self, tables: Sequence[Source]) -> Mapping[str, int]:
        return {}

    def read(self, table: Source, folder: Path, *, expected: int | None, watch: Watch) -> Pages:
        raise NotImplementedError

    def record_touches(self, sobject: str, period: Period, folder: Path, *, record_types: bool, watch: Watch) -> Pages:
        raise NotImplementedError

    def logins(self, since: datetime, until: datetime, folder: Path, *, watch: Watch) -> Pages:
        raise NotImplementedError

    def profile_record_types(self, profiles: Mapping[str, str], folder: Path, *, watch: Watch) -> Pages:
        raise NotImplementedError

    def has(self, permission: str) -> bool | None:
        raise NotImplementedError

    def check(self) -> ConnectionReport:
        if isinstance(self.found, OrgError):
            raise self.found
        return self.found

    def close(self) -> None:
        self.closed = True


@dataclass
class Reception:
    """The port `Login` and the way to the org behind it; remembers who came in, with which secrets."""

    org: FakeOrg = field(default_factory=FakeOrg)
    refuses: OrgError | None = None
    refresh_token: str = ""
    visits: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def login(self, connection: Connection, secrets: Mapping[str, str]) -> Session:
        self._come_in(connection, secrets)
        return Session("https://acme.example", "token", self.refresh_token)

    def open_org(self, connection: Connection, secrets: Mapping[str, str]) -> FakeOrg:
        self._come_in(connection, secrets)
        return self.org

    def _come_in(self, connection: Connection, secrets: Mapping[str, str]) -> None:
        self.visits.append((connection.name, dict(secrets)))
        if self.refuses is not None:
            raise self.refuses


def orgs(known: MemoryConnections, at: Reception | None = None) -> Orgs:
    at = at or Reception()
    return Orgs(known, at.open_org, at.login, lambda: NOON)
