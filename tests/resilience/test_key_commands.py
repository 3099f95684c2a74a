"""`seatwise key`: a new one is printed, and the one that encrypts secrets is replaced while orgs are read."""

import pytest
from cryptography.fernet import Fernet

from resilience.cli_runner import CliRunner
from seatwise.sandbox.org import Sandbox


def test_a_new_key_is_printed_and_fits(cli: CliRunner) -> None:
    first, second = (cli("key", "new").out.decode().strip() for _ in range(2))
    assert first != second
    assert len(first) == 44
    Fernet(first)
    assert not cli.home.exists()


def test_the_key_in_the_file_is_replaced_and_the_org_is_still_read(
    cli: CliRunner, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEATWISE_SECRET_KEY", "")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    cli.add(sandbox.url)
    old = (cli.home / "secret.key").read_text()
    assert "2 secrets encrypted with a new key. The new key is in secret.key" in cli("key", "rotate").words
    assert (cli.home / "secret.key").read_text() != old
    cli("org", "test", "box")
    (cli.home / "secret.key").write_text(old)
    assert "is not the one that encrypted" in cli.fails("org", "test", "box", code=4)


def test_the_key_in_the_setting_is_replaced_in_two_steps(box: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = "A" * 43 + "=", Fernet.generate_key().decode()
    assert "SEATWISE_SECRET_KEY=NEW,OLD" in box.fails("key", "rotate", code=2)
    monkeypatch.setenv("SEATWISE_SECRET_KEY", f"{new},{old}")
    assert "2 secrets encrypted with a new key." in box("key", "rotate").words
    monkeypatch.setenv("SEATWISE_SECRET_KEY", new)
    box("org", "test", "box")
    monkeypatch.setenv("SEATWISE_SECRET_KEY", old)
    assert "is not the one that encrypted" in box.fails("org", "test", "box", code=4)
