"""Prices, bucket overrides and contract terms of the orgs, in state.db (the port `PriceBook`)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from seatwise.app.ports import PriceCheck
from seatwise.domain.entries import Price
from seatwise.domain.licenses import Bucket, Kind
from seatwise.state.audit import Change, note
from seatwise.state.connections import lock_org
from seatwise.state.database import Database
from seatwise.state.tables import BUCKETS, CONTRACTS, PRICES

_READING_ORDER = {kind: position for position, kind in enumerate(Kind)}
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class StoredPrices:
    """Prices are only ever added; the audit says what each one replaced."""

    database: Database

    def set_prices(self, org: str, prices: Sequence[Price], check: PriceCheck | None = None) -> Sequence[Price]:
        """Record prices in one transaction, all or none. Raises UsageError: no such org; and what `check` raises.

        The org's row is locked first: on SQLite the transaction holds the whole file already, on PostgreSQL two
        writers would otherwise both pass the check.
        """
        with self.database.writing() as db:
            lock_org(db, org)
            before = _prices(db, org)
            if check is not None:
                check(before)
            earliest = max((price.recorded_at + _TICK for price in before), default=datetime.min.replace(tzinfo=UTC))
            recorded = [replace(price, recorded_at=max(price.recorded_at, earliest)) for price in prices]
            for price in recorded:
                self._note(
                    db,
                    org,
                    _described(price),
                    _amount_before(db, org, price),
                    None if price.amount is None else f"{price.amount:f}",
                )
                db.execute(PRICES.insert().values(org=org, **asdict(price) | {"kind": price.kind.value}))
        return recorded

    def prices(self, org: str) -> Sequence[Price]:
        """Every price ever recorded, by kind, key, effective date, recorded time."""
        with self.database.reading() as db:
            return _prices(db, org)

    def set_bucket(self, org: str, key: str, bucket: Bucket | None) -> None:
        """Override the bucket of a user license; None takes the override back."""
        self._set(BUCKETS.c.bucket, org, key, None if bucket is None else bucket.value)

    def buckets(self, org: str) -> Mapping[str, Bucket]:
        """The overrides, by user license key."""
        return {key: Bucket(value) for key, value in self._all(BUCKETS.c.bucket, org)}

    def set_yearly_logins(self, org: str, key: str, logins: int | None) -> None:
        """The yearly logins that the contract grants for a login license; None takes it back."""
        self._set(CONTRACTS.c.yearly_logins, org, key, logins)

    def yearly_logins(self, org: str) -> Mapping[str, int]:
        """The contract overrides, by user license key."""
        return {key: int(value) for key, value in self._all(CONTRACTS.c.yearly_logins, org)}

    def _set(self, column: sa.Column[str] | sa.Column[int], org: str, key: str, value: str | int | None) -> None:
        table = column.table
        assert isinstance(table, sa.Table)
        here = (table.c.org == org) & (table.c.key == key)
        with self.database.writing() as db:
            lock_org(db, org)
            old = db.execute(sa.select(column).where(here)).scalar_one_or_none()
            db.execute(table.delete().where(here))
            if value is not None:
                db.execute(table.insert().values({"org": org, "key": key, column.name: value}))
            what = f"{column.name.replace('_', ' ')} of user:{key}"
            self._note(db, org, what, None if old is None else str(old), None if value is None else str(value))

    def _all(self, column: sa.Column[str] | sa.Column[int], org: str) -> list[tuple[str, str]]:
        table = column.table
        with self.database.reading() as db:
            rows = db.execute(sa.select(table.c.key, column).where(table.c.org == org).order_by(table.c.key))
            return [(str(key), str(value)) for key, value in rows]

    def _note(self, db: sa.Connection, org: str, what: str, old: str | None, new: str | None) -> None:
        note(db, Change(self.database.now(), org, what, old, new))


def _prices(db: sa.Connection, org: str) -> list[Price]:
    columns = (PRICES.c.key, PRICES.c.effective_from, PRICES.c.recorded_at, PRICES.c.id)
    rows = db.execute(sa.select(PRICES).where(PRICES.c.org == org).order_by(*columns)).all()
    found = [Price(Kind(row.kind), row.key, row.amount, row.effective_from, row.recorded_at) for row in rows]
    return sorted(found, key=lambda price: _READING_ORDER[price.kind])


def _described(price: Price) -> str:
    return f"price of {price.kind.value}:{price.key} from {price.effective_from.isoformat()}"


def _amount_before(db: sa.Connection, org: str, price: Price) -> str | None:
    """What was recorded last for that license and date."""
    same = (
        (PRICES.c.org == org)
        & (PRICES.c.kind == price.kind.value)
        & (PRICES.c.key == price.key)
        & (PRICES.c.effective_from == price.effective_from)
    )
    latest = sa.select(PRICES.c.amount).where(same).order_by(PRICES.c.recorded_at.desc(), PRICES.c.id.desc()).limit(1)
    amount = db.execute(latest).scalar_one_or_none()
    return None if amount is None else f"{amount:f}"
