"""Several reads at once, each after those it needs; the first failure stops the rest."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event

from seatwise.domain.gaps import Gap

READERS = 4  # reads at once: an org allows 25 long ones, and other programs want some

Report = Callable[[str, int, int | None], None]
"""Called at every step of a read: what it is doing, rows so far, and rows expected or None."""


@dataclass(frozen=True)
class Read:
    """One thing to read."""

    name: str  # a table, or a table and a part of it (`record_touch.Case`)
    work: Callable[[Report], tuple[Gap, ...]]  # reads, stores and reports; returns what could not be read
    expected: int | None = None  # about how many rows it has; None when not known
    after: frozenset[str] = frozenset()  # the reads that must be over before it begins, of those there are


def read_all(reads: Sequence[Read], report: Callable[[str, str, int, int | None], None]) -> list[Gap]:
    """Do all of the reads, the first ones first. Raises what the first failing one raised, and stops the others.

    `report` is called with (name, what it is doing, rows so far, rows expected or None) at every step.
    """
    for read in reads:
        report(read.name, "waiting", 0, read.expected)
    stop = Event()
    readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
    patient = True
    try:
        return _in_turn(reads, lambda read: readers.submit(_do, read, report, stop))
    except BaseException as error:
        stop.set()  # the readers must stop, too
        patient = not isinstance(error, KeyboardInterrupt)  # but after Ctrl-C nobody waits for their last answers
        raise
    finally:
        readers.shutdown(wait=patient, cancel_futures=True)


def _in_turn(reads: Sequence[Read], begin: Callable[[Read], "Future[tuple[Gap, ...]]"]) -> list[Gap]:
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
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
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
