"""state.db is lost, empty or another one, and snapshots are there: that is said, and nothing is made over it."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from resilience.cli_runner import CliRunner
from seatwise.sandbox.org import Sandbox

COMMANDS = (("licenses", "--org", "box"), ("org", "list"), ("price", "list"), ("refresh", "box"), ("overview",))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_missing_state_is_named_as_a_loss_and_not_made_anew(read_box: CliRunner, command: tuple[str, ...]) -> None:
    state = read_box.home / "state.db"
    state.unlink()
    said = read_box.fails(*command, code=4)
    assert "state.db is missing, but 1 snapshot of box is here: prices, buckets and logins are lost." in said
    assert "seatwise restore FILE --replace, or seatwise org add box" in said
    assert not state.exists()


def test_an_empty_state_is_a_loss_too(read_box: CliRunner) -> None:
    (read_box.home / "state.db").write_bytes(b"")
    assert "state.db is empty, but 1 snapshot of box" in read_box.fails("licenses", "--org", "box", code=4)
    assert (read_box.home / "state.db").read_bytes() == b""


def test_the_database_of_another_program_is_left_alone(read_box: CliRunner) -> None:
    state = read_box.home / "state.db"
    state.unlink()
    with closing(sqlite3.connect(state)) as other, other:
        other.execute("CREATE TABLE bookmarks (id INTEGER)")
    before = state.read_bytes()
    assert "database of another program (with the tables bookmarks)" in read_box.fails("org", "list", code=4)
    read_box.fails("org", "add", "box", "--username", "x", "--password", "env:SW_PASSWORD", "--no-test", code=4)
    assert state.read_bytes() == before


def test_the_state_of_another_home_is_noticed(read_box: CliRunner, sandbox: Sandbox) -> None:
    other = CliRunner(read_box.home.with_name("other"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEATWISE_HOME", str(other.home))
        other.add(sandbox.url)
    shutil.copy(other.home / "state.db", read_box.home / "state.db")
    assert "is of another home folder than the snapshots of box beside it" in read_box.fails("org", "list", code=4)


def test_the_org_is_added_again_and_has_its_snapshots(read_box: CliRunner, sandbox: Sandbox) -> None:
    before = read_box.report()
    backup = (read_box.home / "state.db").read_bytes()
    (read_box.home / "state.db").unlink()
    wrong = ("--currency", "nonsense", "--password", "env:SW_PASSWORD", "--username", "x")
    read_box.fails("org", "add", "box", *wrong, code=2)
    assert "state.db is missing" in read_box.fails("org", "list", code=4)
    read_box.add(sandbox.url)
    read_box("org", "test", "box")
    after = read_box.report()
    assert after["rows"] == before["rows"]
    (read_box.home / "state.db").write_bytes(backup)  # found again: it belongs to the same snapshots as the new one
    assert read_box.report() == before


def test_a_home_that_is_used_for_the_first_time_is_made(cli: CliRunner, sandbox: Sandbox) -> None:
    assert cli("org", "list", "--format", "json").json == []
    cli.add(sandbox.url)
    assert len(cli("org", "list", "--format", "json").json) == 1


def test_a_damaged_home_id_beside_the_snapshots_is_written_again(read_box: CliRunner) -> None:
    marker = read_box.home / "lake" / "home.json"
    read_box("org", "list")
    whole = marker.read_bytes()
    assert marker.stat().st_mode & 0o777 == 0o600
    marker.write_bytes(whole.replace(b'"home": "', b'"home": "0'))
    read_box("org", "list")
    assert marker.read_bytes() == whole
