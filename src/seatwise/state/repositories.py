"""Open state.db: what people entered. The only entry to this room."""

from pathlib import Path
from typing import NamedTuple

from seatwise.settings import SECRET_KEY
from seatwise.state.access_tokens import StoredAccessTokens
from seatwise.state.connections import StoredConnections
from seatwise.state.database import Database
from seatwise.state.prices import StoredPrices
from seatwise.state.secrets import SecretStore
from seatwise.state.tracked_objects import StoredTrackedObjects


class Repositories(NamedTuple):
    """What people entered, one repository per kind."""

    connections: StoredConnections
    prices: StoredPrices
    tracked_objects: StoredTrackedObjects
    access_tokens: StoredAccessTokens


def open_repositories(home: Path) -> Repositories:
    """The repositories of this home folder, made if it is not there. Raises StorageError as `Database.open`."""
    database = Database.open(home)
    orgs = StoredConnections(database, SecretStore(home, SECRET_KEY.value()))
    tokens = StoredAccessTokens(database)
    return Repositories(orgs, StoredPrices(database), StoredTrackedObjects(database), tokens)
