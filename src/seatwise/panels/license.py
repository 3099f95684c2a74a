"""The panel of one license: every figure with its source, and the price history."""

from decimal import Decimal

from seatwise.domain.licensing.money import shown_amount
from seatwise.metrics.licenses.licenses import LICENSE_DETAIL, PRICE_HISTORY
from seatwise.panels.declaration.panel import FactTable, Panel, Shape
from seatwise.panels.declaration.params import Param
from seatwise.panels.declaration.result import Result, Row
from seatwise.panels.licenses import ACTIVE_HOLDERS, BADGES, HOLDERS

KEY = Param(
    "key",
    "The license: its key, kind:key or name, as in SFDC or feature:SupportUser.",
    positional=True,
    lookup="license",
)


def headline(result: Result) -> str:
    """What the license costs, and how many of its seats are assigned."""
    row = next(iter(result.rows), None)
    if row is None:
        return "There is no such license in this snapshot."
    cost = row["provisioned_cost"]
    money = (
        f"{shown_amount(cost)} {result.currency} a year" if isinstance(cost, Decimal) else "no provisioned cost known"
    )
    return f"{row['label']}, {_seats(row)}, {money}."


def _seats(row: Row) -> str:
    """Seats assigned and provisioned, as far as they are known."""
    match row["provisioned"], row["assigned"]:
        case int(provisioned), int(assigned):
            return f"{assigned:,} of {provisioned:,} seats assigned"
        case _, int(assigned) if row["unlimited"]:
            return f"unlimited, {assigned:,} seats assigned"
        case _, int(assigned):
            return f"{assigned:,} seats assigned, provisioned not known"
        case int(provisioned), _:
            return f"{provisioned:,} seats provisioned, assigned not known"
        case _:
            return "unlimited, assigned not known" if row["unlimited"] else "seats not known"


LICENSE = Panel(
    "license",
    "License",
    "One license: its seats, price and cost, each with its source, and its price history.",
    LICENSE_DETAIL,
    shown=("label",),
    params=(KEY,),
    shape=Shape.DETAIL,
    facts=(
        FactTable("figures", "Figures", LICENSE_DETAIL, "Salesforce, and what you entered", upright=True),
        FactTable("prices", "Price history", PRICE_HISTORY, "The prices that you entered"),
    ),
    headline=headline,
    badges=BADGES,
    links={"assigned": HOLDERS, "held_by_active_users": ACTIVE_HOLDERS},
    row_word=("license", "licenses"),
    menu=False,
)
