"""A login history that holds the connected user's logins only is noticed from its rows, and never taken over."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fakes import NOON
from rows_org import NOW, READER, RowsOrg, sid, users
from seatwise.app.refresh.run import refresh
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.activity import LOGIN_DAY
from seatwise.sources.users import USER
from seatwise.storage.snapshot_store import FolderStore

WEEK = tuple(NOW - timedelta(days=days) for days in range(7))


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path)


def login(user: str, moment: datetime) -> dict[str, object]:
    kind = {"LoginType": "Application", "Success": True}
    return {"UserId": user, "Day": moment.date().isoformat(), **kind, "Logins": 1, "LastTime": moment}


def org(
    *who: str, others_logged_in: datetime | None = WEEK[1], moments: Sequence[datetime] = WEEK, **how: object
) -> RowsOrg:
    """Two users and the connected user; in the history there are logins of those named."""
    people = [
        *users(2, 1, LastLoginDate=others_logged_in),
        {**users(1, 1)[0], "Id": READER, "LastLoginDate": WEEK[0]},
    ]
    return RowsOrg({"user": people, "login_day": [login(user, at) for user in who for at in moments]}, **how)  # type: ignore[arg-type]


def take(org: RowsOrg, store: FolderStore, *, days: int = 0) -> Snapshot:
    """A snapshot of that many days after `NOW`."""
    moment = NOW + timedelta(days=days)
    return refresh(
        org, store, name="acme", tables=[USER, LOGIN_DAY], as_of=moment, clock=lambda: NOON, watch=lambda _: None
    )


def login_gap(taken: Snapshot) -> str:
    """Why logins are missing; empty if none are."""
    return " ".join(gap.reason for gap in taken.gaps if gap.what == "login_day.rows")


def since(org: RowsOrg) -> datetime:
    (found,) = [one[0] for one in org.asked if isinstance(one[0], datetime)]
    return found


@pytest.mark.parametrize("permission", [True, False, None])
def test_only_own_logins_while_others_logged_in_are_a_gap_whatever_the_permissions_say(
    store: FolderStore, *, permission: bool | None
) -> None:
    found = org(READER)
    found.permissions = {"Manage Users": permission, "Monitor Login History": permission}
    assert "Only logins of the connected user are there, though others have logged in" in login_gap(take(found, store))


def test_a_remedy_names_the_permission_only_where_it_may_be_missing(store: FolderStore) -> None:
    remedies = {}
    for days, permission in enumerate((True, False, None)):
        found = org(READER)
        found.permissions = {"Manage Users": permission, "Monitor Login History": False}
        (gap,) = take(found, store, days=-days).gaps
        remedies[permission] = gap.remedy
    assert remedies == {
        True: "The connected user has the permission for it. Ask the org's administrator why that is not enough.",
        False: "Give the connected user the permission Manage Users or Monitor Login History.",
        None: "Check that the connected user has the permission Manage Users or Monitor Login History.",
    }


def test_who_alone_logs_in_to_a_small_org_reads_the_whole_history(store: FolderStore) -> None:
    assert login_gap(take(org(READER, others_logged_in=None), store)) == ""
    assert login_gap(take(org(READER, others_logged_in=NOW - timedelta(days=400)), store, days=-1)) == ""


def test_without_the_last_logins_of_others_own_logins_are_a_gap(store: FolderStore) -> None:
    hidden = org(READER, others_logged_in=None, hidden_columns=["user.LastLoginDate"])
    assert "when others last logged in could not be read" in login_gap(take(hidden, store))
    missing = org(READER, others_logged_in=None, rows_missing=["user"])
    assert "when others last logged in could not be read" in login_gap(take(missing, store, days=-1))
    assert login_gap(take(org(READER, others_logged_in=None, hidden=["user"]), store, days=-2))


def test_no_logins_at_all_while_users_logged_in_are_a_gap(store: FolderStore) -> None:
    assert "No logins are there, though others have logged in" in login_gap(take(org(), store))


def test_logins_of_others_show_that_the_history_is_whole(store: FolderStore) -> None:
    assert login_gap(take(org(sid("005", 1), READER), store)) == ""
    assert login_gap(take(org(sid("005", 1)), store, days=-1)) == ""


def test_who_reads_is_not_known_and_one_user_logged_in(store: FolderStore) -> None:
    found = org(sid("005", 1))
    found.user_id = ""
    assert login_gap(take(found, store))


def test_own_logins_are_not_taken_over_and_the_last_whole_history_is(store: FolderStore) -> None:
    everybody = (sid("005", 1), sid("005", 2), READER)
    take(org(*everybody), store, days=-4)
    assert login_gap(take(org(READER), store, days=-2))
    later = org(*everybody)
    taken = take(later, store)
    assert login_gap(taken) == ""
    assert since(later).date() == (NOW - timedelta(days=5)).date()  # the day before the first snapshot
    assert taken.tables["login_day"].rows == 7 * 3


def test_a_right_that_is_lost_is_noticed_though_earlier_logins_are_taken_over(store: FolderStore) -> None:
    take(org(sid("005", 1), sid("005", 2), READER), store, days=-4)
    lost = org(READER)
    assert login_gap(take(lost, store))
    assert since(lost) == datetime(2026, 11, 16, tzinfo=UTC)


def test_the_logins_of_one_user_are_read_again_and_not_taken_over(store: FolderStore) -> None:
    alone = org(READER, others_logged_in=None)
    assert login_gap(take(alone, store, days=-4)) == ""
    again = org(sid("005", 1), READER)
    taken = take(again, store)
    assert since(again).date() == (NOW - timedelta(days=180)).date()
    assert taken.tables["login_day"].rows == 7 * 2
