"""What each cell of the Profiles tree says: the figure or why there is none, what stands below it, and its bars."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from seatwise.domain.window import in_words
from seatwise.metrics.model import Column
from seatwise.views.figures import for_people
from seatwise.views.panel import Row

WHOLE = 100.0
_FIGURE = (int, Decimal)
_MONEY = frozenset({"assigned", "unlogged", "actor_cost", "non_actor_cost"})
_PARTS = (("actor", "actor_cost"), ("non-actor", "non_actor_cost"), ("unlogged", "unlogged"))
_SHARES = frozenset({"logged_in_users", "actors"})


class Part(NamedTuple):
    """A part of a bar: what it is of, where it begins and how long it is, in percent."""

    name: str
    begins: float
    length: float


class Cell(NamedTuple):
    """One cell.

    Attributes:
        name: of its column.
        text: the figure as people read it; empty where there is none.
        blank: why there is none; empty where there is one.
        below: what stands below it, in small letters.
        share: of the users, in percent: the length of its bar.
        parts: of what is assigned: a bar of parts.
    """

    name: str
    text: str
    blank: str = ""
    below: str = ""
    share: float | None = None
    parts: Sequence[Part] = ()


def cells(row: Row, columns: Sequence[Column], days: int) -> list[Cell]:
    """The cells of a bucket, license or profile.

    Args:
        row: its figures.
        columns: which of them.
        days: the window, in days.
    """
    return [_cell(row, column, days) for column in columns]


def _cell(row: Row, column: Column, days: int) -> Cell:
    name = column.name
    value = row.get(name)
    if value is None:
        return Cell(name, "", _why(row, name))
    text = f"{value:,.2f}" if isinstance(value, Decimal) else for_people(row, column)  # of cents: half the time
    if name in _SHARES:
        return Cell(name, text, "", "", share(row, name))
    unit = f"logins in {in_words(days)}" if row["assigned_unit"] == "logins" else ""
    if name == "assigned":
        return Cell(name, text, below=unit, parts=split(row))
    if name == "unlogged" and unit:
        return Cell(name, text, below=unit)
    if name == "unlogged" and row["unlogged_api_only"]:
        return Cell(name, text, below=f"{row['unlogged_api_only']:,.2f} by API")
    return Cell(name, text)


def _why(row: Row, name: str) -> str:
    """Why there is no figure: it has no meaning, nobody told a price, or it could not be read."""
    if name in {"actor_cost", "non_actor_cost"} and row.get("assigned_unit") == "logins":
        return "by login"
    if name in _MONEY and row.get("priced") is False:
        return "unpriced"
    return "unknown"


def share(row: Row, part: str, whole: str = "users") -> float | None:
    """How many percent a figure is of another, at most 100; None where either is unknown, or the whole is nothing."""
    figure, all_of_it = row.get(part), row.get(whole)
    if not all_of_it or not isinstance(figure, _FIGURE) or not isinstance(all_of_it, _FIGURE):
        return None
    return round(min(float(figure) / float(all_of_it) * WHOLE, WHOLE), 1)


def split(row: Row) -> tuple[Part, ...]:
    """The parts of what is assigned; those that are nothing are left out."""
    begins, told = 0.0, []
    for part, name in _PARTS:
        length = share(row, name, "assigned")
        if length:
            told.append(Part(part, round(begins, 1), length))
            begins += length
    return tuple(told)
