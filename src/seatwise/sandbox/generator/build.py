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

_DERIVED = ("admin", "given_names", "family_names", "roles", "features", "feature_shares")  # set by the scripts
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
    with _scripting(connection, {"users": users, "seed": seed, "birth": birth, "span": SPAN, **moments}):
        connection.execute("DROP SCHEMA IF EXISTS gen CASCADE; CREATE SCHEMA gen")
        for script in sorted(_HERE.joinpath("world").iterdir(), key=lambda path: path.name):
            connection.execute(script.read_text("utf-8"))  # in the order of the numbers in their names
        for sobject in OBJECTS.values():
            _fill(connection, sobject)
        connection.execute("DROP SCHEMA gen CASCADE")


def _fill(connection: duckdb.DuckDBPyConnection, sobject: SObject) -> None:
    columns = ", ".join(f'"{field.name}" {SQL_TYPES.get(field.type, "VARCHAR")}' for field in sobject.fields)
    rows = _HERE.joinpath("rows", f"{sobject.name}.sql").read_text("utf-8")
    connection.execute(f'CREATE OR REPLACE TABLE "{sobject.name}" ({columns})')
    connection.execute(f'INSERT INTO "{sobject.name}" BY NAME {rows}')


@contextmanager
def _scripting(connection: duckdb.DuckDBPyConnection, values: dict[str, int]) -> Iterator[None]:
    """What the scripts read with getvariable(), and joins done as they are written, for as long as they run.

    Users first, then the small tables: left to itself DuckDB turns some of those joins around, which costs 600 MB at
    1,000,000 users and shuffles the rows.
    """
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    for name, value in values.items():
        connection.execute(f"SET VARIABLE {name} = {value:d}::BIGINT")
    try:
        yield
    finally:
        for name in (*values, *_DERIVED):
            connection.execute(f"RESET VARIABLE {name}")
        connection.execute("RESET disabled_optimizers")


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
