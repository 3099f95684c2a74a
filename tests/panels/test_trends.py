"""Seats, users and cost over time, and their charts, on orgs a person can check in the head."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from fakes import bucket_override, price
from panel_workspace import PanelWorkspace
from rows_org import NOW, sid, user_license
from seatwise.app.inputs import query_of
from seatwise.app.report_context import report_context
from seatwise.charts.vega import THEMES, specification
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.engine.plan import plan
from seatwise.metrics.trends.history import HISTORY
from seatwise.panels.declaration.result import Result, Row
from seatwise.render.cell import format_display
from seatwise.sources.gap_names import gap_name
from seatwise.storage.snapshot_files import FolderFiles
from workspace import EVIL, org, person

TODAY = NOW.date()
SEATS = [user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, EVIL, "PID_CSN_User", -1, 5)]
COUNTS = ("users", "logged_in_users", "actors")


@pytest.fixture
def workspace(tmp_path: Path) -> PanelWorkspace:
    return PanelWorkspace(tmp_path / "lake")


def days_ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def touch(number: int, days: float) -> Row:
    return {
        "SobjectType": "Case", "UserId": sid("005", number), "Touch": "modified", "Records": 1,
        "LastDate": days_ago(days),
    }  # fmt: skip


def login(number: int, day: date) -> Row:
    return {
        "UserId": sid("005", number), "Day": day.isoformat(), "LoginType": "Application", "Success": True, "Logins": 1,
        "LastTime": f"{day}T08:00:00Z",
    }  # fmt: skip


def metric(number: int, day: date, on: int, assigned: int, active: int) -> Row:
    return {
        "Id": sid("0Qm", number), "MetricsDate": day.isoformat(), "ProfileId": sid("00e", number),
        "UserLicenseId": sid("100", on), "AssignedUserCount": assigned, "ActiveUserCount": active,
    }  # fmt: skip


def points(workspace: PanelWorkspace, of: str = "") -> list[Row]:
    return list(workspace.run("trends", **({"of": of} if of else {})).rows)


def test_a_snapshot_counts_who_holds_a_seat_who_logged_in_and_who_worked(workspace: PanelWorkspace) -> None:
    people = (
        person(1, LastLoginDate=days_ago(30)),
        person(2, LastLoginDate=days_ago(31)),
        person(3),
        person(4, active=False, LastLoginDate=days_ago(1)),
        person(5, on=3, LastLoginDate=days_ago(1)),
    )
    touches = [touch(2, 29), touch(2, 1), touch(4, 1), touch(99, 1)]
    workspace.book.record("acme", [price(amount="10")])
    workspace.read({**org(*people, seats=SEATS), "record_touch": touches})
    (named,) = points(workspace)
    figures = {
        "provisioned": 100, "assigned": 80, "users": 3, "logged_in_users": 1, "actors": 1,
        "provisioned_cost": Decimal(1000), "assigned_cost": Decimal(800),
    }  # fmt: skip
    assert {name: named[name] for name in figures} == figures
    assert {name: named[f"{name}_missing"] for name in figures} == dict.fromkeys(figures, 0)
    (other,) = points(workspace, "Other")
    assert (other["provisioned"], other["provisioned_missing"]) == (None, 0)  # unlimited
    assert (other["users"], other["logged_in_users"], other["provisioned_cost"]) == (1, 1, None)
    (everything,) = points(workspace, "all")
    assert (everything["users"], everything["provisioned"], everything["assigned"]) == (4, 100, 85)
    assert (everything["assigned_cost"], everything["assigned_cost_missing"]) == (800, 1)
    assert points(workspace, "user:sfdc") == [named]


def test_users_of_a_disabled_license_or_of_none_are_counted_and_buy_nothing(workspace: PanelWorkspace) -> None:
    seats = [user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, "Old", "OLD", 7, 1, Status="Disabled")]
    lost = {**person(3, LastLoginDate=days_ago(1)), "ProfileId": None}
    workspace.book.record("acme", [price(amount="10"), price("OLD", "10")])
    workspace.read(org(person(1), person(2, on=3, LastLoginDate=days_ago(1)), lost, seats=seats))
    (everything,) = points(workspace, "all")
    assert [everything[name] for name in ("users", "logged_in_users", "provisioned", "assigned")] == [3, 2, 100, 80]
    assert (everything["provisioned_cost"], everything["assigned_cost"]) == (1000, 800)
    (old,) = points(workspace, "user:OLD")
    assert (old["users"], old["assigned"], old["assigned_cost"]) == (1, None, None)
    (other,) = points(workspace, "Other")
    assert (other["users"], other["assigned"]) == (2, None)


def test_each_snapshot_is_priced_as_of_its_own_day(workspace: PanelWorkspace) -> None:
    tomorrow = (NOW + timedelta(days=1)).date()
    workspace.book.record("acme", [price(amount="10"), price(amount="20", start=tomorrow)])
    for _ in range(2):
        workspace.read(org(seats=SEATS))
    assert [point["provisioned_cost"] for point in points(workspace)] == [1000, 2000]
    workspace.book.record("acme", [price(amount="30")])
    assert [point["provisioned_cost"] for point in points(workspace)] == [3000, 2000]


def test_trends_and_changes_agree_about_a_license_that_gets_its_first_price(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price(amount="10", start=(NOW + timedelta(days=1)).date())])
    for _ in range(2):
        workspace.read(org(seats=SEATS))
    total = workspace.run("changes").total("Named")
    assert total is not None
    for side, point in zip(("before", "after"), points(workspace), strict=True):
        for name in ("provisioned", "assigned", "provisioned_cost", "assigned_cost"):
            assert total[f"{name}_{side}"] == point[name]
            assert total[f"{name}_{side}_missing"] == point[f"{name}_missing"]


UNKNOWN: dict[str, tuple[dict[str, Sequence[str]], set[str]]] = {
    "no users": ({"hidden": ["user"]}, set(COUNTS)),
    "some users": ({"rows_missing": ["user"]}, set(COUNTS)),
    "no last login": ({"hidden_columns": ["user.LastLoginDate"], "hidden": ["login_day"]}, {"logged_in_users"}),
    "no tracked object": ({"hidden": ["Lead"]}, {"actors"}),
}


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize(("hidden", "unknown"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_could_not_be_read_is_no_point_and_never_zero(
    workspace: PanelWorkspace, hidden: dict[str, Sequence[str]], unknown: set[str]
) -> None:
    workspace.read(org(person(1), seats=SEATS))
    snapshot = workspace.read(org(person(1), seats=SEATS), **hidden)
    result = workspace.run("trends")
    _, second = result.rows
    assert {name for name in (*COUNTS, "assigned") if second[name] is None} == unknown
    assert all(second[f"{name}_missing"] != 0 for name in unknown)
    assert set(result.gaps_by_snapshot) == {snapshot.id}
    assert any(note.startswith(f"Not read in snapshot {snapshot.id}:") for note in result.notes)


def test_actors_of_a_shorter_period_are_not_known_and_the_reason_is_said(workspace: PanelWorkspace) -> None:
    tables = {**org(person(1), seats=SEATS), "record_touch": [touch(1, 2)]}
    workspace.read_days = 7
    first = workspace.read(tables)
    workspace.read_days = 90
    workspace.read(tables)
    result = workspace.run("trends")
    assert [row["actors"] for row in result.rows] == [None, 1]
    (gap,) = result.gaps
    assert result.gaps_by_snapshot == {first.id: (gap,)}
    assert gap.reason == "Records of the 7 days before this snapshot were read; actors here are of 30 days."
    assert gap.remedy == "Look back 30 days in the next refresh: seatwise refresh acme --period 30"
    actors = next(column for column in result.columns if column.name == "actors")
    assert format_display(result, next(iter(result.rows)), actors) == "not known"
    caption = workspace.draw("trends")["users"].caption
    assert caption.endswith("could not be read. Look back 30 days in the next refresh.")  # pages show no commands
    assert workspace.run("users").gaps == workspace.run("profiles").gaps == ()  # these compare no snapshots


def test_the_cost_chart_says_whether_prices_are_missing_or_what_could_not_be_read(workspace: PanelWorkspace) -> None:
    seats = [*SEATS, user_license(3, "Platform", "PID_Platform", 10, 5)]
    workspace.book.record("acme", [price(amount="10")])
    for _ in range(2):
        workspace.read(org(seats=seats))
    without = "2 snapshots with licenses without a price: figures there are lower bounds."
    assert workspace.draw("trends", of="all")["cost"].caption == without
    workspace.read(org(seats=seats), hidden_columns=["user_license.TotalLicenses"])
    both = "1 snapshot with licenses without a price and data gaps: figures there are lower bounds."
    assert workspace.draw("trends", of="all")["cost"].caption.startswith(f"{without} {both} UserLicense.TotalLicenses")
    assert "1 snapshot with data gaps: " in workspace.draw("trends", of="user:SFDC")["cost"].caption


def test_licenses_that_could_not_be_read_are_no_point_and_the_gap_is_in_the_chart(workspace: PanelWorkspace) -> None:
    for _ in range(2):
        workspace.read(org(person(1), seats=SEATS), hidden=["user_license"])
    (first, _) = points(workspace, "all")
    assert (first["provisioned"], first["provisioned_missing"]) == (None, None)
    assert (first["users"], first["users_missing"]) == (1, 0)
    seats = workspace.draw("trends", of="all")["seats"]
    assert seats.marks == ()
    assert seats.alt.startswith("Nothing to draw: UserLicense could not be read. ")
    assert "View Setup and Configuration" in seats.alt


def test_one_absent_object_blanks_no_point(workspace: PanelWorkspace) -> None:
    workspace.read(org(person(1), seats=SEATS), hidden=["active_feature_license_metric"])
    (everything,) = points(workspace, "all")
    assert (everything["provisioned"], everything["provisioned_missing"]) == (100, 0)


def test_a_damaged_snapshot_is_left_out_and_said(workspace: PanelWorkspace) -> None:
    for _ in range(3):
        snapshot = workspace.read(org(person(1), seats=SEATS))
    middle = workspace.sources.storage.snapshots(snapshot.org_id)[1]
    next(workspace.folder.glob(f"**/as_of={middle.id}/user.parquet")).write_bytes(b"PAR1")
    result = workspace.run("trends")
    assert len(list(result.rows)) == 2
    assert "1 damaged snapshot left out." in result.notes
    (gap,) = result.gaps
    assert gap_name(gap) == f"snapshot {middle.id}"
    assert "user.parquet is not the file that was committed" in gap.reason
    assert "1 damaged snapshot left out." in workspace.draw("trends")["seats"].caption


def test_what_cannot_be_chosen_is_refused_with_what_is_near(workspace: PanelWorkspace) -> None:
    with pytest.raises(UsageError, match="no snapshot yet"):
        workspace.run("trends")
    workspace.read(org(seats=[*SEATS, user_license(3, "Gone", "GONE", 5, 5)]))
    workspace.read(org(seats=SEATS))
    with pytest.raises(UsageError, match="user:SFDX"):
        workspace.run("trends", of="user:SFDX")
    assert [point["assigned"] for point in points(workspace, "user:GONE")] == [5, None]


def test_an_org_without_named_licenses_shows_all_and_without_any_nothing(workspace: PanelWorkspace) -> None:
    workspace.read({})
    result = workspace.run("trends")
    assert result.params["of"] == "all"
    assert result.headline == "Assigned seats of all user licenses: not known in any snapshot."
    assert not any(drawing.marks for drawing in workspace.draw("trends").values())


def test_one_snapshot_draws_no_line_of_its_own_and_says_what_to_do(workspace: PanelWorkspace) -> None:
    workspace.read(org(person(1), seats=SEATS))
    drawings = workspace.draw("trends")
    assert not any(drawing.marks for drawing in drawings.values())
    assert "refresh on another day" in drawings["seats"].caption
    assert "refresh on another day" in workspace.run("trends").notes[0]
    workspace.read(org(person(1), seats=SEATS))
    drawings = workspace.draw("trends")
    assert [name for name, drawing in drawings.items() if drawing.marks] == ["seats", "users"]
    assert drawings["cost"].alt == "Nothing to draw: no license here has a price."


def test_charts_show_snapshots_and_estimated_days_apart_and_draw_in_both_themes(workspace: PanelWorkspace) -> None:
    estimated = [metric(n, TODAY - timedelta(days=n), 1, n, n) for n in (5, 6)]
    for _ in range(2):
        workspace.read({**org(person(1), seats=SEATS), "active_profile_metric": estimated})
    seats = workspace.draw("trends")["seats"]
    assert {mark["line"] for mark in seats.marks} == {"Provisioned", "Assigned", "Assigned, estimated"}
    assert [line[-1] for line in seats.body] == ["snapshot"] * 2 + ["estimated from ActiveProfileMetric"] * 2
    assert seats.body[0][1:3] == ("100", "80")
    assert seats.caption == "Dotted: estimated from Salesforce's history: ActiveProfileMetric."
    for theme in THEMES.values():
        spec = specification(seats, theme, narrow=True)
        assert len(spec["layer"]) == 3  # the lines, and marks for the two of snapshots
        assert spec["encoding"]["y"]["scale"]["domainMax"] == 106  # the highest mark lies below the upper edge


def test_days_are_those_of_what_is_chosen(workspace: PanelWorkspace) -> None:
    day = TODAY - timedelta(days=5)
    estimated = [metric(1, day, 1, 7, 6), metric(2, day, 2, 9, 8)]
    people = (
        person(1, CreatedDate=days_ago(9)),
        person(2, CreatedDate=days_ago(8)),
        person(3, CreatedDate=days_ago(7)),
    )
    workspace.read({**org(*people, seats=SEATS), "active_profile_metric": estimated})
    assert workspace.draw("trends")["seats"].body[1][2] == "7"
    assert workspace.draw("trends", of="all")["seats"].body[1][2] == "16"
    created = [line[4] for line in workspace.draw("trends", of="all")["users"].body if "Created" in line[-1]]
    assert created == ["3", "2", "1"]


@pytest.mark.parametrize(("last", "whole"), [(0, False), (1, True)])
def test_a_day_that_was_not_over_when_the_org_was_read_is_said(
    workspace: PanelWorkspace, last: int, *, whole: bool
) -> None:
    logins = [login(1, TODAY - timedelta(days=ago)) for ago in (last, 2, 3)]
    workspace.read({**org(person(1), seats=SEATS), "login_day": logins})
    end = "" if whole else " The last day is incomplete."
    assert workspace.draw("trends")["daily"].caption == f"Estimated from Salesforce's history: LoginHistory.{end}"


def test_hidden_logins_are_the_reason_why_no_day_is_drawn(workspace: PanelWorkspace) -> None:
    workspace.read(org(person(1), seats=SEATS), hidden=["login_day"])
    alt = workspace.draw("trends")["daily"].alt
    assert alt.startswith("Nothing to draw: LoginHistory could not be read. ")


def test_the_seats_chart_of_licenses_shows_what_trends_show(workspace: PanelWorkspace) -> None:
    for used in (80, 90):
        workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 100, used), SEATS[1]]))
    chart, trends = workspace.draw("licenses")["seats"], workspace.draw("trends")["seats"]
    assert [line[:3] for line in chart.body] == [line[:3] for line in trends.body]
    assert chart.marks == trends.marks


People = dict[int, tuple[bool, int, int]]  # number -> active, profile, days since the last login
PEOPLE = st.dictionaries(
    st.integers(1, 12), st.tuples(st.booleans(), st.integers(1, 3), st.integers(0, 60)), max_size=9
)
SEATS_OF = st.dictionaries(
    st.integers(1, 2), st.tuples(st.integers(-1, 20), st.integers(0, 20), st.booleans()), min_size=2, max_size=2
)


@pytest.fixture(scope="module")
def any_workspace(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], PanelWorkspace]:
    folders = count()
    return lambda: PanelWorkspace(tmp_path_factory.mktemp(f"lake{next(folders)}"))


@examples(10)
@given(people=PEOPLE, seats=SEATS_OF)
def test_a_point_is_the_sum_of_the_licenses_panel(
    any_workspace: Callable[[], PanelWorkspace], people: People, seats: Mapping[int, tuple[int, int, bool]]
) -> None:
    workspace = any_workspace()
    workspace.book.record("acme", [price("L1", "10")])
    licenses = [
        {**user_license(n, f"License {n}", f"L{n}", total, used), "Status": "Active" if on else "Disabled"}
        for n, (total, used, on) in seats.items()
    ]
    users = [person(n, active=active, on=on, LastLoginDate=days_ago(ago)) for n, (active, on, ago) in people.items()]
    workspace.read(org(*users, seats=licenses))
    (point,) = points(workspace, "all")
    panel: Result = workspace.run("licenses")
    total = panel.total("user") or {}
    for name in ("provisioned", "assigned", "provisioned_cost", "assigned_cost"):
        assert point[name] == total.get(name)
        assert point[f"{name}_missing"] == total.get(f"{name}_missing", 0)
    assert (point["users"] or 0) == sum(active for active, _, _ in people.values())
    logged_in = sum(active and ago <= 30 for active, _, ago in people.values())
    assert (point["logged_in_users"] or 0) == logged_in


def test_past_use_is_not_computed_again_when_a_price_is_set(workspace: PanelWorkspace) -> None:
    """It has a row for each license and day, and names no price: only another bucket changes it."""
    workspace.read(org(seats=SEATS))

    def key() -> str:
        return plan(query_of(HISTORY, report_context("acme", workspace.sources)), FolderFiles(workspace.folder)).key

    unpriced = key()
    workspace.book.record("acme", [price(amount="10")])
    assert key() == unpriced
    workspace.book.record("acme", [bucket_override("SFDC", Bucket.OTHER)])
    assert key() != unpriced
