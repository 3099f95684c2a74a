"""Two refreshes of one org from two processes: one wins, the other is told; or it waits, and both succeed in turn."""

import time
from pathlib import Path

import pytest
from cli_runner import CliRunner
from expected_snapshot import ExpectedSnapshot

from forked_process import ForkedProcess, ForkServer
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.storage.snapshot_store import FolderStore


def slow_refresh(cli: CliRunner, sandbox: Sandbox, fork_server: ForkServer) -> ForkedProcess:
    """A refresh that is in the middle of its reading for some seconds."""
    sandbox.faults.add(Fault(Kind.SLOW, path="*FROM Profile", seconds=3.0))
    child = fork_server.start("refresh", "box", "--as-of", "2026-11-20T08:00:00Z")
    until = time.monotonic() + 10
    while not sandbox.faults._met and time.monotonic() < until:
        time.sleep(0.01)
    return child


def test_the_second_is_refused_and_told_who_is_reading(
    box: CliRunner, sandbox: Sandbox, expected: ExpectedSnapshot, fork_server: ForkServer
) -> None:
    first = slow_refresh(box, sandbox, fork_server)
    second = fork_server.run("refresh", "box", "--as-of", "2026-11-20T08:01:00Z")
    assert (second.code, second.out) == (4, "")
    assert f"Another refresh of this org is running (process {first.pid})" in second.err
    assert "--wait" in second.err
    assert first.wait().code == 0
    assert box.snapshots() == ["20261120T080000Z"]
    expected.assert_complete(FolderStore(box.home / "lake").snapshot(sandbox.org_id), box.home / "lake")


def test_with_wait_both_succeed_in_turn(
    box: CliRunner, sandbox: Sandbox, expected: ExpectedSnapshot, fork_server: ForkServer
) -> None:
    first = slow_refresh(box, sandbox, fork_server)
    second = fork_server.start("refresh", "box", "--wait", "--as-of", "2026-11-20T08:01:00Z")
    assert (first.wait().code, second.wait().code) == (0, 0)
    assert box.snapshots() == ["20261120T080000Z", "20261120T080100Z"]
    for snapshot in FolderStore(box.home / "lake").snapshots(sandbox.org_id):
        expected.assert_complete(snapshot, box.home / "lake")


def test_one_that_waited_is_dated_when_it_begins_to_read(
    box: CliRunner, sandbox: Sandbox, fork_server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_now", None)  # the org's clock runs
    sandbox.faults.add(Fault(Kind.SLOW, path="*FROM Profile", seconds=1.5))
    first = fork_server.start("refresh", "box")
    second = fork_server.start("refresh", "box", "--wait")
    ended = (first.wait(), second.wait())
    assert sorted(each.code for each in ended) in ([0, 0], [0, 4]), ended  # whichever came first, if it did not wait
    taken = FolderStore(box.home / "lake").snapshots(sandbox.org_id)
    assert len(taken) == sum(each.code == 0 for each in ended)


def test_a_refresh_of_another_org_does_not_wait(
    box: CliRunner, sandbox: Sandbox, fork_server: ForkServer, tmp_path: Path
) -> None:
    from seatwise.sandbox.server.serve import serve_in_thread

    other = Sandbox(1, seed=8)
    with serve_in_thread(other):
        box.add(other.url, "other")
        first = slow_refresh(box, sandbox, fork_server)
        assert fork_server.run("refresh", "other").code == 0
        assert first.wait().code == 0
    other.close()
