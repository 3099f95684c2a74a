"""Several reads at once, each after those it needs; the first failure stops the rest."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import TypeVar

from seatwise.app.extract import Check
from seatwise.domain.gaps import Gap

_PULSE = 0.2  # seconds between two checks while all reads wait for the org
READERS = 4  # reads at once: an org allows 25 long ones, and other programs want some

_T = TypeVar("_T")
Report = Callable[[str, int, int | None], None]
"""Called at every step of a read: what it is doing, rows so far, and rows expected or None."""


@dataclass(frozen=True)
class Read:
    """One thing to read."""

    name: str  # a table, or a table and a part of it (`record_touch.Case`)
    work: Callable[[Report], tuple[Gap, ...]]  # reads, stores and reports; returns what could not be read
    expected: int | None = None  # about how many rows it has; None when not known
    after: frozenset[str] = frozenset()  # the reads that must be over before it begins, of those there are


def read_all(
    plan: Callable[[], Sequence[Read]],
    report: Callable[[str, str, int, int | None], None],
    check: Check = lambda: None,
) -> list[Gap]:
    """Do all of the reads, the first ones first. Raises what the first failing one raised, and stops the others.

    `plan` returns the reads, and may itself ask the org. `report` is called with (name, what it is doing, rows so far,
    rows expected or None) at every step. `check` may end it: what it raises must be no Exception.
    """
    stop = Event()
    readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
    patient = True
    try:
        planned = readers.submit(plan)
        _wait([planned], check)
        for read in (reads := planned.result()):
            report(read.name, "waiting", 0, read.expected)
        return _in_turn(reads, lambda read: readers.submit(_do, read, report, stop), check)
    except BaseException as error:
        stop.set()  # the readers must stop, too
        patient = isinstance(error, Exception)  # but if it is stopped nobody waits for their last answers
        raise
    finally:
        readers.shutdown(wait=patient, cancel_futures=True)


def _wait(futures: Iterable["Future[_T]"], check: Check) -> "set[Future[_T]]":
    """Wait for at least one; those that are done."""
    while True:
        check()
        done, _ = wait(futures, _PULSE, FIRST_COMPLETED)
        if done:
            return done


def _in_turn(reads: Sequence[Read], begin: Callable[[Read], "Future[tuple[Gap, ...]]"], check: Check) -> list[Gap]:
    """Begin each read as soon as those it needs are over; their gaps."""
    waiting = list(reads)
    open_names = {read.name for read in reads}
    running: dict[Future[tuple[Gap, ...]], str] = {}
    gaps: list[Gap] = []
    while waiting or running:
        ready = [read for read in waiting if open_names.isdisjoint(read.after)]
        assert ready or running, "reads wait for each other"
        waiting = [read for read in waiting if read not in ready]
        running |= {begin(read): read.name for read in ready}
        for future in _wait(running, check):
            open_names.discard(running.pop(future))
            gaps += future.result()
    return gaps


class _Stopped(Exception):
    """Another read failed, so this one gave up."""


def _do(read: Read, report: Callable[[str, str, int, int | None], None], stop: Event) -> tuple[Gap, ...]:
    def step(state: str, rows: int, expected: int | None) -> None:
        if stop.is_set():
            raise _Stopped
        report(read.name, state, rows, expected)

    step("reading", 0, read.expected)
    return read.work(step)
