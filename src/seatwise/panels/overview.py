"""The Overview panel: all orgs side by side, with totals per currency; sandboxes apart."""

from collections.abc import Iterator

from seatwise.domain.counts import counted
from seatwise.metrics.overview.overview import ORG_FIGURES, OVERVIEW_TOTALS
from seatwise.metrics.overview.overview import OVERVIEW as METRIC
from seatwise.panels.declaration.panel import Link, Panel, Span
from seatwise.panels.declaration.result import Result, Row, at_least, count_of


def headline(result: Result) -> str:
    """What the orgs cost, per currency."""
    if not list(result.rows):
        return "No org is connected yet."
    sums = [_sum(total) for total in result.totals if count_of(total, "orgs")]
    return f"{'; '.join(sums)}." if sums else "No org was read yet."


def _sum(total: Row) -> str:
    named = counted(count_of(total, "orgs"), "org")
    if total["provisioned_cost"] is None:
        return f"{named}: no cost known"
    part = "" if total["unassigned_cost"] is None else f", {_at_least(total, 'unassigned_cost')} of it unassigned"
    return f"{named}: provisioned cost {_at_least(total, 'provisioned_cost')} {total['group']} a year{part}"


def _at_least(total: Row, name: str) -> str:
    return f"{'' if total[f'{name}_missing'] == 0 else 'at least '}{total[name]:,.2f}"


def notes(result: Result) -> Iterator[str]:
    """What the figures mean here."""
    rows = list(result.rows)
    never = sum(row["snapshot"] is None and row["trouble"] is None for row in rows)
    damaged = sum(row["trouble"] is not None for row in rows)
    twice = sum(row["same_as"] is not None for row in rows)
    unsure = sum(row["snapshot"] is not None and row["is_sandbox"] is None for row in rows)
    without_price = sum(count_of(row, "licenses_without_price") for row in rows)
    least = "At least " if any(at_least(row, "licenses_without_price") for row in rows) else ""
    sentences = (
        (len(rows), "Orgs with the most data gaps come first, then those with the most unassigned cost."),
        (
            len(rows),
            "Seats are those of user licenses; money is that of all licenses, priced as of each snapshot's day.",
        ),
        (
            without_price,
            f"{least}{counted(without_price, 'license')} without a price: blank, and left out of the sums.",
        ),
        (any(row["is_sandbox"] for row in rows), "Sandboxes are in no total."),
        (unsure, f"{counted(unsure, 'org')} summed although it is not known whether it is a sandbox."),
        (twice, f"{counted(twice, 'org')} connected a second time: in no total."),
        (damaged, f"{counted(damaged, 'org')} whose latest snapshot is damaged: the totals leave it out."),
        (never, f"{counted(never, 'org')} never read: in no total."),
    )
    yield from (text for is_so, text in sentences if is_so)


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
