"""What an org's backbone adds to the standard objects, and takes from them, in state.db (the port `Backbones`)."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from seatwise.state.audit import Change, note
from seatwise.state.connections import lock_org
from seatwise.state.database import Database
from seatwise.state.tables import BACKBONE


@dataclass(frozen=True)
class StoredBackbones:
    """Only what differs from the standard is kept."""

    database: Database

    def set_object(self, org: str, sobject: str, *, counts: bool | None) -> None:
        """Say that an object counts, or that it does not; None takes that back."""
        here = (BACKBONE.c.org == org) & (BACKBONE.c.sobject == sobject)
        with self.database.writing() as db:
            lock_org(db, org)
            old = db.execute(sa.select(BACKBONE.c.counts).where(here)).scalar_one_or_none()
            db.execute(BACKBONE.delete().where(here))
            if counts is not None:
                db.execute(BACKBONE.insert().values(org=org, sobject=sobject, counts=counts))
            note(db, Change(self.database.now(), org, f"{sobject} counts", _told(old), _told(counts)))

    def objects(self, org: str) -> Mapping[str, bool]:
        """What was said, by object."""
        wanted = sa.select(BACKBONE.c.sobject, BACKBONE.c.counts).where(BACKBONE.c.org == org)
        with self.database.reading() as db:
            return {str(name): bool(counts) for name, counts in db.execute(wanted.order_by(BACKBONE.c.sobject))}


def _told(counts: bool | None) -> str | None:  # noqa: FBT001 - as it is kept
    return None if counts is None else str(counts).lower()
