"""Two refreshes of one org from two processes: one wins, the other is told; or it waits, and both succeed in turn."""

from datetime import timedelta

import pytest

from forked_process import ForkedProcess, ForkServer
from resilience.cli_runner import CliRunner
from resilience.expected_snapshot import ExpectedSnapshot
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.storage.snapshot_store import FolderStore
from waiting import PATIENCE, wait_until

# A response says the org's time in whole seconds, and a snapshot is dated to the second.
CLOCK_STEP = timedelta(seconds=2)


def held_refresh(sandbox: Sandbox, fork_server: ForkServer, *options: str) -> ForkedProcess:
    """A refresh that is in the middle of its reading until the faults of the org are cleared."""
    sandbox.faults.add(Fault(Kind.SLOW, path="*FROM Profile", seconds=PATIENCE))
    child = fork_server.start("refresh", "box", *options)
    wait_until(lambda: sandbox.faults.met)
    return child


def waiting_refresh(sandbox: Sandbox, fork_server: ForkServer, *options: str) -> ForkedProcess:
    """A refresh that has logged in and waits for the other to end."""
    before = logins(sandbox)
    child = fork_server.start("refresh", "box", "--wait", *options)
    wait_until(lambda: logins(sandbox) > before)
    return child


def logins(sandbox: Sandbox) -> int:
    return sum("/Soap/" in call.path for call in list(sandbox.calls))


def test_the_second_is_refused_and_learns_who_is_reading(
    box: CliRunner, sandbox: Sandbox, expected: ExpectedSnapshot, fork_server: ForkServer
) -> None:
    first = held_refresh(sandbox, fork_server, "--as-of", "2026-11-20T08:00:00Z")
    second = fork_server.run("refresh", "box", "--as-of", "2026-11-20T08:01:00Z")
    assert (second.code, second.out) == (4, "")
    assert f"Another refresh of this org is running (process {first.pid})" in second.err
    assert "--wait" in second.err
    sandbox.faults.clear()
    assert first.wait().code == 0
    assert box.snapshots() == ["20261120T080000Z"]
    expected.assert_complete(FolderStore(box.home / "lake").snapshot(sandbox.org_id), box.home / "lake")


@pytest.mark.slow
def test_with_wait_both_succeed_in_turn(
    box: CliRunner, sandbox: Sandbox, expected: ExpectedSnapshot, fork_server: ForkServer
) -> None:
    first = held_refresh(sandbox, fork_server, "--as-of", "2026-11-20T08:00:00Z")
    second = waiting_refresh(sandbox, fork_server, "--as-of", "2026-11-20T08:01:00Z")
    sandbox.faults.clear()
    assert (first.wait().code, second.wait().code) == (0, 0)
    assert box.snapshots() == ["20261120T080000Z", "20261120T080100Z"]
    for snapshot in FolderStore(box.home / "lake").snapshots(sandbox.org_id):
        expected.assert_complete(snapshot, box.home / "lake")


@pytest.mark.slow
def test_one_that_waited_is_dated_when_it_begins_to_read(
    box: CliRunner, sandbox: Sandbox, fork_server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_now", None)  # the org's clock runs
    first = held_refresh(sandbox, fork_server)
    second = waiting_refresh(sandbox, fork_server)
    begun = sandbox.clock()
    wait_until(lambda: sandbox.clock() > begun + CLOCK_STEP)
    released = sandbox.clock()
    sandbox.faults.clear()
    assert (first.wait().code, second.wait().code) == (0, 0)
    earlier, later = FolderStore(box.home / "lake").snapshots(sandbox.org_id)
    assert earlier.as_of <= released < later.as_of + CLOCK_STEP


@pytest.mark.slow
def test_a_refresh_of_another_org_does_not_wait(box: CliRunner, sandbox: Sandbox, fork_server: ForkServer) -> None:
    from seatwise.sandbox.server.serve import serve_in_thread

    other = Sandbox(1, seed=8)
    with serve_in_thread(other):
        box.add(other.url, "other")
        first = held_refresh(sandbox, fork_server, "--as-of", "2026-11-20T08:00:00Z")
        assert fork_server.run("refresh", "other").code == 0
        sandbox.faults.clear()
        assert first.wait().code == 0
    other.close()
