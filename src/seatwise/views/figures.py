"""How a figure is written: for people (1,980 and 80.0 %) and for programs ("1980.00" and 0.8). Unknown is never 0."""

from datetime import UTC, date, datetime
from decimal import Decimal

from seatwise.domain.money import money_text, price_text
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column
from seatwise.views.panel import Row

BLANK = ""


def for_people(row: Row, column: Column) -> str:
    """The figure as a table shows it: grouped digits, two decimals for money, words where there is no figure."""
    if column.name == "provisioned" and row.get("unlimited") is True:
        return "unlimited"
    if column.name == "unit_price" and row.get("priced") is False:
        return "unpriced"
    match row.get(column.name):
        case None:
            return BLANK
        case bool() as flag:
            return "yes" if flag else "no"
        case Decimal() as amount:
            return f"{Decimal(_money(amount, column.type)):,}"
        case int() as count:
            return f"{count:,}"
        case float() as share:
            return f"{share:,.1%}"
        case datetime() as moment:
            return f"{moment:%d %b %Y %H:%M}"
        case other:
            return str(other)


def for_programs(value: object, unit: FieldType | None = None) -> object:
    """The figure as JSON and CSV carry it: money as text with two decimals, dates in ISO 8601, None as null.

    A Decimal is money. A price keeps its third and fourth decimal if it has any.
    """
    if isinstance(value, Decimal):
        return _money(value, unit)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()  # models carry UTC without a zone
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: for_programs(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [for_programs(part) for part in value]
    return value


def _money(value: Decimal, unit: FieldType | None) -> str:
    text = price_text(value) if unit is FieldType.PRICE else money_text(value)
    return text or BLANK


def heading(column: Column, currency: str) -> str:
    """The column's heading in the org's currency: `Assigned $`, `Assigned EUR`."""
    return column.label if currency == "USD" else column.label.replace("$", currency)
