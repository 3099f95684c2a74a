"""The audit: what changed, when, from what, to what. Of a secret only the name."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from seatwise.state.tables import AUDIT


def note(connection: Connection, org: str, what: str, old: str | None, new: str | None) -> None:
    """Record a change, in the transaction that makes it. From a value to the same value is no change.

    `old` is None for what is new, `new` is None for what is gone.
    """
    if old != new:
        connection.execute(AUDIT.insert().values(at=datetime.now(UTC), org=org, what=what, old=old, new=new))
