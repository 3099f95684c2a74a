"""The Changes panel: what changed between two snapshots, license by license (definitions section 4)."""

from collections.abc import Iterator
from decimal import Decimal

from seatwise.domain.counts import counted
from seatwise.domain.licensing.money import shown_amount
from seatwise.metrics.changes.license_changes import LICENSE_CHANGE_TOTALS, LICENSE_CHANGES
from seatwise.metrics.selection import is_in
from seatwise.panels.declaration.panel import Link, Panel, Span
from seatwise.panels.declaration.params import Param, toggle
from seatwise.panels.declaration.result import Result, Row, at_least, count_of, missing

EARLIER = Param(
    "earlier", "ID of the earlier snapshot, or the start of it. Default: the one before the later snapshot."
)
LATER = Param("later", "ID of the later snapshot, or the start of it. Default: the latest.")
BADGES = {
    "new": "The earlier snapshot does not have this license.",
    "gone": "The later snapshot no longer has this license.",
    "enabled": "It was disabled in the earlier snapshot.",
    "disabled": "It is disabled in the later snapshot.",
    "now unlimited": "It was limited before and is unlimited now.",
    "now limited": "It was unlimited before and is limited now.",
    "first price": "It has a price in the later snapshot and had none before: its cost is not compared.",
    "price ended": "It had a price in the earlier snapshot and has none now: its cost is not compared.",
    "new price": "Its price has changed.",
    "other bucket": "Its bucket has changed.",
    "now trial or expired": "It is a trial or has expired, and is in no total.",
    "now paid": "It was a trial or had expired before, and was in no total.",
}


def headline(result: Result) -> str:
    """How many active users there are, and how much money changed."""
    overall = result.overall
    return f"{_users(overall)} {_money(overall, result.currency)}"


def nothing(result: Result) -> str:
    """That no license changed, as far as that is known."""
    return f"No license changed{', as far as could be read' if result.gaps else ''}."


def notes(result: Result) -> Iterator[str]:
    """What the figures mean here."""
    overall = result.overall
    without_price = count_of(overall, "licenses_without_price")
    unpriced = f"{at_least(overall, 'licenses_without_price').capitalize()}{counted(without_price, 'license')}"
    yield "Each snapshot is priced as of its own day: money changes with seats and with prices."
    if without_price:
        yield (
            f"{unpriced} without a price on one of the days: cost is compared where both days have "
            "a price; each sum leaves out licenses without a price on its day."
        )
    yield "Totals cover all licenses, changed or not, except disabled, trial and expired ones."
    yield (
        "Joined = active now, not before. Left = active before, not now. Other changes are of users who are active in "
        "both."
    )


def _users(overall: Row) -> str:
    before, after, change = (overall.get(f"users_{name}") for name in ("before", "after", "change"))
    if not isinstance(before, int) or not isinstance(after, int) or not isinstance(change, int):
        return "How many users joined and left is not known."
    return (
        f"Active users {before:,} -> {after:,} ({signed(change)})."
        if change
        else f"Active users {after:,} (no change)."
    )


def _money(overall: Row, currency: str) -> str:
    change, unassigned = overall.get("provisioned_cost_change"), overall.get("unassigned_cost_change")
    left_out = missing(overall, "provisioned_cost_change")
    licenses = count_of(overall, "licenses")
    if licenses and licenses == count_of(overall, "licenses_without_price"):
        return "No license has a price on both days: no cost is compared."
    if not isinstance(change, Decimal):
        return "Cost change not known: not everything could be read." if left_out != 0 else "No cost to compare."
    parts = [
        f"{label} cost {signed(amount)} {currency} a year{_left_out(overall, name)}"
        for label, name, amount in (
            ("provisioned", "provisioned_cost_change", change),
            ("unassigned", "unassigned_cost_change", unassigned),
        )
        if isinstance(amount, Decimal) and amount
    ]
    if parts:
        money = ", ".join(parts)
        return f"{money[0].upper()}{money[1:]}."
    compared = " where it could be compared" if left_out != 0 else ""
    return f"No cost change{compared}{_left_out(overall, 'provisioned_cost_change')}."


def _left_out(overall: Row, name: str) -> str:
    """How many licenses a change leaves out."""
    left_out = missing(overall, name)
    if left_out == 0:
        return ""
    return " (some licenses left out)" if left_out is None else f" ({counted(left_out, 'license')} left out)"


def signed(value: int | Decimal) -> str:
    """A difference as people read it: +12, -3,000.50, 0."""
    if isinstance(value, Decimal):
        return f"{'+' if value > 0 else ''}{shown_amount(value)}"
    return f"{value:+,}" if value else "0"


CHANGES = Panel(
    "changes",
    "Changes",
    "What changed between two snapshots: licenses, seats, cost, and how many users joined and left.",
    LICENSE_CHANGES,
    shown=(
        *("label", "flags", "provisioned_before", "provisioned_after", "provisioned_change"),
        *("assigned_before", "assigned_after", "assigned_change", "unassigned_change"),
        *("provisioned_cost_change", "assigned_cost_change", "unassigned_cost_change"),
    ),
    params=(
        toggle("unchanged", "Include unchanged licenses.", is_in("changed", True), label="Unchanged licenses"),
        EARLIER,
        LATER,
    ),
    span=Span.TWO,
    totals=LICENSE_CHANGE_TOTALS,
    group_by=("bucket", "kind"),
    headline=headline,
    nothing=nothing,
    notes=notes,
    badges=BADGES,
    template="changes_panel",
    links={"label": Link("license", {"key": "key"})},
    row_word=("license", "licenses"),
)
