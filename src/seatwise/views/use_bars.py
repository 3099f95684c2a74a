"""The small bars beside the figures of the Profiles panel: how long each part of them is."""

from decimal import Decimal

from seatwise.views.panel import Row

WHOLE = 100.0


def share(row: Row, part: str, whole: str = "users") -> float | None:
    """How many percent a figure is of another, at most 100; None where either is unknown, or the whole is nothing."""
    figure, all_of_it = _known(row.get(part)), _known(row.get(whole))
    if figure is None or not all_of_it:
        return None
    return round(min(float(figure / all_of_it) * WHOLE, WHOLE), 1)


def split(row: Row) -> list[tuple[str, float, float]]:
    """(part, where it begins, how long it is) of what is assigned, in percent; parts that are nothing are left out."""
    begins, told = 0.0, []
    for part, name in (("actor", "actor_cost"), ("non-actor", "non_actor_cost"), ("unlogged", "unlogged")):
        length = share(row, name, "assigned")
        if length:
            told.append((part, round(begins, 1), length))
            begins += length
    return told


def _known(figure: object) -> Decimal | None:
    return Decimal(figure) if isinstance(figure, int | Decimal) else None
