"""Secrets: encrypted on disk, decrypted with the right key only, and never lost to a wrong one."""

import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest
from keyring.backends.fail import Keyring as NoKeyring

from fakes import connection
from seatwise.domain.errors import StorageError
from seatwise.state.connections import StoredConnections
from seatwise.state.database import Database
from seatwise.state.encryption import key_store
from seatwise.state.encryption.key_store import Keyring, in_time, new_key, system_keyring
from seatwise.state.encryption.secrets import SecretStore
from waiting import PATIENCE

PLAIN = "correct-horse-battery-staple"


class MemoryKeyring:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str, /) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, password: str, /) -> None:
        self.kept[service, name] = password

    def delete_password(self, service: str, name: str, /) -> None:
        del self.kept[service, name]


class BrokenKeyring:
    def get_password(self, service: str, name: str, /) -> str | None:
        raise RuntimeError("locked")

    def set_password(self, service: str, name: str, password: str, /) -> None:
        raise RuntimeError("locked")

    def delete_password(self, service: str, name: str, /) -> None:
        raise RuntimeError("locked")


def orgs_in(home: Path, secret_key: str = "", keyring: Keyring | None = None) -> StoredConnections:
    return StoredConnections(Database.open(home), SecretStore(home, secret_key, lambda: keyring))


def test_the_plain_secret_is_nowhere_in_the_home_folder(tmp_path: Path) -> None:
    orgs = orgs_in(tmp_path)
    with orgs.database.reading():  # keeps the write-ahead log on disk, to be searched as well
        orgs.add(connection(), {"password": PLAIN, "security_token": PLAIN[::-1]})
        orgs.update(connection(currency="EUR"), {"password": PLAIN})
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {"state.db", "state.db-wal", "secret.key"} <= {path.name for path in files}
        for path in files:
            assert PLAIN.encode() not in path.read_bytes(), path
            assert PLAIN[::-1].encode() not in path.read_bytes(), path
    assert orgs.secrets(orgs.get("acme"))["password"] == PLAIN
    assert PLAIN not in repr(orgs) + repr(orgs.all())


def test_without_keyring_or_setting_the_key_is_a_file_of_its_owner_alone(tmp_path: Path) -> None:
    orgs_in(tmp_path).add(connection(), {"password": PLAIN})
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert orgs_in(tmp_path).secrets(orgs_in(tmp_path).get("acme")) == {"password": PLAIN}


def test_a_key_file_that_others_can_read_is_refused_with_the_chmod(tmp_path: Path) -> None:
    orgs_in(tmp_path).add(connection(), {"password": PLAIN})
    (tmp_path / "secret.key").chmod(0o644)
    with pytest.raises(StorageError, match=r"chmod 600 '.*secret\.key'"):
        orgs_in(tmp_path).secrets(orgs_in(tmp_path).get("acme"))


def test_the_keyring_is_preferred_to_a_file(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    orgs_in(tmp_path, keyring=ring).add(connection(), {"password": PLAIN})
    assert not (tmp_path / "secret.key").exists()
    assert orgs_in(tmp_path, keyring=ring).secrets(orgs_in(tmp_path, keyring=ring).get("acme")) == {"password": PLAIN}


def test_a_keyring_that_fails_at_first_is_passed_over(tmp_path: Path) -> None:
    orgs_in(tmp_path, keyring=BrokenKeyring()).add(connection(), {"password": PLAIN})
    assert orgs_in(tmp_path).secrets(orgs_in(tmp_path).get("acme")) == {"password": PLAIN}


def test_a_keyring_that_is_gone_later_is_missed_by_name_and_no_second_key_is_made(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    orgs_in(tmp_path, keyring=ring).add(connection(), {"password": PLAIN})
    for gone in (None, BrokenKeyring(), MemoryKeyring()):
        with pytest.raises(StorageError, match="system keyring, which is locked"):
            orgs_in(tmp_path, keyring=gone).add(connection("beta"), {"password": "p"})
    assert not (tmp_path / "secret.key").exists()
    assert [each.name for each in orgs_in(tmp_path, keyring=ring).all()] == ["acme"]
    assert orgs_in(tmp_path, keyring=ring).secrets(orgs_in(tmp_path, keyring=ring).get("acme")) == {"password": PLAIN}


def test_the_setting_wins_and_another_key_is_refused_with_nothing_lost(tmp_path: Path) -> None:
    right, wrong = new_key(), new_key()
    orgs_in(tmp_path, right).add(connection(), {"password": PLAIN})
    with pytest.raises(StorageError, match="SEATWISE_SECRET_KEY is not the one") as refusal:
        orgs_in(tmp_path, wrong).secrets(orgs_in(tmp_path, wrong).get("acme"))
    assert right not in str(refusal.value)
    assert wrong not in str(refusal.value)
    with pytest.raises(StorageError, match="SEATWISE_SECRET_KEY is not the one"):
        orgs_in(tmp_path, wrong).update(connection(currency="EUR"), {"password": "p"})
    assert orgs_in(tmp_path, right).get("acme").currency == "USD"
    assert orgs_in(tmp_path, right).secrets(orgs_in(tmp_path, right).get("acme")) == {"password": PLAIN}
    assert wrong not in repr(SecretStore(tmp_path, wrong))


def test_a_setting_that_is_gone_is_requested(tmp_path: Path) -> None:
    orgs_in(tmp_path, new_key()).add(connection(), {"password": PLAIN})
    with pytest.raises(StorageError, match="SEATWISE_SECRET_KEY, which is not set"):
        orgs_in(tmp_path).secrets(orgs_in(tmp_path).get("acme"))


@pytest.mark.parametrize("bad", ["short", "x" * 44, "ключ"])
def test_what_is_no_key_is_refused_without_repeating_it(tmp_path: Path, bad: str) -> None:
    with pytest.raises(StorageError, match="The value in SEATWISE_SECRET_KEY is not a key") as refusal:
        orgs_in(tmp_path, bad).add(connection(), {"password": PLAIN})
    assert bad not in str(refusal.value)


def test_a_key_file_that_is_gone_is_named(tmp_path: Path) -> None:
    orgs_in(tmp_path).add(connection(), {"password": PLAIN})
    (tmp_path / "secret.key").unlink()
    with pytest.raises(StorageError, match=r"secret\.key, is gone"):
        orgs_in(tmp_path).secrets(orgs_in(tmp_path).get("acme"))


def test_with_no_secret_left_a_new_key_may_begin(tmp_path: Path) -> None:
    orgs_in(tmp_path, new_key()).add(connection(), {"password": "lost"})
    orgs_in(tmp_path).remove("acme")
    second = new_key()
    orgs_in(tmp_path, second).add(connection(), {"password": PLAIN})
    assert orgs_in(tmp_path, second).secrets(orgs_in(tmp_path, second).get("acme")) == {"password": PLAIN}


def test_a_login_method_without_secrets_needs_no_key(tmp_path: Path) -> None:
    orgs_in(tmp_path, "not a key").add(connection(), {})
    assert orgs_in(tmp_path, "not a key").secrets(orgs_in(tmp_path, "not a key").get("acme")) == {}
    assert not (tmp_path / "secret.key").exists()


def test_a_removed_secret_is_gone_from_the_file_even_encrypted(tmp_path: Path) -> None:
    orgs = orgs_in(tmp_path)
    orgs.add(connection(), {"password": PLAIN})
    with orgs.database.reading() as db:
        encrypted = db.exec_driver_sql("SELECT encrypted FROM secrets").scalar_one()
    assert encrypted.encode() in (tmp_path / "state.db").read_bytes()
    orgs.remove("acme")
    assert encrypted.encode() not in (tmp_path / "state.db").read_bytes()


def test_a_keyring_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_store, "PATIENCE", 0.05)
    answered = Event()
    assert in_time(lambda: answered.wait(PATIENCE)) is None
    assert not answered.is_set()
    answered.set()
    assert in_time(lambda: 1 // 0) is None
    assert in_time(lambda: 7) == 7


def test_only_a_keyring_of_the_system_counts() -> None:
    code = "from seatwise.state.encryption.key_store import system_keyring; print(system_keyring())"
    for backend in ("keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"):
        environment = {"PYTHON_KEYRING_BACKEND": backend, "PATH": "/usr/bin:/bin"}
        answer = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
        )
        assert answer.stdout.strip() == "None"
    assert not isinstance(system_keyring(), NoKeyring)
