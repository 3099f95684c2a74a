"""Replace the key of the secrets: in between both keys are at hand, so that a kill at any moment loses nothing.

First the new key is stored beside the old one, then every secret is encrypted anew in one transaction, then the old key
is deleted. Whoever reads meanwhile, `serve` for one, finds the key that fits the secrets it has read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from filelock import FileLock
from sqlalchemy import Connection, Row, select

from seatwise.domain.errors import Corrupt, StorageError, UsageError
from seatwise.settings import SECRET_KEY
from seatwise.state.audit import note
from seatwise.state.database import Database
from seatwise.state.encryption.key_store import SERVICE, in_time, keys_in, new_key, write_key_file
from seatwise.state.encryption.secrets import (
    ENVIRONMENT,
    KEY_FILE,
    KEYRING,
    SecretStore,
    cipher_of,
    decrypted,
    store_in_keyring,
    store_proof,
)
from seatwise.state.tables import SECRETS

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

LOCK = ".key.lock"


@dataclass(frozen=True)
class Rotation:
    """What was done: how many secrets were encrypted anew, and where the new key is."""

    secrets: int
    key_location: str


def rotate_key(database: Database, store: SecretStore) -> Rotation:
    """Replace the key of the stored secrets.

    Raises UsageError: there are none, or the setting has no new key; StorageError: the key does not fit; Corrupt: a
    secret is damaged. Then the secrets are as before.
    """
    with FileLock(store.home / LOCK, mode=0o600):
        with database.reading() as db:
            known = _known(store, db)
        keys = store.keys(known)
        location = ENVIRONMENT if store.secret_key else known.key_location
        key_id, new = uuid4().hex, _new_key(store)
        if location == KEYRING and not store_in_keyring(store.keyring(), key_id, new):
            raise StorageError("The system keyring did not store the new key.", "Unlock it and try again.")
        if location == KEY_FILE:
            write_key_file(store.home, *keys, new)
        with database.writing() as db:
            count = _encrypt_again(db, [*keys, new], cipher_of([new], location))
            store_proof(db, key_id, location, cipher_of([new], location))
        if location == KEY_FILE:
            write_key_file(store.home, new)
        keyring = store.keyring() if location == KEYRING else None
        if keyring is not None:
            in_time(lambda: keyring.delete_password(SERVICE, known.key_id))
    return Rotation(count, location)


def _known(store: SecretStore, db: Connection) -> "Row[Any]":
    known = store.stored(db)
    if known is None:
        raise UsageError(
            "No secrets are stored, so there is no key to replace.", "Add an org first: seatwise org add NAME"
        )
    return known


def _new_key(store: SecretStore) -> str:
    """A new key; where the setting holds the keys, the first of several there."""
    if not store.secret_key:
        return new_key()
    keys = keys_in(store.secret_key)
    if len(keys) == 1:
        raise UsageError(
            f"The key is in {SECRET_KEY.name}, which only you can change.",
            f"Print a new one, set {SECRET_KEY.name}=NEW,OLD for every process, and rotate: seatwise key new; "
            "seatwise key rotate",
        )
    cipher_of(keys, SECRET_KEY.name)
    return keys[0]


def _encrypt_again(db: Connection, keys: Sequence[str], cipher: "MultiFernet") -> int:
    """Every secret, in the transaction of the caller."""
    any_key = cipher_of(keys, "the key store")
    rows = db.execute(select(SECRETS.c.org, SECRETS.c.name, SECRETS.c.encrypted)).all()
    for org, name, encrypted in rows:
        try:
            plain = decrypted({name: encrypted}, any_key)[name]
        except Corrupt as error:
            raise Corrupt(
                f"{error.message} Nothing was changed.", f"Enter it again: seatwise org edit {org}"
            ) from error
        here = (SECRETS.c.org == org) & (SECRETS.c.name == name)
        db.execute(SECRETS.update().where(here).values(encrypted=cipher.encrypt(plain.encode()).decode()))
    for org in dict.fromkeys(row.org for row in rows):
        note(db, org, "key of its secrets", None, "replaced")
    return len(rows)
