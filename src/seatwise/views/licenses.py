"""The Licenses panel: its columns, order, flags and notes (definitions section 2). Its sums stand in `totals.py`."""

from collections.abc import Iterator, Sequence
from datetime import date

from seatwise.domain.burn_rate import burn_rate
from seatwise.domain.errors import UsageError
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.licenses import Kind
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.suggestions import suggestions
from seatwise.metrics.inventory import LICENSES
from seatwise.metrics.model import Column
from seatwise.sources.affected_panels import affects
from seatwise.views.panel import Panel, Row, Section, in_order
from seatwise.views.totals import TITLES, summary, totals, unread_kinds

NAME = "Licenses"
ACTIVE, DISABLED = "Active", "Disabled"
OFTEN_BUNDLED = frozenset({"SalesUserPsl", "SalesforceAPIIntegrationPsl"})  # come with other licenses (facts section 4)
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
        rows: the Licenses metric, in its own order.
        snapshot: what it was computed from.
        org: the connection's name.
        currency: the currency of its prices.
        sort: a column of the metric; None keeps the metric's order (kind, bucket, label).
        descending: largest first. Blanks stand last either way.
        show_disabled: show licenses whose status is Disabled, and count them in the totals.
        text: show, and sum, only licenses with this in their name, key or bucket.

    Raises:
        UsageError: there is no such column; names the nearest.
    """
    if sort is not None and LICENSES.column(sort) is None:
        names = [column.name for column in LICENSES.columns]
        near = suggestions(sort, names)
        hint = f"Nearest: {', '.join(near)}." if near else "List them: seatwise explain licenses"
        raise UsageError(f"There is no column {sort!r} to sort by.", hint)
    shown = [with_flags(row, snapshot) for row in rows if show_disabled or row["status"] != DISABLED]
    enabled = len(shown)
    shown = [row for row in shown if _mentions(row, text)]
    ordered = shown if sort is None else in_order(shown, sort, descending=descending)
    sections = tuple(
        Section(title, tuple(row for row in ordered if row["kind"] == kind.value)) for kind, title in TITLES.items()
    )
    sums = totals(shown, unread_kinds(snapshot.gaps))
    return Panel(
        name=LICENSES.name,
        title=NAME,
        org=org,
        snapshot=snapshot.id,
        as_of=snapshot.as_of,
        currency=currency,
        columns=COLUMNS,
        sections=tuple(section for section in sections if section.rows),
        totals=sums,
        summary=summary(sums, currency),
        gaps=(*(gap for gap in snapshot.gaps if affects(gap, NAME)), *_hidden_features(rows, snapshot)),
        notes=_notes(shown, hidden=len(rows) - enabled),
    )


def _hidden_features(rows: Sequence[Row], snapshot: Snapshot) -> Iterator[Gap]:
    """Features whose seats Salesforce counts, and whose holders it does not show to this user."""
    if any(gap.table == "user" and gap.column in (None, ROWS) for gap in snapshot.gaps):
        return  # that they are unknown stands in the gap of the users
    for row in rows:
        if row["kind"] == Kind.FEATURE.value and row["assigned"] is None:
            yield Gap(
                "user",
                f"UserPermissions{row['key']}",
                f"Salesforce counts the seats of {row['label']}, and does not show who holds them.",
                f"Give the reading user access to the field {row['label']} of User.",
            )


def _mentions(row: Row, text: str) -> bool:
    words = text.casefold().split()
    told = " ".join(str(row[name] or "") for name in ("label", "key", "bucket", "kind")).casefold()
    return all(word in told for word in words)


def with_flags(row: Row, snapshot: Snapshot) -> Row:
    """The row with what a reader should notice about it, in words, and the pace of a login pool."""
    flow = burn_rate(_int(row["consumed"]), _int(row["monthly_logins"]), snapshot.as_of) if row["by_login"] else None
    status, ends = str(row["status"]), row["expires"]
    marks = {
        "unpriced": row["priced"] is False,
        "unlimited": bool(row["unlimited"]),
        "over-assigned": (_int(row["available"]) or 0) < 0,
        status.lower(): row["status"] is not None and status != ACTIVE,
        "expired": isinstance(ends, date) and ends < snapshot.as_of.date(),
        "often bundled": row["kind"] == Kind.PERMISSION_SET.value and row["key"] in OFTEN_BUNDLED,
        "runs out this month": flow is not None and flow.runs_out is not None,
    }
    return {
        **row,
        "flags": [name for name, marked in marks.items() if marked],
        "consumed_share": None if flow is None else flow.share,
        "runs_out": None if flow is None else flow.runs_out,
    }


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
