"""The Users panel, and the panel of one user: who holds a seat, and what is known of it."""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import jsonschema
import pytest

from activity_rows import ago, login, person, touch
from fakes import MemoryPrices, price
from panel_org import ACME, PanelOrg, Rows, by
from rows_org import profile, sid, user_license
from seatwise.app.reports.run_panel import run_panel
from seatwise.domain.errors import UsageError
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.snapshots import ACTORS_FILE
from seatwise.metrics.query import Row
from seatwise.panels.declaration.result import Result
from seatwise.panels.user import USER
from seatwise.panels.users import USERS
from seatwise.render.json_file import write
from seatwise.render.json_schema import json_schema


def tables() -> Mapping[str, Rows]:
    """Ada logged in and works; Bob writes by API; Cid is frozen, and never logged in; Dan is new; Eve is inactive."""
    return {
        "user_license": [user_license(1, "Salesforce", "SFDC", 10, 4)],
        "profile": [profile(1, 1)],
        "user": [
            person(1, Name="Ada", Department="Sales", LastLoginDate=ago(2), ManagerId=sid("005", 2)),
            person(2, Name="bob", LastLoginDate=ago(50), UserPermissionsMarketingUser=True),
            person(3, Name="Cid"),
            person(4, Name="Dan", CreatedDate=ago(5)),
            person(5, Name="Eve", IsActive=False, LastLoginDate=ago(300)),
            person(6, None, Name="Fay", LastLoginDate=ago(-0.1)),
        ],
        "user_login": [{"Id": sid("0Yw", 1), "UserId": sid("005", 3), "IsFrozen": True}],
        "record_touch": [touch(1), touch(2, Records=3), touch(2, "Lead", days=9, Touch="modified")],
        "login_day": [login(1), login(1, "Remote Access 2.0", days=4), login(6, days=1)],
    }


def org(**more: object) -> PanelOrg:
    book = MemoryPrices()
    book.record("acme", [price("SFDC", "1980")])
    return PanelOrg({**tables(), **more}, book=book)  # type: ignore[dict-item]


def names(result: Result) -> list[object]:
    return [row["name"] for row in result.rows]


def one(found: PanelOrg, name: str, **given: str) -> Row:
    (row,) = found.run(USER, name=name, **given).rows
    return row


def facts(result: Result, table: str) -> list[Row]:
    return next(list(section.rows) for section in result.sections if section.table.name == table)


def facts_gaps(result: Result, table: str) -> tuple[Gap, ...]:
    return next(section.gaps for section in result.sections if section.table.name == table)


def test_a_gap_of_business_processes_is_listed_where_users_are_filtered_by_one_alone() -> None:
    lead = {"Id": sid("012", 1), "Name": "Lead", "SobjectType": "Lead", "IsActive": True}
    chosen = {"ProfileId": sid("00e", 1), "RecordTypeId": sid("012", 1), "Source": "profile metadata"}
    missing = (Gap("profile_record_type", ROWS, "It is hidden.", "Show it."),)
    hidden = replace(org(record_type=[lead], profile_record_type=[chosen]), gaps=missing)
    assert hidden.run(USERS).gaps == hidden.run(USERS, among="search=profile").gaps == ()
    assert hidden.run(USERS, among="process=Lead").gaps == missing
    assert facts_gaps(hidden.run(USER, name="Ada"), "seat") == ()
    assert facts_gaps(hidden.run(USER, name="Ada"), "processes") == missing


def test_active_users_are_listed_with_what_each_did() -> None:
    rows = by(org().run(USERS).rows, "name")
    assert [*rows] == ["Ada", "bob", "Cid", "Dan", "Fay"]
    assert [rows[name]["is_logged_in"] for name in rows] == [True, False, False, False, True]
    assert [rows[name]["is_actor"] for name in rows] == [True, True, False, False, False]
    assert rows["Ada"]["manager"] == "bob"
    assert (rows["bob"]["objects_touched"], rows["bob"]["record_touches"]) == (2, 4)
    assert (rows["Ada"]["yearly_cost"], rows["Fay"]["yearly_cost"]) == (Decimal(1980), Decimal(0))
    assert {name: row["flags"] for name, row in rows.items() if row["flags"]} == {
        "bob": ["writes without logging in"],
        "Cid": ["frozen", "never logged in"],
        "Dan": ["not yet onboarded"],
    }


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"profile": "Profile 1"}, ["Ada", "bob", "Cid", "Dan"]),
        ({"profile": "none"}, ["Fay"]),
        ({"license": "Salesforce"}, ["Ada", "bob", "Cid", "Dan"]),
        ({"search": "user1@ sales"}, ["Ada"]),
        ({"logged_in": "1"}, ["Ada", "Fay"]),
        ({"no_login": "1"}, ["bob", "Cid", "Dan"]),
        ({"actor": "1"}, ["Ada", "bob"]),
        ({"api_only": "1"}, ["bob"]),
        ({"never": "1"}, ["Cid", "Dan"]),
        ({"frozen": "1"}, ["Cid"]),
        ({"no_login_for": "40"}, ["bob"]),
        ({"login_unknown": "1"}, []),
        ({"sort": "-last_login"}, ["Fay", "Ada", "bob", "Cid", "Dan"]),
    ],
)
def test_the_list_is_filtered_and_sorted_by_what_it_shows(given: Mapping[str, str], found: list[str]) -> None:
    assert names(org().run(USERS, **given)) == found


def test_pages_follow_each_other_and_a_page_of_another_list_is_refused() -> None:
    found = org()
    first = found.run(USERS, limit="2")
    second = found.run(USERS, limit="2", after=first.after)
    assert (names(first), names(second), first.count) == (["Ada", "bob"], ["Cid", "Dan"], 5)
    with pytest.raises(UsageError, match="another list"):
        found.run(USERS, limit="2", after=first.after, sort="-name")
    with pytest.raises(UsageError, match="cannot continue"):
        found.run(USERS, after="nonsense")


@pytest.mark.parametrize("given", [{}, {"frozen": "1"}, {"search": "nobody"}])
def test_a_file_of_every_row_has_the_count_and_the_headline_of_the_list(given: Mapping[str, str]) -> None:
    page = org().run(USERS, **given)
    file = io.BytesIO()
    write(run_panel(USERS, given, org().sources, org=ACME, every_row=True), file)
    whole = json.loads(file.getvalue())
    assert whole["headline"] == page.headline != ""
    assert (whole["count"], whole["after"]) == (page.count, None)
    assert len(whole["rows"]) == page.count
    jsonschema.validate(whole, json_schema(USERS))


def test_without_login_history_a_login_after_the_snapshot_is_not_known_and_not_a_no() -> None:
    fay = by(org().without("login_day").run(USERS).rows, "name")["Fay"]
    assert (fay["last_login"], fay["login_known"], fay["is_logged_in"], fay["flags"]) == (None, False, None, [])
    assert names(org().without("login_day").run(USERS, login_unknown="1")) == ["Fay"]
    assert names(org().without("login_day").run(USERS, no_login="1")) == ["bob", "Cid", "Dan"]


def test_without_the_date_of_the_last_login_nobody_is_said_to_have_none() -> None:
    hidden = org().without("user.LastLoginDate")
    rows = by(hidden.run(USERS).rows, "name")
    assert [rows[name]["is_logged_in"] for name in rows] == [True, None, None, None, True]
    assert {row["never_logged_in"] for row in rows.values()} == {None}
    assert names(hidden.run(USERS, no_login="1")) == names(hidden.run(USERS, never="1")) == []


def test_a_tracked_object_that_could_not_be_read_leaves_no_last_record() -> None:
    for row in org().without("record_touch.Lead").run(USERS).rows:
        assert [row[name] for name in ("is_actor", "last_record_touch", "objects_touched")] == [None] * 3
        assert "writes without logging in" not in row["flags"]  # type: ignore[operator]


def test_without_the_users_nobody_is_said_to_hold_a_seat_or_none() -> None:
    result = org().without("user").run(USERS)
    assert result.headline == "Who holds the seats is not known: the users could not be read."
    assert org().run(USERS).headline == "5 active users."
    assert org().run(USERS, frozen="1").headline == "1 user matches the filter."
    assert org().run(USERS, search="nobody").headline == "No user matches the filter."


KNOWN = "No user is known to match the filter: not everything that it needs could be read."


@pytest.mark.parametrize(
    ("hidden", "given", "headline"),
    [
        *((hidden, {"bucket": "Named"}, KNOWN) for hidden in ("user_license", "profile.UserLicenseId")),
        ("user.ProfileId", {"bucket": "Community Login"}, KNOWN),
        ("user.ProfileId", {"bucket": "none"}, "At least 5 users match the filter."),
        ("user.LastLoginDate", {"no_login": "1"}, KNOWN),
        ("user.LastLoginDate", {"logged_in": "1"}, "At least 2 users match the filter."),
        ("login_day", {"logged_in": "1"}, "At least 1 user matches the filter."),
        ("login_day", {"never": "1"}, "2 users match the filter."),
        ("record_touch.Lead", {"actor": "1"}, KNOWN),
        ("user_login", {"frozen": "1", "search": "cid"}, KNOWN),
        ("user_login", {"frozen": "1", "search": "nobody"}, "No user matches the filter."),
        ("user.Name", {"search": "nobody"}, KNOWN),
    ],
)
def test_nobody_is_said_not_to_match_a_filter_that_could_not_be_applied(
    hidden: str, given: Mapping[str, str], headline: str
) -> None:
    result = org().without(hidden).run(USERS, **given)
    assert result.headline == headline
    assert result.overall["users_missing"] == (None if "known to" in headline or "At least" in headline else 0)


def test_whether_a_profile_is_among_those_of_a_filter_may_not_be_known() -> None:
    with pytest.raises(UsageError, match=r"^Whether a profile matches the filter 'community=1' is not known: "):
        org().without("profile.UserType").run(USERS, among="community=1")
    with pytest.raises(UsageError, match=r"^No profile matches the filter 'community=1'\."):
        org().run(USERS, among="community=1")
    api_only = org(record_touch=[touch(2), touch(6)])  # of Fay, without a profile, the history alone has the last login
    found = [of.run(USERS, among="api_only=1") for of in (api_only, api_only.without("login_day"))]
    assert [result.headline for result in found] == ["4 users match the filter.", "At least 4 users match the filter."]
    assert [result.overall["users_missing"] for result in found] == [0, None]
    hidden = api_only.without("login_day", "user_login")
    assert hidden.run(USERS, among="api_only=1", frozen="1").headline == KNOWN
    assert hidden.run(USERS, among="api_only=1", search="nobody").headline == "No user matches the filter."


def test_profiles_of_which_it_is_not_known_whether_they_match_a_filter_add_nobody_to_a_chosen_profile() -> None:
    hidden = org(record_touch=[touch(2), touch(6)]).without("login_day")
    alone, both = hidden.run(USERS, profile="Profile 1"), hidden.run(USERS, profile="Profile 1", among="api_only=1")
    assert alone.headline == both.headline == "4 users match the filter."
    assert both.overall["users_missing"] == 0


NO_FILTER = " is no filter of the Profiles panel."


@pytest.mark.parametrize(
    ("typed", "message", "next_step"),
    [
        *((typed, f"{typed!r}{NO_FILTER}", "Write it as in the address of a page: frozen=1&search=sales.")
          for typed in ("frozen", "frozen=", "frozen=0", "frozen&search=sales")),
        *((f"frozen=1&{name}=1", f"There is no parameter {name!r}.",
           "Choose one of: api_only, bucket, community, frozen, license, never, no_price, process, profile, search.")
          for name in ("level", "period", "snapshot", "sort")),
    ],
)  # fmt: skip
def test_what_filters_no_profiles_is_refused_with_what_does(typed: str, message: str, next_step: str) -> None:
    with pytest.raises(UsageError) as refused:
        org().run(USERS, among=typed)
    assert (refused.value.message, refused.value.next_step) == (message, next_step)


def test_whether_a_seat_of_an_unknown_license_is_paid_by_login_is_not_known() -> None:
    row = one(org().without("user_license"), "ada")
    assert row["bucket"] is row["by_login"] is row["yearly_cost"] is None
    assert org().without("user_license").run(USER, name="ada").headline.endswith("What the seat costs is not known.")
    fay = by(org().run(USERS).rows, "name")["Fay"]
    assert (fay["license_key"], fay["bucket"], fay["by_login"]) == ("(no license)", "Other", False)


@pytest.mark.parametrize("typed", [sid("005", 1), sid("005", 1)[:15], "USER1@acme.example", "ada", " Ada "])
def test_a_user_is_found_by_id_username_or_name(typed: str) -> None:
    assert one(org(), typed)["username"] == "user1@acme.example"


def test_who_is_not_there_or_named_twice_is_refused_with_who_could_be_meant() -> None:
    with pytest.raises(UsageError) as refused:
        org().run(USER, name="Adda")
    assert refused.value.next_step.startswith("Did you mean user1@acme.example")
    twins = [person(1, Name="Ada"), person(2, Name="ada")]
    with pytest.raises(UsageError) as refused:
        org(user=twins).run(USER, name="Ada")
    assert refused.value.next_step == "Their usernames: user1@acme.example, user2@acme.example."


def test_the_facts_of_a_user_each_have_a_table() -> None:
    ada, bob = org().run(USER, name="Ada"), org().run(USER, name="bob")
    (row,) = ada.rows
    assert (row["license"], row["yearly_cost"], row["manager"]) == ("Salesforce", Decimal(1980), "bob")
    assert [(fact["month"], fact["kind"], fact["logins"]) for fact in facts(ada, "logins")] == [
        (date(2026, 11, 1), "interactive", 1),
        (date(2026, 11, 1), "api", 1),
    ]
    assert [(fact["sobject"], fact["touch"], fact["records"]) for fact in facts(bob, "records")] == [
        ("Case", "created", 3),
        ("Lead", "modified", 1),
    ]
    assert [(fact["license"], fact["kind"]) for fact in facts(bob, "add_ons")] == [("Marketing User", "feature")]
    assert all(section.table.source for section in ada.sections)


def test_permission_sets_are_those_held_directly_and_through_groups() -> None:
    more: dict[str, Rows] = {
        "permission_set": [{"Id": sid("0PS", n), "Label": f"Set {n}", "IsOwnedByProfile": n == 3} for n in (1, 2, 3)],
        "permission_set_group": [{"Id": sid("0PG", 1), "MasterLabel": "Group"}],
        "permission_set_group_component": [
            {"Id": sid("0PC", 1), "PermissionSetGroupId": sid("0PG", 1), "PermissionSetId": sid("0PS", 2)}
        ],
        "permission_set_assignment": [
            {"Id": sid("0Pa", 1), "AssigneeId": sid("005", 1), "PermissionSetId": sid("0PS", 1), "IsActive": True},
            {"Id": sid("0Pa", 2), "AssigneeId": sid("005", 1), "PermissionSetGroupId": sid("0PG", 1)},
            {"Id": sid("0Pa", 3), "AssigneeId": sid("005", 1), "PermissionSetId": sid("0PS", 3)},
        ],
        "permission_set_license": [{"Id": sid("0PL", 1), "MasterLabel": "CRM", "PermissionSetLicenseKey": "CRM_PSL"}],
        "permission_set_license_assign": [
            {"Id": sid("2LA", 1), "AssigneeId": sid("005", 1), "PermissionSetLicenseId": sid("0PL", 1)}
        ],
    }
    ada = org(**more).run(USER, name="Ada")
    sets = [
        (fact["permission_set"], fact["held"], fact["permission_set_group"]) for fact in facts(ada, "permission_sets")
    ]
    assert sets == [("Set 1", "direct", None), ("Set 2", "group", "Group")]
    assert [(fact["license"], fact["license_key"]) for fact in facts(ada, "add_ons")] == [("CRM", "CRM_PSL")]
    hidden = org(**more).without("permission_set_assignment").run(USER, name="Ada")
    gaps = {section.table.name: [gap.what for gap in section.gaps] for section in hidden.sections}
    assert gaps["permission_sets"] == ["permission_set_assignment"]
    assert gaps["logins"] == []


def test_a_frozen_user_without_a_license_is_not_said_to_hold_a_seat() -> None:
    frozen = [{"Id": sid("0Yw", number), "UserId": sid("005", number), "IsFrozen": True} for number in (3, 6)]
    for name in ("Cid", "Fay"):
        said = list(org(user_login=frozen).run(USER, name=name).notes)
        assert "The user cannot log in. If the user holds a seat, deactivating the user frees it." in said
        assert not any("still holds" in each for each in said)


@pytest.mark.parametrize(
    ("name", "headline", "notes"),
    [
        (
            "Ada",
            "The last login was on 19 Nov 2026, 2 days ago. The seat costs 1,980 EUR a year.",
            ["In the 30 days before the snapshot the user created 1 tracked record and was the last to modify 0."],
        ),
        (
            "bob",
            "The last login was on 02 Oct 2026, 50 days ago. The seat costs 1,980 EUR a year.",
            ["In the 30 days before the snapshot the user created 3 tracked records and was the last to modify 1."],
        ),
        (
            "Cid",
            "The user never logged in. The seat costs 1,980 EUR a year.",
            ["The user created or last modified no tracked record in the 30 days before the snapshot."],
        ),
        (
            "Dan",
            "The user was created on 16 Nov 2026 and has not logged in yet. The seat costs 1,980 EUR a year.",
            [],
        ),
        ("Eve", "Eve is inactive and holds no seat.", []),
    ],
)
def test_the_sentences_about_a_user_can_be_checked_against_the_facts(
    name: str, headline: str, notes: list[str]
) -> None:
    result = org().run(USER, name=name)
    assert result.headline == headline
    assert set(notes) <= set(result.notes)
    assert not any(note in headline for note in result.notes)


def test_what_could_not_be_read_of_a_user_is_not_claimed() -> None:
    hidden = org().without("user.LastLoginDate", "record_touch.Case", "user_login")
    ada, cid = hidden.run(USER, name="Ada"), hidden.run(USER, name="Cid")
    assert ada.headline.startswith("The last login in the login history was on 19 Nov 2026")
    assert cid.headline.startswith("The user's last login is not known.")
    assert not any("tracked record" in note for note in (*ada.notes, *cid.notes))
    (row,) = cid.rows
    assert (row["is_frozen"], row["is_actor"], row["is_logged_in"], row["flags"]) == (None, None, None, [])


def test_where_logins_are_missing_neither_their_number_nor_the_latest_is_known() -> None:
    ada = org().without("login_day.rows").run(USER, name="Ada")
    assert [(fact["logins"], fact["latest"]) for fact in facts(ada, "logins")] == [(None, None), (None, None)]


def test_actors_from_a_file_have_neither_counts_nor_times() -> None:
    from_file = [touch(1, Records=None, days=0)]
    ada = replace(org(record_touch=from_file), actors_route=ACTORS_FILE).run(USER, name="Ada")
    (row,) = ada.rows
    assert (row["is_actor"], row["last_record_touch"], row["records_created"]) == (True, None, None)
    assert f"how many, and when, is not in {ACTORS_FILE}." in ada.notes[0]


def test_an_inactive_user_has_facts_and_no_seat() -> None:
    eve = one(org(), "Eve")
    assert (eve["is_active"], eve["yearly_cost"], eve["is_actor"], eve["flags"]) == (False, None, None, ["inactive"])
