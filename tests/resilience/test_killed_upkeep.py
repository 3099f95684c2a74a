"""rotate, backup and restore, killed at any moment: nothing is lost, nothing is torn, and run again they end well."""

import hashlib
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forked_process import ForkServer
from resilience.cli_runner import CliRunner

KILLS = (3, pytest.param(20, marks=pytest.mark.exhaustive))


@pytest.fixture
def cli_of_file_key(key_file_box: CliRunner) -> CliRunner:
    """The org with a price."""
    cli = key_file_box
    cli("org", "test", "box")
    cli("price", "set", "SFDC", "1980.50", "--org", "box", "--from", "2026-01-01")
    return cli


def report(cli: CliRunner) -> str:
    return hashlib.sha256(cli("licenses", "--org", "box", "--format", "json").out).hexdigest()


def kills(fork_server: ForkServer, args: tuple[str, ...], count: int) -> Iterator[tuple[int, float]]:
    """Half just before a file event, spread over all of them, half at some moment; (event, seconds)."""
    dice = random.Random(7)
    began = time.monotonic()
    counted = fork_server.start(*args, event=0)
    assert counted.wait().code == 0
    whole, events = time.monotonic() - began, counted.events
    assert events
    for number in range(count):
        if number % 2:
            yield 0, dice.uniform(0, whole)
        else:
            yield 1 + number * events // count, 0.0


def killed(fork_server: ForkServer, args: tuple[str, ...], event: int, moment: float) -> bool:
    child = fork_server.start(*args, event=event)
    if moment:
        time.sleep(moment)
        child.signal(signal.SIGKILL)
    return child.wait().code == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.parametrize("count", KILLS)
def test_a_rotation_that_is_killed(cli_of_file_key: CliRunner, fork_server: ForkServer, count: int) -> None:
    cli, died = cli_of_file_key, 0
    for event, moment in kills(fork_server, ("key", "rotate"), count):
        died += killed(fork_server, ("key", "rotate"), event, moment)
        cli("org", "test", "box")
        assert cli("doctor", "--format", "json").json["damaged"] == 0
    assert died
    cli("key", "rotate")
    assert len((cli.home / "secret.key").read_text().split()) == 1
    cli("org", "test", "box")


@pytest.mark.slow
@pytest.mark.parametrize("count", KILLS)
def test_a_backup_that_is_killed(
    cli_of_file_key: CliRunner, fork_server: ForkServer, tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli, died = cli_of_file_key, 0
    file = Path(f"{cli.home}-backups", "backup.tar")  # a path that begins so: there file events are counted
    file.parent.mkdir()
    args = ("backup", str(file), "--overwrite", "--with-key")
    before = report(cli)
    for event, moment in kills(fork_server, args, count):
        good = file.read_bytes()
        died += killed(fork_server, args, event, moment)
        assert report(cli) == before
        if file.read_bytes() != good:  # killed after it was published: then it is whole
            monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / f"restored-{event}-{moment}"))
            CliRunner(tmp_path)("restore", str(file))
            assert report(CliRunner(tmp_path)) == before
            monkeypatch.setenv("SEATWISE_HOME", str(cli.home))
    assert died
    cli(*args)


@pytest.mark.slow
@pytest.mark.parametrize("count", KILLS)
def test_a_restore_that_is_killed(
    cli_of_file_key: CliRunner, fork_server: ForkServer, tmp_path: Path, count: int
) -> None:
    cli, died, file = cli_of_file_key, 0, tmp_path / "backup.tar"
    cli("backup", str(file), "--with-key")
    old = report(cli)
    cli("price", "set", "SFDC", "5", "--org", "box", "--from", "2026-01-01")
    new, kept = report(cli), tmp_path / "kept"
    shutil.copytree(cli.home, kept)
    args = ("restore", str(file), "--replace")
    for event, moment in kills(fork_server, args, count):
        shutil.rmtree(cli.home)
        shutil.copytree(kept, cli.home)
        assert report(cli) == new
        died += killed(fork_server, args, event, moment)
        said = cli("licenses", "--org", "box", "--format", "json", code=None)
        if said.code:  # midway: that is said, and it is finished
            assert (
                "A backup is being restored here, or that was stopped midway. Finish it: seatwise restore" in said.words
            )
            cli("restore")
            assert report(cli) == old
        else:
            assert hashlib.sha256(said.out).hexdigest() in {old, new}
        cli("org", "test", "box")
        cli(*args)
        assert report(cli) == old
        assert cli("doctor", "--format", "json").json["damaged"] == 0
        assert not (cli.home / ".restore").exists()
    assert died
