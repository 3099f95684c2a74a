"""The page of one person: every fact with its source, and what they say together."""

import json
from pathlib import Path

import pytest

from fakes import NOON, price
from rows_org import profile, sid, user_license
from seatwise.app.actors import import_actors
from seatwise.app.profiles import read_people, read_person, read_profiles
from seatwise.domain.errors import UsageError
from seatwise.sources.activity import MODIFIED
from seatwise.views.person import figure_of
from seatwise.views.tree import Person
from users_workspace import Rows, Workspace, ago, login, person, touch

ANN, BOB, CAT = sid("005", 1), sid("005", 2), sid("005", 3)
ORG: dict[str, Rows] = {
    "user_license": [user_license(1, "Salesforce", "SFDC", 100, 2)],
    "profile": [profile(1, 1)],
    "user": [
        person(
            1, LastLoginDate=ago(4), ManagerId=BOB, UserPermissionsKnowledgeUser=True, UserPermissionsMobileUser=False
        ),
        person(2, IsActive=False),
        person(3),
    ],
    "record_touch": [touch(1, Records=7), touch(1, "Lead", Touch=MODIFIED, Records=3), touch(3)],
    "login_day": [login(1), login(1, days=3, Logins=4), login(1, "Remote Access 2.0", 40), login(1, Success=False)],
    "user_login": [{"Id": sid("0Yw", 1), "UserId": ANN, "IsFrozen": True}],
    "permission_set": [
        {"Id": sid("0PS", 1), "Label": "Exporter", "IsOwnedByProfile": False},
        {"Id": sid("0PS", 2), "Label": "Of the profile", "IsOwnedByProfile": True},
        {"Id": sid("0PS", 3), "Label": "Grouped", "IsOwnedByProfile": False},
    ],
    "permission_set_group": [{"Id": sid("0PG", 1), "MasterLabel": "Night shift"}],
    "permission_set_group_component": [
        {"Id": sid("0PC", 1), "PermissionSetGroupId": sid("0PG", 1), "PermissionSetId": sid("0PS", 3)}
    ],
    "permission_set_assignment": [
        {"Id": sid("0Pa", 1), "AssigneeId": ANN, "PermissionSetId": sid("0PS", 1), "IsActive": True},
        {"Id": sid("0Pa", 2), "AssigneeId": ANN, "PermissionSetId": sid("0PS", 2), "IsActive": True},
        {"Id": sid("0Pa", 3), "AssigneeId": ANN, "PermissionSetGroupId": sid("0PG", 1), "IsActive": True},
    ],
    "permission_set_license": [{"Id": sid("0PL", 1), "MasterLabel": "Sales User", "Status": "Active"}],
    "permission_set_license_assign": [
        {"Id": sid("2LA", 1), "AssigneeId": ANN, "PermissionSetLicenseId": sid("0PL", 1)}
    ],
    "package_license": [{"Id": sid("050", 1), "NamespacePrefix": "acme", "Status": "Active"}],
    "user_package_license": [{"Id": sid("051", 1), "PackageLicenseId": sid("050", 1), "UserId": ANN}],
}


OBJECTS = ("Lead", "Opportunity", "Case", "Account", "Contact", "Campaign")


def read(folder: Path, user_id: str = ANN, **options: object) -> Person:
    workspace = Workspace(folder / "lake")
    workspace.book.set_prices("acme", [price("SFDC", "1980")])
    return read_person("acme", workspace.read(ORG, **options), user_id)


def told(whole: Person, topic: str, *names: str) -> set[tuple[object, ...]]:
    return {tuple(row[name] for name in names) for row in whole.facts[topic].rows}


def test_logins_are_told_by_month_and_kind(tmp_path: Path) -> None:
    facts = told(read(tmp_path), "logins", "name", "kind", "holds", "amount")
    assert facts == {
        ("Application", "interactive", True, 5),
        ("Application", "interactive", False, 1),
        ("Remote Access 2.0", "api", True, 1),
    }


def test_permission_sets_are_told_directly_and_through_groups_without_the_profile_s_own(tmp_path: Path) -> None:
    facts = told(read(tmp_path), "permission_sets", "name", "kind", "through")
    assert facts == {("Exporter", "direct", None), ("Grouped", "group", "Night shift")}


def test_records_and_further_licenses_are_told(tmp_path: Path) -> None:
    whole = read(tmp_path)
    assert told(whole, "touches", "name", "kind", "amount") == {("Case", "created", 7), ("Lead", "modified", 3)}
    assert told(whole, "add_ons", "name", "kind") == {
        ("Sales User", "permission-set license"),
        ("acme", "package"),
        ("Knowledge User", "feature"),
    }


def facts_of(whole: Person) -> dict[str, str]:
    return {column.name: figure_of(whole.row, column, whole.panel.gaps) for column in whole.columns}


def test_a_fact_that_there_is_none_of_says_so_in_its_own_words(tmp_path: Path) -> None:
    ann = facts_of(read(tmp_path))
    assert {name: ann[name] for name in ("manager", "title", "last_api_login", "is_frozen")} == {
        "manager": "User 2",
        "title": "none",
        "last_api_login": "12 Oct 2026 09:12",
        "is_frozen": "yes",
    }
    never = facts_of(read(tmp_path / "again", CAT))
    assert {name: never[name] for name in ("manager", "last_login", "last_api_login")} == {
        "manager": "none",
        "last_login": "never",
        "last_api_login": "none known",
    }


def test_a_fact_that_could_not_be_read_is_never_said_to_be_none(tmp_path: Path) -> None:
    hidden = ("login_day", "user_login", *OBJECTS)
    ann = facts_of(read(tmp_path, CAT, hidden=hidden, hidden_columns=["user.LastLoginDate", "user.Title"]))
    unread = ("last_login", "last_api_login", "last_record_touch", "is_actor", "is_frozen", "title")
    assert {name: ann[name] for name in unread} == dict.fromkeys(unread, "could not be read")


def test_a_login_of_the_snapshot_s_day_is_not_told_as_the_day_before(tmp_path: Path) -> None:
    org = {**ORG, "user": [person(1, LastLoginDate=ago(0.3))]}
    whole = read_person("acme", Workspace(tmp_path / "lake").read(org), ANN)
    assert whole.verdict[0] == "The last login was on 21 Nov 2026, the day of the snapshot."


def test_the_facts_are_summed_up_in_sentences_that_can_be_checked(tmp_path: Path) -> None:
    whole = read(tmp_path)
    assert whole.row["manager"] == "User 2"
    assert whole.row["flags"] == ["frozen"]
    assert " ".join(whole.verdict) == (
        "The last login was on 17 Nov 2026, 4 days before the snapshot. "
        "In the 30 days before the snapshot the user created 7 backbone records and was the last to modify 3. "
        "This is a lower bound: Salesforce keeps only the last modifier of a record. "
        "The user is frozen, and holds the seat all the same. The seat costs 1,980.00 EUR a year."
    )


def test_who_writes_and_never_logs_in_is_a_program_s_seat(tmp_path: Path) -> None:
    whole = read(tmp_path, sid("005", 3))
    assert "writes without logging in" in str(whole.row["flags"])
    assert "A program works in the user's name: the seat looks idle and is not." in whole.verdict


def test_an_inactive_user_is_found_and_holds_no_seat(tmp_path: Path) -> None:
    whole = read(tmp_path, BOB)
    assert whole.is_active is False
    assert whole.row["yearly_cost"] is None
    assert whole.verdict == ("The user is inactive and holds no seat.",)


def test_what_could_not_be_read_stands_at_its_topic_and_is_not_judged(tmp_path: Path) -> None:
    whole = read(tmp_path, hidden=OBJECTS)
    assert whole.facts["touches"].missing
    assert not whole.facts["logins"].missing
    assert not any("backbone" in sentence for sentence in whole.verdict)


@pytest.mark.parametrize(("user_id", "seen"), [(ANN, ": the last in LoginHistory was on 19 Nov 2026"), (CAT, "")])
def test_a_last_login_that_could_not_be_read_is_unknown_and_judged_by_nobody(
    tmp_path: Path, user_id: str, seen: str
) -> None:
    whole = read(tmp_path, user_id, hidden_columns=["user.LastLoginDate"])
    assert whole.row["is_logged_in"] is None
    assert not {"never logged in", "writes without logging in"} & set(whole.row["flags"])  # type: ignore[call-overload]
    assert whole.verdict[0] == f"When the user last logged in could not be read{seen}."
    assert not any("never" in sentence or "idle" in sentence for sentence in whole.verdict)


def test_who_just_came_and_has_not_logged_in_is_no_waste_yet(tmp_path: Path) -> None:
    new = {**ORG, "user": [person(1, CreatedDate=ago(29))], "record_touch": [], "user_login": []}
    whole = Workspace(tmp_path / "lake").read(new)
    told = read_person("acme", whole, ANN)
    assert told.row["flags"] == ["unpriced", "not yet onboarded"]
    assert told.verdict[0] == (
        "The user was created on 23 Oct 2026 and has not logged in yet: too early to call it waste."
    )


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("options", [{}, {"hidden_columns": ["user.LastLoginDate"]}, {"hidden": ["user_login"]}])
def test_the_page_of_a_user_says_what_the_page_of_users_says(
    tmp_path: Path, number: int, options: dict[str, object]
) -> None:
    sources = Workspace(tmp_path / "lake").read(ORG, **options)
    (row,) = (row for row in read_people("acme", sources).rows if row["user_id"] == sid("005", number))
    whole = read_person("acme", sources, sid("005", number))
    assert {name: whole.row[name] for name in row} == row


def test_records_are_of_the_days_that_were_read_whatever_window_is_chosen(tmp_path: Path) -> None:
    sources = Workspace(tmp_path / "lake").read(ORG)
    whole = read_person("acme", sources, ANN, days=7)
    assert whole.verdict[1].startswith("In the 30 days before the snapshot the user created 7 backbone records")
    assert whole.facts["touches"].title == "Records touched in 30 days"


def test_actors_from_a_file_have_no_dates_no_counts_and_a_window_of_their_own(tmp_path: Path) -> None:
    sources = Workspace(tmp_path / "lake").read(ORG)
    entry = {"objectType": "Case", "recordTypeId": None, "modifierIds": [], "creatorIds": [CAT]}
    import_actors("acme", json.dumps({"actors": [entry]}).encode(), sources, clock=lambda: NOON)
    whole = read_person("acme", sources, CAT)
    assert (whole.row["is_actor"], whole.row["objects_touched"]) == (True, 1)
    assert whole.row["last_record_touch"] is whole.row["record_touches"] is None
    assert whole.verdict[1] == (
        "The user created or modified backbone records: how many, and when, usage-actors.json does not tell."
    )
    assert "usage-actors.json names the user nowhere" in read_person("acme", sources, ANN).verdict[1]
    touches = whole.facts["touches"]
    assert (touches.source, touches.read_at, touches.title) == ("usage-actors.json", None, "Records touched")
    assert told(whole, "touches", "amount", "last") == {(None, None)}
    assert {column.source for column in whole.columns if column.name == "last_record_touch"} == {"usage-actors.json"}
    for days, flagged in ((7, False), (30, True), (60, False)):
        panel = read_profiles("acme", sources, days=days)
        assert panel.actor_days == 30
        assert any("usage-actors.json" in note and "30 days before the snapshot" in note for note in panel.notes)
        page = read_people("acme", sources, days=days)
        assert [row["user_id"] for row in page.rows if row["is_actor"]] == [CAT]
        assert any("writes without logging in" in str(row["flags"]) for row in page.rows) == flagged


def test_an_id_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No user of this snapshot"):
        read(tmp_path, sid("005", 77))
