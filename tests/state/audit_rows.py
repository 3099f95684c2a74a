"""What the audit of an org says, oldest first."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from seatwise.state.database import Database
from seatwise.state.tables import AUDIT


def changes(database: Database, org: str) -> Sequence[Row[tuple[object, ...]]]:
    """Every change of this org, with `at`, `what`, `old` and `new`."""
    with database.reading() as connection:
        return connection.execute(select(AUDIT).where(AUDIT.c.org == org).order_by(AUDIT.c.id)).all()
