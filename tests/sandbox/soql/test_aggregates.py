"""COUNT(), GROUP BY, HAVING, and what SOQL refuses about them."""

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from sandbox.soql.small_org import plan
from seatwise.sandbox.soql import SoqlError, records

Run = Callable[[str], list[dict[str, Any]]]


def _bare(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the attributes, which are all the same."""
    assert all(record["attributes"] == {"type": "AggregateResult"} for record in found)
    return [{name: value for name, value in record.items() if name != "attributes"} for record in found]


@pytest.mark.parametrize(
    ("soql", "count"),
    [
        ("select count() from User", 5),
        ("SELECT COUNT() FROM User WHERE IsActive = true", 3),
        ("SELECT COUNT() FROM User LIMIT 2", 2),
        ("SELECT COUNT() FROM Group", 0),
    ],
)
def test_a_bare_count_is_a_total_without_records(
    soql: str, count: int, run: Run, tables: duckdb.DuckDBPyConnection
) -> None:
    planned = plan(soql)
    assert planned.count_only
    assert tables.execute(planned.sql, planned.parameters).fetchall() == [(count,)]
    assert run(soql) == []


def test_each_aggregate_counts_what_is_not_null(run: Run) -> None:
    soql = (
        "SELECT COUNT(Id) everyone, COUNT(Level), COUNT_DISTINCT(Department), SUM(Level) total, MIN(Level), "
        "MAX(LastLoginDate) latest, AVG(Score), SUM(Score), MIN(Name) FROM User"
    )
    assert _bare(run(soql)) == [
        {
            "everyone": 5,
            "expr0": 4,
            "expr1": 2,  # Sales, sales: one
            "total": 10,
            "expr2": 1,
            "latest": "2026-11-21T08:00:00.123+0000",
            "expr3": 2.0,
            "expr4": 8.0,
            "expr5": "Ann",
        }
    ]


def test_groups_are_named_by_the_last_name_of_their_path(run: Run) -> None:
    soql = (
        "SELECT Profile.Name, IsActive a, COUNT(Id) FROM User GROUP BY Profile.Name, IsActive ORDER BY COUNT(Id) DESC"
    )
    assert _bare(run(soql)) == [
        {"Name": "Standard User", "a": True, "expr0": 2},
        {"Name": "Orphan", "a": False, "expr0": 1},
        {"Name": "System Administrator", "a": True, "expr0": 1},
        {"Name": None, "a": False, "expr0": 1},
    ]


def test_date_functions_group(run: Run) -> None:
    soql = (
        "SELECT CALENDAR_YEAR(LastLoginDate) y, COUNT(Id) n FROM User WHERE LastLoginDate != null "
        "GROUP BY CALENDAR_YEAR(LastLoginDate) ORDER BY CALENDAR_YEAR(LastLoginDate)"
    )
    assert _bare(run(soql)) == [{"y": 2025, "n": 1}, {"y": 2026, "n": 3}]
    assert _bare(run("SELECT DAY_ONLY(LastLoginDate) FROM User WHERE Level = 1 GROUP BY DAY_ONLY(LastLoginDate)")) == [
        {"expr0": "2026-11-21"}
    ]


def test_having_filters_groups(run: Run) -> None:
    soql = (
        "SELECT ProfileId FROM User GROUP BY ProfileId HAVING (COUNT(Id) > 1 AND MAX(Level) = 3) OR ProfileId = null "
        "ORDER BY ProfileId NULLS LAST LIMIT 5"
    )
    assert [record["ProfileId"] for record in run(soql)] == ["00e00000000000BAAQ", None]


@pytest.mark.parametrize(
    ("soql", "reason"),
    [
        ("SELECT Name, COUNT(Id) FROM User", "Field must be grouped or aggregated: Name"),
        ("SELECT Name FROM User GROUP BY Department", "Field must be grouped or aggregated: Name"),
        ("SELECT CALENDAR_YEAR(StartDate) FROM User", "Field must be grouped or aggregated: CALENDAR_YEAR(StartDate)"),
        (
            "SELECT COUNT(Id) FROM User GROUP BY Department ORDER BY Name",
            "Ordered field must be grouped or aggregated: Name",
        ),
        (
            "SELECT COUNT(Id) FROM User GROUP BY Department HAVING Name = 'x'",
            "Field must be grouped or aggregated: Name",
        ),
        ("SELECT COUNT(Id) FROM User GROUP BY LastLoginDate", "field 'LastLoginDate' can not be grouped"),
        ("SELECT COUNT(Id) FROM User GROUP BY COUNT(Id)", "Grouped field should not be aggregated"),
        ("SELECT COUNT(Id) FROM User GROUP BY ROLLUP(Department)", "GROUP BY ROLLUP is not supported by the sandbox"),
        ("SELECT COUNT(Id) FROM User GROUP BY CUBE(Department, Name)", "GROUP BY CUBE is not supported"),
        ("SELECT COUNT(Id) FROM User LIMIT 5", "Non-grouped query that uses overall aggregate functions cannot also"),
        ("SELECT COUNT(Id) FROM User HAVING COUNT(Id) > 1", "HAVING needs GROUP BY"),
        ("SELECT Id FROM User HAVING Name = 'x'", "HAVING needs GROUP BY"),
        (
            "SELECT COUNT(Id) FROM User GROUP BY ProfileId HAVING NOT ProfileId IN (SELECT Id FROM Profile)",
            "Semi joins are not allowed in HAVING: ProfileId",
        ),
        ("SELECT Id FROM User ORDER BY COUNT(Id)", "Field must be grouped or aggregated: Id"),
        ("SELECT COUNT(), Id FROM User", "COUNT() must stand alone"),
        ("SELECT COUNT() FROM User ORDER BY Name", "COUNT() must stand alone"),
        ("SELECT SUM(Name) FROM User", "field Name does not support aggregate operator SUM"),
        ("SELECT MAX(IsActive) FROM User", "field IsActive does not support aggregate operator MAX"),
        ("SELECT COUNT(Id, Name) FROM User", "The function COUNT takes one field"),
        ("SELECT COUNT(Id) n, SUM(Level) N FROM User", "duplicate alias: N"),
        ("SELECT Name, Profile.Name FROM User GROUP BY Name, Profile.Name", "duplicate alias: Name"),
        ("SELECT COUNT(Id), (SELECT Id FROM UserLogins) FROM User", "Grouped queries have no subqueries"),
    ],
)
def test_an_aggregate_that_salesforce_refuses_is_refused(soql: str, reason: str) -> None:
    with pytest.raises(SoqlError) as refusal:
        plan(soql)
    assert refusal.value.code == "MALFORMED_QUERY"
    assert reason in refusal.value.message


def test_two_thousand_groups_are_one_answer_and_one_more_is_refused() -> None:
    planned = plan("SELECT Name, COUNT(Id) FROM User GROUP BY Name")
    assert len(records(planned, [(str(n), 1) for n in range(2_000)], "67.0")) == 2_000
    with pytest.raises(SoqlError) as refusal:
        records(planned, [(str(n), 1) for n in range(2_001)], "67.0")
    assert refusal.value.code == "EXCEEDED_ID_LIMIT"
    assert refusal.value.message == (
        "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch"
    )


def test_an_object_without_paging_is_refused_beyond_one_batch() -> None:
    plan("SELECT Id FROM User").check_size(1_000_000)
    with pytest.raises(SoqlError, match="UserLogin does not support queryMore"):
        plan("SELECT Id FROM UserLogin").check_size(2_001)
