"""Open what people told Seatwise: the one door into this room."""

from pathlib import Path

from seatwise.settings import SECRET_KEY
from seatwise.state.connections import StoredConnections
from seatwise.state.database import Database
from seatwise.state.prices import StoredPrices
from seatwise.state.secrets import Vault


def open_state(home: Path) -> tuple[StoredConnections, StoredPrices]:
    """The connections and the price book of this home folder, which is made if it is not there.

    Raises:
        LakeError: state.db cannot be opened, or a newer Seatwise wrote it.
    """
    database = Database.open(home)
    return StoredConnections(database, Vault(home, SECRET_KEY.value())), StoredPrices(database)
