"""The Profiles panel against definitions section 3, on orgs a person can check in the head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from fakes import price
from rows_org import ORG_ID, profile, sid, user_license
from seatwise.app.profiles import read_people, read_processes, read_profiles
from seatwise.domain.errors import UsageError
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.flat_users import USERS
from seatwise.sources.activity import MODIFIED
from seatwise.sources.rights import METADATA
from seatwise.views.panel import Row
from seatwise.views.processes import together
from seatwise.views.profile_notes import OF_SOME_PROFILES
from seatwise.views.tree import Level, ProfilesPanel
from users_workspace import Rows, Workspace, ago, login, person, touch

SALESFORCE = user_license(1, "Salesforce", "SFDC", 100, 80)
LOGIN = user_license(2, "Customer Community Login", "CCL", 2000, 1000, MonthlyLoginsEntitlement=10_000)
ONE_PROFILE: dict[str, Rows] = {"user_license": [SALESFORCE], "profile": [profile(1, 1)]}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "lake")


def only(panel: ProfilesPanel) -> Row:
    (row,) = panel.rows
    return row


def by_name(panel: ProfilesPanel) -> Mapping[str, Row]:
    return {str(row["label"]): row for row in panel.rows}


def figures(row: Row, *names: str) -> Sequence[object]:
    return [row[name] for name in names]


def test_the_worked_check_of_the_definitions_to_the_cent(workspace: Workspace) -> None:
    """50 users, 40 logged in, 31 actors of whom 30 logged in; a login license of which 600 of 1,000 users."""
    workspace.book.set_prices("acme", [price("SFDC", "1980")])
    people = [person(n, 1, LastLoginDate=ago(5) if n <= 40 else None) for n in range(1, 51)]
    members = [person(n, 2, LastLoginDate=ago(5) if n <= 250 else None) for n in range(101, 701)]
    others = [person(n, 3) for n in range(701, 1101)]
    sources = workspace.read(
        {
            "user_license": [SALESFORCE, LOGIN],
            "profile": [profile(1, 1), profile(2, 2), profile(3, 2)],
            "user": [*people, *members, *others],
            "record_touch": [touch(n) for n in (*range(1, 31), 50)],
        }
    )
    rows = by_name(read_profiles("acme", sources))
    seats = rows["Profile 1"]
    assert figures(seats, "users", "logged_in_users", "actors", "api_only_actors") == [50, 40, 31, 1]
    assert seats["assigned"] == Decimal("99000.00")
    assert seats["unlogged"] == Decimal("19800.00")
    assert seats["unlogged_api_only"] == Decimal("1980.00")
    assert seats["actor_cost"] == Decimal("59400.00")
    assert seats["non_actor_cost"] == Decimal("19800.00")
    pool = rows["Profile 2"]
    assert figures(pool, "assigned", "assigned_unit") == [Decimal("5917.81"), "logins"]
    assert pool["unlogged"] == Decimal("4438.36")
    assert pool["actor_cost"] is pool["non_actor_cost"] is None
    licenses = by_name(read_profiles("acme", sources, level=Level.LICENSE))
    assert licenses["Customer Community Login"]["assigned"] == Decimal("9863.01")
    workspace.book.set_prices("acme", [price("SFDC", "100")])  # 5,000 of money are not less than 9,863 logins
    for descending in (True, False):
        sorted_rows = read_profiles("acme", sources, level=Level.LICENSE, sort="assigned", descending=descending).rows
        assert [row["assigned_unit"] for row in sorted_rows] == ["money", "logins"]


@pytest.mark.parametrize(("days", "counts"), [(0, True), (30, True), (30.001, False), (-1, False)])
def test_a_login_counts_within_the_window_both_ends_included(workspace: Workspace, days: float, counts: bool) -> None:  # noqa: FBT001
    row = only(read_profiles("acme", workspace.read({**ONE_PROFILE, "user": [person(1, LastLoginDate=ago(days))]})))
    assert row["logged_in_users"] == int(counts)
    assert row["never_logged_in"] == 0


def test_a_login_while_the_org_was_being_read_is_ignored_and_the_one_before_it_counts(workspace: Workspace) -> None:
    users = [person(1, LastLoginDate=ago(-0.1)), person(2, LastLoginDate=ago(-0.1))]
    sources = workspace.read(
        {**ONE_PROFILE, "user": users, "login_day": [login(1, days=4), login(2, days=4, Success=False)]}
    )
    assert only(read_profiles("acme", sources))["logged_in_users"] == 1
    assert [row["last_login"] is None for row in read_people("acme", sources).rows] == [False, True]


def test_a_smaller_window_sees_fewer_and_a_larger_one_no_more_actors_than_were_read(workspace: Workspace) -> None:
    users = [person(n, LastLoginDate=ago(days)) for n, days in enumerate((2, 20, 50), start=1)]
    sources = workspace.read({**ONE_PROFILE, "user": users, "record_touch": [touch(1, days=1), touch(2, days=15)]})
    seen = {days: only(read_profiles("acme", sources, days=days)) for days in (7, 30, 60)}
    assert [seen[days]["logged_in_users"] for days in (7, 30, 60)] == [1, 2, 3]
    assert [seen[days]["actors"] for days in (7, 30, 60)] == [1, 2, 2]
    wide = read_profiles("acme", sources, days=60)
    assert wide.actor_days == 30
    assert any("Logins are of 60 days, actors of 30" in note for note in wide.notes)
    workspace.book.set_prices("acme", [price("SFDC", "1980")])
    summaries = {days: read_profiles("acme", sources, days=days).summary for days in (30, 60)}
    assert "in the last 30 days, which is all that was read" in summaries[60]
    assert "which is all" not in summaries[30]


def test_which_days_each_figure_is_of_is_said(workspace: Workspace) -> None:
    sources = workspace.read({**ONE_PROFILE, "user": [person(1)], "record_touch": [touch(1)]})
    of = {
        (days, level): read_profiles("acme", sources, days=days, level=level).windows
        for days in (7, 30, 60)
        for level in (Level.PROFILE, Level.USER)
    }
    assert of == {
        (7, Level.PROFILE): "window of 7 days",
        (30, Level.PROFILE): "window of 30 days",
        (60, Level.PROFILE): "logins of 60 days, actors of 30 days",
        (7, Level.USER): "logins of 7 days, actors of 7 days, records touched of 30 days",
        (30, Level.USER): "window of 30 days",
        (60, Level.USER): "logins of 60 days, actors of 30 days, records touched of 30 days",
    }
    said = "What users touched, and when last, is of all 30 days that were read."
    assert [said in read_people("acme", sources, days=days).panel.notes for days in (7, 30)] == [True, False]


def test_one_day_is_no_days(workspace: Workspace) -> None:
    tables = {"user_license": [LOGIN], "profile": [profile(1, 2)], "user": [person(1, LastLoginDate=ago(0.5))]}
    panel = read_profiles("acme", workspace.read(tables), days=1)
    assert panel.summary.startswith("1 of 1 users logged in within 1 day.")
    assert any("the pool of 1 day," in note for note in panel.notes)


def test_more_actors_than_logins_is_flagged_only_where_both_are_of_the_same_days(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("SFDC", "10")])
    sources = workspace.read({**ONE_PROFILE, "user": [person(1), person(2)], "record_touch": [touch(1)]})
    assert "writes without logging in" in figures(only(read_profiles("acme", sources)), "flags")[0]  # type: ignore[operator]
    assert "writes without logging in" not in figures(only(read_profiles("acme", sources, days=60)), "flags")[0]  # type: ignore[operator]
    flags = {row["user_id"]: row["flags"] for row in read_people("acme", sources).rows}
    assert flags == {
        sid("005", 1): ["never logged in", "writes without logging in"],
        sid("005", 2): ["never logged in"],
    }


def test_users_who_just_came_and_frozen_ones_are_counted_and_still_hold_a_seat(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("SFDC", "10")])
    users = [person(1, CreatedDate=ago(29)), person(2, CreatedDate=ago(30)), person(3, LastLoginDate=ago(1))]
    frozen = [{"Id": sid("0Yw", 3), "UserId": sid("005", 3), "IsFrozen": True}]
    row = only(read_profiles("acme", workspace.read({**ONE_PROFILE, "user": users, "user_login": frozen})))
    assert figures(row, "users", "never_logged_in", "not_yet_onboarded", "frozen") == [3, 2, 1, 1]
    assert row["assigned"] == 30


def test_who_has_no_profile_or_license_or_an_unknown_one_stands_in_a_named_line(workspace: Workspace) -> None:
    sources = workspace.read(
        {
            "user_license": [SALESFORCE],
            "profile": [profile(1, 1), {**profile(2, 1), "UserLicenseId": None}, profile(3, 99)],
            "user": [person(1, 1), person(2, None), person(3, 2), person(4, 3), person(5, 77)],
        }
    )
    panel = read_profiles("acme", sources)
    assert {row["label"]: (row["license_key"], row["users"]) for row in panel.rows} == {
        "Profile 1": ("SFDC", 1),
        "(no profile)": ("(no license)", 1),
        "Profile 2": ("(no license)", 1),
        "Profile 3": ("(unknown license)", 1),
        "(unknown profile)": ("(unknown license)", 1),
    }
    assert panel.overall["users"] == 5
    assert panel.overall["assigned"] is None  # what an unknown license costs is unknown, and so is the sum
    assert len(read_people("acme", sources).rows) == 5
    assert [row["user_id"] for row in read_people("acme", sources, profile="(no profile)").rows] == [sid("005", 2)]


def test_inactive_users_and_ids_of_nobody_hold_no_seat(workspace: Workspace) -> None:
    users = [person(1), person(2, IsActive=False, LastLoginDate=ago(1))]
    frozen = [{"Id": sid("0Yw", number), "UserId": sid("005", number), "IsFrozen": True} for number in (1, 2, 89, 90)]
    touches = [touch(2), touch(88), touch(89)]
    sources = workspace.read({**ONE_PROFILE, "user": users, "record_touch": touches, "user_login": frozen})
    panel = read_profiles("acme", sources)
    assert figures(only(panel), "users", "logged_in_users", "actors", "frozen") == [1, 0, 0, 1]
    assert any("no user that was read: 2." in note for note in panel.notes)


def test_a_name_that_is_none_is_answered_with_real_names(workspace: Workspace) -> None:
    tables = {**ONE_PROFILE, "user": [person(1, 1), person(2, None)]}
    sources = workspace.read(tables)
    for typed, answer in {
        "Nope": "There are: Profile 1.",
        "Profil": "Nearest: Profile 1, (no profile).",
        "no profil": "Nearest: (no profile), Profile 1.",
    }.items():
        with pytest.raises(UsageError) as refusal:
            read_profiles("acme", sources, profile=typed)
        assert refusal.value.next_step == answer
    with pytest.raises(UsageError, match="There are: SFDC"):
        read_profiles("acme", sources, license_key="none")


def test_one_name_under_two_licenses_means_both_and_the_id_one(workspace: Workspace) -> None:
    twins = [{**profile(1, 1), "Name": "Twin"}, {**profile(2, 3), "Name": "Twin"}]
    licenses = [SALESFORCE, user_license(3, "Salesforce Platform", "AUL", 5, 5)]
    sources = workspace.read({"user_license": licenses, "profile": twins, "user": [person(1, 1), person(2, 2)]})
    assert [row["license_key"] for row in read_profiles("acme", sources, profile="twin").rows] == ["SFDC", "AUL"]
    assert [row["license_key"] for row in read_profiles("acme", sources, profile=sid("00e", 2)).rows] == ["AUL"]
    chosen = read_profiles("acme", sources, profile="Twin", license_key="Salesforce Platform")
    assert [row["license_key"] for row in chosen.rows] == ["AUL"]
    assert len({branch["id"] for bucket in chosen.tree for branch in bucket.walk()}) == 5
    with pytest.raises(UsageError, match="Nearest: Twin"):
        read_profiles("acme", sources, profile="Twim")


def kind(number: int, sobject: str, process: int | None = None, **more: object) -> dict[str, object]:
    told = {"Id": sid("012", number), "Name": f"Kind {number}", "SobjectType": sobject, "IsActive": True}
    return {**told, "BusinessProcessId": process and sid("019", process), **more}


def sees(profile_number: int, *numbers: int) -> list[dict[str, object]]:
    ids = {"ProfileId": sid("00e", profile_number), "Source": METADATA}
    return [{**ids, "RecordTypeId": sid("012", number), "SobjectType": "X"} for number in numbers]


def test_a_license_or_bucket_of_chosen_profiles_says_only_what_holds_for_them(workspace: Workspace) -> None:
    """Profiles 1 and 2 of one license, 3 of another; each works in two processes, one of them shared by all."""
    sources = workspace.read(
        {
            "user_license": [SALESFORCE, user_license(3, "Salesforce Platform", "AUL", 5, 3)],
            "profile": [{**profile(1, 1), "Name": "Twin"}, profile(2, 1), {**profile(3, 3), "Name": "Twin"}],
            "user": [person(1, 1), person(2, 2), person(3, 3)],
            "record_type": [kind(number, "Account") for number in range(1, 5)],
            "profile_record_type": [*sees(1, 1, 2), *sees(2, 1, 3), *sees(3, 1, 4)],
        }
    )

    def told(level: Level, **asked: str) -> dict[object, Sequence[object]]:
        panel = read_profiles("acme", sources, level=level, **asked)  # type: ignore[arg-type]
        part = "profile" in asked or (level is Level.BUCKET and "license_key" in asked)
        assert (OF_SOME_PROFILES in panel.notes) == part
        return {row["label"]: figures(row, "users", "business_processes", "unattributed") for row in panel.rows}

    assert told(Level.LICENSE) == {"Salesforce": [2, 3, 78], "Salesforce Platform": [1, 2, 2]}
    assert told(Level.LICENSE, profile="Twin") == {"Salesforce": [1, 2, None], "Salesforce Platform": [1, 2, 2]}
    assert told(Level.LICENSE, license_key="SFDC") == {"Salesforce": [2, 3, 78]}
    assert told(Level.BUCKET) == {"Named": [3, 4, None]}
    assert told(Level.BUCKET, profile="Twin") == {"Named": [2, 3, None]}
    assert told(Level.BUCKET, license_key="SFDC") == {"Named": [2, 3, None]}
    one = only(read_profiles("acme", sources, level=Level.LICENSE, profile="Profile 2"))
    assert "unattributed" not in figures(one, "flags")[0]  # type: ignore[operator]


def test_business_processes_are_counted_once_and_record_types_where_an_object_has_none(workspace: Workspace) -> None:
    sources = workspace.read(
        {
            "user_license": [SALESFORCE],
            "profile": [profile(1, 1), profile(2, 1)],
            "user": [person(1, 1), person(2, 2)],
            "record_type": [
                kind(1, "Case", 1),
                kind(2, "Case", 1),
                kind(3, "Account"),
                kind(4, "Account", IsActive=False),
                kind(5, "Lead", 2),
            ],
            "business_process": [{"Id": sid("019", 1), "Name": "Care", "IsActive": True}],
            "profile_record_type": [*sees(1, 1, 2, 3, 4), *sees(2, 1, 5)],
        }
    )
    assert [row["business_processes"] for row in read_profiles("acme", sources).rows] == [2, 2]
    assert only(read_profiles("acme", sources, level=Level.LICENSE))["business_processes"] == 3
    listed = read_processes("acme", sources, [sid("00e", 1)])
    assert [figures(row, "sobject", "process", "record_types") for row in listed] == [
        ["Account", "Kind 3", 1],
        ["Case", "Care", 2],
    ]
    of_the_license = together(read_processes("acme", sources, [sid("00e", 1), sid("00e", 2)]))
    assert [figures(row, "sobject", "process", "profiles") for row in of_the_license] == [
        ["Account", "Kind 3", 1],
        ["Case", "Care", 2],
        ["Lead", "Kind 5", 1],
    ]


@pytest.mark.parametrize(
    ("hidden", "unknown", "known"),
    [
        ("record_touch", ("actors", "api_only_actors", "actor_cost", "non_actor_cost"), ("users", "unlogged")),
        ("user_login", ("frozen",), ("users", "actors", "assigned", "unlogged", "actor_cost")),
        ("record_type", ("business_processes",), ("users", "actors", "actor_cost")),
        ("user", ("users", "logged_in_users", "actors", "assigned", "unlogged"), ()),
        ("user_license", ("assigned", "unlogged", "actor_cost"), ("users", "logged_in_users", "actors")),
    ],
)
def test_what_could_not_be_read_is_unknown_never_zero(
    workspace: Workspace, hidden: str, unknown: tuple[str, ...], known: tuple[str, ...]
) -> None:
    workspace.book.set_prices("acme", [price("SFDC", "10")])
    objects = (
        ["Lead", "Opportunity", "Case", "Account", "Contact", "Campaign"] if hidden == "record_touch" else [hidden]
    )
    tables = {**ONE_PROFILE, "user": [person(1, LastLoginDate=ago(1))], "record_touch": [touch(1)]}
    panel = read_profiles("acme", workspace.read(tables, hidden=objects))
    for level in (only(panel), panel.overall, panel.tree[0].row):
        assert {name for name in unknown if level.get(name) is not None} == set()
        assert {name for name in known if level[name] is None} == set()
    assert panel.gaps


@dataclass
class OldLake:
    """A lake whose only snapshot was taken before some tables were read."""

    old: Snapshot

    def snapshot(self, org_id: str, snapshot_id: str | None = None) -> Snapshot:
        return self.old


def test_a_snapshot_from_before_says_what_it_does_not_hold(workspace: Workspace) -> None:
    sources = workspace.read({**ONE_PROFILE, "user": [person(1)]})
    whole = sources.lake.snapshot(ORG_ID)
    tables = {name: file for name, file in whole.tables.items() if name != "record_touch"}
    lake = OldLake(replace(whole, tables=tables, window_days=None))
    panel = read_profiles("acme", replace(sources, lake=lake))  # type: ignore[arg-type]
    assert only(panel)["actors"] is None
    assert "record_touch" in {gap.table for gap in panel.gaps}
    assert panel.actor_days is None


def test_with_one_object_out_of_sight_nobody_is_said_to_have_written_nothing(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("SFDC", "10")])
    tables = {
        **ONE_PROFILE,
        "user": [person(1, LastLoginDate=ago(1)), person(2, LastLoginDate=ago(1))],
        "record_touch": [touch(1)],
    }
    sources = workspace.read(tables, hidden=["Lead"])
    row = only(read_profiles("acme", sources))
    assert figures(row, "users", "unlogged", "actors", "actor_cost", "non_actor_cost") == [2, 0, None, None, None]
    acted = {each["name"]: each["is_actor"] for each in read_people("acme", sources).rows}
    assert acted == {"User 1": True, "User 2": None}


def test_a_record_that_a_user_created_and_last_modified_is_two_touches_and_says_so(workspace: Workspace) -> None:
    touches = [touch(1, Records=3), touch(1, Touch=MODIFIED, Records=2)]
    (row,) = read_people("acme", workspace.read({**ONE_PROFILE, "user": [person(1)], "record_touch": touches})).rows
    assert figures(row, "objects_touched", "record_touches") == [1, 5]
    column = USERS.column("record_touches")
    assert column is not None
    assert (column.label, column.type) == ("Record touches", FieldType.TOUCHES)
    assert "a record that is both is two touches" in column.sentence


def test_business_processes_of_nobody_knows_which_profile_are_unknown(workspace: Workspace) -> None:
    tables = {**ONE_PROFILE, "user": [person(1)]}
    panel = read_profiles("acme", workspace.read(tables, hidden_columns=["user.ProfileId"]))
    assert {row["business_processes"] for row in panel.rows} == {None}
    assert panel.tree[0].row["business_processes"] is None
