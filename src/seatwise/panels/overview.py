"""The Overview panel: all orgs side by side, with totals per currency; sandboxes apart."""

from collections.abc import Iterator

from seatwise.domain.counts import counted
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.overview.overview import ORG_FIGURES, OVERVIEW_TOTALS
from seatwise.metrics.overview.overview import OVERVIEW as METRIC
from seatwise.panels.declaration.panel import Link, Panel, Span
from seatwise.panels.declaration.result import Result, Row, at_least, count_of


def headline(result: Result) -> str:
    """What the orgs cost, per currency."""
    if not list(result.rows):
        return "No org is connected yet."
    sums = [_sum(total) for total in result.totals if count_of(total, "orgs")]
    return f"{'; '.join(sums)}." if sums else "No data yet."


def _sum(total: Row) -> str:
    named = counted(count_of(total, "orgs"), "org")
    if total["provisioned_cost"] is None:
        return f"{named}: no cost known"
    part = "" if total["unassigned_cost"] is None else f", {_at_least(total, 'unassigned_cost')} of it unassigned"
    return f"{named}: provisioned cost {_at_least(total, 'provisioned_cost')} {total['group']} a year{part}"


def _at_least(total: Row, name: str) -> str:
    return f"{at_least(total, name)}{FieldType.MONEY.format_display(total[name])}"


def notes(result: Result) -> Iterator[str]:
    """What the figures mean here."""
    rows = list(result.rows)
    if rows:
        yield "Orgs with the most data gaps come first, then those with the most unassigned cost."
        yield "Seats are those of user licenses; money is that of all licenses, priced as of each snapshot's day."
    if any(row["is_sandbox"] for row in rows):
        yield "Totals exclude sandboxes."
    for total in result.totals:
        of = f" in {total['group']}" if len(result.totals) > 1 else ""
        if licenses := count_of(total, "licenses_without_price"):
            least = at_least(total, "licenses_without_price").capitalize()
            yield f"{least}{counted(licenses, 'license')}{of} without a price: blank, and left out of the sums."
        for name, what in _ORGS:
            if orgs := count_of(total, name):
                yield f"{counted(orgs, 'org')}{of} {what}."


_ORGS = (
    ("orgs_perhaps_sandboxes", "in the totals, though possibly a sandbox"),
    ("orgs_connected_twice", "connected a second time: not in the totals"),
    ("orgs_damaged", "with a damaged latest snapshot: not in the totals"),
    ("orgs_never_read", "without data: not in the totals"),
)
_USER_LICENSES = Link("licenses", {}, {"kind": "user"})
OVERVIEW = Panel(
    "overview",
    "Overview",
    "All orgs side by side: users, seats and cost, with totals per currency.",
    ORG_FIGURES,
    combined=METRIC,
    shown=(
        *("org", "as_of", "users", "provisioned", "assigned"),
        *("provisioned_cost", "assigned_cost", "unassigned_cost", "gaps"),
    ),
    span=Span.ORGS,
    totals=OVERVIEW_TOTALS,
    group_by=("summed_in",),
    headline=headline,
    notes=notes,
    template="overview_panel",
    links={"users": Link("users", {}), "provisioned": _USER_LICENSES, "assigned": _USER_LICENSES},
    row_word=("org", "orgs"),
)
