"""Prices, bucket overrides and entitlement overrides of the orgs, in state.db (the port `PriceBook`)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from seatwise.app.ports import EntryCheck
from seatwise.domain.licensing.entries import AnyEntry, BucketOverride, EntitlementOverride, Entry, Price
from seatwise.domain.licensing.license_kinds import Kind
from seatwise.state.audit import note
from seatwise.state.connections import lock_org
from seatwise.state.database import Database
from seatwise.state.seals.row_seal import printable
from seatwise.state.seals.sealed_table import Fit, SealedRows, resealing, sealed_rows
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
            table = _STORED[type(entries[0])][0]
            before = _sorted(type(entries[0]), sealed_rows(db, table, org))
            if check is not None:
                check(before)
            earliest = max((entry.recorded_at + _TICK for entry in before), default=datetime.min.replace(tzinfo=UTC))
            added = [replace(entry, recorded_at=max(entry.recorded_at, earliest)) for entry in entries]
            values = {_identity(entry): _value(entry) for entry in before}
            last = db.execute(sa.select(sa.func.max(table.c.id))).scalar_one() or 0
            with resealing(db, table, sa.false(), table.c.id > last):
                for entry in added:
                    what, old, new = _identity(entry), values.get(_identity(entry)), _value(entry)
                    note(db, org, what, old, new)
                    values[what] = new
                    db.execute(table.insert().values(org=org, **_columns(entry)))
        return added

    def entries(self, org: str, what: type[AnyEntry]) -> list[AnyEntry]:
        with self.database.reading() as db:
            return _sorted(what, sealed_rows(db, _STORED[what][0], org))

    def unidentified(self, org: str, what: type[AnyEntry]) -> str:
        table, name = _STORED[what][:2]
        with self.database.reading() as db:
            return _unplaced(db, table, org, name)


def _unplaced(db: sa.Connection, table: sa.Table, org: str, name: str) -> str:
    """Rows that are missing may be among the damaged ones of other orgs."""
    found = sealed_rows(db, table, org)
    others = sealed_rows(db, table).of(Fit.DAMAGED) if found.lost else []
    if rows := [*found.of(Fit.DAMAGED), *others]:
        listed = "; ".join(dict.fromkeys(_damaged_text(row) for row in rows))
        return f"What was entered as {name} of {org} was changed in state.db after it was written ({listed})."
    return f"What was entered as {name} of {org} is not all there in state.db: {found.lost}" if found.lost else ""


def _sorted(what: type[AnyEntry], found: SealedRows) -> list[AnyEntry]:
    """The entries with a known license and day; if the value of one is damaged, it is None."""
    rows = [row for row in found.rows if row.fit is not Fit.DAMAGED]
    entries = [(what(**_fields(row.values), damaged=row.fit is not Fit.WHOLE), row.values["id"]) for row in rows]
    entries.sort(key=_order)
    return [entry for entry, _ in entries]


def _order(pair: tuple[Entry, int]) -> tuple[object, ...]:
    entry, number = pair
    return _READING_ORDER[entry.kind], entry.key, entry.effective_from, entry.recorded_at, number


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ("id", "org")}


def _columns(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in asdict(entry).items() if name != "damaged"}


def _damaged_text(row: Mapping[str, Any]) -> str:
    """A row that does not fit its seal, as it is read now."""
    about = f"{row['kind']}:{row['key']}" if "kind" in row else str(row["key"])
    return printable(f"row {row['id']}: {about} of {row['org']} from {row['effective_from']}")


def _identity(entry: Entry) -> str:
    """What an entry is about, as the audit names it."""
    return f"{_STORED[type(entry)][1]} of {entry.kind.value}:{entry.key} from {entry.effective_from.isoformat()}"


def _value(entry: Entry) -> str | None:
    value = getattr(entry, _STORED[type(entry)][2])
    return None if value is None else format(value, "f" if isinstance(entry, Price) else "")
