"""Fills a DuckDB database with the org of (users, seed, anchor, now, records, logins): the same give the same rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files

import duckdb

from seatwise.domain.errors import UsageError
from seatwise.sandbox.fields import SQL_TYPES
from seatwise.sandbox.objects import OBJECTS
from seatwise.sandbox.schema import SObject

MOST_USERS, MOST_RECORDS, MOST_LOGINS = 1_000_000, 5_000_000, 10_000_000
RECORDS_PER_USER, USUAL_RECORDS = 8, 500_000  # unless told otherwise; no more than the latter
RETENTION = 183 * 86_400  # seconds of login history: Salesforce keeps six months
SPAN = 263_000_000  # seconds before the anchor over which its users joined: 100 months, so about 1 % of them a month
FIRST_WEEK = 7 * 86_400  # the org is that much older than its first ordinary user

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
    """Create one table or view per object of `OBJECTS`, with a column per field. Those of that name are replaced.

    Args:
        connection: any database; what is made on the way is dropped again, but for the schema `kept`, where the many
            rows behind the views are: as numbers, so that millions of them fit into memory.
        users: how many User rows there are at `anchor`, exactly; fewer before, more after (about 1 % a month).
        seed: another seed is another org of that size.
        anchor: the moment for which the org is planned (aware; whole seconds count).
        now: the moment at which it is seen. Two builds that differ in `now` alone are one org at two moments.
        records: how many leads, opportunities, cases, accounts, contacts, campaigns and invoices people have made at
            `anchor`, exactly, beside the accounts and contacts that external users belong to. By default 8 per user and
            200 more, at most 500,000.
        logins: about how many rows login history has at `anchor`: people then log in more often, or less often (but
            those who did each month still do, so there is a least). By default as people do, about 70 per user, and no
            faster than makes 1,500,000.

    Raises:
        UsageError: a size out of range, or a `now` before the org was made.
    """
    for many, what, least, most in (
        (users, "users", 1, MOST_USERS),
        (records or 0, "records", 0, MOST_RECORDS),
        (logins or 0, "logins", 0, MOST_LOGINS),
    ):
        if not least <= many <= most:
            raise UsageError(f"A sandbox org cannot have {many:,} {what}.", f"Ask for {least} to {most:,}.")
    if records is None:
        records = min(200 + RECORDS_PER_USER * users, USUAL_RECORDS)
    moments = {"anchor": _seconds(anchor), "now": _seconds(now)}
    birth = moments["anchor"] - SPAN - FIRST_WEEK
    if moments["now"] < birth:
        raise UsageError(
            f"The sandbox org does not exist yet at {now:%Y-%m-%d}.",
            f"It was made on {datetime.fromtimestamp(birth, UTC):%Y-%m-%d}; ask for a later moment.",
        )
    sizes = {"users": users, "records": records, "logins": -1 if logins is None else logins, "retention": RETENTION}
    with _scripting(connection, {**sizes, "seed": seed, "birth": birth, "span": SPAN, **moments}):
        connection.execute("DROP SCHEMA IF EXISTS gen CASCADE; CREATE SCHEMA gen")
        connection.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
        for script in sorted(_HERE.joinpath("world").iterdir(), key=lambda path: path.name):
            connection.execute(script.read_text("utf-8"))  # in the order of the numbers in their names
        for sobject in OBJECTS.values():
            _fill(connection, sobject)
        connection.execute("DROP SCHEMA gen CASCADE")


def _fill(connection: duckdb.DuckDBPyConnection, sobject: SObject) -> None:
    """The table of one object, or the view, if its rows are kept as numbers."""
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
