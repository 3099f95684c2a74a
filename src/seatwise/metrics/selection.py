"""Which rows of a metric are wanted, and in which order: conditions on its columns, search words, a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

Value = str | int | bool | Decimal | date | datetime | None


class Operator(Enum):
    """How a column is compared."""

    IN = "in"  # one of the values
    NOT_IN = "not in"
    AT_LEAST = "at least"
    BELOW = "below"  # for times: older than
    MENTIONS = "mentions"  # has the text in it, in any case


@dataclass(frozen=True)
class Condition:
    """One condition on a row."""

    # The column that is compared; several for `MENTIONS`, which looks through all of them together.
    columns: tuple[str, ...]
    operator: Operator  # how
    # With what; `AT_LEAST`, `BELOW` and `MENTIONS` take one. None among them: what is unknown there, too.
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Selection:
    """Some rows of a metric, in an order."""

    conditions: tuple[Condition, ...] = ()  # all must hold
    # (column, whether largest first), the first one first; texts in any case, unknown last either way. Empty: the
    # metric's own order, which also breaks ties.
    order: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None  # how many rows; None: all
    # The last row before, as (its value of the first `order` column as text, its `number`), for metrics that are read
    # page by page; None: from the first row on.
    after: tuple[str | None, int] | None = None


def is_in(column: str, *values: Value) -> Condition:
    """The column has one of the values."""
    return Condition((column,), Operator.IN, values)


def mentions(columns: Sequence[str], words: str) -> tuple[Condition, ...]:
    """Each of the words is in one of the columns, in any case."""
    return tuple(Condition(tuple(columns), Operator.MENTIONS, (word,)) for word in words.split())
