"""Records as Salesforce writes them."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.soql.small_org import ADMIN, ANN, BOB, CAT, DAN, EVE, SETUP, SFDC, plan
from seatwise.sandbox.soql import SoqlError

Run = Callable[[str], list[dict[str, Any]]]


def _attributes(sobject: str, record_id: str) -> dict[str, str]:
    return {"type": sobject, "url": f"/services/data/v67.0/sobjects/{sobject}/{record_id}"}


def test_a_record_has_the_field_names_of_describe_in_the_order_of_the_query(run: Run) -> None:
    (record,) = run(
        "select name, ID, lastlogindate, StartDate, score, shoe__c, Level, isActive from user where Level=1"
    )
    assert list(record) == [
        "attributes",
        "Name",
        "Id",
        "LastLoginDate",
        "StartDate",
        "Score",
        "Shoe__c",
        "Level",
        "IsActive",
    ]
    assert record == {
        "attributes": _attributes("User", ANN),
        "Name": "Ann",
        "Id": ANN,
        "LastLoginDate": "2026-11-21T08:00:00.123+0000",
        "StartDate": "2026-11-21",
        "Score": 1.5,
        "Shoe__c": 42.0,
        "Level": 1,
        "IsActive": True,
    }


def test_parents_nest_and_a_missing_parent_is_null(run: Run) -> None:
    soql = (
        "SELECT Profile.UserLicense.Name, u.Profile.Name, User.Name, Manager.Name FROM User u "
        "WHERE Name IN ('Ann', 'eve', 'Dan_Ü')"
    )
    assert run(soql) == [
        {
            "attributes": _attributes("User", ANN),
            "Profile": {
                "attributes": _attributes("Profile", ADMIN),
                "UserLicense": {"attributes": _attributes("UserLicense", SFDC), "Name": "Salesforce"},
                "Name": "System Administrator",
            },
            "Name": "Ann",
            "Manager": None,
        },
        {
            "attributes": _attributes("User", DAN),
            "Profile": {
                "attributes": _attributes("Profile", "00e00000000000CAAQ"),
                "UserLicense": None,
                "Name": "Orphan",
            },
            "Name": "Dan_Ü",
            "Manager": {"attributes": _attributes("User", BOB), "Name": "Bob"},
        },
        {"attributes": _attributes("User", EVE), "Profile": None, "Name": "eve", "Manager": None},
    ]


def test_children_are_a_result_of_their_own_or_null(run: Run) -> None:
    soql = (
        "SELECT Id, (SELECT Name, Profile.Name, LastLoginDate FROM Reports ORDER BY Name DESC), "
        "(SELECT IsFrozen FROM UserLogins) FROM User WHERE Level < 3"
    )
    ann, bob = run(soql)
    assert ann["UserLogins"] is None
    assert ann["Reports"]["totalSize"] == 2
    assert ann["Reports"]["done"] is True
    assert [child["Name"][:3] for child in ann["Reports"]["records"]] == ["Cat", "Bob"]
    assert ann["Reports"]["records"][1] == {
        "attributes": _attributes("User", BOB),
        "Name": "Bob",
        "Profile": {"attributes": _attributes("Profile", "00e00000000000BAAQ"), "Name": "Standard User"},
        "LastLoginDate": "2026-11-20T23:59:59.000+0000",
    }
    assert bob["UserLogins"]["records"] == [
        {"attributes": _attributes("UserLogin", "0Yw00000000000AAAQ"), "IsFrozen": True}
    ]


def test_a_limit_in_a_subquery_holds_for_each_parent(run: Run) -> None:
    soql = (
        "SELECT Id, (SELECT Id FROM Reports WHERE Level > 1 ORDER BY Name LIMIT 1 OFFSET 1) "
        "FROM User WHERE Level != null"
    )
    children = {record["Id"]: record["Reports"] for record in run(soql)}
    assert [child["Id"] for child in children[ANN]["records"]] == [CAT]
    assert children[BOB] is None  # one report, and it is skipped


def test_fields_stand_for_every_visible_field(run: Run) -> None:
    assert list(run("SELECT FIELDS(STANDARD) FROM UserLicense LIMIT 1")[0])[1:] == [
        "Id", "Name", "TotalLicenses", "UsedLicenses", "MonthlyLoginsUsed",
    ]  # fmt: skip
    assert list(run("SELECT Id, FIELDS(CUSTOM) FROM User LIMIT 1")[0])[1:] == ["Id", "Shoe__c"]
    hidden = plan("SELECT FIELDS(ALL) FROM UserLicense LIMIT 200", frozenset())
    assert [column.header for column in hidden.columns] == ["Id", "Name", "TotalLicenses", "UsedLicenses"]


def test_what_the_caller_may_not_see_does_not_exist() -> None:
    assert plan("SELECT MonthlyLoginsUsed FROM UserLicense", frozenset({SETUP}))
    for soql, code in (
        ("SELECT MonthlyLoginsUsed FROM UserLicense", "INVALID_FIELD"),
        ("SELECT Id FROM UserLicense WHERE MonthlyLoginsUsed > 0", "INVALID_FIELD"),
        ("SELECT Id FROM UserLogin", "INVALID_TYPE"),
        ("SELECT Id FROM User WHERE Id IN (SELECT UserId FROM UserLogin)", "INVALID_TYPE"),
        ("SELECT Id, (SELECT Id FROM UserLogins) FROM User", "INVALID_TYPE"),
    ):
        with pytest.raises(SoqlError) as refusal:
            plan(soql, frozenset())
        assert refusal.value.code == code


@pytest.mark.parametrize(
    ("soql", "code", "reason"),
    [
        ("SELECT FIELDS(ALL) FROM User", "MALFORMED_QUERY", "must have a LIMIT of at most 200"),
        ("SELECT FIELDS(SOME) FROM User", "MALFORMED_QUERY", "FIELDS takes ALL, STANDARD or CUSTOM"),
        ("SELECT Id, Name, id FROM User", "INVALID_FIELD", "duplicate field selected: id"),
        ("SELECT Name n FROM User", "MALFORMED_QUERY", "only aggregate expressions use field aliasing"),
        ("SELECT Profile.Zork.Name FROM User", "INVALID_FIELD", "Didn't understand relationship 'Zork' in field path"),
        (
            "SELECT Id, (SELECT Id FROM Zorks) FROM User",
            "INVALID_TYPE",
            "Didn't understand relationship 'Zorks' in FROM",
        ),
        ("SELECT Id, (SELECT COUNT(Id) FROM Reports) FROM User", "MALFORMED_QUERY", "Only root queries support"),
        ("SELECT Manager.Manager.Manager.Manager.Manager.Manager.Id FROM User", "INVALID_FIELD", "more than 5 levels"),
        ("SELECT Id FROM User ORDER BY Bio", "MALFORMED_QUERY", "field 'Bio' can not be sorted in a query call"),
        ("SELECT TYPEOF Manager WHEN User THEN Name ELSE Id END FROM User", "MALFORMED_QUERY", "TYPEOF needs"),
    ],
)
def test_a_selection_that_salesforce_refuses_is_refused(soql: str, code: str, reason: str) -> None:
    with pytest.raises(SoqlError) as refusal:
        plan(soql)
    assert refusal.value.code == code
    assert reason in refusal.value.message


def test_a_path_of_five_parents_is_followed(run: Run) -> None:
    (record,) = run("SELECT Manager.Manager.Manager.Manager.Manager.Name FROM User WHERE Level = 4")
    assert record["Manager"]["Manager"]["Manager"] is None
