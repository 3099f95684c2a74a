"""Prices, bucket overrides and entitlement overrides of the orgs, in state.db (the port `PriceBook`)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from seatwise.app.ports import EntryCheck
from seatwise.domain.licensing.entries import AnyEntry, BucketOverride, EntitlementOverride, Entry, Price
from seatwise.domain.licensing.license_kinds import Kind
from seatwise.state.audit import note
from seatwise.state.connections import lock_org
from seatwise.state.database import Database
from seatwise.state.tables import BUCKET_OVERRIDES, ENTITLEMENT_OVERRIDES, PRICES

# The table of each, how the audit names it, and the column with what was entered.
_STORED: dict[type[Entry], tuple[sa.Table, str, str]] = {
    Price: (PRICES, "price", "amount"),
    BucketOverride: (BUCKET_OVERRIDES, "bucket", "bucket"),
    EntitlementOverride: (ENTITLEMENT_OVERRIDES, "yearly logins", "yearly_logins"),
}
_READING_ORDER = {kind: position for position, kind in enumerate(Kind)}
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class StoredPrices:
    """Entries are only ever added; the audit says what each one replaced."""

    database: Database

    def record(
        self, org: str, entries: Sequence[AnyEntry], check: EntryCheck[AnyEntry] | None = None
    ) -> list[AnyEntry]:
        """Add entries of one sort in one transaction, all or none, with an audit row each.

        The org's row is locked first: on SQLite the transaction holds the whole file already, on PostgreSQL two
        writers would otherwise both pass the check. Raises UsageError: no such org; and what `check` raises.
        """
        if not entries:
            return []
        with self.database.writing() as db:
            lock_org(db, org)
            before = _entries(db, org, type(entries[0]))
            if check is not None:
                check(before)
            earliest = max((entry.recorded_at + _TICK for entry in before), default=datetime.min.replace(tzinfo=UTC))
            added = [replace(entry, recorded_at=max(entry.recorded_at, earliest)) for entry in entries]
            values = {_identity(entry): _value(entry) for entry in before}
            for entry in added:
                what, old, new = _identity(entry), values.get(_identity(entry)), _value(entry)
                note(db, org, what, old, new)
                values[what] = new
                db.execute(_STORED[type(entry)][0].insert().values(org=org, **asdict(entry)))
        return added

    def entries(self, org: str, what: type[AnyEntry]) -> list[AnyEntry]:
        with self.database.reading() as db:
            return _entries(db, org, what)


def _select(what: type[Entry], table: sa.Table) -> sa.Select[Any]:
    columns = [table.c[field.name] for field in fields(what)]
    order = (table.c.key, table.c.effective_from, table.c.recorded_at, table.c.id)
    return sa.select(*columns).where(table.c.org == sa.bindparam("of")).order_by(*order)


_SELECTS = {what: _select(what, table) for what, (table, *_) in _STORED.items()}  # every page reads them


def _entries(db: sa.Connection, org: str, what: type[AnyEntry]) -> list[AnyEntry]:
    found = [what(*row) for row in db.execute(_SELECTS[what], {"of": org})]
    return sorted(found, key=lambda entry: _READING_ORDER[entry.kind])


def _identity(entry: Entry) -> str:
    """What an entry is about, as the audit names it."""
    return f"{_STORED[type(entry)][1]} of {entry.kind.value}:{entry.key} from {entry.effective_from.isoformat()}"


def _value(entry: Entry) -> str | None:
    value = getattr(entry, _STORED[type(entry)][2])
    return None if value is None else format(value, "f" if isinstance(entry, Price) else "")
