"""The rows that a refresh of the sandbox org must store; a disturbed refresh may store less, never anything else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

import duckdb

from fakes import NOON, MemoryPrices
from inventory import INVENTORY
from reports import license_rows, report_sources
from seatwise.app.refresh.run import refresh
from seatwise.domain.connection import Session
from seatwise.domain.errors import SeatwiseError
from seatwise.domain.licensing.entries import Price
from seatwise.domain.licensing.license_kinds import Kind
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.query import Row
from seatwise.salesforce.org import SalesforceOrg
from seatwise.sandbox.accounts import ADMIN_USERNAME
from seatwise.sandbox.org import Sandbox
from seatwise.sources.activity import CREATED, LOGIN_DAY, LOGIN_DAYS, MODIFIED, RECORD_TOUCH, TRACKED_OBJECTS
from seatwise.sources.licenses import USER_LICENSE
from seatwise.sources.registry import REGISTRY
from seatwise.sources.source import Source
from seatwise.storage.snapshot_store import FolderStore

REST_ONLY, BULK_ALWAYS = 10**9, 1
LICENSE_TABLES = {
    "user": "user_license",
    "permission_set": "permission_set_license",
    "feature": "user",
    "package": "package_license",
}
WORDS = {
    "key",  # falls back to another name of the same license; then no price is looked up
    "label",  # falls back to another name of the same license
    "bucket_reason",  # says which rule decided, of those that could be applied
    "bucket_likely",  # says that a rule could not be applied
    "yearly_logins_source",  # says what the yearly logins are from
    "month_source",  # says which month is taken
}
MONTH = {"month_start", "runs_out", "flags"}  # the calendar month, where the contract's is not dated
# Without it 12 x the monthly allowance, with that as its source.
ENTITLEMENT = {"yearly_logins", "consumed_share", "consumed_cost", "provisioned_cost", *MONTH}
# Definitions section 2: where no entitlement is known a login license costs seats x price, and rule 2 cannot decide.
BY_LOGIN = {"bucket", "by_login", "yearly_logins", "consumed", "consumed_cost", "provisioned_cost", "assigned_cost",
            "unassigned_cost", "unreconciled_cost", *MONTH}  # fmt: skip
FALLBACK = {
    "user_license.MonthlyLoginsEntitlement": BY_LOGIN,
    "tenant_usage_entitlement": ENTITLEMENT,
    "tenant_usage_entitlement.CurrentAmountAllowed": ENTITLEMENT,
    "tenant_usage_entitlement.Frequency": ENTITLEMENT,
    "tenant_usage_entitlement.MasterLabel": ENTITLEMENT,
    "tenant_usage_entitlement.StartDate": MONTH,
}

Records = list[tuple[tuple[str, object], ...]]


@dataclass(frozen=True)
class Found:
    """What one snapshot holds: records by table, and the rows of the Licenses metric by kind and id."""

    snapshot: Snapshot
    records: Mapping[str, Records]
    licenses: Mapping[tuple[str, str], Row]

    @property
    def gaps(self) -> set[str]:
        return {gap.what for gap in self.snapshot.gaps}


@dataclass(frozen=True)
class ExpectedSnapshot:
    """What an undisturbed refresh finds, and the prices told from it; and the org itself, to count anew in it."""

    found: Found
    book: MemoryPrices
    sandbox: Sandbox

    @staticmethod
    def of(sandbox: Sandbox, folder: Path) -> "ExpectedSnapshot":
        book = MemoryPrices()
        snapshot = take(sandbox, folder, tables=REGISTRY)
        seen = license_rows(snapshot, report_sources(folder, book))
        book.record("box", [_price(row, Decimal(100 + index)) for index, row in enumerate(seen)])
        return ExpectedSnapshot(found_in(snapshot, folder, book), book, sandbox)

    def assert_complete(self, snapshot: Snapshot, folder: Path) -> None:
        """Nothing is missing and nothing is different."""
        assert not snapshot.gaps
        for name, records in records_in(snapshot, folder).items():
            assert records == self.records(name, snapshot), name
        if {table.name for table in INVENTORY} <= set(snapshot.tables):
            assert licenses_in(snapshot, folder, self.book) == self.found.licenses

    def records(self, name: str, snapshot: Snapshot) -> Records:
        """What the table must hold. Who touched records, and who logged in, depends on the moment: counted anew."""
        if name == RECORD_TOUCH.name:
            assert snapshot.read_days is not None
            return touches_of(self.sandbox, snapshot.as_of, snapshot.read_days, snapshot.tracked_objects)
        if name == LOGIN_DAY.name:
            return login_days_of(self.sandbox, snapshot.as_of)
        return self.found.records[name]

    def assert_same_but_for_gaps(self, snapshot: Snapshot, folder: Path, tables: Sequence[Source] = INVENTORY) -> Found:
        """Every figure is the true one, or unknown where a gap says so."""
        found = found_in(snapshot, folder, self.book)
        assert found.gaps
        for name in (table.name for table in tables):
            if name not in snapshot.tables:
                assert name in found.gaps, name
                continue
            missing = {gap.column for gap in snapshot.gaps if gap.table == name}
            assert found.records[name] == [_without(one, missing) for one in self.records(name, snapshot)], name
        if USER_LICENSE not in tables:  # then it is not about licenses
            return found
        assert set(found.licenses) <= set(self.found.licenses)
        for which, true in self.found.licenses.items():
            if which not in found.licenses:
                assert any(gap.table == LICENSE_TABLES[which[0]] for gap in snapshot.gaps), which
                continue
            _must_not_differ(found.licenses[which], true, found.gaps)
        return found


def take(
    sandbox: Sandbox,
    folder: Path,
    *,
    bulk_from: int = REST_ONLY,
    tables: Sequence[Source] = INVENTORY,
    as_of: datetime | None = None,
    page_rows: int = 250_000,
    job_time: float = 60,
    tracked_objects: Sequence[str] = TRACKED_OBJECTS,
) -> Snapshot:
    """A refresh over HTTP, into a lake in that folder."""
    org = SalesforceOrg(
        lambda: Session(sandbox.url, sandbox.sessions.open(ADMIN_USERNAME), org_id=sandbox.org_id),
        quota_share=100,
        bulk_from=bulk_from,
        page_rows=page_rows,
        job_time=job_time,
    )
    try:
        lake = FolderStore(folder)
        return refresh(
            org,
            lake,
            name="box",
            tables=tables,
            as_of=as_of,
            clock=lambda: datetime.now(UTC),
            watch=lambda step: None,
            tracked_objects=tracked_objects,
        )
    finally:
        org.close()


@lru_cache
def touches_of(sandbox: Sandbox, as_of: datetime, days: int, tracked_objects: tuple[str, ...]) -> Records:
    """Who touched records of the org, counted in its own data."""
    start, end = (moment.replace(tzinfo=None) for moment in (as_of - timedelta(days=days), as_of))
    found: list[tuple[object, ...]] = []
    with sandbox._data.cursor() as data:
        typed = {name for (name,) in data.execute('SELECT DISTINCT "SobjectType" FROM "RecordType"').fetchall()}
        for sobject in tracked_objects:
            kind = '"RecordTypeId"' if sobject in typed else "NULL"
            for touch, who, when in ((CREATED, "CreatedBy", "Created"), (MODIFIED, "LastModifiedBy", "LastModified")):
                found += data.execute(
                    f"""SELECT '{sobject}', CAST({kind} AS VARCHAR), CAST("{who}Id" AS VARCHAR), '{touch}', count(*),
                    max("{when}Date") FROM "{sobject}" WHERE "{when}Date" BETWEEN ? AND ? GROUP BY ALL""",
                    [start, end],
                ).fetchall()
    return _named(RECORD_TOUCH, found)


@lru_cache
def login_days_of(sandbox: Sandbox, as_of: datetime) -> Records:
    """Who logged in on which day, counted in the org's own data."""
    first = as_of.date() - timedelta(days=LOGIN_DAYS)
    with sandbox._data.cursor() as data:
        found = data.execute(
            """SELECT CAST("UserId" AS VARCHAR), CAST("LoginTime" AS DATE), CAST("LoginType" AS VARCHAR),
            "Status" = 'Success', count(*), max("LoginTime") FROM "LoginHistory"
            WHERE "LoginTime" BETWEEN ? AND ? GROUP BY ALL""",
            [first, as_of.replace(tzinfo=None)],
        ).fetchall()
    return _named(LOGIN_DAY, found)


def _named(table: Source, rows: Sequence[tuple[object, ...]]) -> Records:
    names = [column.name for column in table.fields]
    return _in_order(tuple(zip(names, row, strict=True)) for row in rows)


def found_in(snapshot: Snapshot, folder: Path, book: MemoryPrices) -> Found:
    """Everything that a committed snapshot holds."""
    return Found(snapshot, records_in(snapshot, folder), licenses_in(snapshot, folder, book))


def records_in(snapshot: Snapshot, folder: Path) -> dict[str, Records]:
    """Every record of every table, by id, read without Seatwise."""
    home = folder / f"org={snapshot.org_id}" / f"as_of={snapshot.id}"
    return {name: _records(_reader(), home / f"{name}.parquet") for name in snapshot.tables}


def licenses_in(snapshot: Snapshot, folder: Path, book: MemoryPrices) -> dict[tuple[str, str], Row]:
    """The rows of the Licenses metric, by kind and id."""
    rows = license_rows(snapshot, report_sources(folder, book), "box")
    return {(str(row["kind"]), str(row["id"])): row for row in rows}


def assert_nothing_stored(error: SeatwiseError, folder: Path, before: Sequence[Snapshot], org_id: str) -> None:
    """A refused refresh says what to do, and the lake is as it was."""
    assert error.message
    assert error.next_step, error.message
    lake = FolderStore(folder)
    assert list(lake.snapshots(org_id)) == list(before)
    assert not lake.damaged(org_id)
    assert not list(folder.rglob(".draft-*"))


def _price(row: Row, amount: Decimal) -> Price:
    return Price(Kind(str(row["kind"])), str(row["key"]), amount, date(2026, 1, 1), NOON)


@cache
def _reader() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _records(connection: duckdb.DuckDBPyConnection, file: Path) -> Records:
    cursor = connection.execute(f"SELECT * FROM read_parquet('{file}', hive_partitioning = false)")
    names = [column[0] for column in cursor.description]
    return _in_order(tuple(zip(names, record, strict=True)) for record in cursor.fetchall())


def _in_order(records: Iterable[tuple[tuple[str, object], ...]]) -> Records:
    return sorted(records, key=lambda record: [str(value) for _, value in record])


def _without(record: tuple[tuple[str, object], ...], columns: set[str | None]) -> tuple[tuple[str, object], ...]:
    return tuple((name, None if name in columns else value) for name, value in record)


def _must_not_differ(row: Row, true: Row, gaps: set[str]) -> None:
    allowed = WORDS.union(*(columns for gap, columns in FALLBACK.items() if gap in gaps and true["by_login"]))
    for name, value in row.items():
        if name not in allowed and value is not None:
            same = _known_flags(value) <= _known_flags(true[name]) if name == "flags" else value == true[name]
            assert same, (sorted(gaps), true["label"], name, value, true[name])


def _known_flags(flags: object) -> set[str]:
    """Without those that say that something is not known."""
    assert isinstance(flags, list)
    return set(flags) - {"bucket likely", "key not known"}
