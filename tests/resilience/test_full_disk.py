"""No room: a clear error with a next step, exit 4, and what was there is as it was."""

from pathlib import Path

import pytest

from forked_process import Ended, ForkServer
from resilience.cli_runner import CliRunner
from resilience.expected_snapshot import ExpectedSnapshot
from seatwise.sandbox.org import Sandbox
from seatwise.storage.snapshot_store import FolderStore

# Bytes that a file may have, and from which file on: so each kind of file of a refresh is once the one that fails.
ROOM = ((0, "lake"), (20, "lake"), (300, "lake"), (1_000, "lake"), (2_000, "lake"), (6_000, "lake"), (100, "manifest"))
ROUTES = {"REST": "1000000", "Bulk": "1"}
ROOM_AND_ROUTE = [  # each room by one route, in turn; by the other in `make test-all`
    pytest.param(
        room,
        bulk_from,
        id=f"{room[0]} bytes from {room[1]} on, {route}",
        marks=[pytest.mark.exhaustive] if (number + other) % 2 else [],
    )
    for other, (route, bulk_from) in enumerate(ROUTES.items())
    for number, room in enumerate(ROOM)
]
CANNOT = ("cannot be", "no room", "disk is full", "No room")


def assert_says_what_to_do(ended: Ended, *, code: int = 4) -> None:
    assert "Traceback" not in ended.err, ended.err
    assert ended.code == code, ended
    message, _, step = ended.err[ended.err.index("Error: ") :].partition("\n")
    assert any(words in message for words in CANNOT), message
    assert step.strip()


@pytest.mark.slow
@pytest.mark.parametrize(("room", "bulk_from"), ROOM_AND_ROUTE)
def test_a_refresh_without_room_keeps_nothing_and_spoils_nothing(
    read_box: CliRunner, expected: ExpectedSnapshot, fork_server: ForkServer, *, room: tuple[int, str], bulk_from: str
) -> None:
    size, at = room
    at = str(read_box.home / "lake") if at == "lake" else at
    command = ("refresh", "box", "--as-of", "2026-11-20T08:00:00Z")
    ended = fork_server.run(*command, file_size=size, at=at, env={"SEATWISE_BULK_FROM": bulk_from})
    assert_says_what_to_do(ended)
    lake = FolderStore(read_box.home / "lake")
    assert read_box.snapshots() == ["20261120T090000Z"]
    assert not list(read_box.home.rglob(".draft-*"))
    expected.assert_complete(lake.snapshot(expected.found.snapshot.org_id), read_box.home / "lake")
    read_box(*command)


def test_a_price_or_an_org_without_room_is_not_half_saved(
    read_box: CliRunner, fork_server: ForkServer, sandbox: Sandbox
) -> None:
    before = (read_box.home / "state.db").read_bytes()
    size = len(before)
    for args in (
        ("price", "set", "--org", "box", "SFDC", "100"),
        ("bucket", "set", "--org", "box", "SFDC", "Other"),
        ("org", "disable", "box"),
    ):
        assert_says_what_to_do(fork_server.run(*args, file_size=size // 4))
    assert read_box("price", "list", "--org", "box", "--format", "json").json == []
    assert read_box("org", "list", "--format", "json").json[0]["status"] == "Up"
    add = ("org", "add", "two", "--username", "u", "--password", "env:SW_PASSWORD", "--token", "env:SW_TOKEN")
    assert_says_what_to_do(fork_server.run(*add, "--login-url", sandbox.url, "--no-test", file_size=size // 4))
    assert [org["name"] for org in read_box("org", "list", "--format", "json").json] == ["box"]


def test_an_export_without_room_is_reported(read_box: CliRunner, fork_server: ForkServer, tmp_path: Path) -> None:
    for form in ("json", "csv", "xlsx", "html"):
        report = ("licenses", "--org", "box", "--format", form)
        assert_says_what_to_do(fork_server.run(*report, "--output", str(tmp_path / f"out.{form}"), file_size=1_000))


def test_users_that_cannot_be_indexed_are_reported_and_the_snapshot_is_no_worse(
    read_box: CliRunner, fork_server: ForkServer
) -> None:
    (made,) = (read_box.home / "lake").glob("org=*/page_index=*/*")
    made.unlink()
    report = ("profiles", "--org", "box", "--level", "user", "--format", "json")
    assert_says_what_to_do(fork_server.run(*report, file_size=10_000))
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
