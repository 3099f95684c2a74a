"""Runs SOQL on the small org in DuckDB."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from sandbox.soql.small_org import TABLES, plan
from seatwise.sandbox.soql import records

Run = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(TABLES)
        yield connection


@pytest.fixture(scope="session")
def run(tables: duckdb.DuckDBPyConnection) -> Run:
    """Runs SOQL and gives its records."""

    def run(soql: str) -> list[dict[str, Any]]:
        planned = plan(soql)
        return records(planned, tables.execute(planned.sql, planned.parameters).fetchall(), "67.0")

    return run


@pytest.fixture(scope="session")
def names(run: Run) -> Callable[[str], list[str]]:
    """The first names of the users that a WHERE (and what follows it) finds."""
    return lambda rest: [record["Name"][:3].title() for record in run(f"SELECT Name FROM User {rest}")]
