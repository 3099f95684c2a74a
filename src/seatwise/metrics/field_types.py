"""The field types: for each, what it counts, and its SQL, JSON, Excel and display form. A new unit is one row here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from seatwise.domain.licensing.money import money_text, price_text, shown_amount, shown_price


@dataclass(frozen=True, eq=False)
class _Forms:
    """The forms of one field type."""

    unit: str  # what a figure of it counts, as the reference says it
    sql: str  # the type that models return, in DuckDB's words; Parquet files have it, too
    schema: Mapping[str, object]  # JSON Schema of one known value
    excel: str  # Excel's number format
    display: Callable[[Any], str]  # one known value as a person reads it
    to_json: Callable[[Any], object]  # one known value as JSON and CSV carry it
    numeric: bool  # whether it is right-aligned and can be summed or compared by size


_DATE, _TIME = {"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}


def _grouped(value: int) -> str:
    return f"{value:,}"


def _utc(moment: datetime) -> str:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()  # models carry UTC without a zone


def _same(value: object) -> object:
    return value


def _count(unit: str) -> tuple[object, ...]:
    return (unit, "BIGINT", {"type": "integer"}, "#,##0", _grouped, _same, True)


def _amount(unit: str, display: Callable[[Decimal], str] = shown_amount) -> tuple[object, ...]:
    schema = {"type": "string", "pattern": r"^-?\d+\.\d{2}$"}
    return (unit, "DECIMAL(38,2)", schema, "#,##0.00", display, money_text, True)


_PRICE_SCHEMA = {"type": "string", "pattern": r"^\d+\.\d{2,4}$"}
_PRICE = "money per seat per year; for login licenses, money per login"


class FieldType(_Forms, Enum):
    """What the values of a column are. None is unknown, or has no meaning there, in every type."""

    TEXT = ("text", "VARCHAR", {"type": "string"}, "@", str, _same, False)
    LIST = ("list of words", "VARCHAR[]", {"type": "array", "items": {"type": "string"}}, "@", ", ".join, list, False)
    FLAG = (
        "yes or no",
        "BOOLEAN",
        {"type": "boolean"},
        "General",
        lambda value: "yes" if value else "no",
        _same,
        False,
    )
    LICENSES = _count("licenses")
    PROFILES = _count("profiles")
    SEATS = _count("seats")
    LOGINS = _count("logins")
    USERS = _count("users")
    OBJECTS = _count("objects")
    RECORDS = _count("records")
    TOUCHES = _count("record touches")
    PROCESSES = _count("business processes")
    RECORD_TYPES = _count("record types")
    ORGS = _count("orgs")
    SNAPSHOTS = _count("snapshots")
    CHANGES = _count("changes of users")
    GAPS = _count("data gaps")
    RANK = _count("rank in an order")
    MISSING = _count("how many are left out")
    SHARE = ("share of 1", "DOUBLE", {"type": "number"}, "0.0%", lambda value: f"{value:,.1%}", _same, True)
    POOL = _amount("logins, to the hundredth", shown_price)
    MONEY = _amount("money per year")
    MONEY_TO_DATE = _amount("money this month to date")
    MONEY_OF_PERIOD = _amount("money for the period")
    PRICE = (_PRICE, "DECIMAL(18,4)", _PRICE_SCHEMA, "#,##0.00##", shown_price, price_text, True)
    DATE = ("day, UTC", "DATE", _DATE, "yyyy-mm-dd", lambda value: f"{value:%d %b %Y}", date.isoformat, False)
    TIME = ("time, UTC", "TIMESTAMP", _TIME, "yyyy-mm-dd hh:mm", lambda value: f"{value:%d %b %Y, %H:%M}", _utc, False)

    def format_display(self, value: object) -> str:
        """A value as displayed; unknown is blank."""
        return "" if value is None else self.display(value)

    def format_json(self, value: object) -> object:
        """A value as JSON and CSV carry it: money as text, times in ISO 8601, unknown as null."""
        return None if value is None else self.to_json(value)
