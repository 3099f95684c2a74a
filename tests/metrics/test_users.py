"""What pages of users rely on: the users carry the columns of `people` on as they are, whatever could not be read."""

from collections.abc import Iterator

import duckdb
import pytest

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.flat_users import HOLDERS, PEOPLE, USERS
from seatwise.metrics.model import Metric
from seatwise.metrics.profiles_unread import PROFILES_UNREAD

_TYPES = {FieldType.TEXT: "VARCHAR", FieldType.FLAG: "BOOLEAN", FieldType.TIME: "TIMESTAMP"}
_VALUES = {FieldType.TEXT: "'Zoë'", FieldType.FLAG: "true", FieldType.TIME: "TIMESTAMP '2026-01-02 03:04:05'"}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def table(connection: duckdb.DuckDBPyConnection, metric: Metric) -> None:
    """A row of the metric, as it says that it is."""
    values = ", ".join(
        f'CAST({_VALUES.get(each.type, "7")} AS {_TYPES.get(each.type, "BIGINT")}) AS "{each.name}"'
        for each in metric.columns
    )
    connection.execute(f'CREATE TABLE "{metric.name}" AS SELECT {values}')


def told(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE TABLE profile_line (profile_id VARCHAR, profile VARCHAR, license_key VARCHAR, license VARCHAR, "
        "bucket VARCHAR, priced BOOLEAN, yearly_cost DECIMAL(38,2))"
    )
    connection.execute(
        "CREATE TABLE period AS SELECT TIMESTAMP '2026-01-01' AS login_start, TIMESTAMP '2026-01-01' AS actor_start, "
        "TIMESTAMP '2026-01-01' AS onboarding_start, TIMESTAMP '2026-02-01' AS until, true AS same_window"
    )
    connection.execute("CREATE TABLE gap (table_name VARCHAR, column_name VARCHAR)")
    connection.execute(f"CREATE VIEW profiles_unread AS {PROFILES_UNREAD.sql}")


@pytest.mark.parametrize(
    "gaps", ["('user', 'LastLoginDate'), ('user', 'CreatedDate'), ('user_login', NULL), ('record_touch', NULL)", ""]
)
def test_the_users_carry_on_what_they_share_with_people(connection: duckdb.DuckDBPyConnection, gaps: str) -> None:
    table(connection, PEOPLE)
    told(connection)
    if gaps:
        connection.execute(f"INSERT INTO gap VALUES {gaps}")
    shared = {each.name for each in USERS.columns} & {each.name for each in PEOPLE.columns}
    columns = ", ".join(f'"{name}"' for name in sorted(shared))
    before = connection.execute(f"SELECT {columns} FROM people").fetchall()
    assert {"number", "searched", "name_place", "last_login", "profile_id"} < shared
    assert connection.execute(f"SELECT {columns} FROM ({USERS.sql})").fetchall() == before


def test_people_are_made_as_they_are_declared(connection: duckdb.DuckDBPyConnection) -> None:
    table(connection, HOLDERS)
    made = connection.execute(PEOPLE.sql).description
    assert {column[0] for column in made} == {each.name for each in PEOPLE.columns}
    connection.execute(f"CREATE TABLE people AS {PEOPLE.sql}")
    told(connection)
    users = connection.execute(USERS.sql).description
    assert [column[0] for column in users] == [each.name for each in USERS.columns]
