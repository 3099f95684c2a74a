"""The sums of the Licenses panel: per bucket, per kind, overall, and the reconciliation (definitions section 2).

A sum with something unknown in it is unknown: it is None, and the row says how many licenses are missing from it.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from seatwise.domain.gaps import Gap
from seatwise.domain.licenses import Bucket, Kind
from seatwise.views.panel import ALL, UNATTRIBUTED, Row

TITLES = {
    Kind.USER: "User licenses",
    Kind.PERMISSION_SET: "Add-ons (permission-set licenses)",
    Kind.FEATURE: "Feature licenses",
    Kind.PACKAGE: "Package licenses",
}
_TABLES = {  # where the licenses of each kind are listed
    Kind.USER: ("user_license",),
    Kind.PERMISSION_SET: ("permission_set_license",),
    Kind.FEATURE: ("user", "active_feature_license_metric"),
    Kind.PACKAGE: ("package_license",),
}
_OF_SEATS = frozenset({"provisioned", "available"})  # an unlimited license has no number of these
_RECONCILED = frozenset({Kind.USER.value, Kind.PERMISSION_SET.value, Kind.PACKAGE.value})


def _seats(row: Row) -> bool:
    return row["unlimited"] is not True


def _money(row: Row) -> bool:
    """An unpriced license counts as 0, whatever its seats: the total says how many there are."""
    return row["priced"] is not False


# For each summed figure, the rows where None means unknown. Elsewhere a blank is just blank.
_MEANT: dict[str, Callable[[Row], bool]] = {
    "provisioned": _seats,
    "assigned": lambda row: True,  # noqa: ARG005 - every license has holders
    "available": _seats,
    "provisioned_cost": lambda row: _money(row) and (_seats(row) or bool(row["by_login"])),
    "assigned_cost": lambda row: _money(row) and not row["by_login"],
    "unassigned_cost": lambda row: _money(row) and not row["by_login"] and _seats(row),
    "consumed_cost": lambda row: _money(row) and bool(row["by_login"]),
}


def is_unread(row: Row, name: str) -> bool:
    """Whether a blank figure of a license is one that could not be read; elsewhere a blank has no meaning there."""
    return name in _MEANT and row[name] is None and _MEANT[name](row)


def unread_kinds(gaps: Iterable[Gap]) -> frozenset[Kind]:
    """The kinds of license whose rows may be missing, because a table that lists them could not be read."""
    tables = {gap.table for gap in gaps if gap.column is None}
    return frozenset(kind for kind, listed_in in _TABLES.items() if tables.intersection(listed_in))


def totals(rows: Sequence[Row], unread: frozenset[Kind] = frozenset()) -> tuple[Row, ...]:
    """Sums per bucket, per kind and overall, then what Salesforce's counter says beyond the users we counted.

    A percentage is recomputed from the sums of the rows that have one, never averaged. Unlimited licenses have no
    number of provisioned seats: they are left out of provisioned, available and the percentage, and counted apart.

    Args:
        rows: the licenses that are shown.
        unread: kinds whose rows may be missing.
    """
    buckets = (
        total(bucket.value, Kind.USER, members, partial=Kind.USER in unread)
        for bucket in Bucket
        if (members := [row for row in rows if row["bucket"] == bucket.value])
    )
    kinds = (
        total(title, kind, members, partial=kind in unread)
        for kind, title in TITLES.items()
        if (members := [row for row in rows if row["kind"] == kind.value]) or kind in unread
    )
    return (*buckets, *kinds, total(ALL, None, rows, partial=bool(unread)), unattributed(rows, unread))


def total(group: str, kind: Kind | None, rows: Sequence[Row], *, partial: bool = False) -> Row:
    """One row of sums.

    Args:
        group: its name.
        kind: the kind it sums; None for all.
        rows: what it sums.
        partial: rows may be missing, so every sum is unknown.
    """
    sums = {name: None if partial else _sum(rows, name) for name in _MEANT}
    rated = [row for row in rows if row["assigned_pct"] is not None]
    whole, held = _sum(rated, "provisioned"), _sum(rated, "assigned")
    known = sums["provisioned"] is not None and sums["assigned"] is not None
    return {
        "group": group,
        "kind": kind and kind.value,
        "licenses": len(rows),
        "partial": partial,
        "unknown": sum(any(meant(row) and row[name] is None for name, meant in _MEANT.items()) for row in rows),
        "unpriced": sum(row["priced"] is False for row in rows),
        "unlimited": sum(row["unlimited"] is True for row in rows),
        "by_login": sum(bool(row["by_login"]) for row in rows),
        **sums,
        "assigned_pct": round(int(held) / int(whole), 6) if known and whole and held is not None else None,
    }


def unattributed(rows: Sequence[Row], unread: frozenset[Kind] = frozenset()) -> Row:
    """The reconciliation row: seats in Salesforce's counters beyond, or short of, the active users that were read.

    Unknown as soon as one license could not be compared. What is beyond and what is short are told apart.
    """
    reconciled = [row for row in rows if row["kind"] in _RECONCILED]
    missing = [row for row in reconciled if row["unattributed"] is None]
    odd = [row for row in reconciled if row["unattributed"]]
    partial = bool(missing) or bool(unread - {Kind.FEATURE})
    seats = [count for row in odd if isinstance(count := row["unattributed"], int)]
    costs = [cost for row in odd if isinstance(cost := row["unattributed_cost"], Decimal)]
    return {
        **total(UNATTRIBUTED, None, (), partial=partial),
        "licenses": len(odd),
        "unknown": len(missing),
        "assigned": None if partial else sum(seats),
        "beyond": None if partial else sum(count for count in seats if count > 0),
        "short": None if partial else sum(count for count in seats if count < 0),
        "assigned_cost": None if partial else sum(costs, start=Decimal(0)),
        "by_license": [
            {
                "kind": row["kind"],
                "key": row["key"],
                "unattributed": row["unattributed"],
                "cost": row["unattributed_cost"],
            }
            for row in odd
        ],
    }


def counted(sums: Row) -> str:
    """What a total sums, in words: how many licenses, and what is odd about them."""
    parts = [f"{sums['licenses']} {'license' if sums['licenses'] == 1 else 'licenses'}"]
    parts += [f"{sums[name]} {name}" for name in ("unpriced", "unlimited", "unknown") if sums[name]]
    return ", ".join([*parts, "some could not be read"] if sums["partial"] else parts)


def summary(sums: Sequence[Row], currency: str) -> str:
    """The answer in a sentence, before anyone reads a table."""
    overall = next(row for row in sums if row["group"] == ALL)
    licenses, unpriced = overall["licenses"], overall["unpriced"]
    if not licenses:
        return "No license could be read." if overall["partial"] else "There are no licenses here."
    if licenses == unpriced:
        return f"None of the {licenses} licenses has a price yet, so nothing here says what they cost."
    committed, idle = overall["provisioned_cost"], overall["unassigned_cost"]
    missing = f" {unpriced} of {licenses} licenses have no price yet." if unpriced else ""
    if not isinstance(committed, Decimal):
        return f"What is committed is unknown: not everything could be read.{missing}"
    empty = "an unknown part" if not isinstance(idle, Decimal) else f"{idle:,.2f} {currency}"
    return f"Committed {committed:,.2f} {currency} a year, {empty} of it for seats that nobody holds.{missing}"


def _sum(rows: Sequence[Row], name: str) -> int | Decimal | None:
    """The sum of a figure; None when it is unknown for one of the rows, or has no meaning for any."""
    counted = [row for row in rows if _seats(row) or name not in _OF_SEATS]
    if any(_MEANT[name](row) and row[name] is None for row in counted):
        return None
    known = [value for row in counted if isinstance(value := row[name], int | Decimal)]
    return sum(known[1:], start=known[0]) if known else None
