"""A workspace for tests of who works: an org of rows, read into a fresh lake, looked at through the Profiles panel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from fakes import NOON, MemoryConnections, MemoryPrices, connection
from rows_org import NOW, ORG_ID, RowsOrg, sid
from seatwise.app.refresh.run import refresh
from seatwise.app.report import Sources
from seatwise.engine.duckdb_engine import DuckEngine
from seatwise.sources.activity import CREATED
from seatwise.sources.registry import REGISTRY
from seatwise.storage.snapshot_files import FolderFiles
from seatwise.storage.snapshot_store import FolderStore

Rows = Sequence[Mapping[str, object]]


def ago(days: float) -> datetime:
    """A moment so many days before the snapshot's."""
    return NOW - timedelta(days=days)


def person(number: int, profile_number: int | None = 1, **more: object) -> dict[str, object]:
    """An active user who was created a year ago and never logged in."""
    return {
        "Id": sid("005", number),
        "Username": f"user{number}@acme.example",
        "Name": f"User {number}",
        "IsActive": True,
        "ProfileId": None if profile_number is None else sid("00e", profile_number),
        "CreatedDate": ago(365),
        **more,
    }


def touch(number: int, sobject: str = "Case", days: float = 3, **more: object) -> dict[str, object]:
    """A record of that object, created by that user so many days ago."""
    told = {"SobjectType": sobject, "UserId": sid("005", number), "Touch": CREATED, "Records": 1, "LastDate": ago(days)}
    return {**told, **more}


def login(number: int, kind: str = "Application", days: float = 2, **more: object) -> dict[str, object]:
    """Logins of that user so many days ago."""
    told = {"UserId": sid("005", number), "LoginType": kind, "Success": True, "Logins": 1, "LastTime": ago(days)}
    return {**told, "Day": ago(days).date(), **more}


@dataclass
class Workspace:
    """Reads an org into a lake of its own. Prices can be told before or after."""

    folder: Path
    book: MemoryPrices = field(default_factory=MemoryPrices)
    window_days: int = 30

    def read(self, tables: Mapping[str, Rows], *, as_of: datetime | None = None, **options: object) -> Sources:
        """The sources of the org `acme`, of which a snapshot (by default the latest) holds these tables."""
        lake, connections = FolderStore(self.folder), MemoryConnections()
        connections.add(connection(org_id=ORG_ID, currency="EUR"), {})
        refresh(
            RowsOrg(tables, **options),  # type: ignore[arg-type]
            lake,
            name="acme",
            tables=REGISTRY,
            as_of=as_of,
            clock=lambda: NOON,
            watch=lambda step: None,
            window_days=self.window_days,
        )
        return Sources(connections, lake, DuckEngine(FolderFiles(self.folder)), self.book)
