"""Secrets are encrypted before they reach the disk, and decrypted only to log in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Connection, func, select

from seatwise.domain.connection import Secrets
from seatwise.domain.errors import StorageError
from seatwise.settings import SECRET_KEY
from seatwise.state.encryption.key_store import (
    FILE,
    SERVICE,
    Keyring,
    in_time,
    new_key,
    read_key_file,
    system_keyring,
    write_key_file,
)
from seatwise.state.tables import SECRET_STORE, SECRETS

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

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
        """The secrets, decrypted. Raises StorageError: the key is missing or does not fit."""
        return _decrypted(encrypted, self._cipher(connection), "The key") if encrypted else {}

    def _cipher(self, connection: Connection) -> "Fernet":
        known = connection.execute(select(SECRET_STORE)).one_or_none()
        nothing_encrypted = not connection.execute(select(func.count()).select_from(SECRETS)).scalar_one()
        if known is None or nothing_encrypted:
            return self._first_cipher(connection)
        cipher = _fernet(*self._key(known.key_location, known.key_id))
        what = SECRET_KEY.name if self.secret_key else f"The key in the {known.key_location}"
        _decrypted({"proof": known.proof}, cipher, what)
        return cipher

    def _key(self, key_location: str, key_id: str) -> tuple[str, str]:
        """The key of the stored secrets, and where it was found."""
        if self.secret_key:
            return self.secret_key, SECRET_KEY.name
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
            return key, "the system keyring"
        key = read_key_file(self.home)
        if key is None:
            raise StorageError(f"The key of the secrets, {self.home / FILE}, is gone.", f"Put it back. {LOST}")
        return key, str(self.home / FILE)

    def _first_cipher(self, connection: Connection) -> "Fernet":
        key_id = uuid4().hex
        key, key_location = self._first_key(key_id)
        cipher = _fernet(key, SECRET_KEY.name if key_location == ENVIRONMENT else str(self.home / FILE))
        connection.execute(SECRET_STORE.delete())
        proof = cipher.encrypt(PROOF).decode()
        connection.execute(SECRET_STORE.insert().values(key_id=key_id, key_location=key_location, proof=proof))
        return cipher

    def _first_key(self, key_id: str) -> tuple[str, str]:
        if self.secret_key:
            return self.secret_key, ENVIRONMENT
        if key := read_key_file(self.home):
            return key, KEY_FILE
        key = new_key()
        if (keyring := self.keyring()) is not None:
            in_time(lambda: keyring.set_password(SERVICE, key_id, key))
            if in_time(lambda: keyring.get_password(SERVICE, key_id)) == key:
                return key, KEYRING
        write_key_file(self.home, key)
        return key, KEY_FILE


def _fernet(key: str, where: str) -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 - 40 ms that only logging in needs

    try:
        return Fernet(key)
    except ValueError as error:
        raise StorageError(
            f"The value in {where} is not a key.", "A key has 44 characters. Print a new one: seatwise org key"
        ) from error


def _decrypted(encrypted: Mapping[str, str], cipher: "Fernet", what: str) -> dict[str, str]:
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - 40 ms that only logging in needs

    try:
        return {name: cipher.decrypt(token).decode() for name, token in encrypted.items()}
    except InvalidToken as error:
        misfit = f"{what} is not the one that encrypted the secrets stored here; nothing was changed."
        raise StorageError(misfit, f"Use that key. {LOST}") from error
