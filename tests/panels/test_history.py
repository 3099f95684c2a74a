"""Past use, estimated from the history of Salesforce, on orgs a person can check in the head."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from panel_workspace import PanelWorkspace
from rows_org import NOW, sid, user_license
from seatwise.panels.declaration.result import Row
from workspace import EVIL, org, person

TODAY = NOW.date()
SEATS = [user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, EVIL, "PID_CSN_User", -1, 5)]


@pytest.fixture
def workspace(tmp_path: Path) -> PanelWorkspace:
    return PanelWorkspace(tmp_path / "lake")


def days_ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


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


def rows(workspace: PanelWorkspace, **given: object) -> list[Row]:
    return list(workspace.run("history", **given).rows)


def test_history_is_estimated_from_the_first_refresh_on_and_says_from_what(workspace: PanelWorkspace) -> None:
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
    found = rows(workspace)
    assert all(row["snapshot"] == snapshot.id for row in found)
    metrics = {row["license"]: row for row in found if row["source"] == "ActiveProfileMetric"}
    assert {name: (row["assigned"], row["logged_in_users"], row["bucket"]) for name, row in metrics.items()} == {
        "Salesforce": (45, 31, "Named"), EVIL: (9, 2, "Other")
    }  # fmt: skip
    daily = {row["license"]: (row["daily_users"], row["bucket"]) for row in found if row["source"] == "LoginHistory"}
    assert daily == {"Salesforce": (2, "Named"), "(no license)": (1, "Other")}
    created = [(row["day"], row["created_users"]) for row in found if row["source"] == "User.CreatedDate"]
    assert created == [(TODAY - timedelta(days=50), 3), (TODAY - timedelta(days=100), 1)]
    named = rows(workspace, source=("ActiveProfileMetric",), bucket=("Named",))
    assert [(row["license"], row["assigned"]) for row in named] == [("Salesforce", 45)]
    assert workspace.run("history").headline == (
        "Past use since 13 Aug 2026, estimated from ActiveProfileMetric, LoginHistory, User.CreatedDate."
    )


def test_history_is_read_page_by_page_and_the_headline_is_of_all_pages(workspace: PanelWorkspace) -> None:
    logins = [login(1, TODAY - timedelta(days=day)) for day in range(75)]
    workspace.read({**org(person(1, CreatedDate=days_ago(0)), seats=SEATS), "login_day": logins})
    first = workspace.run("history", source=("LoginHistory",))
    rest = workspace.run("history", source=("LoginHistory",), after=first.after)
    days = [row["day"] for row in (*first.rows, *rest.rows)]
    assert (len(list(first.rows)), first.count, rest.after) == (50, 75, None)
    assert days == [TODAY - timedelta(days=day) for day in range(75)]
    assert first.headline == f"Past use since {TODAY - timedelta(days=74):%d %b %Y}, estimated from LoginHistory."


def test_older_days_come_from_the_oldest_snapshot_and_no_day_comes_twice(workspace: PanelWorkspace) -> None:
    first, second = TODAY - timedelta(days=20), TODAY - timedelta(days=10)
    old = workspace.read({**org(), "active_profile_metric": [metric(1, first, 1, 1, 1), metric(2, second, 1, 1, 1)]})
    new = workspace.read({**org(), "active_profile_metric": [metric(1, second, 1, 2, 2)]})
    counts = {"source": ("ActiveProfileMetric",), "sort": "day"}  # not the login of a stranger
    found = [(row["day"], row["snapshot"], row["assigned"]) for row in rows(workspace, **counts)]
    assert found == [(first, old.id, 1), (second, new.id, 2)]
    of_old = [(row["day"], row["snapshot"]) for row in rows(workspace, snapshot=old.id, **counts)]
    assert of_old == [(first, old.id), (second, old.id)]


@pytest.mark.parametrize(
    ("hidden", "left"),
    [
        ({"rows_missing": ["user"]}, {"LoginHistory", "ActiveProfileMetric"}),
        ({"hidden_columns": ["user.CreatedDate"]}, {"LoginHistory", "ActiveProfileMetric"}),
        ({"hidden": ["active_profile_metric"]}, {"LoginHistory", "User.CreatedDate"}),
        ({"hidden": ["login_day"]}, {"ActiveProfileMetric", "User.CreatedDate"}),
        ({"rows_missing": ["login_day"]}, {"ActiveProfileMetric", "User.CreatedDate"}),
    ],
)
def test_a_source_of_which_rows_are_missing_tells_nothing_and_is_a_gap(
    workspace: PanelWorkspace, hidden: dict[str, Sequence[str]], left: set[str]
) -> None:
    tables = {
        **org(person(1, CreatedDate=days_ago(9)), seats=SEATS), "login_day": [login(1, TODAY)],
        "active_profile_metric": [metric(1, TODAY, 1, 1, 1)],
    }  # fmt: skip
    workspace.read(tables, **hidden)
    history = workspace.run("history")
    assert {row["source"] for row in history.rows} == left
    ((what,),) = hidden.values()
    assert [gap.what.removesuffix(".rows") for gap in history.gaps] == [what]


def test_users_of_unknown_license_are_said_to_be_so(workspace: PanelWorkspace) -> None:
    workspace.read({**org(person(1), seats=SEATS), "login_day": [login(1, TODAY)]}, hidden=["profile"])
    (row,) = rows(workspace)
    assert (row["license"], row["daily_users"]) == ("(unknown license)", 1)


def test_an_org_without_a_past_says_so(workspace: PanelWorkspace) -> None:
    workspace.read(org(), hidden=["login_day"])
    assert workspace.run("history").headline == "No past use is known."
    assert workspace.run("history", bucket=("Named",)).headline == "No past use is known that matches the filter."
