"""What moved between two snapshots: how many users and who, which licenses, and how much money, with its sign."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.licenses import Bucket, Kind
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.license_changes import FIGURES
from seatwise.views.panel import ALL, Row
from seatwise.views.totals import TITLES, unread_kinds

JOINED, LEFT = "joined", "left"
CHANGES: Mapping[str, str] = {
    JOINED: "Joined",
    LEFT: "Left",
    "profile": "Changed profile",
    "license": "Changed license",
    "frozen": "Frozen",
    "unfrozen": "Unfrozen",
}

# What must have been read of both snapshots to know each change: table -> the columns it takes.
_ACTIVE = {"user": ("IsActive",)}
_PROFILE = {"user": ("IsActive", "ProfileId")}
_NEEDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    JOINED: _ACTIVE,
    LEFT: _ACTIVE,
    "profile": _PROFILE,
    "license": {**_PROFILE, "profile": ("UserLicenseId",)},
    "frozen": {**_ACTIVE, "user_login": ("UserId", "IsFrozen")},
    "unfrozen": {**_ACTIVE, "user_login": ("UserId", "IsFrozen")},
}


@dataclass(frozen=True)
class Count:
    """How many users a change is true of.

    Attributes:
        change: one of `CHANGES`.
        label: as people read it.
        users: how many; None when it could not be read.
        how: (how it came about, how many), the most first; empty where there is one way only.
    """

    change: str
    label: str
    users: int | None
    how: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Changes:
    """One snapshot of an org compared with another.

    Attributes:
        org, currency: whose, and which money.
        earlier, later: what is compared; `later` may be the older one, if somebody asks it that way.
        users_before, users_after: active users; None when they could not be read.
        counts: one per change, in reading order.
        licenses: those that moved, in the order of the Licenses panel, each with its `flags`.
        totals: sums per bucket and kind, then overall, over every license that can be compared.
        summary: the answer in a sentence.
        gaps: (the snapshot's id, what could not be read in it) of all that matters here.
        notes: what the figures mean here, one sentence each.
    """

    org: str
    currency: str
    earlier: Snapshot
    later: Snapshot
    users_before: int | None
    users_after: int | None
    counts: tuple[Count, ...]
    licenses: tuple[Row, ...]
    totals: tuple[Row, ...]
    summary: str
    gaps: tuple[tuple[str, Gap], ...]
    notes: tuple[str, ...]

    @property
    def overall(self) -> Row:
        """The sums over every license."""
        return self.totals[-1]

    @property
    def users_change(self) -> int | None:
        """How many more active users there are: those who joined less those who left."""
        if self.users_before is None or self.users_after is None:
            return None
        return self.users_after - self.users_before

    @property
    def empty(self) -> bool:
        """Whether all is known, and nothing moved."""
        return not self.licenses and all(count.users == 0 for count in self.counts)


@dataclass(frozen=True)
class UserPage:
    """Users who changed, by name, and whether more follow."""

    rows: tuple[Row, ...]
    more: bool


def changes_of(
    licenses: Sequence[Row], counts: Sequence[Row], earlier: Snapshot, later: Snapshot, *, org: str, currency: str
) -> Changes:
    """The comparison, from the metrics `license_changes` and `user_change_counts`."""
    unread = unread_changes(earlier, later)
    active = next(row for row in counts if row["change"] == "active")
    known = JOINED not in unread
    before, after = (_int(active[name]) if known else None for name in ("users_before", "users_after"))
    told = tuple(_count(change, counts, unread) for change in CHANGES)
    sums = totals(licenses, unread_kinds(earlier.gaps) | unread_kinds(later.gaps))
    moved = tuple({**row, "flags": _flags(row)} for row in licenses if _moved(row))
    matter = [
        (each.id, gap) for each in _distinct(earlier, later) for gap in each.gaps if gap.table in _tables_that_matter()
    ]
    return Changes(
        org=org,
        currency=currency,
        earlier=earlier,
        later=later,
        users_before=before,
        users_after=after,
        counts=told,
        licenses=moved,
        totals=sums,
        summary=_summary(told, sums[-1], before, after, currency),
        gaps=tuple(matter),
        notes=_notes(licenses, earlier, later),
    )


def unread_changes(earlier: Snapshot, later: Snapshot) -> frozenset[str]:
    """The changes that nobody can know, because of what could not be read in one of the snapshots."""
    return frozenset(
        change
        for change, tables in _NEEDS.items()
        if any(_unread(snapshot, table, columns) for snapshot in (earlier, later) for table, columns in tables.items())
    )


def _unread(snapshot: Snapshot, table: str, columns: Sequence[str]) -> bool:
    hidden = {gap.column for gap in snapshot.gaps if gap.table == table}
    return table not in snapshot.tables or not hidden.isdisjoint({None, ROWS, *columns})


def _count(change: str, counts: Sequence[Row], unread: frozenset[str]) -> Count:
    if change in unread:
        return Count(change, CHANGES[change], None)
    rows = [row for row in counts if row["change"] == change]
    how = sorted(((str(row["how"]), _int(row["users"]) or 0) for row in rows if row["how"]), key=lambda one: -one[1])
    return Count(change, CHANGES[change], sum(_int(row["users"]) or 0 for row in rows), tuple(how))


# For each figure, the licenses that have one: elsewhere a blank is no unknown, and the sums leave it out.
_MEANT: Mapping[str, Callable[[Row], bool]] = {
    "provisioned": lambda row: not row["unlimited"],
    "assigned": lambda row: True,  # noqa: ARG005 - every license has holders
    "available": lambda row: not row["unlimited"],
    "provisioned_cost": lambda row: row["priced"] is not False and bool(row["by_login"] or not row["unlimited"]),
    "assigned_cost": lambda row: row["priced"] is not False and not row["by_login"],
    "unassigned_cost": lambda row: row["priced"] is not False and not row["by_login"] and not row["unlimited"],
}


def totals(rows: Sequence[Row], unread: frozenset[Kind]) -> tuple[Row, ...]:
    """Sums per bucket, per kind and overall. A sum with something unknown in it is unknown.

    Args:
        rows: the metric `license_changes`, whole.
        unread: kinds of license whose rows may be missing on a side.
    """
    buckets = (
        _total(bucket.value, Kind.USER, members, partial=Kind.USER in unread)
        for bucket in Bucket
        if (members := [row for row in rows if row["bucket"] == bucket.value])
    )
    kinds = (
        _total(title, kind, members, partial=kind in unread)
        for kind, title in TITLES.items()
        if (members := [row for row in rows if row["kind"] == kind.value]) or kind in unread
    )
    return (*buckets, *kinds, _total(ALL, None, rows, partial=bool(unread)))


def _total(group: str, kind: Kind | None, rows: Sequence[Row], *, partial: bool) -> Row:
    sums: dict[str, object] = {}
    for name in FIGURES:
        before = None if partial else _sum(rows, name, "before")
        after = None if partial else _sum(rows, name, "after")
        change = None if before is None or after is None else after - before
        sums |= {f"{name}_before": before, f"{name}_after": after, f"{name}_change": change}
    return {
        "group": group,
        "kind": kind and kind.value,
        "licenses": len(rows),
        "moved": sum(_moved(row) for row in rows),
        "unpriced": sum(row["priced"] is False for row in rows),
        "partial": partial,
        **sums,
    }


def _sum(rows: Sequence[Row], name: str, side: str) -> int | Decimal | None:
    figures = [row[f"{name}_{side}"] for row in rows if _MEANT[name](row)]
    known = [figure for figure in figures if isinstance(figure, int | Decimal)]
    return sum(known[1:], start=known[0]) if known and len(known) == len(figures) else None


def _moved(row: Row) -> bool:
    """Whether a figure, or the price, is not what it was. That a price was told for one of the days only is no move."""
    figures = any(row[f"{name}_before"] != row[f"{name}_after"] for name in FIGURES)
    prices = (row["unit_price_before"], row["unit_price_after"])
    return row["how"] is not None or figures or (None not in prices and prices[0] != prices[1])


def _flags(row: Row) -> list[str]:
    prices = (row["unit_price_before"], row["unit_price_after"])
    marks = {
        str(row["how"]): row["how"] is not None,
        "other price": None not in prices and prices[0] != prices[1],
        "no price to compare": row["priced"] is False,
        "unlimited": bool(row["unlimited"]),
    }
    return [name for name, marked in marks.items() if marked]


def _notes(rows: Sequence[Row], earlier: Snapshot, later: Snapshot) -> tuple[str, ...]:
    days = f"{earlier.as_of:%d %b %Y} and {later.as_of:%d %b %Y}"
    unpriced = sum(row["priced"] is False for row in rows)
    unlimited = sum(bool(row["unlimited"]) for row in rows)
    said = (
        (True, f"Each snapshot is priced as of its own day, {days}: money moves with seats and with prices."),
        (unpriced, f"{_some(unpriced)} without a price on both days: what they cost is not compared."),
        (unlimited, f"{_some(unlimited)} unlimited: seats and committed money are not compared."),
        (
            True,
            "Joined: active now, and not before. Left: the other way round. Other changes are of users active in both.",
        ),
    )
    return tuple(text for is_so, text in said if is_so)


def _some(licenses: int) -> str:
    return f"{licenses} license{'' if licenses == 1 else 's'}"


def _summary(counts: Sequence[Count], overall: Row, before: int | None, after: int | None, currency: str) -> str:
    if before is None or after is None:
        users = "How many users came and went is unknown: not everything could be read."
    else:
        of = {count.change: count.users for count in counts}
        users = f"{of[JOINED]:,} joined and {of[LEFT]:,} left: {before:,} active users became {after:,}."
    committed, idle = overall["provisioned_cost_change"], overall["unassigned_cost_change"]
    if not isinstance(committed, Decimal):
        priced = overall["licenses"] != overall["unpriced"]
        why = "not everything could be read" if priced else "no license has a price on both days"
        return f"{users} How much money moved is unknown: {why}."
    return f"{users} {money_moved(committed, idle if isinstance(idle, Decimal) else None, currency)}"


def money_moved(committed: Decimal, idle: Decimal | None, currency: str) -> str:
    """How committed money changed, and what of it goes to seats that nobody holds."""
    if idle == committed == 0:
        return "Neither committed money changed, nor what of it goes to seats that nobody holds."
    way = "grew" if committed > 0 else "shrank"
    first = f"{way} by {abs(committed):,.2f} {currency} a year" if committed else "did not change"
    if idle is None:
        return f"Committed money {first}."
    held = f"{abs(idle):,.2f} {currency} a year {'more' if idle > 0 else 'less'} goes to seats that nobody holds"
    return f"Committed money {first}; {held if idle else 'what goes to seats that nobody holds did not change'}."


def signed(value: object) -> str:
    """A difference as people read it: +12, -3,000.50, 0; unknown is blank."""
    if isinstance(value, Decimal):
        return f"{value:+,.2f}" if value else "0.00"
    return f"{value:+,}" if isinstance(value, int) and value else "0" if value == 0 else ""


def _tables_that_matter() -> frozenset[str]:
    users = {table for tables in _NEEDS.values() for table in tables}
    return frozenset(
        users | {"user_license", "permission_set_license", "package_license", "active_feature_license_metric"}
    )


def _distinct(earlier: Snapshot, later: Snapshot) -> tuple[Snapshot, ...]:
    return (earlier,) if earlier.id == later.id else (earlier, later)


def _int(value: object) -> int | None:
    return value if isinstance(value, int) else None
