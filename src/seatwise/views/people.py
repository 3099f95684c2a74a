"""The users of the Profiles panel, a page at a time: columns, flags, and how to go on."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from seatwise.domain.errors import UsageError
from seatwise.domain.licenses import Bucket
from seatwise.domain.suggestions import suggestions
from seatwise.metrics.flat_users import USERS
from seatwise.metrics.model import Column
from seatwise.views.figures import for_people
from seatwise.views.panel import Row
from seatwise.views.profile_flags import UNPRICED
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
_FOR_PAGING = frozenset({"place", "number"})


def people_page(rows: Sequence[Row], panel: ProfilesPanel, *, total: int | None, limit: int, listed: str) -> PeoplePage:
    """The page of these rows, of which the last is only there to tell that there are more.

    Args:
        rows: of the metric `users`, in order, with their `place`; one more than `limit` if there are more.
        panel: what they are below of.
        total: how many there are in all pages; None: they could not be counted.
        limit: how many to show.
        listed: the list's name, see `Cursor`.
    """
    shown = [finished(row) for row in rows[:limit]]
    after = None
    if len(rows) > limit:
        place, number = rows[limit - 1]["place"], rows[limit - 1]["number"]
        after = Cursor(panel.snapshot, listed, None if place is None else str(place), int(str(number))).text
    return PeoplePage(COLUMNS, tuple(shown), total, after, panel)


def finished(row: Row) -> Row:
    """The row as readers see it: its flags one by one, without what only paging needs."""
    whole = {**row, "flags": [flag for flag in str(row["flags"]).split(";") if flag]}
    return {name: value for name, value in whole.items() if name not in _FOR_PAGING}


def in_words(user: Row, column: Column) -> str:
    """A figure of a user as people read it; of a cost that there is none of, why."""
    if column.name == "yearly_cost" and not user.get("yearly_cost"):
        if user.get("bucket") == Bucket.COMMUNITY_LOGIN:
            return "by login"
        if UNPRICED in cast("Sequence[object]", user["flags"]):
            return UNPRICED
    return for_people(user, column)


@dataclass(frozen=True)
class Cursor:
    """Where a page ends: the next one goes on from there, in the same list and snapshot, whatever was read since.

    Attributes:
        snapshot: the snapshot's id.
        listed: the list's name: which users, in which order, see `list_name`.
        place: the last user's place in the order, as text; None where it is blank.
        number: the last user's number.
    """

    snapshot: str
    listed: str
    place: str | None
    number: int

    @property
    def text(self) -> str:
        """Fit for a URL."""
        told = json.dumps([self.snapshot, self.listed, self.place, self.number]).encode()
        return base64.urlsafe_b64encode(told).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """What `text` wrote. Raises UsageError if it did not."""
        try:
            snapshot, listed, place, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            return cls(str(snapshot), str(listed), None if place is None else str(place), int(number))
        except (ValueError, TypeError, binascii.Error) as error:
            raise UsageError("This page does not go on from there.", "Begin with the first page again.") from error


def list_name(*asked: object) -> str:
    """A short name of the list of users that was asked for: order, filter, words, window."""
    return hashlib.blake2s(repr(asked).encode(), digest_size=6).hexdigest()


def check_sort(sort: str | None) -> str:
    """The column of the metric `users` to sort by; by default the name. Raises UsageError."""
    names = [column.name for column in USERS.columns]
    if sort is None:
        return BY_NAME
    if sort not in names:
        near = suggestions(sort, names)
        hint = f"Nearest: {', '.join(near)}." if near else "List them: seatwise explain users"
        raise UsageError(f"There is no column {sort!r} to sort users by.", hint)
    return sort
