"""The Licenses panel: columns, groups, totals, reconciliation and notes (definitions section 2)."""

from collections.abc import Sequence
from decimal import Decimal

from seatwise.domain.errors import UsageError
from seatwise.domain.licenses import Bucket, Kind
from seatwise.domain.nearest import nearest
from seatwise.domain.pace import pace
from seatwise.domain.snapshots import Snapshot
from seatwise.measures.licenses import LICENSES
from seatwise.measures.model import Column
from seatwise.views.panel import ALL, UNATTRIBUTED, Panel, Row, Section, in_order

NAME = "Licenses"
DISABLED = "Disabled"
TITLES = {
    Kind.USER: "User licenses",
    Kind.PERMISSION_SET: "Add-ons (permission-set licenses)",
    Kind.FEATURE: "Feature licenses",
    Kind.PACKAGE: "Package licenses",
}
SEEN = (
    "label",
    "bucket",
    "provisioned",
    "assigned",
    "assigned_pct",
    "available",
    "unit_price",
    "provisioned_cost",
    "assigned_cost",
    "unassigned_cost",
)
COLUMNS: tuple[Column, ...] = tuple(column for name in SEEN if (column := LICENSES.column(name)))
_SUMS = ("provisioned_cost", "assigned_cost", "unassigned_cost", "consumed_cost")


def licenses_panel(
    rows: Sequence[Row],
    snapshot: Snapshot,
    *,
    org: str,
    currency: str,
    sort: str | None = None,
    descending: bool = False,
    show_disabled: bool = False,
    text: str = "",
) -> Panel:
    """The Licenses panel of one snapshot.

    Args:
        rows: the Licenses measure, in its own order.
        snapshot: what it was computed from.
        org: the connection's name.
        currency: the currency of its prices.
        sort: a column of the measure; None keeps the measure's order (kind, bucket, label).
        descending: largest first. Blanks stand last either way.
        show_disabled: show licenses whose status is Disabled, and count them in the totals.
        text: show, and sum, only licenses with this in their name, key or bucket.

    Raises:
        UsageError: there is no such column; names the nearest.
    """
    if sort is not None and LICENSES.column(sort) is None:
        names = [column.name for column in LICENSES.columns]
        raise UsageError(f"There is no column {sort!r} to sort by.", f"Nearest: {', '.join(nearest(sort, names))}.")
    shown = [with_flags(row, snapshot) for row in rows if show_disabled or row["status"] != DISABLED]
    enabled = len(shown)
    shown = [row for row in shown if _mentions(row, text)]
    ordered = shown if sort is None else in_order(shown, sort, descending=descending)
    sections = tuple(
        Section(title, tuple(row for row in ordered if row["kind"] == kind.value)) for kind, title in TITLES.items()
    )
    return Panel(
        name=LICENSES.name,
        title=NAME,
        org=org,
        snapshot=snapshot.id,
        as_of=snapshot.as_of,
        currency=currency,
        columns=COLUMNS,
        sections=tuple(section for section in sections if section.rows),
        totals=totals(shown),
        summary=_summary(total(ALL, None, shown), currency),
        gaps=tuple(gap for gap in snapshot.gaps if NAME in gap.panels),
        notes=_notes(shown, hidden=len(rows) - enabled),
    )


def _mentions(row: Row, text: str) -> bool:
    words = text.casefold().split()
    told = " ".join(str(row[name] or "") for name in ("label", "key", "bucket", "kind")).casefold()
    return all(word in told for word in words)


def with_flags(row: Row, snapshot: Snapshot) -> Row:
    """The row with what a reader should notice about it, in words, and the pace of a login pool."""
    flow = pace(_int(row["consumed"]), _int(row["monthly_logins"]), snapshot.as_of) if row["by_login"] else None
    marks = {
        "unpriced": row["priced"] is False,
        "unlimited": bool(row["unlimited"]),
        "over-assigned": (_int(row["available"]) or 0) < 0,
        "disabled": row["status"] == DISABLED,
        "runs out this month": flow is not None and flow.runs_out is not None,
    }
    return {
        **row,
        "flags": [name for name, marked in marks.items() if marked],
        "consumed_share": None if flow is None else flow.share,
        "runs_out": None if flow is None else flow.runs_out,
    }


def totals(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Sums per bucket, per kind and overall, then what Salesforce's counter says beyond the users we counted.

    A percentage is recomputed from the sums of the rows that have one, never averaged. Unlimited licenses have no
    number of provisioned seats, so they are left out of provisioned, available and the percentage, and counted apart.
    """
    groups = (
        *((bucket.value, Kind.USER, [row for row in rows if row["bucket"] == bucket.value]) for bucket in Bucket),
        *((title, kind, [row for row in rows if row["kind"] == kind.value]) for kind, title in TITLES.items()),
    )
    summed = (total(group, kind, members) for group, kind, members in groups if members)
    return (*summed, total(ALL, None, rows), unattributed(rows))


def total(group: str, kind: Kind | None, rows: Sequence[Row]) -> Row:
    """One row of sums. Unknown amounts are left out of a sum; it is None when nothing in it is known."""
    limited = [row for row in rows if not row["unlimited"]]
    rated = [row for row in limited if row["assigned_pct"] is not None]
    provisioned, assigned = _sum(rated, "provisioned"), _sum(rated, "assigned")
    return {
        "group": group,
        "kind": kind and kind.value,
        "licenses": len(rows),
        "unpriced": sum(row["priced"] is False for row in rows),
        "unlimited": len(rows) - len(limited),
        "by_login": sum(bool(row["by_login"]) for row in rows),
        "provisioned": _sum(limited, "provisioned"),
        "assigned": _sum(rows, "assigned"),
        "assigned_pct": round(int(assigned) / int(provisioned), 6) if provisioned and assigned is not None else None,
        "available": _sum(limited, "available"),
        **{name: _sum(rows, name) for name in _SUMS},
    }


def unattributed(rows: Sequence[Row]) -> Row:
    """The reconciliation row: seats in Salesforce's counter that no active user we read accounts for."""
    counted = [row for row in rows if row["unattributed"] is not None]
    return {
        **total(UNATTRIBUTED, None, ()),
        "licenses": sum(row["unattributed"] != 0 for row in counted),
        "assigned": _sum(counted, "unattributed"),
        "assigned_cost": _sum(counted, "unattributed_cost"),
        "by_license": [
            {
                "kind": row["kind"],
                "key": row["key"],
                "unattributed": row["unattributed"],
                "cost": row["unattributed_cost"],
            }
            for row in counted
            if row["unattributed"] != 0
        ],
    }


def _summary(overall: Row, currency: str) -> str:
    """The answer in a sentence, before anyone reads a table."""
    licenses, unpriced = overall["licenses"], overall["unpriced"]
    if not licenses:
        return "No license could be read."
    if licenses == unpriced:
        return f"None of the {licenses} licenses has a price yet, so nothing here says what they cost."
    committed, idle = (f"{overall[name] or 0:,.2f} {currency}" for name in ("provisioned_cost", "unassigned_cost"))
    missing = f" {unpriced} of {licenses} licenses have no price yet." if unpriced else ""
    return f"Committed {committed} a year, {idle} of it for seats that nobody holds.{missing}"


def _notes(rows: Sequence[Row], *, hidden: int) -> tuple[str, ...]:
    """What a reader must know to read the figures right: (how many licenses, what follows)."""
    said = (
        (sum(row["priced"] is False for row in rows), "unpriced: costs count as 0"),
        (sum((_int(row["available"]) or 0) < 0 for row in rows), "over-assigned: more seats are held than were bought"),
        (sum(bool(row["unlimited"]) for row in rows), "unlimited: no share, available seats or provisioned cost"),
        (
            sum(bool(row["by_login"]) for row in rows),
            "paid by login: the price is per login; assigned and unassigned cost are blank and out of the totals",
        ),
        (
            sum(str(row["yearly_logins_source"] or "").startswith("12 x") for row in rows),
            "with yearly logins of 12 x the monthly allowance, a ceiling: what is left of a month lapses",
        ),
        (hidden, "disabled and hidden: --all shows them"),
    )
    return tuple(f"{count} {'license' if count == 1 else 'licenses'} {what}." for count, what in said if count)


def _int(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _sum(rows: Sequence[Row], name: str) -> int | Decimal | None:
    values = [value for row in rows if isinstance(value := row[name], int | Decimal)]
    return sum(values[1:], start=values[0]) if values else None
