"""The panel of one license: every figure with its source, and the price history."""

from decimal import Decimal

from seatwise.metrics.licenses.licenses import LICENSE_DETAIL, PRICE_HISTORY
from seatwise.panels.declaration.panel import FactTable, Panel, Shape
from seatwise.panels.declaration.params import Param
from seatwise.panels.declaration.result import Result
from seatwise.panels.licenses import BADGES, HOLDERS

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
    parts = [str(row["label"])]
    if row["unlimited"] and isinstance(row["assigned"], int):
        parts.append(f"unlimited, {row['assigned']:,} seats assigned")
    elif isinstance(row["provisioned"], int) and isinstance(row["assigned"], int):
        parts.append(f"{row['assigned']:,} of {row['provisioned']:,} seats assigned")
    else:
        parts.append("seats not known")
    cost = row["provisioned_cost"]
    parts.append(f"{cost:,.2f} {result.currency} a year" if isinstance(cost, Decimal) else "no provisioned cost known")
    return ", ".join(parts) + "."


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
    links={"assigned": HOLDERS},
    row_word=("license", "licenses"),
    menu=False,
)
