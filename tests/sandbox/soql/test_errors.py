"""Errors as recorded from a real org, and their arrow."""

import pytest

from sandbox.soql.small_org import plan
from seatwise.sandbox.soql import SoqlError, parse

_NAMES = "Please reference your WSDL or the describe call for the appropriate names."


def _refusal(soql: str) -> tuple[str, str]:
    with pytest.raises(SoqlError) as refusal:
        plan(soql)
    return refusal.value.code, refusal.value.message


def test_an_unknown_object_is_refused_as_recorded() -> None:
    assert _refusal("select count() from XYZZY") == (
        "INVALID_TYPE",
        "\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\nsObject type 'XYZZY' is not "
        "supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. "
        + _NAMES,
    )


def test_an_unknown_field_is_refused_as_recorded() -> None:
    assert _refusal("SELECT Id, X FROM UserLicense") == (
        "INVALID_FIELD",
        "\nSELECT Id, X FROM UserLicense\n           ^\nERROR at Row:1:Column:12\nNo such column 'X' on entity "
        "'UserLicense'. If you are attempting to use a custom field, be sure to append the '__c' after the custom "
        "field name. " + _NAMES,
    )


@pytest.mark.parametrize(
    ("soql", "token", "column"),
    [
        ("", "<EOF>", 1),
        ("SELECT", "<EOF>", 7),
        ("SELECT FROM User", "FROM", 8),
        ("SELECT Id FROM", "<EOF>", 15),
        ("SELECT Id User", "<EOF>", 15),
        ("SELECT Id, FROM User", "FROM", 12),
        ("SELECT Id FROM User WHERE", "<EOF>", 26),
        ("SELECT Id FROM User WHERE Id", "<EOF>", 29),
        ("SELECT Id FROM User WHERE a=1 AND b=2 OR c=3", "OR", 39),
        ("SELECT Id FROM User WHERE a=1 OR b=2 AND c=3", "AND", 38),
        ("SELECT Id FROM User WHERE Id IN ()", ")", 34),
        ("SELECT Id FROM User LIMIT many", "many", 27),
        ("SELECT Id FROM User; DROP TABLE User", ";", 20),
        ("DELETE FROM User", "DELETE", 1),
        ("SELECT * FROM User", "*", 8),
    ],
)
def test_a_malformed_query_points_at_the_token_that_does_not_fit(soql: str, token: str, column: int) -> None:
    code, message = _refusal(soql)
    assert code == "MALFORMED_QUERY"
    assert f"ERROR at Row:1:Column:{column}\n" in message
    assert repr(token) in message


def test_the_arrow_stands_under_the_mistake_in_long_and_in_many_lines() -> None:
    long = "SELECT Id FROM User WHERE " + "Level = 1 AND " * 20 + "Oops = 1 AND " + "Level = 1 AND " * 20 + "Level = 1"
    split = "SELECT Id\nFROM User\nWHERE Level = 1\n  AND Oops = 1"
    for soql, row, column in ((long, 1, long.index("Oops") + 1), (split, 4, 7)):
        _, message = _refusal(soql)
        _, shown, arrow, position, _ = message.split("\n")
        assert shown[arrow.index("^") :].startswith("Oops")
        assert len(shown) < 80
        assert position == f"ERROR at Row:{row}:Column:{column}"


@pytest.mark.parametrize(
    ("soql", "code", "reason"),
    [
        ("SELECT Id FROM User WHERE Name = '" + "x" * 4_001 + "'", "MALFORMED_QUERY", "longer than 4000 characters"),
        ("SELECT Id FROM User" + " " * 100_000, "MALFORMED_QUERY", "longer than 100000 characters"),
        ("SELECT Id FROM User OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000"),
        ("SELECT Id FROM User LIMIT 9999999999999999999", "NUMBER_OUTSIDE_VALID_RANGE", "Number out of range"),
        ("SELECT Id FROM User WHERE " + "NOT " * 101 + "Level=1", "QUERY_TOO_COMPLICATED", "nested too deeply"),
        ("SELECT Id FROM User WHERE Name = :name", "MALFORMED_QUERY", "Bind variables only allowed in Apex code"),
        ('SELECT Id FROM User WHERE Name = "x"', "MALFORMED_QUERY", "no viable alternative at character"),
        ("SELECT Id FROM User WHERE Name = 'x", "MALFORMED_QUERY", "no viable alternative at character"),
        ("SELECT Id FROM User WHERE StartDate = 2026-13-01", "MALFORMED_QUERY", "Invalid date: 2026-13-01"),
        ("SELECT Id FROM User WHERE d = 2026-01-01T25:00:00Z", "MALFORMED_QUERY", "Invalid datetime"),
    ],
)
def test_limits_are_salesforces(soql: str, code: str, reason: str) -> None:
    with pytest.raises(SoqlError) as refusal:
        parse(soql)
    assert refusal.value.code == code
    assert reason in refusal.value.message


def test_what_just_fits_the_limits_passes() -> None:
    parse("SELECT Id FROM User WHERE Name = '" + "x" * 4_000 + "' OFFSET 2000")
    parse("SELECT Id FROM User WHERE " + "(" * 10_000 + "Level = 1" + ")" * 10_000)
    parse(("SELECT Id FROM User WHERE " + "Level = 1 AND " * 7_000 + "Level = 1").ljust(100_000))
