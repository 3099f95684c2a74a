"""The key that encrypts secrets: in the system keyring, or else in a file that only its owner can read."""

import os
import secrets as randomness
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeVar

from seatwise.domain.errors import StorageError

FILE = "secret.key"
SERVICE = "seatwise"
PATIENCE = 5.0  # seconds; a keyring that takes longer is waiting for a person, and none may be there

# Keyrings of the system itself. KWallet opens dialogs; the others are files, which we prefer to write ourselves.
SECRET_SERVICE = "keyring.backends.SecretService"  # noqa: S105 - a module's name
SYSTEM = ("keyring.backends.macOS", "keyring.backends.Windows", SECRET_SERVICE)


Answer = TypeVar("Answer")


class Keyring(Protocol):
    """What Seatwise needs of a keyring; the `keyring` library's backends have it."""

    def get_password(self, service: str, name: str, /) -> str | None:
        """The password of that name, None if there is none."""

    def set_password(self, service: str, name: str, password: str, /) -> None:
        """Store it."""

    def delete_password(self, service: str, name: str, /) -> None:
        """Delete it. Raises if there is none."""


def new_key() -> str:
    """A fresh Fernet key: 32 random bytes, as 44 url-safe characters."""
    return urlsafe_b64encode(randomness.token_bytes(32)).decode()


def system_keyring() -> Keyring | None:
    """The keyring of this system, if there is one that is unlocked and needs no dialog."""
    return in_time(_unlocked_keyring)


def in_time(call: Callable[[], Answer]) -> Answer | None:
    """What the call returns, or None when it fails or takes too long."""
    answers: list[Answer] = []

    def run() -> None:
        with suppress(Exception):  # a keyring may fail in any way it likes; then there is none
            answers.append(call())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return answers[0] if answers else None


def _unlocked_keyring() -> Keyring | None:
    chosen = import_module("keyring").get_keyring()
    for backend in getattr(chosen, "backends", [chosen]):
        name = type(backend).__module__
        if name in SYSTEM and not (name == SECRET_SERVICE and _secret_service_is_locked()):
            keyring: Keyring = backend
            return keyring
    return None


def _secret_service_is_locked() -> bool:
    storage: Any = import_module("secretstorage")
    with closing(storage.dbus_init()) as bus:
        default = storage.Collection(bus, "/org/freedesktop/secrets/aliases/default")
        return bool(default.is_locked())


def keys_in(text: str) -> tuple[str, ...]:
    """The keys of a text, separated by commas or lines: while a key is replaced there are two."""
    return tuple(key for key in text.replace(",", "\n").split() if key)


def read_key_file(home: Path) -> tuple[str, ...]:
    """The keys in the file; none: no file. Raises StorageError: others can read it, or it cannot be read."""
    path = home / FILE
    try:
        mode = path.stat().st_mode
        if os.name == "posix" and mode & 0o077:
            raise StorageError(f"{path} can be read by users other than its owner.", f"Run: chmod 600 '{path}'")
        return keys_in(path.read_text("ascii"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeError) as error:
        raise StorageError(f"{path} cannot be read ({error}).", "Put the key file back as it was.") from error


def write_key_file(home: Path, *keys: str) -> None:
    """Write the keys to a file of its owner alone, whole or not at all, synced to the disk. Raises StorageError."""
    path = home / FILE
    draft = path.with_name(f".{FILE}.{os.getpid()}")
    try:
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
                file.write("".join(f"{key}\n" for key in keys))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(home)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written ({error}).", "Check the folder, its permissions and room."
        ) from error


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
