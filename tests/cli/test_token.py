"""`seatwise token`: a token is shown once, listed by name, and gone when it is revoked."""

import json
from pathlib import Path

import pytest

from cli_commands import run_command
from seatwise.bootstrap import services


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))


def test_a_token_is_printed_alone_and_once(tmp_path: Path) -> None:
    made = run_command("token", "create", "nightly")
    token = made.stdout.strip()
    assert len(token) == 43
    assert token not in made.stderr
    assert services().access.find(token)
    listed = run_command("token", "list")
    assert "nightly" in listed.stdout
    assert token not in listed.stdout + listed.stderr
    assert not any(token.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_tokens_and_signed_in_browsers_are_listed_and_revoked() -> None:
    assert json.loads(run_command("token", "list", "--format", "json").stdout) == []
    token = run_command("token", "create", "nightly").stdout.strip()
    services().access.open_session(services().access.start())
    api, browser = json.loads(run_command("token", "list", "--format", "json").stdout)
    assert (api["name"], api["kind"], api["expires"]) == ("nightly", "api", None)
    assert (browser["kind"], browser["name"][:8]) == ("session", "browser-")
    for each in (api, browser):
        run_command("token", "revoke", each["name"])
    assert run_command("token", "list").stderr.strip() == "No tokens, and no browser is signed in."
    assert services().access.find(token) is None


def test_a_name_that_is_unknown_or_taken_is_refused() -> None:
    run_command("token", "create", "nightly")
    assert "seatwise token revoke nightly" in run_command("token", "create", "nightly", code=2).stderr
    assert "seatwise token list" in run_command("token", "revoke", "other", code=2).stderr


def test_a_short_token_set_by_hand_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("SEATWISE_TOKEN", "too-short")
    refused = run_command("token", "list", code=2).stderr
    assert "SEATWISE_TOKEN has 9 characters; a token has 20 to 512." in refused
    assert "too-short" not in refused
