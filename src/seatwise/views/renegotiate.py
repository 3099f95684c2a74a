"""Are we over-licensed? What to renegotiate first, and for how much, in sentences."""

from dataclasses import dataclass
from decimal import Decimal

from seatwise.views.panel import Panel, Row

SHOWN = 3


@dataclass(frozen=True)
class Advice:
    """What to renegotiate.

    Attributes:
        sentence: the answer.
        targets: one sentence per license, the most money first.
        caveat: what the answer leaves out; may be empty.
    """

    sentence: str
    targets: tuple[str, ...]
    caveat: str


def advice(panel: Panel) -> Advice:
    """The licenses whose empty seats cost most, as far as prices are known (definitions section 2)."""
    idle = [row for row in panel.rows if isinstance(row["unassigned_cost"], Decimal) and row["unassigned_cost"] > 0]
    idle.sort(key=lambda row: (-_money(row), str(row["label"])))
    unpriced = [row for row in panel.rows if row["priced"] is False and (_seats(row) > 0)]
    caveat = f"{len(unpriced)} licenses with empty seats have no price, so they are not counted." if unpriced else ""
    if not idle:
        none = "No priced license has empty seats." if panel.rows else "There is nothing to judge."
        return Advice(none, (), caveat)
    total = sum((_money(row) for row in idle), start=Decimal(0))
    seats = sum(_seats(row) for row in idle)
    licenses = f"{len(idle)} licenses" if len(idle) > 1 else "1 license"
    sentence = f"Yes: {seats:,} seats of {licenses} are held by nobody, for {total:,.2f} {panel.currency} a year."
    return Advice(sentence, tuple(_target(row, panel.currency) for row in idle[:SHOWN]), caveat)


def _target(row: Row, currency: str) -> str:
    seats = f"{_seats(row):,} of {row['provisioned']:,} seats are empty"
    return f"{row['label']}: {seats}, {_money(row):,.2f} {currency} a year."


def _money(row: Row) -> Decimal:
    value = row["unassigned_cost"]
    return value if isinstance(value, Decimal) else Decimal(0)


def _seats(row: Row) -> int:
    value = row["available"]
    return value if isinstance(value, int) else 0
