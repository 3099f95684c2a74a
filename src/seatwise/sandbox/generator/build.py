"""Generates an org in DuckDB from (users, seed, anchor, now, records, logins), always with the same rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files

import duckdb

from seatwise.domain.errors import UsageError
from seatwise.sandbox.objects.fields import SQL_TYPES
from seatwise.sandbox.objects.registry import OBJECTS
from seatwise.sandbox.objects.schema import SObject

MOST_USERS, MOST_RECORDS, MOST_LOGINS = 1_000_000, 5_000_000, 10_000_000
RECORDS_PER_USER, DEFAULT_RECORDS_MAX = 8, 500_000  # defaults
RETENTION = 183 * 86_400  # seconds of login history: Salesforce stores six months
SPAN = 263_000_000  # seconds before the anchor in which the users joined: 100 months, so about 1 % a month
FIRST_WEEK = 7 * 86_400  # by which the org is older than its first ordinary user

_DERIVED = ("admin", "pace", "given_names", "family_names", "roles", "features", "feature_shares")  # set by the scripts
_HERE = files("seatwise.sandbox.generator")


def build(
    connection: duckdb.DuckDBPyConnection,
    *,
    users: int,
    seed: int,
    anchor: datetime,
    now: datetime,
    records: int | None = None,
    logins: int | None = None,
) -> None:
    """Create or replace one table or view per object of `OBJECTS`, with a column per field.

    Args:
        connection: any database. Intermediate tables are dropped; the schema `base` has the rows behind the views, as
            numbers, so that millions of them fit into memory.
        users: exact number of User rows at `anchor`; fewer before, more after (about 1 % a month).
        seed: another seed gives another org of that size.
        anchor: the time at which the org has these sizes (aware; whole seconds).
        now: the time of the data. Two builds with different `now` are the same org at two times.
        records: exact number of leads, opportunities, cases, accounts, contacts, campaigns and invoices at `anchor`,
            not counting the accounts and contacts of external users. By default 200 and 8 per user, at most 500,000.
        logins: approximate number of rows of login history at `anchor`: users log in more or less often (but monthly
            users still do, so there is a minimum). By default about 70 per user, at most 1,500,000.

    Raises:
        UsageError: a size is out of range, or `now` is before the org was created.
    """
    for many, what, least, most in (
        (users, "users", 1, MOST_USERS),
        (records or 0, "records", 0, MOST_RECORDS),
        (logins or 0, "logins", 0, MOST_LOGINS),
    ):
        if not least <= many <= most:
            raise UsageError(f"A sandbox org cannot have {many:,} {what}.", f"Enter {least} to {most:,}.")
    if records is None:
        records = min(200 + RECORDS_PER_USER * users, DEFAULT_RECORDS_MAX)
    moments = {"anchor": _seconds(anchor), "now": _seconds(now)}
    birth = moments["anchor"] - SPAN - FIRST_WEEK
    if moments["now"] < birth:
        raise UsageError(
            f"The sandbox org does not exist yet at {now:%Y-%m-%d}.",
            f"It was created on {datetime.fromtimestamp(birth, UTC):%Y-%m-%d}; enter a later time.",
        )
    sizes = {"users": users, "records": records, "logins": -1 if logins is None else logins, "retention": RETENTION}
    with _scripting(connection, {**sizes, "seed": seed, "birth": birth, "span": SPAN, **moments}):
        connection.execute("DROP SCHEMA IF EXISTS gen CASCADE; CREATE SCHEMA gen")
        connection.execute("DROP SCHEMA IF EXISTS base CASCADE; CREATE SCHEMA base")
        for script in sorted(_HERE.joinpath("world").iterdir(), key=lambda path: path.name):
            connection.execute(script.read_text("utf-8"))  # in the order of their numbers
        for sobject in OBJECTS.values():
            _fill(connection, sobject)
        connection.execute("DROP SCHEMA gen CASCADE")


def _fill(connection: duckdb.DuckDBPyConnection, sobject: SObject) -> None:
    """Create the table of one object, or its view if its rows are stored as numbers."""
    view = _HERE.joinpath("views", f"{sobject.name}.sql")
    if view.is_file():
        connection.execute(f'CREATE OR REPLACE VIEW "{sobject.name}" AS {view.read_text("utf-8")}')
        return
    columns = ", ".join(f'"{field.name}" {SQL_TYPES.get(field.type, "VARCHAR")}' for field in sobject.fields)
    rows = _HERE.joinpath("rows", f"{sobject.name}.sql").read_text("utf-8")
    connection.execute(f'CREATE OR REPLACE TABLE "{sobject.name}" ({columns})')
    connection.execute(f'INSERT INTO "{sobject.name}" BY NAME {rows}')


@contextmanager
def _scripting(connection: duckdb.DuckDBPyConnection, values: dict[str, int]) -> Iterator[None]:
    """Set the variables of the scripts, and make DuckDB join in the order of the SQL.

    Users first, then the small tables: otherwise DuckDB reverses some of these joins, which costs 600 MB at 1,000,000
    users and changes the order of the rows.
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
