"""Read the Profiles panel: who logs in, who works, what the rest costs, down to one person (definitions section 3)."""

from collections.abc import Sequence

from seatwise.app.report import Sources
from seatwise.domain.window import DAYS
from seatwise.views.panel import Row
from seatwise.views.tree import Level, PeoplePage, Person, ProfilesPanel

PAGE = 50


def read_profiles(
    name: str,
    sources: Sources,
    *,
    snapshot_id: str | None = None,
    days: int = DAYS,
    level: Level = Level.PROFILE,
    license_key: str | None = None,
    profile: str | None = None,
    sort: str | None = None,
    descending: bool = False,
) -> ProfilesPanel:
    """The Profiles panel of one snapshot of an org: the whole tree, and the rows of one level of it.

    Args:
        name: the org.
        sources: where it is read from.
        snapshot_id: which snapshot; by default the latest.
        days: the window, 1 to 365 days that end at the snapshot's moment.
        level: what a row of `rows` is: bucket, license or profile; for users see `read_people`.
        license_key: rows of this license only, by key, label or id; the tree stays whole.
        profile: rows of this profile only, by name (of every license that has one of that name) or id.
        sort: a column of the measure `profiles`; orders the rows, and the branches at every level of the tree. None:
            buckets, then licenses and profiles by name.
        descending: largest first. Blanks stand last either way.

    Raises:
        UsageError: there is no such org, snapshot, license, profile or column; says which there are.
        Corrupt: a file of the snapshot cannot be trusted.
    """
    raise NotImplementedError


def read_people(
    name: str,
    sources: Sources,
    *,
    snapshot_id: str | None = None,
    days: int = DAYS,
    license_key: str | None = None,
    profile: str | None = None,
    sort: str | None = None,
    descending: bool = False,
    after: str | None = None,
    limit: int = PAGE,
    text: str = "",
) -> PeoplePage:
    """One page of the active users of an org, of a license or of a profile.

    Args:
        name: the org.
        sources: where it is read from.
        snapshot_id: which snapshot; by default the latest.
        days: the window.
        license_key: users of this license only.
        profile: users of this profile only, by name or id.
        sort: a column of the measure `users`; None: by name.
        descending: largest first. Blanks stand last either way; ties by user id.
        after: go on after this user (the `after` of the page before).
        limit: how many users, 1 to 10,000.
        text: only users with these words in their name, username or department, in any case.

    Raises as `read_profiles` does; and UsageError where `after` is no user of the org.
    """
    raise NotImplementedError


def read_person(
    name: str, sources: Sources, user_id: str, *, snapshot_id: str | None = None, days: int = DAYS
) -> Person:
    """Every fact that bears on one user's seat, each with its source.

    Args:
        name: the org.
        sources: where it is read from.
        user_id: 15 or 18 characters.
        snapshot_id: which snapshot; by default the latest.
        days: the window.

    Raises as `read_profiles` does; and UsageError where there is no such user.
    """
    raise NotImplementedError


def read_processes(name: str, sources: Sources, profile_id: str, *, snapshot_id: str | None = None) -> Sequence[Row]:
    """The business processes behind a profile's count: a row of the measure `profile_processes` each.

    Raises as `read_profiles` does.
    """
    raise NotImplementedError
