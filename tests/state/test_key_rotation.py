"""The key is replaced: secrets stay readable at every moment, and the old key opens nothing any more."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import event

from fakes import connection
from seatwise.domain.errors import Corrupt, StorageError, UsageError
from seatwise.state.connections import StoredConnections
from seatwise.state.encryption import rotation
from seatwise.state.encryption.key_store import FILE, Keyring, new_key, read_key_file
from seatwise.state.encryption.rotation import rotate_key
from state.test_secrets import MemoryKeyring, orgs_in

SECRETS = {"password": "hunter2", "security_token": "t"}


def filled(home: Path, key: str = "", keyring: Keyring | None = None) -> StoredConnections:
    orgs = orgs_in(home, key, keyring)
    orgs.add(connection(), SECRETS)
    orgs.add(connection("beta"), {"password": "b"})
    return orgs


def rotate(orgs: StoredConnections) -> rotation.Rotation:
    return rotate_key(orgs.database, orgs.secret_store)


def assert_readable(orgs: StoredConnections) -> None:
    assert orgs.secrets(orgs.get("acme")) == SECRETS
    assert orgs.secrets(orgs.get("beta")) == {"password": "b"}


def tokens(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "state.db")) as raw:
        return [text for (text,) in raw.execute("SELECT encrypted FROM secrets UNION SELECT proof FROM secret_store")]


def test_every_secret_and_the_proof_are_encrypted_with_a_new_key_in_the_file(tmp_path: Path) -> None:
    orgs = filled(tmp_path)
    (old,) = read_key_file(tmp_path)
    assert rotate(orgs) == rotation.Rotation(3, "file")
    (new,) = read_key_file(tmp_path)
    assert new != old
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    for token in tokens(tmp_path):
        Fernet(new).decrypt(token)
        with pytest.raises(InvalidToken):
            Fernet(old).decrypt(token)
    assert_readable(orgs_in(tmp_path))


def test_in_the_keyring_the_new_key_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    orgs = filled(tmp_path, keyring=ring)
    before = dict(ring.kept)
    assert rotate(orgs).key_location == "keyring"
    assert len(ring.kept) == 1
    assert ring.kept.keys().isdisjoint(before)
    assert_readable(orgs_in(tmp_path, keyring=ring))
    assert not (tmp_path / FILE).exists()


def test_in_the_setting_both_keys_stand_until_it_is_done(tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    orgs = filled(tmp_path, old)
    with pytest.raises(UsageError, match="SEATWISE_SECRET_KEY, which only you can change") as refusal:
        rotate(orgs)
    assert "=NEW,OLD" in refusal.value.next_step
    both = f"{new},{old}"
    assert_readable(orgs_in(tmp_path, both))
    assert rotate(orgs_in(tmp_path, both)).key_location == "environment"
    for keys in (both, new):
        assert_readable(orgs_in(tmp_path, keys))
    with pytest.raises(StorageError, match="not the one that encrypted"):
        orgs_in(tmp_path, old).secrets(orgs.get("acme"))


def test_without_secrets_there_is_nothing_to_replace(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No secrets are stored"):
        rotate(orgs_in(tmp_path))


def test_a_damaged_secret_is_named_and_nothing_replaced(tmp_path: Path) -> None:
    orgs = filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / "state.db")) as raw, raw:
        raw.execute("UPDATE secrets SET encrypted = 'x' || encrypted WHERE org = 'beta'")
    with pytest.raises(Corrupt, match="secret 'password' was changed") as refusal:
        rotate(orgs)
    assert refusal.value.next_step == "Enter it again: seatwise org edit beta"
    assert orgs.secrets(orgs.get("acme")) == SECRETS
    with pytest.raises(Corrupt):
        orgs.secrets(orgs.get("beta"))


class Killed(BaseException):
    """The process ends here."""


def steps(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Ends the rotation before its step of that number: writing the file, each statement, writing the file again."""
    count = iter(range(1, 1000))

    def before(run: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **more: object) -> object:
            if next(count) == at:
                raise Killed
            return run(*args, **more)

        return step

    for name in ("write_key_file", "store_proof", "_encrypt_again"):
        monkeypatch.setattr(rotation, name, before(getattr(rotation, name)))


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_ended_at_any_step_it_can_be_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    orgs = filled(tmp_path)
    with monkeypatch.context() as patch:
        steps(patch, at)
        with pytest.raises(Killed):
            rotate(orgs)
    assert_readable(orgs_in(tmp_path))
    orgs_in(tmp_path).add(connection("gamma"), {"password": "g"})
    rotate(orgs_in(tmp_path))
    assert len(read_key_file(tmp_path)) == 1
    assert_readable(orgs_in(tmp_path))
    assert orgs_in(tmp_path).secrets(connection("gamma")) == {"password": "g"}


def test_whoever_reads_and_writes_secrets_meanwhile_notices_nothing(tmp_path: Path) -> None:
    orgs, done, wrong = filled(tmp_path), threading.Event(), list[BaseException]()

    def use() -> None:
        reader, number = orgs_in(tmp_path), 0
        while not done.is_set():
            try:
                assert_readable(reader)
                reader.add(connection(f"org-{number}"), {"password": str(number)})
                assert reader.secrets(connection(f"org-{number}")) == {"password": str(number)}
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is wrong
                wrong.append(error)
                return
            number += 1

    users = [threading.Thread(target=use) for _ in range(1)]
    for user in users:
        user.start()
    for _ in range(10):
        rotate(orgs)
    done.set()
    for user in users:
        user.join(30)
    assert wrong == []


def test_a_reader_that_began_before_and_reads_the_key_afterwards_looks_again(tmp_path: Path) -> None:
    orgs, rotated = filled(tmp_path), list[rotation.Rotation]()
    reader = orgs_in(tmp_path)

    def between(_raw: object, _cursor: object, statement: str, *_more: object) -> None:
        if not rotated and "secret_store" in statement:
            rotated.append(rotation.Rotation(0, ""))
            rotate(orgs)

    event.listen(reader.database.engine, "after_cursor_execute", between)
    assert reader.secrets(connection()) == SECRETS
    assert rotated
