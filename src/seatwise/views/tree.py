"""The Profiles panel as it is handed on: a tree of buckets, licenses and profiles, the users below it, one person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from seatwise.domain.gaps import Gap
from seatwise.domain.window import Window, in_words
from seatwise.metrics.model import Column
from seatwise.views.panel import Panel, Row


class Level(StrEnum):
    """What one row of the panel is."""

    BUCKET = "bucket"
    LICENSE = "license"
    PROFILE = "profile"
    USER = "user"


@dataclass(frozen=True)
class Branch:
    """A bucket, license or profile and what is below it; users are read page by page.

    Attributes:
        row: its figures; every level has the same columns, and `level` says which it is.
        children: in the order that was asked for; none below a profile.
    """

    row: Row
    children: tuple["Branch", ...] = ()

    def walk(self) -> Iterator[Row]:
        """Its row, then every row below it."""
        yield self.row
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Recipe:
    """One question a reader has, and the order and place in which the panel answers it.

    Attributes:
        name: `over-licensed`, `who-works` or `who-logs-in`.
        question: as people ask it.
        panel: the panel that answers it: `licenses` or `profiles`.
        sort: by which column, largest first.
        bucket: which branch to look at; None for all.
        answer: what the order shows, in a sentence.
    """

    name: str
    question: str
    panel: str
    sort: str
    bucket: str | None
    answer: str


@dataclass(frozen=True)
class ProfilesPanel(Panel):
    """The Profiles panel: what every panel has, its rows being those of one level, and the whole tree.

    Attributes:
        level: what the rows are.
        tree: buckets, and in them licenses, and in them profiles; empty at the level of users.
        window: in which somebody must have logged in to count.
        actor_days: the days before the moment in which somebody must have worked to be an actor: the window's, or fewer
            where fewer were read; of actors from a file, those of the snapshot; None: they could not be read.
        read_days: the days before the moment whose records were read: the last one a user touched, and how many, are of
            these, whatever the window; None: none were.
        recipes: the questions that one click answers.
    """

    level: Level
    tree: tuple[Branch, ...]
    window: Window
    actor_days: int | None
    read_days: int | None
    recipes: tuple[Recipe, ...]

    @property
    def windows(self) -> str:
        """Which days each figure is of: `window of 30 days`, or `logins of 60 days, actors of 30 days`."""
        days = {"logins": self.window.days, "actors": self.actor_days}
        if self.level is Level.USER:
            days["records touched"] = self.read_days
        known = {what: count for what, count in days.items() if count is not None}
        if len(set(known.values())) == 1:
            return f"window of {in_words(self.window.days)}"
        return ", ".join(f"{what} of {in_words(count)}" for what, count in known.items())


@dataclass(frozen=True)
class PeoplePage:
    """Some of the users, in order.

    Attributes:
        columns: those a reader sees, in order.
        rows: the users of this page; their keys are the columns of the metric `users`.
        total: how many users there are in all pages; None: they could not be counted.
        after: ask with this to go on; None: there are no more.
        panel: the panel that they are below of; its header, gaps and notes hold for them, too.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: int | None
    after: str | None
    panel: ProfilesPanel


@dataclass(frozen=True)
class Facts:
    """Facts of one kind about a person, from one source.

    Attributes:
        title: what they are about, as people read it.
        source: the Salesforce object that they were read from, or the file.
        columns: what each row tells, in order.
        rows: the facts, in reading order.
        missing: why they are not all here; empty: they are.
        read_at: when they were read; None: a file tells them.
    """

    title: str
    source: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    missing: tuple[Gap, ...] = ()
    read_at: datetime | None = None


@dataclass(frozen=True)
class Person:
    """Every fact that bears on one user's seat.

    Attributes:
        row: the user as in a `PeoplePage`; of an inactive one, with what is known.
        is_active: whether the user holds a seat at all; None: it could not be read.
        columns: what `row` tells, each with its sentence and source.
        facts: by topic: `logins` (per month and kind), `touches` (per object and record type), `permission_sets`
            (direct and through groups), `add_ons` (permission-set licenses, packages and features that the user holds),
            `processes` (business processes of the profile).
        verdict: what the facts say about the seat, in sentences that a manager can check.
        panel: the panel that the user is part of: header, gaps, window.
    """

    row: Row
    is_active: bool | None
    columns: tuple[Column, ...]
    facts: Mapping[str, Facts]
    verdict: Sequence[str]
    panel: ProfilesPanel
