"""Prices, bucket overrides and entitlement overrides of the orgs, in state.db (the port `PriceBook`)."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from seatwise.app.ports import AnyEntry, EntryCheck
from seatwise.domain.licensing.entries import BucketOverride, EntitlementOverride, Price
from seatwise.domain.licensing.license_kinds import Bucket, Kind
from seatwise.state.audit import Change, note
from seatwise.state.connections import lock_org
from seatwise.state.database import Database
from seatwise.state.tables import BUCKET_OVERRIDES, ENTITLEMENT_OVERRIDES, PRICES

_READING_ORDER = {kind: position for position, kind in enumerate(Kind)}
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class StoredPrices:
    """Entries are only ever added; the audit says what each one replaced."""

    database: Database

    def set_prices(self, org: str, prices: Sequence[Price], check: EntryCheck[Price] | None = None) -> Sequence[Price]:
        """Record prices in one transaction, all or none. Raises UsageError: no such org; and what `check` raises."""
        return self._record(org, prices, PRICES, _prices, check)

    def prices(self, org: str) -> Sequence[Price]:
        """Every price ever recorded, by kind, key, effective date, recorded time."""
        with self.database.reading() as db:
            return _prices(db, org)

    def set_bucket(
        self, org: str, override: BucketOverride, check: EntryCheck[BucketOverride] | None = None
    ) -> BucketOverride:
        """Record a bucket override. Raises as `set_prices` does."""
        return self._record(org, [override], BUCKET_OVERRIDES, _buckets, check)[0]

    def bucket_overrides(self, org: str) -> Sequence[BucketOverride]:
        """Every bucket override ever recorded, by key, effective date, recorded time."""
        with self.database.reading() as db:
            return _buckets(db, org)

    def set_entitlement(
        self, org: str, override: EntitlementOverride, check: EntryCheck[EntitlementOverride] | None = None
    ) -> EntitlementOverride:
        """Record the yearly logins of a login license. Raises as `set_prices` does."""
        return self._record(org, [override], ENTITLEMENT_OVERRIDES, _entitlements, check)[0]

    def entitlement_overrides(self, org: str) -> Sequence[EntitlementOverride]:
        """Every entitlement override ever recorded, by key, effective date, recorded time."""
        with self.database.reading() as db:
            return _entitlements(db, org)

    def _record(
        self,
        org: str,
        entries: Sequence[AnyEntry],
        table: sa.Table,
        recorded: Callable[[sa.Connection, str], list[AnyEntry]],
        check: EntryCheck[AnyEntry] | None = None,
    ) -> list[AnyEntry]:
        """Add entries after those recorded so far, with an audit row each.

        The org's row is locked first: on SQLite the transaction holds the whole file already, on PostgreSQL two
        writers would otherwise both pass the check.
        """
        with self.database.writing() as db:
            lock_org(db, org)
            before = recorded(db, org)
            if check is not None:
                check(before)
            earliest = max((entry.recorded_at + _TICK for entry in before), default=datetime.min.replace(tzinfo=UTC))
            added = [replace(entry, recorded_at=max(entry.recorded_at, earliest)) for entry in entries]
            values = {_identity(entry): _value(entry) for entry in before}
            for entry in added:
                what, old, new = _identity(entry), values.get(_identity(entry)), _value(entry)
                note(db, Change(self.database.now(), org, what, old, new))
                values[what] = new
                db.execute(table.insert().values(org=org, **asdict(entry)))
        return added


def _prices(db: sa.Connection, org: str) -> list[Price]:
    rows = _rows(db, PRICES, org)
    found = [Price(Kind(row.kind), row.key, row.amount, row.effective_from, row.recorded_at) for row in rows]
    return sorted(found, key=lambda price: _READING_ORDER[price.kind])


def _buckets(db: sa.Connection, org: str) -> list[BucketOverride]:
    return [
        BucketOverride(row.key, Bucket(row.bucket) if row.bucket else None, row.effective_from, row.recorded_at)
        for row in _rows(db, BUCKET_OVERRIDES, org)
    ]


def _entitlements(db: sa.Connection, org: str) -> list[EntitlementOverride]:
    return [
        EntitlementOverride(row.key, row.yearly_logins, row.effective_from, row.recorded_at)
        for row in _rows(db, ENTITLEMENT_OVERRIDES, org)
    ]


def _rows(db: sa.Connection, table: sa.Table, org: str) -> Sequence[sa.Row[Any]]:
    return db.execute(_entries_of(table), {"of": org}).all()


@cache  # every page reads them
def _entries_of(table: sa.Table) -> sa.Select[Any]:
    order = (table.c.key, table.c.effective_from, table.c.recorded_at, table.c.id)
    return sa.select(table).where(table.c.org == sa.bindparam("of")).order_by(*order)


def _identity(entry: Price | BucketOverride | EntitlementOverride) -> str:
    """What an entry is about, as the audit names it."""
    match entry:
        case Price():
            what = f"price of {entry.kind.value}"
        case BucketOverride():
            what = "bucket of user"
        case EntitlementOverride():
            what = "yearly logins of user"
    return f"{what}:{entry.key} from {entry.effective_from.isoformat()}"


def _value(entry: Price | BucketOverride | EntitlementOverride) -> str | None:
    match entry:
        case Price():
            return None if entry.amount is None else f"{entry.amount:f}"
        case BucketOverride():
            return None if entry.bucket is None else entry.bucket.value
        case EntitlementOverride():
            return None if entry.yearly_logins is None else str(entry.yearly_logins)
