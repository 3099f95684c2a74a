"""The Licenses panel: what the org has, what it costs, and what is unassigned (definitions section 2)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from seatwise.charts.license_costs import LICENSE_COSTS
from seatwise.charts.license_seats import LICENSE_SEATS
from seatwise.domain.counts import counted
from seatwise.domain.licensing.license_kinds import BUCKETS
from seatwise.domain.licensing.money import shown_amount
from seatwise.metrics.licenses.license_totals import LICENSE_TOTALS
from seatwise.metrics.licenses.licenses import LICENSES as METRIC
from seatwise.metrics.selection import Condition, Operator, is_in
from seatwise.panels.declaration.panel import Link, Panel, PresetView
from seatwise.panels.declaration.params import ParamValue, facet, flag, search, toggle
from seatwise.panels.declaration.result import Result, Row, at_least, count_of, missing

DISABLED = toggle(
    "disabled",
    "Include disabled licenses.",
    Condition(("status",), Operator.NOT_IN, ("Disabled",)),
    label="Disabled licenses",
)
BADGES = {
    "over-assigned": "More seats are assigned than provisioned.",
    "disabled": "Salesforce's status of this license is Disabled.",
    "free": "Salesforce's status of this license is Free.",
    "trial": "A trial: not paid for, and summed separately.",
    "expired": "Expired: not paid for, and summed separately.",
    "often bundled": "Often comes with another license at no cost of its own.",
    "bucket likely": "A field that could have changed the bucket could not be read.",
    "price not known": "Its key could not be read, or what was entered for it is damaged.",
    "key not known": "Its key could not be read: its name stands in its place, and its price is not known.",
    "runs out this month": "This month's logins are used up before the month ends, at the present pace.",
}


def headline(result: Result) -> str:
    """What the licenses cost, and what of it is unassigned."""
    overall = result.overall
    licenses, without_price = count_of(overall, "licenses"), count_of(overall, "licenses_without_price")
    chosen = "Of the licenses chosen by the filter: " if result.filtered else ""
    unsure = missing(overall, "licenses")
    if not licenses:
        if result.filtered:
            return result.no_match
        if overall.get("is_partial"):
            return "No license could be read."
        return "Which licenses are paid for is not known." if unsure else "The org has no licenses."
    many = f"{'at least ' if unsure != 0 else ''}{counted(licenses, 'license')}"
    if licenses == without_price:  # so it is known of each
        return _sentence(f"{chosen}{many}, no price set, so their cost is not known.")
    provisioned = overall["provisioned_cost"]
    if not isinstance(provisioned, Decimal):
        return _sentence(f"{chosen}provisioned cost is not known: not everything could be read.")
    money = f"{at_least(overall, 'provisioned_cost')}{shown_amount(provisioned)} {result.currency} a year"
    unpriced = f"{at_least(overall, 'licenses_without_price')}{without_price}"
    left_out = f" No price set: {unpriced} of {many}." if without_price else ""
    return _sentence(f"{chosen}provisioned cost {money}{_parts(overall, provisioned)}.{left_out}")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _parts(overall: Row, provisioned: Decimal) -> str:
    """The parts that the provisioned cost is the sum of, if they are known of the same licenses."""
    parts = [
        (sign, label, amount) for sign, label, name in _PARTS if isinstance(amount := overall[name], Decimal) and amount
    ]
    if not parts or sum(-amount if sign == "-" else amount for sign, _, amount in parts) != provisioned:
        return ""
    figures = " ".join(f"{sign} {label} {shown_amount(amount)}" for sign, label, amount in parts)
    return f" = {figures.removeprefix('+ ')}"


_PARTS = (  # in the order of the formula of `login_pool_cost`
    ("+", "assigned", "assigned_cost"),
    ("-", "unlimited", "unlimited_assigned_cost"),
    ("+", "unassigned", "unassigned_cost"),
    ("-", "over-assigned", "over_assigned_cost"),
    ("+", "login pools", "login_pool_cost"),
)


def notes(result: Result) -> Iterable[str]:
    """What a reader must know to read the figures right."""
    overall, apart = result.overall, result.total("trial or expired") or {}
    sentences = (
        (overall, "licenses_without_price", "without a price: their cost is blank and left out of the sums"),
        (overall, "over_assigned_licenses", "over-assigned: more seats are assigned than provisioned"),
        (overall, "unlimited_licenses", "unlimited: no share, unassigned seats or provisioned cost"),
        (
            overall,
            "login_licenses",
            "paid by login: the price is per login; assigned and unassigned cost are blank and out of the totals",
        ),
        (
            overall,
            "estimated_pools",
            "with yearly logins of 12 x the monthly allowance at most: unused logins expire each month",
        ),
        (
            overall,
            "calendar_months",
            "paid by login and counted by calendar month: TenantUsageEntitlement has no start date of the contract",
        ),
        (apart, "licenses", "trial or expired: not paid for, and summed separately"),
        (overall, "licenses_missing", "that may be trials or expired: excluded from all sums"),
    )
    for total, name, what in sentences:
        if count := count_of(total, name):
            yield f"{at_least(total, name).capitalize()}{counted(count, 'license')} {what}."
    if missing(overall, "licenses") is None:
        yield "Licenses that could not be listed, or that may be trials or expired, are excluded from all sums."
    if unlimited := _money(overall, "unlimited_assigned_cost"):
        cost = f"{at_least(overall, 'unlimited_assigned_cost')}{shown_amount(unlimited)} {result.currency}"
        yield f"Provisioned cost excludes the assigned cost of unlimited licenses: {cost}."
    unreconciled = ", ".join(_unreconciled(result)) or "none"
    yield f"Unreconciled, Salesforce's counter minus the active users found: {unreconciled}."
    if not result.params["disabled"]:
        yield "Disabled licenses are hidden and not in the totals."


def _unreconciled(result: Result) -> Iterator[str]:
    """Every license whose holders were counted otherwise than Salesforce counts, and how many were not compared."""
    for row in result.rows:
        if seats := row["unreconciled"]:
            cost = row["unreconciled_cost"]
            money = f" ({shown_amount(cost)} {result.currency})" if isinstance(cost, Decimal) and cost else ""
            yield f"{row['key']} {seats:+,}{money}"
    unknown = missing(result.overall, "unreconciled")
    if unknown != 0:
        yield f"not known for {'some licenses' if unknown is None else counted(unknown, 'license')}"


def _money(row: Row, name: str) -> Decimal:
    value = row[name]
    return value if isinstance(value, Decimal) else Decimal(0)


_BUCKET = facet("bucket", "Only licenses of this bucket.", label="Bucket", choices=BUCKETS)


def _in_bucket(value: ParamValue, as_of: datetime) -> tuple[Condition, ...]:
    """User licenses alone have a bucket: that of another kind is blank, and never one that could not be read."""
    meant = _BUCKET.conditions(value, as_of) if _BUCKET.conditions else ()
    return meant if not meant or None in meant[0].values else (*meant, is_in("kind", "user"))


ACTIVE_HOLDERS = Link("users", {"license": "key"}, when={"kind": "user"})
HOLDERS = Link("users", {"license": "key"}, when={"kind": "user", "unreconciled": 0})  # else the two differ
LICENSES = Panel(
    "licenses",
    "Licenses",
    "What you pay for: every license with its seats, price and cost.",
    METRIC,
    params=(
        search("label", "key", "bucket", "kind", names=("name", "key", "bucket", "kind")),
        facet(
            "kind",
            "Only licenses of this kind.",
            label="Kind",
            choices=("user", "permission_set", "feature", "package"),
        ),
        replace(_BUCKET, conditions=_in_bucket),
        flag("has_unassigned", "Only licenses with unassigned seats.", "Unassigned seats", has_unassigned=True),
        flag("no_price", "Only licenses without a price.", "No price set", priced=False),
        DISABLED,
    ),
    totals=LICENSE_TOTALS,
    group_by=("bucket", "kind"),
    order="-unassigned_cost",
    headline=headline,
    notes=notes,
    badges=BADGES,
    charts=(LICENSE_COSTS, LICENSE_SEATS),
    links={"label": Link("license", {"key": "key"}), "assigned": HOLDERS},
    presets=(
        PresetView(
            "over-licensed",
            "Are we over-licensed?",
            "licenses",
            {"sort": "-unassigned_cost", "has_unassigned": "1"},
            "Licenses with the highest unassigned cost come first: what to renegotiate.",
        ),
    ),
    template="licenses_panel",
    row_word=("license", "licenses"),
)
