"""Fills a DuckDB database with the org of (users, seed, anchor, now): the same arguments give the same rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files

import duckdb

from seatwise.domain.errors import UsageError
from seatwise.sandbox.fields import SQL_TYPES
from seatwise.sandbox.objects import OBJECTS
from seatwise.sandbox.schema import SObject

MOST_USERS = 1_000_000
SPAN = 263_000_000  # seconds before the anchor over which its users joined: 100 months, so about 1 % of them a month
FIRST_WEEK = 7 * 86_400  # the org is that much older than its first ordinary user

_DERIVED = ("admin", "given_names", "family_names", "roles", "features")  # variables that the scripts set themselves
_HERE = files("seatwise.sandbox.generator")


def build(connection: duckdb.DuckDBPyConnection, *, users: int, seed: int, anchor: datetime, now: datetime) -> None:
    """Create one table per object of `OBJECTS`, with a column per field, and fill it. Tables of that name are replaced.

    Args:
        connection: any database; what is made on the way is dropped again.
        users: how many User rows there are at `anchor`, exactly; fewer before, more after (about 1 % a month).
        seed: another seed is another org of that size.
        anchor: the moment for which the org is planned (aware; whole seconds count).
        now: the moment at which it is seen. Two builds that differ in `now` alone are one org at two moments.

    Raises:
        UsageError: a size out of range, or a `now` before the org was made.
    """
    if not 1 <= users <= MOST_USERS:
        raise UsageError(f"A sandbox org cannot have {users:,} users.", f"Ask for 1 to {MOST_USERS:,}.")
    moments = {"anchor": _seconds(anchor), "now": _seconds(now)}
    birth = moments["anchor"] - SPAN - FIRST_WEEK
    if moments["now"] < birth:
        raise UsageError(
            f"The sandbox org does not exist yet at {now:%Y-%m-%d}.",
            f"It was made on {datetime.fromtimestamp(birth, UTC):%Y-%m-%d}; ask for a later moment.",
        )
    with _variables(connection, {"users": users, "seed": seed, "birth": birth, "span": SPAN, **moments}):
        connection.execute("DROP SCHEMA IF EXISTS gen CASCADE; CREATE SCHEMA gen")
        for script in sorted(_HERE.joinpath("world").iterdir(), key=lambda path: path.name):
            connection.execute(script.read_text("utf-8"))
        user = OBJECTS["User"]
        for sobject in OBJECTS.values():
            if sobject is not user:
                _fill(connection, sobject)
        connection.execute("CHECKPOINT")  # compresses what is there, in memory too: the largest table needs the room
        _fill(connection, user)
        connection.execute("DROP SCHEMA gen CASCADE")


def _fill(connection: duckdb.DuckDBPyConnection, sobject: SObject) -> None:
    columns = ", ".join(f'"{field.name}" {SQL_TYPES.get(field.type, "VARCHAR")}' for field in sobject.fields)
    rows = _HERE.joinpath("rows", f"{sobject.name}.sql").read_text("utf-8")
    connection.execute(f'CREATE OR REPLACE TABLE "{sobject.name}" ({columns})')
    connection.execute(f'INSERT INTO "{sobject.name}" BY NAME {rows}')


@contextmanager
def _variables(connection: duckdb.DuckDBPyConnection, values: dict[str, int]) -> Iterator[None]:
    """What the scripts read with getvariable(), for as long as they run."""
    for name, value in values.items():
        connection.execute(f"SET VARIABLE {name} = {value:d}::BIGINT")
    yield
    for name in (*values, *_DERIVED):
        connection.execute(f"RESET VARIABLE {name}")


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
