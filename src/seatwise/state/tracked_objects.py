"""Which objects an org adds to the standard tracked objects or removes, in state.db (the port `TrackedObjects`)."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from seatwise.state.audit import note
from seatwise.state.connections import lock_org
from seatwise.state.database import Database
from seatwise.state.tables import TRACKED_OBJECTS


@dataclass(frozen=True)
class StoredTrackedObjects:
    """Only what differs from the standard objects is stored."""

    database: Database

    def set_object(self, org: str, sobject: str, *, tracked: bool | None) -> None:
        here = (TRACKED_OBJECTS.c.org == org) & (TRACKED_OBJECTS.c.sobject == sobject)
        with self.database.writing() as db:
            lock_org(db, org)
            old = db.execute(sa.select(TRACKED_OBJECTS.c.tracked).where(here)).scalar_one_or_none()
            db.execute(TRACKED_OBJECTS.delete().where(here))
            if tracked is not None:
                db.execute(TRACKED_OBJECTS.insert().values(org=org, sobject=sobject, tracked=tracked))
            note(db, org, f"{sobject} tracked", _text(old), _text(tracked))

    def objects(self, org: str) -> Mapping[str, bool]:
        table = TRACKED_OBJECTS
        wanted = sa.select(table.c.sobject, table.c.tracked).where(table.c.org == org).order_by(table.c.sobject)
        with self.database.reading() as db:
            return {str(name): bool(tracked) for name, tracked in db.execute(wanted)}


def _text(tracked: bool | None) -> str | None:  # noqa: FBT001 - as it is stored
    return None if tracked is None else str(tracked).lower()
