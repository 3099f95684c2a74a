"""Secrets are sealed before they reach the disk, and opened only to log in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Connection, func, select

from seatwise.domain.errors import LakeError
from seatwise.settings import SECRET_KEY
from seatwise.state.keys import (
    FILE,
    SERVICE,
    Keyring,
    in_time,
    new_key,
    read_key_file,
    system_keyring,
    write_key_file,
)
from seatwise.state.tables import SECRETS, VAULT

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

ENVIRONMENT, KEYRING, KEY_FILE = "environment", "keyring", "file"
PROOF = b"seatwise"
LOST = "If that key is lost, remove the orgs and add them again (save their prices first: seatwise price export)."


@dataclass(frozen=True)
class Vault:
    """Seals and opens secrets with the key of this home folder.

    The first key used is remembered by a proof in the database, so another key is refused before it mixes in.

    Attributes:
        home: the folder with the key file, if that is where the key is.
        secret_key: what SEATWISE_SECRET_KEY says; wins over keyring and file when not empty.
        keyring: finds the system's keyring, None where there is none.
    """

    home: Path
    secret_key: str = field(default="", repr=False)
    keyring: Callable[[], Keyring | None] = system_keyring

    def seal(self, connection: Connection, secrets: Mapping[str, str]) -> dict[str, str]:
        """The secrets, encrypted. Within a writing transaction, because a first key may have to be made.

        Raises:
            LakeError: the key is missing, or is not the one that sealed the secrets already here.
        """
        cipher = self._cipher(connection)
        return {name: cipher.encrypt(secret.encode()).decode() for name, secret in secrets.items()}

    def unseal(self, connection: Connection, sealed: Mapping[str, str]) -> dict[str, str]:
        """The secrets in the clear.

        Raises:
            LakeError: the key is missing or does not fit.
        """
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - 40 ms that only logging in needs

        if not sealed:
            return {}
        cipher = self._cipher(connection)
        try:
            return {name: cipher.decrypt(token).decode() for name, token in sealed.items()}
        except InvalidToken as error:
            raise _misfit("The key") from error

    def _cipher(self, connection: Connection) -> "Fernet":
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - 40 ms that only logging in needs

        known = connection.execute(select(VAULT)).one_or_none()
        nothing_sealed = not connection.execute(select(func.count()).select_from(SECRETS)).scalar_one()
        if known is None or nothing_sealed:
            return self._first_cipher(connection)
        cipher = _fernet(*self._key(known.kept_in, known.key_id))
        try:
            cipher.decrypt(known.proof)
        except InvalidToken as error:
            raise _misfit(SECRET_KEY.name if self.secret_key else f"The key in the {known.kept_in}") from error
        return cipher

    def _key(self, kept_in: str, key_id: str) -> tuple[str, str]:
        """The key that sealed what is here, and where it was found."""
        if self.secret_key:
            return self.secret_key, SECRET_KEY.name
        if kept_in == ENVIRONMENT:
            raise LakeError(
                f"The secrets here were sealed with the key in {SECRET_KEY.name}, which is not set.",
                f"Set {SECRET_KEY.name} to that key. {LOST}",
            )
        if kept_in == KEYRING:
            keyring = self.keyring()
            key = in_time(lambda: keyring.get_password(SERVICE, key_id)) if keyring else None
            if key is None:
                raise LakeError(
                    "The key of the secrets is in the system keyring, which is locked or does not answer.",
                    f"Unlock it (a desktop login does), or set {SECRET_KEY.name}. {LOST}",
                )
            return key, "the system keyring"
        key = read_key_file(self.home)
        if key is None:
            raise LakeError(f"The key of the secrets, {self.home / FILE}, is gone.", f"Put it back. {LOST}")
        return key, str(self.home / FILE)

    def _first_cipher(self, connection: Connection) -> "Fernet":
        key_id = uuid4().hex
        key, kept_in = self._first_key(key_id)
        cipher = _fernet(key, SECRET_KEY.name if kept_in == ENVIRONMENT else str(self.home / FILE))
        connection.execute(VAULT.delete())
        proof = cipher.encrypt(PROOF).decode()
        connection.execute(VAULT.insert().values(key_id=key_id, kept_in=kept_in, proof=proof))
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
        raise LakeError(
            f"What {where} holds is not a key.", "A key has 44 characters; `seatwise org key` prints a new one."
        ) from error


def _misfit(what: str) -> LakeError:
    return LakeError(
        f"{what} is not the one that sealed the secrets kept here; nothing was changed.", f"Use that key. {LOST}"
    )
