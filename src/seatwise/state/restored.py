"""A state.db from a backup, before it is put in place: brought up to date, and its secrets, if their key is at hand."""

from pathlib import Path

import sqlalchemy as sa

from seatwise.domain.errors import StorageError
from seatwise.state.database import FILE, Database
from seatwise.state.encryption.key_store import FILE as KEY_NAME
from seatwise.state.encryption.secrets import KEY_FILE, SecretStore
from seatwise.state.tables import ACCESS_TOKENS, SECRET_STORE, SECRETS


def prepare_restored(folder: Path, home: Path, secret_key: str) -> tuple[str, ...]:
    """Bring the state.db in the folder up to date; delete the secrets that no key at hand decrypts.

    The key is the one in the folder, or else that of the home folder. Returns the orgs that lose secrets. Raises
    StorageError: a newer Seatwise wrote it; Corrupt.
    """
    database = Database.open(folder)
    has_key = (folder / KEY_NAME).exists()
    secrets = SecretStore(folder if has_key else home, "" if has_key else secret_key)
    with database.writing() as db:
        if has_key:
            db.execute(SECRET_STORE.update().values(key_location=KEY_FILE))
        db.execute(ACCESS_TOKENS.delete())  # some may have been revoked since the backup
        without = _without_key(db, secrets)
    leave_one_file(folder / FILE)
    return without


def _without_key(db: sa.Connection, store: SecretStore) -> tuple[str, ...]:
    known = store.stored(db)
    if known is None:
        return ()
    try:
        store.keys(known)
    except StorageError:
        orgs = tuple(db.execute(sa.select(SECRETS.c.org).distinct().order_by(SECRETS.c.org)).scalars())
        db.execute(SECRETS.delete())
        db.execute(SECRET_STORE.delete())
        return orgs
    return ()


def leave_one_file(path: Path) -> None:
    """Leave no log or lock beside it."""
    for beside in (f"{path}-wal", f"{path}-shm", path.with_suffix(".lock")):
        Path(beside).unlink(missing_ok=True)
