"""Metrics of the tests' own, and an org of a few users to run them on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fakes import NOON
from rows_org import NOW, RowsOrg, profile, sid, user_license
from seatwise.app.refresh.run import refresh
from seatwise.domain.snapshots import Snapshot
from seatwise.engine.query_engine import DuckQueryEngine
from seatwise.metrics import columns
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.query import InputTable, Query
from seatwise.metrics.selection import Selection
from seatwise.sources.registry import REGISTRY
from seatwise.storage.snapshot_files import FolderFiles
from seatwise.storage.snapshot_store import FolderStore

HOSTILE = "O'Neill \"x\"; DROP TABLE users; --\n🚀 \\' $$"
NAMES = ("bo", "Ann", None, "cy", HOSTILE, "ann", "Dee", None)


def text(name: str, **more: Any) -> Column:
    return columns.text(name, "", label=name.title(), **more)


def count(name: str, **more: Any) -> Column:
    return columns.users(name, "", label=name.title(), **more)


def flag(name: str, **more: Any) -> Column:
    return columns.flag(name, "", label=name.title(), **more)


def time(name: str, **more: Any) -> Column:
    return columns.moment(name, "", label=name.title(), **more)


LOGINS = Metric(
    "last_logins",
    "One row per active user.",
    (text("user_id"), text("name"), text("profile_id"), time("last_login", needs=("User.LastLoginDate",))),
    ("user",),
    text='SELECT Id AS user_id, Name AS name, ProfileId AS profile_id, LastLoginDate AS last_login FROM "user" '
    "WHERE IsActive",
)
PROFILES = Metric(
    "profile_use",
    "One row per profile.",
    (
        text("profile"),
        text("note"),
        count("users"),
        count("never", needs=("User.LastLoginDate",)),
        flag("quiet"),
    ),
    ("profile",),
    bases=(LOGINS,),
    inputs=("note",),
    text="SELECT profile.Name AS profile, note.note, count(last_logins.user_id) AS users, "
    "count(case when last_logins.last_login is null then 1 end) AS never, "
    "max(last_logins.last_login) < TIMESTAMP '2026-11-01' AS quiet "
    "FROM profile LEFT JOIN last_logins ON last_logins.profile_id = profile.Id "
    "LEFT JOIN note ON note.profile = profile.Name GROUP BY ALL ORDER BY profile.Name",
)
TOTALS = Metric(
    "profile_totals",
    "One row over all profiles that are shown.",
    (count("profiles"), count("users")),
    (),
    over=PROFILES,
    text="SELECT count(*) AS profiles, CAST(sum(users) AS BIGINT) AS users FROM shown",
)
NUMBERED = Metric(
    "numbered",
    "One row per user, numbered.",
    (
        columns.rank("number", ""),
        text("user_id"),
        text("name"),
        text("profile_id"),
        time("last_login"),
        text("searched"),
        columns.rank("name_rank", "", label="Rank"),
    ),
    ("user",),
    text="SELECT row_number() OVER (ORDER BY Id) AS number, Id AS user_id, Name AS name, ProfileId AS profile_id, "
    "LastLoginDate AS last_login, lower(concat_ws(' ', Name, Username)) AS searched, "
    "CASE WHEN Name IS NOT NULL THEN row_number() OVER (ORDER BY lower(Name) NULLS LAST, Id) END AS name_rank "
    'FROM "user"',
)
USERS = Metric(
    "users",
    "One row per user, read page by page.",
    (
        text("user_id"),
        text("name", rank="name_rank"),
        text("profile_id"),
        time("last_login"),
        text("note"),
        flag("recent"),
        text("searched", internal=True),
        columns.rank("name_rank", "", label="Rank", internal=True),
        columns.rank("number", "", internal=True),
    ),
    (),
    bases=(NUMBERED,),
    inputs=("note",),
    large=True,
    text="SELECT user_id, name, profile_id, last_login, note.note, "
    "last_login >= TIMESTAMP '2026-11-10' AS recent, searched, name_rank, number "
    "FROM numbered LEFT JOIN note ON note.profile = numbered.profile_id",
)
USER_TOTALS = Metric(
    "user_totals",
    "One row over all users that are shown.",
    (count("users"), count("named")),
    (),
    over=USERS,
    text="SELECT count(*) AS users, count(name) AS named FROM shown",
)
MOVES = Metric(
    "moves",
    "One row per user who has another name or profile than before, or is new.",
    (
        text("user_id"),
        text("before"),
        text("after"),
        text("note"),
        time("last_login", needs=("User.LastLoginDate",)),
    ),
    ("user",),
    inputs=("note",),
    text="SELECT later_user.Id AS user_id, earlier_user.Name AS before, later_user.Name AS after, note.note, "
    "later_user.LastLoginDate AS last_login "
    "FROM later_user LEFT JOIN earlier_user ON earlier_user.Id = later_user.Id CROSS JOIN note "
    "WHERE later_user.Name IS DISTINCT FROM earlier_user.Name ORDER BY later_user.Id",
)


def note(profile: str, words: str) -> InputTable:
    return InputTable({"profile": ("VARCHAR", [profile]), "note": ("VARCHAR", [words])})


class QueryWorkspace:
    """Takes snapshots of an org of a few users, and queries them."""

    def __init__(self, folder: Path) -> None:
        self.files = FolderFiles(folder)
        self.store = FolderStore(folder)
        self.engine = DuckQueryEngine(self.files)

    def take(
        self, names: Sequence[str | None] = NAMES, *, days: int = 0, hidden: Sequence[str] = (), **options: Any
    ) -> Snapshot:
        """A snapshot of these users: odd ones have the first profile; one in three never logged in."""
        moment = NOW + timedelta(days=days)
        users = [
            {
                "Id": sid("005", number),
                "Username": f"u{number}@acme.example",
                "Name": name,
                "IsActive": True,
                "ProfileId": sid("00e", 1 if number % 2 else 2),
                "LastLoginDate": None if number % 3 == 0 else NOW - timedelta(days=number),
            }
            for number, name in enumerate(names, 1)
        ]
        org = RowsOrg(
            {
                "user": users,
                "profile": [profile(1, 1), profile(2, 1)],
                "user_license": [user_license(1, "Salesforce", "SFDC", 10, 8)],
            },
            hidden=hidden,
            **options,
        )
        org.clock = lambda: moment  # type: ignore[method-assign]
        return refresh(
            org,
            self.store,
            name="acme",
            tables=REGISTRY,
            as_of=moment,
            clock=lambda: NOON,
            watch=lambda step: None,
        )

    def query(
        self,
        metric: Metric,
        *snapshots: Snapshot,
        selection: Selection | None = None,
        shown: Query | None = None,
        words: str = HOSTILE,
    ) -> Query:
        inputs = {name: note("Profile 1", words) for name in metric.all_inputs}
        more: Mapping[str, Query] = {"shown": shown} if shown else {}
        return Query(metric, snapshots, {**inputs, **more}, selection or Selection())

    def rows(self, metric: Metric, *snapshots: Snapshot, **options: Any) -> list[dict[str, object]]:
        found = self.engine.query(self.query(metric, *snapshots, **options))
        return [dict(row) for row in found.rows]


def day(number: int) -> datetime:
    """A day of November, as models carry it."""
    return datetime(2026, 11, number)  # noqa: DTZ001


def replaced(metric: Metric, **changes: Any) -> Metric:
    return replace(metric, **changes)
