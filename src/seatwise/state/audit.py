"""The audit: what changed, when, from what, to what. Of a secret only the name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from seatwise.state.database import Database
from seatwise.state.tables import AUDIT


@dataclass(frozen=True)
class Change:
    """One change that somebody made. `old` is None for what is new, `new` is None for what is gone."""

    at: datetime
    org: str
    what: str
    old: str | None
    new: str | None


def note(connection: Connection, change: Change) -> None:
    """Record a change, in the transaction that makes it. From a value to the same value is no change."""
    if change.old != change.new:
        row = {"at": change.at, "org": change.org, "what": change.what, "old": change.old, "new": change.new}
        connection.execute(AUDIT.insert().values(**row))


def changes(database: Database, org: str) -> Sequence[Change]:
    """Every change of this org, oldest first."""
    columns = (AUDIT.c.at, AUDIT.c.org, AUDIT.c.what, AUDIT.c.old, AUDIT.c.new)
    with database.reading() as connection:
        rows = connection.execute(select(*columns).where(AUDIT.c.org == org).order_by(AUDIT.c.id))
        return [Change(row.at, row.org, row.what, row.old, row.new) for row in rows]
