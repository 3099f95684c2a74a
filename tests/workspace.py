"""An org that is read again and again into one lake, and its people: what tests of things over time begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from fakes import NOON, MemoryConnections, MemoryPrices, connection
from rows_org import NOW, ORG_ID, RowsOrg, profile, sid, user_license
from seatwise.app.refresh.run import refresh
from seatwise.app.report import Sources
from seatwise.domain.snapshots import Snapshot
from seatwise.engine.duckdb_engine import DuckEngine
from seatwise.sources.registry import REGISTRY
from seatwise.storage.snapshot_files import FolderFiles
from seatwise.storage.snapshot_store import FolderStore
from seatwise.views.panel import Row

EVIL = "<script>alert('x')</script> \"&\" 🚀"


@dataclass
class Workspace:
    """An org that is read again and again into one lake."""

    folder: Path
    sources: Sources = field(init=False)
    moments: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.book = MemoryPrices()
        connections = MemoryConnections()
        connections.add(connection("acme", org_id=ORG_ID, currency="EUR"), {})
        self.sources = Sources(connections, FolderStore(self.folder), DuckEngine(FolderFiles(self.folder)), self.book)

    def read(self, tables: Mapping[str, Sequence[Row]], **hidden: Sequence[str]) -> Snapshot:
        """A day later than the one before."""
        moment = NOW + timedelta(days=next(self.moments))
        org = RowsOrg(tables, **hidden)  # type: ignore[arg-type]
        org.clock = lambda: moment  # type: ignore[method-assign]
        return refresh(
            org,
            self.sources.lake,
            name="acme",
            tables=REGISTRY,
            as_of=moment,
            clock=lambda: NOON,
            watch=lambda _: None,
        )


def person(number: int, *, active: bool = True, on: int = 1, **more: object) -> Row:
    return {
        "Id": sid("005", number), "Username": f"user{number}@acme.example", "Name": f"User {number}",
        "IsActive": active, "ProfileId": sid("00e", on), **more,
    }  # fmt: skip


def org(*people: Row, seats: Sequence[Row] = (), frozen: Sequence[int] = ()) -> dict[str, Sequence[Row]]:
    """Profiles 1 and 2 stand on license 1, profile 3 on license 2."""
    return {
        "user_license": seats or [user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, "Free", "X", -1, 5)],
        "profile": [profile(1, 1), profile(2, 1), profile(3, 2)],
        "user": people,
        "user_login": [{"Id": sid("0Yw", n), "UserId": sid("005", n), "IsFrozen": True} for n in frozen],
    }
