"""Ctrl-C and SIGTERM at any moment: exit 130 or 143, no traceback, nothing half written, and the next one works."""

import random
import re
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from browser.served_app import ServedApp
from forked_process import Ended, ForkServer
from resilience.cli_runner import EARLY, CliRunner
from resilience.test_full_disk import PANELS
from resilience.test_killed import ENDS_WITHIN
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from waiting import PATIENCE, wait_until

SIGNALS = (signal.SIGINT, signal.SIGTERM)
TIMES = (4, pytest.param(50, marks=pytest.mark.exhaustive))
COMMANDS = (
    *((*panel, "--org", "box") for panel in PANELS),
    ("licenses", "--org", "box", "--format", "xlsx", "--output", "{folder}/out.xlsx"),
    ("users", "--org", "box", "--format", "csv", "--output", "{folder}/out.csv"),
    ("price", "set", "--org", "box", "SFDC", "100"),
    ("org", "test", "box"),
    ("org", "list"),
    ("snapshots", "list", "box"),
    ("refresh", "box", "--as-of", "{moment}"),
)


def assert_stopped(ended: Ended, number: int) -> None:
    """It ended by that signal, in words, or was over before it came."""
    assert ended.code in (0, 128 + number, -number), ended  # the last: before Python ran a line of ours
    assert not re.search("Traceback|Aborted|Exception ignored", ended.err), ended.err
    if ended.code > 0:
        assert "Stopped." in ended.err


def left_over(folder: Path) -> list[str]:
    """Drafts, temporary files, parts of exports."""
    found = (*folder.rglob(".draft-*"), *folder.rglob(".spill/*"), *folder.rglob(".out*"), *folder.rglob("*-journal"))
    return [str(path) for path in found]


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_a_command_that_is_stopped_says_so_and_leaves_nothing(
    read_box: CliRunner, fork_server: ForkServer, tmp_path: Path, *, command: tuple[str, ...], number: int, times: int
) -> None:
    dice = random.Random(f"{command} {number}")
    exports = tmp_path / "exports"
    exports.mkdir()
    began = time.monotonic()
    moments = [(EARLY + timedelta(seconds=second)).isoformat() for second in range(times + 2)]
    args = [[word.format(folder=exports, moment=moment) for word in command] for moment in moments]
    assert fork_server.run(*args[0]).code == 0
    whole = time.monotonic() - began
    before = left_over(read_box.home)  # it is a copy of a home that is in use
    stopped = 0
    for each in args[1:-1]:
        child = fork_server.start(*each)
        time.sleep(dice.uniform(0, whole))
        child.signal(number)
        ended = child.wait()
        assert_stopped(ended, number)
        stopped += ended.code != 0
        assert (left_over(read_box.home), left_over(exports)) == (before, [])
    assert fork_server.run(*args[-1]).code == 0
    assert stopped or times < 10


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("times", TIMES)
def test_a_server_that_is_stopped_during_a_refresh_ends_at_once_and_leaves_no_draft(
    box: CliRunner, sandbox: Sandbox, fork_server: ForkServer, number: signal.Signals, times: int
) -> None:
    dice = random.Random(number)
    served = ServedApp(box.home, fork_server)
    for _ in range(times):
        fault = Fault(Kind.SLOW, path="*FROM Profile", seconds=PATIENCE)
        sandbox.faults.add(fault)
        served.start()
        served.open("/orgs/box/refresh", b"accept_clock=true")
        wait_until(lambda: sandbox.faults.met)
        time.sleep(dice.uniform(0, 0.2))
        began = time.monotonic()
        ended = served.stop(number)
        sandbox.faults.clear()
        assert ended
        assert time.monotonic() - began < ENDS_WITHIN
        assert (ended.code, left_over(box.home / "lake"), box.snapshots()) == (128 + number, [], []), ended
        assert "Traceback" not in ended.err, ended.err
    box("refresh", "box", "--as-of", "2026-11-20T08:00:00Z")
