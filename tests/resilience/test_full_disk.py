"""No room, or no right to write: a clear error with a next step, exit 4, and what was there is as it was."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runner import CliRunner
from expected_snapshot import ExpectedSnapshot
from forked_process import NOBODY, Ended, ForkServer

from seatwise.sandbox.accounts import PASSWORD, SECURITY_TOKEN
from seatwise.sandbox.org import Sandbox
from seatwise.storage.snapshot_store import FolderStore

# Bytes that a file may have, and from which file on: so each kind of file of a refresh is once the one that fails.
ROOM = ((0, "lake"), (20, "lake"), (300, "lake"), (1_000, "lake"), (2_000, "lake"), (6_000, "lake"), (100, "manifest"))
CANNOT = ("cannot be", "no room", "disk is full", "No room")


@pytest.fixture
def fork_server(cli: CliRunner, tmp_path: Path) -> Iterator[ForkServer]:
    fork_server = ForkServer(tmp_path)
    yield fork_server
    fork_server.close()


def is_told(ended: Ended, *, code: int = 4) -> None:
    assert "Traceback" not in ended.err, ended.err
    assert ended.code == code, ended
    message, _, step = ended.err[ended.err.index("Error: ") :].partition("\n")
    assert any(words in message for words in CANNOT), message
    assert step.strip()


@pytest.mark.parametrize("room", ROOM, ids=lambda room: f"{room[0]} bytes from {room[1]} on")
@pytest.mark.parametrize("bulk_from", ["1000000", "1"], ids=["REST", "Bulk"])
def test_a_refresh_without_room_keeps_nothing_and_spoils_nothing(
    box: CliRunner, expected: ExpectedSnapshot, fork_server: ForkServer, *, room: tuple[int, str], bulk_from: str
) -> None:
    box("refresh", "box")
    size, at = room
    at = str(box.home / "lake") if at == "lake" else at
    command = ("refresh", "box", "--as-of", "2026-11-20T08:00:00Z")
    ended = fork_server.run(*command, file_size=size, at=at, env={"SEATWISE_BULK_FROM": bulk_from})
    is_told(ended)
    lake = FolderStore(box.home / "lake")
    assert box.snapshots() == ["20261120T090000Z"]
    assert not list(box.home.rglob(".draft-*"))
    expected.assert_complete(lake.snapshot(expected.found.snapshot.org_id), box.home / "lake")
    box(*command)


def test_a_price_or_an_org_without_room_is_not_half_kept(
    box: CliRunner, fork_server: ForkServer, sandbox: Sandbox
) -> None:
    box("refresh", "box")
    before = (box.home / "state.db").read_bytes()
    size = len(before)
    for args in (
        ("price", "set", "--org", "box", "SFDC", "100"),
        ("bucket", "set", "--org", "box", "SFDC", "Other"),
        ("org", "disable", "box"),
    ):
        is_told(fork_server.run(*args, file_size=size // 4))
    assert box("price", "list", "--org", "box", "--format", "json").json == []
    assert box("org", "list", "--format", "json").json[0]["status"] == "Up"
    add = ("org", "add", "two", "--username", "u", "--password", "env:SW_PASSWORD", "--token", "env:SW_TOKEN")
    is_told(fork_server.run(*add, "--login-url", sandbox.url, "--no-test", file_size=size // 4))
    assert [org["name"] for org in box("org", "list", "--format", "json").json] == ["box"]


def test_an_export_without_room_is_told(box: CliRunner, fork_server: ForkServer, tmp_path: Path) -> None:
    box("refresh", "box")
    for form in ("json", "csv", "xlsx", "html"):
        report = ("licenses", "--org", "box", "--format", form)
        is_told(fork_server.run(*report, "--output", str(tmp_path / f"out.{form}"), file_size=1_000))


def test_users_that_cannot_be_made_ready_are_told_and_the_snapshot_is_no_worse(
    box: CliRunner, fork_server: ForkServer
) -> None:
    box("refresh", "box")
    (made,) = (box.home / "lake").glob("org=*/page_index=*/*")
    made.unlink()
    report = ("report", "profiles", "--org", "box", "--level", "user", "--format", "json")
    is_told(fork_server.run(*report, file_size=10_000))
    assert fork_server.run(*report).code == 0
    assert made.exists()


COMMANDS = (
    ("refresh", "box"),
    ("licenses", "--org", "box"),
    ("snapshots", "list", "box"),
    ("org", "list"),
    ("org", "add", "box", "--username", "u", "--password", "env:SW_PASSWORD", "--no-test"),
    ("price", "set", "--org", "box", "SFDC", "1"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_a_home_that_is_a_file_or_lies_below_one_is_named(
    tmp_path: Path, cli: CliRunner, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    for home in (file, file / "below"):
        monkeypatch.setenv("SEATWISE_HOME", str(home))
        assert str(home) in cli.fails(*command, code=4)
    assert file.read_text() == "not a folder"


@pytest.fixture
def passable(tmp_path: Path) -> Iterator[None]:
    """Anybody may walk to this test's folder: pytest's own are for us alone."""
    locked = [path for path in (tmp_path, *tmp_path.parents) if not path.stat().st_mode & stat.S_IXOTH]
    for path in locked:
        path.chmod(path.stat().st_mode | 0o055)
    yield
    for path in locked:
        path.chmod(path.stat().st_mode & ~0o055)


@pytest.fixture
def closed(box: CliRunner, passable: None) -> Iterator[Path]:
    """A home with a snapshot and a price, which may be read and not written."""
    box("refresh", "box")
    box("price", "set", "--org", "box", "SFDC", "100")
    _give(box.home, files=0o444, folders=0o555)
    yield box.home
    _give(box.home, files=0o600, folders=0o700)


def _give(home: Path, *, files: int, folders: int) -> None:
    for path in (home, *home.rglob("*")):
        path.chmod(folders if stat.S_ISDIR(path.stat().st_mode) else files)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become a user without rights")
def test_a_home_that_cannot_be_written_is_named(closed: Path, fork_server: ForkServer) -> None:
    for args in (
        ("refresh", "box"),
        ("price", "set", "--org", "box", "SFDC", "200"),
        ("org", "disable", "box"),
        ("org", "add", "two", "--username", "u", "--password", "env:SW_PASSWORD", "--no-test"),
    ):
        ended = fork_server.run(*args, nobody=True)
        is_told(ended)
        assert str(closed) in ended.err
    assert PASSWORD not in ended.err
    assert SECURITY_TOKEN not in ended.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become a user without rights")
def test_a_lake_that_cannot_be_written_is_named_and_still_read(
    closed: Path, fork_server: ForkServer, box: CliRunner
) -> None:
    before = box.report()
    _give(closed, files=0o666, folders=0o777)
    _give(closed / "lake", files=0o444, folders=0o555)
    os.chown(closed, NOBODY, NOBODY)
    ended = fork_server.run("refresh", "box", "--as-of", "2026-11-20T08:00:00Z", nobody=True)
    is_told(ended)
    assert str(closed / "lake") in ended.err
    assert box.report() == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become a user without rights")
@pytest.mark.usefixtures("passable")
def test_where_nothing_can_be_made_the_folder_is_named(tmp_path: Path, fork_server: ForkServer) -> None:
    home = str(tmp_path / "none" / "home")
    for args in COMMANDS:
        ended = fork_server.run(*args, nobody=True, env={"SEATWISE_HOME": home})
        is_told(ended)
        assert home in ended.err
