"""A refresh that is killed or interrupted, at any moment: the last snapshot is intact, nothing half written is seen."""

import random
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from forked_process import ForkServer
from inventory import INVENTORY
from resilience.cli_runner import EARLY, CliRunner
from resilience.expected_snapshot import ExpectedSnapshot
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.storage.snapshot_store import FolderStore
from waiting import PATIENCE, wait_until

ENDS_WITHIN = 25  # seconds, on a machine that other tests share; what it would wait for takes longer
KILLS = (5, pytest.param(50, marks=pytest.mark.exhaustive))


def refresh_at(number: int) -> tuple[str, ...]:
    return ("refresh", "box", "--as-of", (EARLY + timedelta(seconds=number)).isoformat())


def digest(cli: CliRunner, snapshot: str) -> str:
    report = cli("licenses", "--org", "box", "--disabled", "--format", "json", "--snapshot", snapshot).out
    return sha256(report).hexdigest()


def content(lake: Path, snapshot: str) -> dict[str, bytes]:
    """Every file of a snapshot, to the byte."""
    return {path.name: path.read_bytes() for path in lake.glob(f"org=*/as_of={snapshot}/*")}


def drafts(cli: CliRunner) -> list[Path]:
    return list(cli.home.rglob(".draft-*"))


def kills(fork_server: ForkServer, dice: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """When to kill: a fifth just before the last file events of a run, a fifth at some moment, else before others."""
    began = time.monotonic()
    counted = fork_server.start(*refresh_at(1), event=0)
    assert counted.wait().code == 0
    whole, events = time.monotonic() - began, counted.events
    fifth = count // 5
    assert events > len(INVENTORY) + fifth
    for event in (*range(events - fifth + 1, events + 1), *dice.sample(range(1, events - fifth), count - 2 * fifth)):
        yield {"event": event}
    for _ in range(fifth):
        yield {"moment": dice.uniform(0, whole)}


@pytest.mark.slow
@pytest.mark.parametrize("count", KILLS)
def test_kills_leave_the_last_snapshot_as_it_was(
    box: CliRunner, sandbox: Sandbox, expected: ExpectedSnapshot, fork_server: ForkServer, count: int
) -> None:
    dice = random.Random(20261121)
    folder = box.home / "lake"
    box(*refresh_at(0))
    (first,) = box.snapshots()
    before, bytes_before = digest(box, first), content(folder, first)
    when = dice.sample(list(kills(fork_server, dice, count)), count)
    seen = {*box.snapshots()}
    died = 0
    for number, kill in enumerate(when, start=2):
        child = fork_server.start(*refresh_at(number), event=kill.get("event", 0))
        if "moment" in kill:
            time.sleep(kill["moment"])
            child.signal(signal.SIGKILL)
        died += child.wait().code == -signal.SIGKILL
        lake = FolderStore(folder)
        listed = {snapshot.id: snapshot for snapshot in lake.snapshots(sandbox.org_id)}
        assert not lake.damaged(sandbox.org_id)
        assert seen <= set(listed)
        for new in set(listed) - seen:  # killed after the commit, or not in time: then it is whole
            expected.assert_complete(listed[new], folder)
        assert content(folder, first) == bytes_before
        seen = set(listed)
        if number % 10 == 0:
            assert digest(box, first) == before
            box(*refresh_at(number + 1000))
            assert not drafts(box)
            seen = {*box.snapshots()}
    assert died >= count / 2  # a moment may come too late, and the last file events not in every run
    assert digest(box, first) == before
    box(*refresh_at(9999))
    assert not drafts(box)
    assert len(box.snapshots()) == len(seen) + 1


def test_the_real_command_killed_leaves_its_draft_and_the_next_refresh_clears_it(
    box: CliRunner, sandbox: Sandbox, fork_server: ForkServer
) -> None:
    box(*refresh_at(0))
    (first,) = box.snapshots()
    before = digest(box, first)
    sandbox.faults.add(Fault(Kind.SLOW, path="*FROM Profile", seconds=PATIENCE))
    child = fork_server.start(*refresh_at(1))
    wait_until(lambda: drafts(box))
    child.signal(signal.SIGKILL)
    assert child.wait().code == -signal.SIGKILL
    assert drafts(box)
    assert (box.snapshots(), digest(box, first)) == ([first], before)
    sandbox.faults.clear()
    assert box.in_process(*refresh_at(2)).out == b""
    assert not drafts(box)
    assert len(box.snapshots()) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "waits_for",
    [
        Fault(Kind.SLOW, path="*FROM Profile", seconds=PATIENCE),  # an answer that does not come
        Fault(Kind.TOO_MANY, path="*FROM Profile", seconds=30, times=None),  # its turn
        Fault(Kind.JOB_STUCK, path="*/jobs/query", times=None),  # a job that never ends
    ],
    ids=lambda fault: fault.kind.value,
)
def test_ctrl_c_ends_at_once_with_a_word_and_no_traceback(
    box: CliRunner, sandbox: Sandbox, fork_server: ForkServer, waits_for: Fault
) -> None:
    box(*refresh_at(0))
    before = box.snapshots()
    sandbox.faults.add(waits_for)
    child = fork_server.start(*refresh_at(1), env={"SEATWISE_BULK_FROM": "1"})
    wait_until(lambda: sandbox.faults.met)
    time.sleep(0.2)  # until it waits
    pressed = time.monotonic()
    child.signal(signal.SIGINT)
    ended = child.wait()
    assert time.monotonic() - pressed < ENDS_WITHIN
    assert ended.code == 130
    assert "Traceback" not in ended.err
    assert "Stopped" in ended.err
    assert "earlier snapshots" in ended.err
    assert ended.out == ""
    assert box.snapshots() == before
    sandbox.faults.clear()
    box(*refresh_at(2))
    assert not drafts(box)


def test_a_failure_does_not_wait_for_a_job_that_never_ends(
    box: CliRunner, sandbox: Sandbox, fork_server: ForkServer
) -> None:
    sandbox.faults.add(Fault(Kind.JOB_STUCK, path="*/jobs/query", times=1))
    sandbox.faults.add(Fault(Kind.REDIRECT, path="*FROM Profile"))
    began = time.monotonic()
    ended = fork_server.run(*refresh_at(1), env={"SEATWISE_BULK_FROM": "1"})
    assert time.monotonic() - began < 60
    assert ended.code == 3
    assert "elsewhere.example" in ended.err
