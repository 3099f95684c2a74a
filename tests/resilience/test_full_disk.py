"""No room: a clear error with a next step, exit 4, and what was there is as it was."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from forked_process import Ended, ForkServer
from resilience.cli_runner import CliRunner
from resilience.expected_snapshot import ExpectedSnapshot
from seatwise.sandbox.accounts import ADMIN_USERNAME
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


PANELS = (
    *(("licenses",), ("license", "SFDC"), ("profiles",), ("profiles", "--level", "user"), ("users",)),
    *(("user", ADMIN_USERNAME), ("trends",), ("history",)),
)
REPORTS = (
    *((*panel, "--org", "box") for panel in PANELS),
    ("overview",),
    ("org", "list"),
    ("snapshots", "list", "box"),
)


@pytest.mark.parametrize("room", [pytest.param(0, marks=pytest.mark.slow), 4_096])
def test_every_report_opens_where_no_file_can_be_written(
    read_box: CliRunner, fork_server: ForkServer, room: int
) -> None:
    before = {report: fork_server.run(*report).out for report in REPORTS}
    for indexed in (True, False):
        for report, shown in before.items():
            ended = fork_server.run(*report, file_size=room)
            assert (ended.code, ended.out) == (0, shown), (report, ended.err)
        for made in (read_box.home / "lake").glob("org=*/page_index=*/*"):
            made.unlink() if indexed else pytest.fail("an index was made where there is no room")


@pytest.fixture
def full_disk(read_box: CliRunner, tmp_path: Path) -> Iterator[Path]:
    """The home on a disk of its own with 4 kB left."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", disk], capture_output=True, check=False)
    if mount.returncode:
        pytest.skip(f"a disk cannot be mounted here: {mount.stderr.decode().strip()}")
    try:
        shutil.copytree(read_box.home, disk / "home")
        with (disk / "filling").open("wb", buffering=0) as filling, suppress(OSError):
            while True:
                filling.write(bytes(4_096))
        os.truncate(disk / "filling", (disk / "filling").stat().st_size - 4_096)
        yield disk / "home"
    finally:
        subprocess.run(["umount", disk], check=True)


def test_on_a_full_disk_every_report_opens_and_what_writes_names_it(full_disk: Path, fork_server: ForkServer) -> None:
    env = {"SEATWISE_HOME": str(full_disk)}
    homes = (str(full_disk), os.environ["SEATWISE_HOME"])
    for report in REPORTS:
        ended, on_the_other = (fork_server.run(*report, env={"SEATWISE_HOME": home}) for home in homes)
        assert (ended.code, ended.out) == (0, on_the_other.out), ended.err
    for args in (("price", "set", "--org", "box", "SFDC", "100"), ("refresh", "box"), ("org", "disable", "box")):
        ended = fork_server.run(*args, env=env)
        assert_says_what_to_do(ended)
        assert str(full_disk) in ended.err
        assert "No room" in ended.err
    shutil.rmtree(full_disk / "lake" / ".spill", ignore_errors=True)
    (full_disk.parent / "filling").unlink()
    assert fork_server.run("price", "set", "--org", "box", "SFDC", "100", env=env).code == 0


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
