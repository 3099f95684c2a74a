"""Bulk API 2.0: what it refuses, and its CSV."""

from pathlib import Path

import duckdb
import pytest

from sandbox.soql.small_org import ANN, DAN, EVE, plan
from seatwise.sandbox.soql import bulk_refusal, csv_select, parse


@pytest.mark.parametrize(
    ("soql", "what"),
    [
        ("SELECT COUNT() FROM User", "Aggregate"),
        ("SELECT MAX(Level) FROM User", "Aggregate"),
        ("SELECT Name FROM User GROUP BY Name", "GROUP BY"),
        ("SELECT Id FROM User LIMIT 1 OFFSET 0", "OFFSET"),
        ("SELECT TYPEOF Owner WHEN User THEN Id END FROM User", "TYPEOF"),
        ("SELECT Id, (SELECT Id FROM UserLogins) FROM User", "Nested queries"),
        ("SELECT FIELDS(ALL) FROM User LIMIT 200", "FIELDS(ALL)"),
    ],
)
def test_bulk_refuses_what_it_cannot_chunk(soql: str, what: str) -> None:
    assert what in (bulk_refusal(parse(soql)) or "")


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT Id, Profile.Name FROM User WHERE Id IN (SELECT UserId FROM UserLogin) ORDER BY Name LIMIT 5",
        "SELECT FIELDS(STANDARD) FROM User",
    ],
)
def test_bulk_takes_plain_queries(soql: str) -> None:
    assert bulk_refusal(parse(soql)) is None


def test_csv_is_text_headed_by_the_paths_as_written(tables: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    soql = (
        "SELECT Id, profile.Name, IsActive, Level, Score, StartDate, LastLoginDate, Name FROM User "
        "WHERE Name != 'Bob' ORDER BY Id"
    )
    sql, parameters = csv_select(plan(soql))
    types = tables.execute(f"DESCRIBE {sql}", parameters).fetchall()
    assert {kind for _, kind, *_ in types} == {"VARCHAR"}
    target = tmp_path / "page.csv"
    tables.execute(f"COPY ({sql}) TO '{target}' (FORMAT csv, HEADER)", parameters)
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "Id,profile.Name,IsActive,Level,Score,StartDate,LastLoginDate,Name"
    assert lines[1] == f"{ANN},System Administrator,true,1,1.5,2026-11-21,2026-11-21T08:00:00.123Z,Ann"
    assert lines[2].endswith(',"Cat ""C"", 100%"')
    assert lines[3] == f"{DAN},Orphan,false,4,0.5,2025-12-31,2025-12-31T12:00:00.000Z,Dan_Ü"
    assert lines[4] == f"{EVE},,false,,,,,eve"


def test_csv_has_the_order_and_the_limit_of_the_query(tables: duckdb.DuckDBPyConnection) -> None:
    sql, parameters = csv_select(plan("SELECT Name FROM User ORDER BY Level DESC NULLS LAST LIMIT 2"))
    assert [name[:3] for (name,) in tables.execute(sql, parameters).fetchall()] == ["Dan", "Cat"]
