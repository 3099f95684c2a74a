"""No right to write: the folder is named, exit 4, and what was there is as it was and can still be read."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from forked_process import NOBODY, ForkServer
from resilience.cli_runner import CliRunner
from resilience.test_full_disk import COMMANDS, REPORTS, assert_says_what_to_do
from seatwise.sandbox.accounts import PASSWORD, SECURITY_TOKEN

pytestmark = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can become a user without rights"
)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home in a folder that anybody may walk to: pytest locks its own folders, each time that it starts."""
    with TemporaryDirectory(prefix="seatwise-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


@pytest.fixture
def closed(read_box: CliRunner) -> Iterator[Path]:
    """A home with a snapshot and a price, which may be read and not written."""
    read_box("price", "set", "--org", "box", "SFDC", "100")
    _give(read_box.home, files=0o444, folders=0o555)
    yield read_box.home
    _give(read_box.home, files=0o600, folders=0o700)


def _give(home: Path, *, files: int, folders: int) -> None:
    for path in (home, *home.rglob("*")):
        path.chmod(folders if stat.S_ISDIR(path.stat().st_mode) else files)


def test_a_home_that_cannot_be_written_is_named(closed: Path, fork_server: ForkServer) -> None:
    for args in (
        ("refresh", "box"),
        ("price", "set", "--org", "box", "SFDC", "200"),
        ("org", "disable", "box"),
        ("org", "add", "two", "--username", "u", "--password", "env:SW_PASSWORD", "--no-test"),
    ):
        ended = fork_server.run(*args, nobody=True)
        assert_says_what_to_do(ended)
        assert str(closed) in ended.err
    assert PASSWORD not in ended.err
    assert SECURITY_TOKEN not in ended.err


def test_every_report_of_a_home_that_cannot_be_written_opens(
    closed: Path, fork_server: ForkServer, read_box: CliRunner
) -> None:
    for report in REPORTS:
        ended = fork_server.run(*report, nobody=True)
        assert (ended.code, ended.err.count("Error"), "Traceback" in ended.err) == (0, 0, False), (report, ended.err)
        assert ended.out == read_box(*report).out.decode()


def test_a_lake_that_cannot_be_written_is_named_and_still_read(
    closed: Path, fork_server: ForkServer, read_box: CliRunner
) -> None:
    before = read_box.report()
    _give(closed, files=0o666, folders=0o777)
    _give(closed / "lake", files=0o444, folders=0o555)
    os.chown(closed, NOBODY, NOBODY)
    ended = fork_server.run("refresh", "box", "--as-of", "2026-11-20T08:00:00Z", nobody=True)
    assert_says_what_to_do(ended)
    assert str(closed / "lake") in ended.err
    assert read_box.report() == before


@pytest.mark.usefixtures("cli")
def test_where_nothing_can_be_made_the_folder_is_named(home: Path, fork_server: ForkServer) -> None:
    nowhere = str(home / "none" / "home")
    for args in COMMANDS:
        ended = fork_server.run(*args, nobody=True, env={"SEATWISE_HOME": nowhere})
        assert_says_what_to_do(ended)
        assert nowhere in ended.err
