"""Read the Profiles panel: who logs in, who works, what the rest costs, down to one person (definitions section 3)."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from seatwise.app.place import login_prefixes, place_of
from seatwise.app.ports import Slice
from seatwise.app.report import Sources, features, in_utc
from seatwise.domain.errors import UsageError
from seatwise.domain.ids import to18
from seatwise.domain.suggestions import suggestions
from seatwise.domain.window import DAYS
from seatwise.metrics.flat_profiles import LINES
from seatwise.metrics.flat_users import USERS
from seatwise.metrics.person_facts import PERSON, PERSON_FACTS
from seatwise.metrics.query import InputTable, Row
from seatwise.views.people import IN_PLACE, Cursor, check_sort, finished, list_name, people_page
from seatwise.views.person import person_view
from seatwise.views.tree import Level, PeoplePage, Person, ProfilesPanel

PAGE, MOST = 50, 10_000
_NAMED = 5  # of the names that there are, where none is near


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
        sort: a column of the metric `profiles`; orders the rows, and the branches at every level of the tree. None:
            buckets, then licenses and profiles by name.
        descending: largest first. Blanks stand last either way.

    Raises:
        UsageError: there is no such org, snapshot, license, profile or column; says which there are.
        Corrupt: a file of the snapshot cannot be trusted.
    """
    place = place_of(name, sources, snapshot_id, days)
    return place.panel(_chosen(place.profiles, license_key, profile), level=level, sort=sort, descending=descending)


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
        sort: a column of the metric `users`; None: by name.
        descending: largest first. Blanks stand last either way; ties by profile and user id.
        after: go on after this place (the `after` of the page before), in the snapshot and the list of that page.
        limit: how many users, 1 to 10,000.
        text: only users with these words in their name, username or department, in any case.

    Raises as `read_profiles` does; and UsageError where `after` is not what a page before told.
    """
    if not 1 <= limit <= MOST:
        raise UsageError(f"A page of {limit} users is not possible.", f"Ask for 1 to {MOST:,}.")
    mark = None if after is None else Cursor.parse(after)
    place = place_of(name, sources, snapshot_id or (mark.snapshot if mark else None), days)
    sort = check_sort(sort)
    listed = list_name(sort, descending, days, license_key, profile, text.split())
    if mark and mark.snapshot != place.snapshot.id:
        raise UsageError(f"That page goes on in the snapshot {mark.snapshot}.", "Begin with the first page again.")
    if mark and mark.listed != listed:
        raise UsageError("That page is of another list.", "Begin with the first page again.")
    chosen = _chosen(place.profiles, license_key, profile)
    panel = place.panel(chosen, level=Level.USER)
    asked = Slice(
        sort,
        descending,
        limit + 1,
        after=(mark.place, mark.number) if mark else None,
        only={} if chosen is None else {"profile_id": [None if one is None else str(one) for one in chosen]},
        words=text.split(),
    )
    found, count = sources.engine.page(USERS, place.snapshot, place.user_inputs, asked)
    everybody = panel.overall["users"]
    total = count if asked.words else everybody if isinstance(everybody, int) else None
    return people_page(found, panel, total=total, limit=limit, listed=listed)


def build_user_index(name: str, sources: Sources) -> None:
    """Make what the users of an org's latest snapshot are read from, so that the first reader need not wait for it.

    Raises as `read_people` does.
    """
    read_people(name, sources, limit=1)


def read_everybody(
    name: str,
    sources: Sources,
    *,
    snapshot_id: str | None = None,
    days: int = DAYS,
    license_key: str | None = None,
    profile: str | None = None,
    sort: str | None = None,
    descending: bool = False,
    limit: int = MOST,
) -> Iterator[PeoplePage]:
    """All active users of an org, of a license or of a profile, in pages; at least one.

    Arguments as `read_people`, but that without `sort` they come profile by profile, as they are kept: a million users
    need not be sorted for each page.
    """
    after: str | None = None
    while True:
        page = read_people(
            name,
            sources,
            snapshot_id=snapshot_id,
            days=days,
            license_key=license_key,
            profile=profile,
            sort=sort or IN_PLACE,
            descending=descending,
            after=after,
            limit=limit,
        )
        yield page
        after = page.after
        if after is None:
            return


def read_processes(
    name: str, sources: Sources, profile_ids: Collection[str], *, snapshot_id: str | None = None
) -> Sequence[Row]:
    """The business processes behind the counts of some profiles: a row of the metric `profile_processes` each.

    Raises as `read_profiles` does.
    """
    place = place_of(name, sources, snapshot_id, DAYS)
    return place.processes({to18(profile_id) for profile_id in profile_ids})


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
    place = place_of(name, sources, snapshot_id, days)
    asked = InputTable({"id": ("VARCHAR", [to18(user_id)])})
    moment = InputTable({"at": ("TIMESTAMP", [in_utc(place.snapshot.as_of)])})
    found = sources.engine.rows(PERSON, place.snapshot, {"asked": asked, "moment": moment})
    if not found:
        raise UsageError(
            f"No user of this snapshot has the id {user_id}.", f"See: seatwise report profiles --org {name}"
        )
    told = {"asked": asked, "login_prefix": login_prefixes(), "feature": features()}
    facts = sources.engine.rows(PERSON_FACTS, place.snapshot, told)
    profile_id = found[0]["profile_id"]
    line = next((row for row in place.profiles if row["profile_id"] == profile_id), None)
    panel = place.panel(None, level=Level.USER)
    stands = None if profile_id is None else str(profile_id)
    only: Mapping[str, Sequence[str | None]] = {"user_id": [to18(user_id)], "profile_id": [stands]}
    asked_for = Slice(IN_PLACE, descending=False, limit=1, only=only)
    seats, _ = sources.engine.page(USERS, place.snapshot, place.user_inputs, asked_for)
    seat = finished(seats[0]) if seats else None
    processes = place.processes({profile_id})
    return person_view(found[0], facts, processes, seat=seat, line=line, panel=panel, snapshot=place.snapshot)


def _chosen(rows: Sequence[Row], license_key: str | None, profile: str | None) -> frozenset[object] | None:
    """The ids of the profiles that are meant; None: all."""
    if license_key is None and profile is None:
        return None
    chosen = list(rows)
    if license_key is not None:
        chosen = _meant(chosen, license_key, ("license_key", "license", "license_id"), "license")
    if profile is not None:
        chosen = _meant(chosen, profile, ("profile", "profile_id"), "profile")
    return frozenset(row["profile_id"] for row in chosen)


def _meant(rows: Sequence[Row], typed: str, columns: Sequence[str], what: str) -> list[Row]:
    """The rows that one of the columns names, in any case; an id exactly."""
    folded = typed.strip().casefold()
    for column in columns:
        if folded and (found := [row for row in rows if str(row[column] or "").casefold() == folded]):
            return found
    told = [str(row[column]) for column in columns if not column.endswith("_id") for row in rows if row[column]]
    names = list(dict.fromkeys(name for name in told if name not in LINES or folded in name))
    near = suggestions(typed, names)
    some = ", ".join(names[:_NAMED]) or "none"
    hint = f"Nearest: {', '.join(near)}." if near else f"There are{', among others' * (len(names) > _NAMED)}: {some}."
    raise UsageError(f"No active user has the {what} {typed!r}.", hint)
