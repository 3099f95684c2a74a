"""The lines over time and the days rebuilt before them, on orgs a person can check in the head."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fakes import price
from rows_org import NOW, sid, user_license
from seatwise.app.history import read_history
from seatwise.app.trends import read_trends
from seatwise.domain.errors import UsageError
from seatwise.views.panel import Row
from seatwise.views.picture_spec import THEMES
from seatwise.views.trend_pictures import trend_pictures
from seatwise.views.trend_spec import trend_specification
from workspace import EVIL, Workspace, org, person

TODAY = NOW.date()
SEATS = [user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, EVIL, "PID_CSN_User", -1, 5)]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "lake")


def days_ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def touch(number: int, days: float) -> Row:
    return {
        "SobjectType": "Case", "UserId": sid("005", number), "Touch": "modified", "Records": 1,
        "LastDate": days_ago(days),
    }  # fmt: skip


def login(number: int, day: date, *, success: bool = True, kind: str = "Application") -> Row:
    at = f"{day}T08:00:00Z"
    return {
        "UserId": sid("005", number), "Day": day.isoformat(), "LoginType": kind, "Success": success, "Logins": 1,
        "LastTime": at,
    }  # fmt: skip


def metric(number: int, day: date, on: int, assigned: int, active: int) -> Row:
    return {
        "Id": sid("0Qm", number), "MetricsDate": day.isoformat(), "ProfileId": sid("00e", number),
        "UserLicenseId": sid("100", on), "AssignedUserCount": assigned, "ActiveUserCount": active,
    }  # fmt: skip


def figures(workspace: Workspace, of: str = "") -> list[Mapping[str, object]]:
    return [dict(point.figures) for point in read_trends("acme", workspace.sources, of=of).points]


def test_a_snapshot_counts_who_holds_a_seat_who_logged_in_and_who_worked(workspace: Workspace) -> None:
    people = (
        person(1, LastLoginDate=days_ago(30)),
        person(2, LastLoginDate=days_ago(31)),
        person(3),
        person(4, active=False, LastLoginDate=days_ago(1)),
        person(5, on=3, LastLoginDate=days_ago(1)),
    )
    touches = [touch(2, 29), touch(2, 1), touch(4, 1), touch(99, 1)]
    workspace.book.set_prices("acme", [price(amount="10")])
    workspace.read({**org(*people, seats=SEATS), "record_touch": touches})
    (named,) = figures(workspace)
    assert named == {
        "provisioned": 100, "assigned": 80, "users": 3, "logged_in_users": 1, "actors": 1,
        "provisioned_cost": Decimal(1000), "assigned_cost": Decimal(800),
    }  # fmt: skip
    (other,) = figures(workspace, "Other")
    assert other["provisioned"] is None  # unlimited
    assert (other["users"], other["logged_in_users"], other["provisioned_cost"]) == (1, 1, None)
    (everything,) = figures(workspace, "all")
    assert (everything["users"], everything["provisioned"], everything["assigned"]) == (4, 100, 85)
    assert figures(workspace, "user:SFDC") == [named]


def test_users_of_a_disabled_license_or_of_none_are_counted_and_buy_nothing(workspace: Workspace) -> None:
    seats = [user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, "Old", "OLD", 7, 1, Status="Disabled")]
    lost = {**person(3, LastLoginDate=days_ago(1)), "ProfileId": None}
    workspace.book.set_prices("acme", [price(amount="10"), price("OLD", "10")])
    workspace.read(org(person(1), person(2, on=3, LastLoginDate=days_ago(1)), lost, seats=seats))
    (everything,) = figures(workspace, "all")
    assert [everything[name] for name in ("users", "logged_in_users", "provisioned", "assigned")] == [3, 2, 100, 80]
    assert (everything["provisioned_cost"], everything["assigned_cost"]) == (1000, 800)
    for of in ("user:OLD", "user:(no license)"):
        (line,) = figures(workspace, of)
        assert (line["users"], line["assigned"], line["assigned_cost"]) == (1, None, None)


def test_a_login_while_the_org_was_read_gives_way_to_the_one_before(workspace: Workspace) -> None:
    late = {"LastLoginDate": days_ago(-0.01)}
    logins = [login(1, TODAY - timedelta(days=3))]
    workspace.read({**org(person(1, **late), person(2, **late), seats=SEATS), "login_day": logins})
    assert figures(workspace)[0]["logged_in_users"] == 1


def test_each_snapshot_is_priced_as_of_its_own_day(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price(amount="10"), price(amount="20", start=(NOW + timedelta(days=1)).date())])
    for _ in range(2):
        workspace.read(org(seats=SEATS))
    assert [point["provisioned_cost"] for point in figures(workspace)] == [1000, 2000]
    workspace.book.set_prices("acme", [price(amount="30")])
    assert [point["provisioned_cost"] for point in figures(workspace)][1] == 2000


UNKNOWN: dict[str, tuple[dict[str, Sequence[str]], set[str]]] = {
    "no users": ({"hidden": ["user"]}, {"users", "logged_in_users", "actors"}),
    "some users": ({"rows_missing": ["user"]}, {"users", "logged_in_users", "actors"}),
    "no logins": ({"hidden_columns": ["user.LastLoginDate"]}, {"logged_in_users"}),
    "no licenses": ({"hidden": ["user_license"]}, set()),
}


@pytest.mark.parametrize(("hidden", "unknown"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_could_not_be_read_is_no_point_and_never_zero(
    workspace: Workspace, hidden: dict[str, Sequence[str]], unknown: set[str]
) -> None:
    workspace.read(org(person(1), seats=SEATS))
    workspace.read(org(person(1), seats=SEATS), **hidden)
    _, second = figures(workspace)
    if not unknown:
        assert set(second.values()) == {None}
    else:
        counts = ("users", "logged_in_users", "actors", "assigned")
        assert {name for name in counts if second[name] is None} == unknown


def test_history_is_rebuilt_from_the_first_refresh_on_and_says_from_what(workspace: Workspace) -> None:
    week = TODAY - timedelta(days=7)
    people = (
        person(1, CreatedDate=days_ago(100)), person(2, CreatedDate=days_ago(50)), person(3, CreatedDate=days_ago(50)),
        person(4, active=False, CreatedDate=days_ago(90)),
    )  # fmt: skip
    tables = {
        **org(*people, seats=SEATS),
        "active_profile_metric": [metric(1, week, 1, 40, 30), metric(2, week, 1, 5, 1), metric(3, week, 2, 9, 2)],
        "login_day": [
            login(1, week), login(1, week, kind="Remote Access 2.0"), login(2, week), login(3, week, success=False),
            login(99, week),
        ],
    }  # fmt: skip
    snapshot = workspace.read(tables)
    rows = read_history("acme", workspace.sources).rows
    assert all(row["snapshot"] == snapshot.id for row in rows)
    metrics = {row["license"]: row for row in rows if row["source"] == "ActiveProfileMetric"}
    assert {name: (row["assigned"], row["logged_in_users"]) for name, row in metrics.items()} == {
        "Salesforce": (45, 31), EVIL: (9, 2)
    }  # fmt: skip
    daily = {row["license"]: row["daily_users"] for row in rows if row["source"] == "LoginHistory"}
    assert daily == {"Salesforce": 2, "(no license)": 1}
    created = [(row["day"], row["created_users"]) for row in rows if row["source"] == "User.CreatedDate"]
    assert created == [(TODAY - timedelta(days=100), 1), (TODAY - timedelta(days=50), 3)]


def test_older_days_come_from_the_oldest_snapshot_and_no_day_comes_twice(workspace: Workspace) -> None:
    first, second = TODAY - timedelta(days=20), TODAY - timedelta(days=10)
    nobody = {**org(), "login_day": []}
    old = workspace.read({**nobody, "active_profile_metric": [metric(1, first, 1, 1, 1), metric(2, second, 1, 1, 1)]})
    new = workspace.read({**nobody, "active_profile_metric": [metric(1, second, 1, 2, 2)]})
    told = [(row["day"], row["snapshot"], row["assigned"]) for row in read_history("acme", workspace.sources).rows]
    assert told == [(first, old.id, 1), (second, new.id, 2)]
    only = read_history("acme", workspace.sources, snapshot_id=new.id).rows
    assert [row["day"] for row in only] == [second]


def test_a_source_of_which_rows_are_missing_tells_nothing(workspace: Workspace) -> None:
    tables = {**org(person(1, CreatedDate=days_ago(9)), seats=SEATS), "login_day": [login(1, TODAY)]}
    workspace.read(tables, rows_missing=["user"])
    history = read_history("acme", workspace.sources)
    assert {row["source"] for row in history.rows} == {"LoginHistory"}
    assert [gap.what for gap in history.gaps] == ["user.rows"]


def test_users_of_unknown_license_are_said_to_be_so(workspace: Workspace) -> None:
    workspace.read({**org(person(1), seats=SEATS), "login_day": [login(1, TODAY)]}, hidden=["profile"])
    (row,) = read_history("acme", workspace.sources).rows
    assert (row["license"], row["daily_users"]) == ("(license unknown)", 1)


def test_one_snapshot_draws_no_line_of_its_own_and_says_what_to_do(workspace: Workspace) -> None:
    workspace.read(org(person(1), seats=SEATS))
    trends = read_trends("acme", workspace.sources)
    assert not any(picture.marks for picture in trend_pictures(trends))
    assert "refresh on another day" in trends.notes[0]
    workspace.read(org(person(1), seats=SEATS))
    assert [picture.name for picture in trend_pictures(read_trends("acme", workspace.sources)) if picture.marks] == [
        "seats",
        "users",
    ]


def test_pictures_tell_snapshots_and_rebuilt_days_apart_and_draw_in_both_themes(workspace: Workspace) -> None:
    rebuilt = [metric(n, TODAY - timedelta(days=n), 1, n, n) for n in (5, 6)]
    for _ in range(2):
        workspace.read({**org(person(1), seats=SEATS), "active_profile_metric": rebuilt})
    seats = trend_pictures(read_trends("acme", workspace.sources))[0]
    assert {mark["line"] for mark in seats.marks} == {"Provisioned", "Assigned", "Assigned, rebuilt"}
    assert [line[-1] for line in seats.body] == ["snapshot"] * 2 + ["rebuilt from ActiveProfileMetric"] * 2
    assert seats.body[0][1:3] == ("100", "80")
    for theme in THEMES.values():
        spec = trend_specification(seats, theme, narrow=True)
        assert len(spec["layer"]) == 3  # the lines, and marks for the two of snapshots


def test_the_highest_mark_lies_below_the_upper_edge(workspace: Workspace) -> None:
    for _ in range(2):
        workspace.read(org(person(1), seats=SEATS))
    seats = trend_pictures(read_trends("acme", workspace.sources))[0]
    assert max(float(str(mark["value"])) for mark in seats.marks) == 100
    spec = trend_specification(seats, THEMES["light"])
    assert spec["encoding"]["y"]["scale"]["domainMax"] == 106


@pytest.mark.parametrize(("last", "whole"), [(0, False), (1, True)])
def test_a_day_that_was_not_over_when_the_org_was_read_is_said(workspace: Workspace, last: int, *, whole: bool) -> None:
    logins = [login(1, TODAY - timedelta(days=ago)) for ago in (last, 2, 3)]
    workspace.read({**org(person(1), seats=SEATS), "login_day": logins})
    daily = trend_pictures(read_trends("acme", workspace.sources))[-1]
    said = "" if whole else " The last day is not a whole one."
    assert daily.caption == f"Rebuilt from LoginHistory; no snapshots.{said}"


def test_a_damaged_snapshot_is_left_out_and_said(workspace: Workspace) -> None:
    for _ in range(3):
        snapshot = workspace.read(org(person(1), seats=SEATS))
    middle = workspace.sources.lake.snapshots(snapshot.org_id)[1]
    next(workspace.folder.glob(f"**/as_of={middle.id}/user.parquet")).write_bytes(b"PAR1")
    trends = read_trends("acme", workspace.sources)
    assert len(trends.points) == 2
    assert "1 damaged snapshot left out." in trends.notes


def test_what_cannot_be_chosen_is_refused_with_what_is_near(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="no snapshot yet"):
        read_trends("acme", workspace.sources)
    workspace.read(org(seats=SEATS))
    with pytest.raises(UsageError, match=r"no bucket or license 'user:SFDX'.*user:SFDC"):
        read_trends("acme", workspace.sources, of="user:SFDX")


def test_an_org_without_licenses_has_nothing_to_draw(workspace: Workspace) -> None:
    workspace.read({})
    trends = read_trends("acme", workspace.sources)
    assert trends.chosen.of == "all"
    assert not any(picture.marks for picture in trend_pictures(trends))
