"""Which objects an org adds to the standard tracked objects or removes, in state.db (the port `TrackedObjects`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from seatwise.domain.errors import Corrupt
from seatwise.state.audit import note
from seatwise.state.connections import lock_org
from seatwise.state.database import Database
from seatwise.state.seals.row_seal import printable
from seatwise.state.seals.sealed_table import Fit, resealing, sealed_rows
from seatwise.state.tables import TRACKED_OBJECTS


@dataclass(frozen=True)
class StoredTrackedObjects:
    """Only what differs from the standard objects is stored."""

    database: Database

    def set_object(self, org: str, sobject: str, *, tracked: bool | None) -> None:
        here = (TRACKED_OBJECTS.c.org == org) & (TRACKED_OBJECTS.c.sobject == sobject)
        with self.database.writing() as db:
            lock_org(db, org)
            rows = sealed_rows(db, TRACKED_OBJECTS, org, here).of(Fit.WHOLE)
            old = next((bool(row["tracked"]) for row in rows), None)
            with resealing(db, TRACKED_OBJECTS, here):
                db.execute(TRACKED_OBJECTS.delete().where(here))
                if tracked is not None:
                    db.execute(TRACKED_OBJECTS.insert().values(org=org, sobject=sobject, tracked=tracked))
            note(db, org, f"{sobject} tracked", _text(old), _text(tracked))

    def objects(self, org: str) -> Mapping[str, bool]:
        with self.database.reading() as db:
            found = sealed_rows(db, TRACKED_OBJECTS, org)
        if not found.is_whole:
            rows = ", ".join(printable(row["sobject"]) for row in found.of(Fit.DAMAGED)) or found.lost
            raise Corrupt(
                f"The tracked objects of {org} in state.db were changed after they were written ({rows}).",
                "Restore a backup, or take what is left: seatwise doctor --discard-damaged",
            )
        return {str(row["sobject"]): bool(row["tracked"]) for row in found.of(Fit.WHOLE)}


def _text(tracked: bool | None) -> str | None:  # noqa: FBT001 - as it is stored
    return None if tracked is None else str(tracked).lower()
