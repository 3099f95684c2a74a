"""What WHERE, ORDER BY, LIMIT and OFFSET let through."""

from collections.abc import Callable

import duckdb
import pytest

from sandbox.soql.small_org import ANN, BOB, plan
from seatwise.sandbox.soql import SoqlError

Names = Callable[[str], list[str]]
ALL = ["Ann", "Bob", "Cat", "Dan", "Eve"]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Department = 'SALES'", "Ann Bob"),
        ("Department != 'sales'", "Cat Dan Eve"),  # null is not equal to anything
        ("Department <> 'sales'", "Cat Dan Eve"),
        ("Department = null", "Eve"),
        ("Department = ''", "Eve"),
        ("Department != NULL", "Ann Bob Cat Dan"),
        ("NOT Department = 'sales'", "Cat Dan Eve"),
        ("NOT (Level > 2)", "Ann Bob Eve"),
        ("Level > 1 AND Level <= 3", "Bob Cat"),
        ("Level = 1 OR (Level = 2 AND IsActive = false)", "Ann"),
        ("(Level = 1 OR Level = 2) AND IsActive = TRUE", "Ann Bob"),
        ("Score >= 2.5", "Bob Cat"),
        ("Score = 5e-1", "Dan"),
        ("Level > -1", "Ann Bob Cat Dan"),
        ("Name < 'B'", "Ann"),
        ("Level IN (1, 4, null)", "Ann Dan Eve"),
        ("Level NOT IN (1, 4)", "Bob Cat Eve"),
        ("Level NOT IN (1, 4, null)", "Bob Cat"),
        ("Department IN ('SALES', 'nowhere')", "Ann Bob"),
        ("Name LIKE 'a%'", "Ann"),
        ("Name LIKE '_O_'", "Bob"),
        (r"Name LIKE '%100\%'", "Cat"),
        (r"Name LIKE '%\%'", "Cat"),
        (r"Name LIKE 'dan\_ü'", "Dan"),
        (r"Name LIKE 'a\_n'", ""),
        ("(NOT Name LIKE '%n%')", "Bob Cat Eve"),
        ("""Name = 'cat \\"C\\", 100%'""", "Cat"),
        (f"Id = '{ANN}'", "Ann"),
        (f"Id = '{ANN[:15]}'", "Ann"),
        (f"Id = '{ANN[:15].lower()}'", ""),  # fifteen characters differ by case
        (f"Id IN ('{ANN[:15]}', '{BOB}')", "Ann Bob"),
        (f"Id > '{BOB}'", "Cat Dan Eve"),
        ("ManagerId = null", "Ann Eve"),
        ("Profile.UserLicense.Name = 'salesforce'", "Ann Bob Cat"),
        ("Profile.UserLicense.Name = null", "Dan Eve"),
        ("Profile.Id != NULL AND Manager.Manager.Name = 'ann'", "Dan"),
        ("StartDate = 2026-11-20", "Bob"),
        ("LastLoginDate = 2026-11-21T09:00:00.123+01:00", "Ann"),
        ("LastLoginDate < 2025-12-31T12:00:01Z", "Dan"),
        ("CALENDAR_YEAR(StartDate) = 2025", "Dan"),
        ("DAY_ONLY(convertTimezone(LastLoginDate)) = 2026-10-22", "Cat"),
        ("HOUR_IN_DAY(LastLoginDate) IN (8, 23)", "Ann Bob"),
        ("DAY_IN_WEEK(StartDate) = 7 AND DAY_IN_MONTH(StartDate) = 21 AND DAY_IN_YEAR(StartDate) = 325", "Ann"),
        ("WEEK_IN_MONTH(StartDate) = 3 AND WEEK_IN_YEAR(StartDate) = 47", "Ann Bob"),
        ("CALENDAR_QUARTER(StartDate) = 4 AND CALENDAR_MONTH(StartDate) = 10", "Cat"),
    ],
)
def test_where_finds_what_salesforce_would(where: str, found: str, names: Names) -> None:
    assert names(f"WHERE {where}") == found.split()


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Id IN (SELECT UserId FROM UserLogin)", "Bob Cat"),
        ("Id IN (SELECT UserId FROM UserLogin WHERE IsFrozen = true AND User.Name = 'bob')", "Bob"),
        ("Id NOT IN (SELECT UserId FROM UserLogin)", "Ann Dan Eve"),  # a null among them hides nobody
        ("ProfileId NOT IN (SELECT Id FROM Profile WHERE UserLicenseId = null)", "Ann Bob Cat Eve"),
        ("IsActive = true AND Id NOT IN (SELECT ManagerId FROM User u WHERE u.IsActive = false)", "Ann Cat"),
    ],
)
def test_semi_joins_and_anti_joins_look_into_other_objects(where: str, found: str, names: Names) -> None:
    assert names(f"WHERE {where}") == found.split()


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("ORDER BY Department", "Eve Cat Dan Ann Bob"),  # nulls first, then by letters in any case, then by id
        ("ORDER BY Department DESC", "Eve Ann Bob Cat Dan"),
        ("ORDER BY Department NULLS LAST, Level DESC", "Dan Cat Bob Ann Eve"),
        ("ORDER BY Department DESC NULLS LAST", "Ann Bob Cat Dan Eve"),
        ("ORDER BY Profile.Name ASC NULLS FIRST, Name DESC", "Eve Dan Cat Bob Ann"),
        ("ORDER BY Name DESC LIMIT 2 OFFSET 1", "Dan Cat"),
        ("LIMIT 0", ""),
        ("OFFSET 2000", ""),
        ("USING SCOPE Everything WHERE Level = 1 FOR VIEW", "Ann"),
        ("LIMIT 1 FOR REFERENCE ALL ROWS", "Ann"),
    ],
)
def test_rows_have_the_order_of_the_query(rest: str, found: str, names: Names) -> None:
    assert names(rest) == found.split()


def test_pages_of_an_unordered_query_never_overlap(tables: duckdb.DuckDBPyConnection) -> None:
    planned = plan("SELECT Name FROM User")
    pages = [tables.execute(f"SELECT * FROM ({planned.sql}) LIMIT 2 OFFSET {at}").fetchall() for at in (0, 2, 4)]
    assert [row[0][:3].title() for page in pages for row in page] == ALL


def test_thousands_of_ids_in_one_list_are_found(names: Names) -> None:
    ids = ", ".join(f"'005{index:012d}'" for index in range(4_000))
    assert names(f"WHERE Id IN ({ids}, '{ANN[:15]}')") == ["Ann"]


@pytest.mark.parametrize(
    ("where", "code", "reason"),
    [
        ("Bio = 'x'", "INVALID_FIELD", "field 'Bio' can not be filtered in a query call"),
        ("Level = '1'", "INVALID_FIELD", "must be of type int and should not be enclosed in quotes"),
        ("IsActive = 'true'", "INVALID_FIELD", "must be of type boolean and should not be enclosed in quotes"),
        ("Name = 1", "INVALID_FIELD", "must be of type string and should be enclosed in quotes"),
        ("LastLoginDate = 2026-01-01", "INVALID_FIELD", "must be of type dateTime and should not be"),
        ("StartDate = 2026-01-01T00:00:00Z", "INVALID_FIELD", "must be of type date and should not be"),
        ("StartDate = SOME_DAY", "INVALID_FIELD", "must be of type date and should not be"),
        ("StartDate = LAST_N_DAYS:999999", "INVALID_FIELD", "must be of type date and should not be"),
        ("Level LIKE '1%'", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on int field"),
        ("Id LIKE '005%'", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on id field"),
        ("IsActive > false", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on boolean field"),
        ("Level > null", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on int field"),
        ("Id = 'nobody'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: nobody"),
        ("COUNT(Id) > 1", "MALFORMED_QUERY", "Aggregate functions are not allowed in WHERE"),
        ("Name LIKE 5", "INVALID_FIELD", "must be of type string"),
        ("HOUR_IN_DAY(StartDate) = 1", "INVALID_FIELD", "The function HOUR_IN_DAY cannot be used with"),
        ("MAGIC(Name) = 'x'", "MALFORMED_QUERY", "unexpected function: MAGIC"),
        ("Name IN (SELECT Id FROM User)", "MALFORMED_QUERY", "only allowed on reference fields"),
        ("Id IN (SELECT Name FROM User)", "MALFORMED_QUERY", "must be an ID or a reference"),
        ("Id IN (SELECT Id, Name FROM User)", "MALFORMED_QUERY", "must have one field"),
        ("Id IN (SELECT Id FROM User LIMIT 1)", "MALFORMED_QUERY", "takes only a WHERE clause"),
        ("Level = 1 OR Id IN (SELECT Id FROM User)", "MALFORMED_QUERY", "not allowed with the 'OR' operator"),
        (
            "Id IN (SELECT Id FROM User WHERE Id IN (SELECT UserId FROM UserLogin))",
            "MALFORMED_QUERY",
            "Nesting of semi join sub-selects is not supported",
        ),
        (r"Name = '\uD83D'", "MALFORMED_QUERY", "half of a surrogate pair"),
        (r"Name = 'O\k'", "MALFORMED_QUERY", r"Illegal character sequence '\k' in string literal."),
    ],
)
def test_a_condition_that_salesforce_refuses_is_refused_in_its_words(where: str, code: str, reason: str) -> None:
    with pytest.raises(SoqlError) as refusal:
        plan(f"SELECT Id FROM User WHERE {where}")
    assert refusal.value.code == code
    assert reason in refusal.value.message
