"""Open state.db: what people entered. The only entry to this room."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from seatwise.app.snapshot_ports import Lake
from seatwise.settings import SECRET_KEY
from seatwise.state.access_tokens import StoredAccessTokens
from seatwise.state.connections import StoredConnections
from seatwise.state.database import FILE, Database
from seatwise.state.encryption.secrets import SecretStore
from seatwise.state.prices import StoredPrices
from seatwise.state.tracked_objects import StoredTrackedObjects


class Repositories(NamedTuple):
    """What people entered, one repository per kind."""

    connections: StoredConnections
    prices: StoredPrices
    tracked_objects: StoredTrackedObjects
    access_tokens: StoredAccessTokens


@contextmanager
def made_anew(home: Path, lake: Lake) -> Iterator[None]:
    """Make a new state.db beside snapshots that lost theirs; none stays if the block, which adds an org, fails."""
    path = home / FILE
    is_lost = not path.exists() or not path.stat().st_size
    Database.open(home, lake, anew=True)
    try:
        yield
    except BaseException:
        if is_lost and not StoredConnections(Database.open(home), SecretStore(home)).all():
            path.unlink(missing_ok=True)
        raise


def open_repositories(home: Path, lake: Lake | None = None) -> Repositories:
    """The repositories of this home folder, made if it is not there. Raises StorageError as `Database.open`."""
    database = Database.open(home, lake)
    orgs = StoredConnections(database, SecretStore(home, SECRET_KEY.value()))
    tokens = StoredAccessTokens(database)
    return Repositories(orgs, StoredPrices(database), StoredTrackedObjects(database), tokens)
