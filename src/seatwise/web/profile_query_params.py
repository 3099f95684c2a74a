"""What a reader asked of the Profiles page and the pages below it: all of their state, as it stands in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Self
from urllib.parse import quote_plus

from starlette.requests import Request

from seatwise.domain.window import DAYS, MOST_DAYS
from seatwise.views.panel import Row
from seatwise.views.tree import Level

DEPTH: dict[object, int] = {Level.BUCKET: 0, Level.LICENSE: 1, Level.PROFILE: 2, Level.USER: 3}
_MOST_PAGES_BACK = 20  # pages that "Previous" can go back; the address stays short enough for every server


def query(told: Mapping[str, Any]) -> str:
    """An address's query, without what is empty; a tuple is told once for each of its values."""
    pairs = [
        f"{name}={_quoted(each)}"
        for name, value in told.items()
        if value
        for each in (value if isinstance(value, tuple) else (value,))
    ]
    return f"?{'&'.join(pairs)}" if pairs else ""


@lru_cache(maxsize=8192)
def _quoted(value: object) -> str:
    """Of each of 500 lines, the same ones again and again: quoting them took a fifth of drawing the page."""
    return quote_plus(str(value))


@dataclass(frozen=True)
class Chosen:
    """What every page of the panel keeps: which snapshot, which window, which order. Empty: as by default."""

    snapshot: str = ""
    window: str = ""
    sort: str = ""
    desc: str = ""

    @classmethod
    def of(cls, request: Request) -> Self:
        """As the address says it."""
        told = request.query_params
        known: dict[str, Any] = {
            each.name: tuple(dict.fromkeys(told.getlist(each.name))) if each.default == () else told[each.name]
            for each in fields(cls)
            if each.name in told
        }
        return cls(**known)

    def with_(self, **changes: Any) -> str:
        """The query of the same page with something else in it, or nothing."""
        return query({**vars(self), **changes})

    def sorted_by(self, column: str) -> str:
        """The query after a click on a column's heading: it, largest first; then smallest first; then as it was."""
        if self.sort != column:
            return self.with_(sort=column, desc="1")
        return self.with_(desc="") if self.desc else self.with_(sort="", desc="")

    def order(self, column: str) -> str:
        """What `aria-sort` says of a column."""
        return _order(column, self.sort, self.desc)

    def kept(self, *without: str) -> list[tuple[str, str]]:
        """What a form on the page must send along, but for what it asks itself."""
        told = {name: value for name, value in vars(self).items() if value and name not in without}
        return [(name, each) for name, value in told.items() for each in ([value] if isinstance(value, str) else value)]

    @property
    def below(self) -> str:
        """The query that other pages of the panel take over: the moment and the window."""
        return query({"snapshot": self.snapshot, "window": self.window})

    @property
    def days(self) -> int:
        """The window in days; the default where what was asked for is refused."""
        return DAYS if self.refused else int(self.window or DAYS)

    @property
    def refused(self) -> str:
        """What is wrong with the window that was asked for; empty: nothing."""
        asked = self.window.strip()
        possible = not asked or (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= MOST_DAYS)
        return "" if possible else f"{asked} is no number of days from 1 to {MOST_DAYS}."


@dataclass(frozen=True)
class AskedTree(Chosen):
    """The state of the tree.

    Attributes:
        level: everything above it is open.
        open: ids of rows that are open beside those.
        shut: ids of rows that are not.
        processes: ids of rows whose business processes are listed.
        people_sort, people_desc: the order of the users below open profiles.
    """

    level: str = ""
    open: tuple[str, ...] = ()
    shut: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    people_sort: str = ""
    people_desc: str = ""

    @property
    def shown_level(self) -> Level:
        """The level down to which the tree is open; licenses by default, and never users: there may be a million."""
        return Level(self.level) if self.level in {Level.BUCKET, Level.PROFILE} else Level.LICENSE

    def plain(self) -> str:
        """The query without an order, open down to licenses."""
        return self.with_(sort="", desc="", level="", open=(), shut=(), processes=())

    def is_down_to(self, level: str) -> bool:
        """Whether the tree is open down to that level, and nothing else is."""
        return self.shown_level == level and not (self.open or self.shut)

    def is_open(self, row: Row) -> bool:
        """Whether what is below a row is shown."""
        return row["id"] in self.open or (self._is_above(row) and row["id"] not in self.shut)

    def toggled(self, row: Row) -> str:
        """The query after a click on a row's name."""
        name, above = str(row["id"]), self._is_above(row)
        if self.is_open(row):
            return self.with_(open=_without(self.open, name), shut=(*self.shut, name) if above else self.shut)
        return self.with_(shut=_without(self.shut, name)) if above else self._and(open=name)

    def with_processes(self, row: Row) -> str:
        """The query after a click on a row's count of business processes."""
        name = str(row["id"])
        if name in self.processes:
            return self.with_(processes=_without(self.processes, name))
        return self._and(processes=name)

    def at_level(self, level: str) -> str:
        """The query with everything above a level open, and nothing else."""
        return self.with_(level="" if level == Level.LICENSE else level, open=(), shut=(), processes=())

    def people_sorted_by(self, column: str) -> str:
        """As `sorted_by`, for the users below open profiles."""
        if self.people_sort != column:
            return self.with_(people_sort=column, people_desc="1")
        return self.with_(people_desc="") if self.people_desc else self.with_(people_sort="", people_desc="")

    def people_order(self, column: str) -> str:
        """As `order`, for the users below open profiles."""
        return _order(column, self.people_sort, self.people_desc)

    def _and(self, **more: str) -> str:
        """The query of this page with one thing added at its end: 500 lines have one each, and share the rest."""
        told = _whole(self)
        return f"{told}{query(more).replace('?', '&', 1) if told else query(more)}"

    def _is_above(self, row: Row) -> bool:
        return DEPTH[row["level"]] < DEPTH[self.shown_level]


@dataclass(frozen=True)
class AskedPeople(Chosen):
    """The state of a list of users.

    Attributes:
        license, profile: whose they are; empty: the org's.
        q: words in their name, username or department.
        after: the last users of the pages before this one, in order. The list is read on from the last of them.
    """

    license: str = ""
    profile: str = ""
    q: str = ""
    after: tuple[str, ...] = ()

    def with_(self, **changes: Any) -> str:
        """As for every page; another list begins at its first page."""
        return super().with_(**{"after": (), **changes})

    @property
    def pages_before(self) -> int | None:
        """How many pages were shown before this one; None: more than the address tells."""
        return len(self.after) if len(self.after) < _MOST_PAGES_BACK else None

    def next(self, last: str) -> str:
        """The query of the next page."""
        return self.with_(after=(*self.after, last)[-_MOST_PAGES_BACK:])

    @property
    def previous(self) -> str:
        """The query of the page before."""
        return self.with_(after=self.after[:-1])

    @property
    def first(self) -> str:
        """The query of the first page."""
        return self.with_()


@lru_cache(maxsize=64)
def _whole(asked: AskedTree) -> str:
    return asked.with_()


def _order(column: str, sort: str, desc: str) -> str:
    if sort != column:
        return "none"
    return "descending" if desc else "ascending"


def _without(names: Sequence[str], name: str) -> tuple[str, ...]:
    return tuple(each for each in names if each != name)
