"""Open what people told Seatwise: the one door into this room."""

from pathlib import Path
from typing import NamedTuple

from seatwise.settings import SECRET_KEY
from seatwise.state.backbone import StoredBackbones
from seatwise.state.connections import StoredConnections
from seatwise.state.database import Database
from seatwise.state.prices import StoredPrices
from seatwise.state.secrets import Vault


class State(NamedTuple):
    """What people told Seatwise."""

    connections: StoredConnections
    prices: StoredPrices
    backbones: StoredBackbones


def open_state(home: Path) -> State:
    """What is kept in this home folder, which is made if it is not there.

    Raises:
        LakeError: state.db cannot be opened, or a newer Seatwise wrote it.
    """
    database = Database.open(home)
    orgs = StoredConnections(database, Vault(home, SECRET_KEY.value()))
    return State(orgs, StoredPrices(database), StoredBackbones(database))
