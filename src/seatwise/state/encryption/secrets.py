"""Secrets are encrypted before they reach the disk, and decrypted only to log in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import Connection, Row, func, select

from seatwise.domain.connection import Secrets
from seatwise.domain.errors import Corrupt, StorageError
from seatwise.settings import SECRET_KEY
from seatwise.state.encryption.key_store import (
    FILE,
    SERVICE,
    Keyring,
    in_time,
    keys_in,
    new_key,
    read_key_file,
    system_keyring,
    write_key_file,
)
from seatwise.state.tables import SECRET_STORE, SECRETS

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

ENVIRONMENT, KEYRING, KEY_FILE = "environment", "keyring", "file"
PROOF = b"seatwise"
LOST = "If that key is lost, remove the orgs and add them again; save their prices first: seatwise price export NAME"


@dataclass(frozen=True)
class SecretStore:
    """Encrypts and decrypts secrets with the key of this home folder.

    The database has a proof of the first key, so another key is refused before anything is encrypted with it.
    """

    home: Path  # of the key file, if the key is in one
    secret_key: str = field(default="", repr=False)
    keyring: Callable[[], Keyring | None] = system_keyring  # returns the system's; None where there is none

    def encrypt(self, connection: Connection, secrets: Secrets) -> dict[str, str]:
        """The secrets, encrypted. Call it in a writing transaction, because a first key may have to be made.

        Raises StorageError: the key is missing, or is not the one that encrypted the secrets already here.
        """
        cipher = self._cipher(connection)
        return {name: cipher.encrypt(secret.encode()).decode() for name, secret in secrets.items()}

    def decrypt(self, connection: Connection, encrypted: Mapping[str, str]) -> dict[str, str]:
        """The secrets, decrypted. Raises StorageError: the key is missing or does not fit; Corrupt: one is damaged."""
        return decrypted(encrypted, self._cipher(connection)) if encrypted else {}

    def stored(self, connection: Connection) -> "Row[Any] | None":
        """Where the key of the stored secrets is, and a proof of it; None: there are no secrets."""
        known = connection.execute(select(SECRET_STORE)).one_or_none()
        is_used = connection.execute(select(func.count()).select_from(SECRETS)).scalar_one()
        return known if is_used else None

    def keys(self, known: "Row[Any]") -> tuple[str, ...]:
        """The keys of the stored secrets, the one that encrypted them first. Raises StorageError: it is not at hand."""
        keys, where = self._keys(known.key_location, known.key_id)
        for key in keys:
            if _proves(cipher_of([key], where), known.proof):
                return (key, *(other for other in keys if other != key))
        what = SECRET_KEY.name if self.secret_key else f"The key in the {known.key_location}"
        misfit = f"{what} is not the one that encrypted the secrets stored here; nothing was changed."
        raise StorageError(misfit, f"Use that key. {LOST}")

    def _cipher(self, connection: Connection) -> "MultiFernet":
        """What encrypts with the key of the stored secrets, and decrypts with any that is at hand."""
        known = self.stored(connection)
        return self._first_cipher(connection) if known is None else cipher_of(self.keys(known), known.key_location)

    def _keys(self, key_location: str, key_id: str) -> tuple[tuple[str, ...], str]:
        """The keys at hand, and where they were found."""
        if self.secret_key:
            return keys_in(self.secret_key), SECRET_KEY.name
        if key_location == ENVIRONMENT:
            raise StorageError(
                f"The secrets here were encrypted with the key in {SECRET_KEY.name}, which is not set.",
                f"Set {SECRET_KEY.name} to that key. {LOST}",
            )
        if key_location == KEYRING:
            keyring = self.keyring()
            key = in_time(lambda: keyring.get_password(SERVICE, key_id)) if keyring else None
            if key is None:
                raise StorageError(
                    "The key of the secrets is in the system keyring, which is locked or does not respond.",
                    f"Unlock it (a desktop login does), or set {SECRET_KEY.name}. {LOST}",
                )
            return (key,), "the system keyring"
        keys = read_key_file(self.home)
        if not keys:
            raise StorageError(f"The key of the secrets, {self.home / FILE}, is gone.", f"Put it back. {LOST}")
        return keys, str(self.home / FILE)

    def _first_cipher(self, connection: Connection) -> "MultiFernet":
        key_id = uuid4().hex
        key, key_location = self._first_key(key_id)
        cipher = cipher_of([key], SECRET_KEY.name if key_location == ENVIRONMENT else str(self.home / FILE))
        store_proof(connection, key_id, key_location, cipher)
        return cipher

    def _first_key(self, key_id: str) -> tuple[str, str]:
        if self.secret_key:
            return next(iter(keys_in(self.secret_key)), self.secret_key), ENVIRONMENT
        if keys := read_key_file(self.home):
            return keys[0], KEY_FILE
        key = new_key()
        if store_in_keyring(self.keyring(), key_id, key):
            return key, KEYRING
        write_key_file(self.home, key)
        return key, KEY_FILE


def store_in_keyring(keyring: Keyring | None, key_id: str, key: str) -> bool:
    """Store a key in the keyring. Whether it is there now."""
    if keyring is None:
        return False
    in_time(lambda: keyring.set_password(SERVICE, key_id, key))
    return in_time(lambda: keyring.get_password(SERVICE, key_id)) == key


def store_proof(connection: Connection, key_id: str, key_location: str, cipher: "MultiFernet") -> None:
    """Note which key encrypts the secrets, and a known text that is encrypted with it."""
    connection.execute(SECRET_STORE.delete())
    proof = cipher.encrypt(PROOF).decode()
    connection.execute(SECRET_STORE.insert().values(key_id=key_id, key_location=key_location, proof=proof))


def cipher_of(keys: Sequence[str], where: str) -> "MultiFernet":
    """What encrypts with the first key and decrypts with any. Raises StorageError: one is no key."""
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - 40 ms that only logging in needs

    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise StorageError(
            f"The value in {where} is not a key.", "A key has 44 characters. Print a new one: seatwise key new"
        ) from error


def decrypted(encrypted: Mapping[str, str], cipher: "MultiFernet") -> dict[str, str]:
    """The secrets in plain text. Raises Corrupt: one is damaged, as the key is known to be the right one."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - 40 ms that only logging in needs

    found = {}
    for name, token in encrypted.items():
        try:
            found[name] = cipher.decrypt(token).decode()
        except (InvalidToken, UnicodeError) as error:
            raise Corrupt(
                f"The stored secret {name!r} was changed in state.db after it was written.",
                "Enter it again: seatwise org edit NAME",
            ) from error
    return found


def _proves(cipher: "MultiFernet", proof: str) -> bool:
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - 40 ms that only logging in needs

    try:
        return cipher.decrypt(proof) == PROOF
    except (InvalidToken, UnicodeError):
        return False
