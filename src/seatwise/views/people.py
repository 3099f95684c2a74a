"""The users of the Profiles panel, a page at a time: columns, flags, and how to go on."""

import base64
import binascii
import json
from collections.abc import Sequence

from seatwise.domain.errors import UsageError
from seatwise.domain.nearest import nearest
from seatwise.measures.model import Column
from seatwise.measures.users import USERS
from seatwise.views.panel import Row
from seatwise.views.tree import PeoplePage, ProfilesPanel

SEEN = (
    "name",
    "username",
    "department",
    "manager",
    "last_login",
    "last_record_touch",
    "objects_touched",
    "is_actor",
    "yearly_cost",
)
COLUMNS: tuple[Column, ...] = tuple(column for name in SEEN if (column := USERS.column(name)))
BY_NAME, IN_PLACE = "name", "number"  # the orders of a reader, and of the users themselves: profile by profile
_FOR_PAGING = frozenset({"place", "number", "searched"})


def people_page(rows: Sequence[Row], panel: ProfilesPanel, *, total: int | None, limit: int) -> PeoplePage:
    """The page of these rows, of which the last is only there to tell that there are more.

    Args:
        rows: of the measure `users`, in order, with their `place`; one more than `limit` if there are more.
        panel: what they are below of.
        total: how many there are in all pages; None: they could not be counted.
        limit: how many to show.
    """
    shown = [finished(row) for row in rows[:limit]]
    after = cursor(rows[limit - 1]) if len(rows) > limit else None
    return PeoplePage(COLUMNS, tuple(shown), total, after, panel)


def finished(row: Row) -> Row:
    """The row as readers see it: its flags one by one, without what only paging needs."""
    whole = {**row, "flags": [flag for flag in str(row["flags"]).split(";") if flag]}
    return {name: value for name, value in whole.items() if name not in _FOR_PAGING}


def cursor(row: Row) -> str:
    """Where to go on after this row: its place in the order and its number, fit for a URL."""
    return base64.urlsafe_b64encode(json.dumps([row["place"], row["number"]]).encode()).decode().rstrip("=")


def parse_cursor(text: str) -> tuple[str | None, int]:
    """What `cursor` wrote.

    Raises:
        UsageError: it did not.
    """
    try:
        place, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return (None if place is None else str(place)), int(number)
    except (ValueError, TypeError, binascii.Error) as error:
        raise UsageError("This page does not go on from there.", "Begin with the first page again.") from error


def check_sort(sort: str | None) -> str:
    """The column of the measure `users` to sort by; by default the name. Raises UsageError."""
    names = [column.name for column in USERS.columns]
    if sort is None:
        return BY_NAME
    if sort not in names:
        near = nearest(sort, names)
        hint = f"Nearest: {', '.join(near)}." if near else "List them: seatwise explain users"
        raise UsageError(f"There is no column {sort!r} to sort users by.", hint)
    return sort
