"""Refresh jobs of this process: each in a thread of its own, one per org; pages show and cancel them."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from threading import Event, Lock, Thread

from seatwise.app.extract import Check, Progress, Watcher
from seatwise.app.refresh.progress import RefreshProgress
from seatwise.domain.errors import ClocksDiffer, RefreshRunning, SeatwiseError
from seatwise.domain.snapshots import Snapshot

_CLEAN_UP = 3.0  # seconds that the server waits at its end for refreshes to clean up
_LOG = logging.getLogger(__name__)

Work = Callable[[Watcher, Check], Snapshot]


class Phase(StrEnum):
    """What a refresh is doing."""

    ENTERING = "logging in"
    READING = "reading"
    STOPPING = "stopping"
    DONE = "done"
    CANCELED = "canceled"
    FAILED = "failed"


@dataclass(frozen=True)
class JobStatus:
    """One refresh at a moment."""

    name: str
    phase: Phase
    progress: RefreshProgress
    began_at: datetime  # when it was requested (UTC)
    seconds: int  # since then, until now or its end
    seconds_left: int | None  # about; None when not known
    snapshot: Snapshot | None = None  # the result, once it is done
    error: SeatwiseError | None = None  # why it failed

    @property
    def runs(self) -> bool:
        """Whether it is still running."""
        return self.phase in (Phase.ENTERING, Phase.READING, Phase.STOPPING)

    @property
    def elsewhere(self) -> bool:
        """Whether it failed because another process is refreshing the same org."""
        return isinstance(self.error, RefreshRunning)

    @property
    def clocks_differ(self) -> bool:
        """Whether it failed because the org's clock is more than a day from this machine's."""
        return isinstance(self.error, ClocksDiffer)


class _Canceled(BaseException):
    """A person canceled the refresh: no error, and nobody waits for the org's last answers."""


@dataclass
class _Job:
    """One refresh and its thread. `status` is replaced as a whole: reading it needs no lock."""

    status: JobStatus
    stop: Event = field(default_factory=Event)
    thread: Thread | None = None
    began: float = field(default_factory=time.monotonic)
    reading_since: float | None = None
    lock: Lock = field(default_factory=Lock)

    def watch(self, step: Progress) -> None:
        """Record a step. Ends the refresh here if it was canceled."""
        self.check()
        with self.lock:  # several tables are read at once
            self.reading_since = self.reading_since or time.monotonic()
            self.status = replace(self.status, phase=Phase.READING, progress=self.status.progress.after(step))

    def check(self) -> None:
        """End the refresh here if it was canceled."""
        if self.stop.is_set():
            raise _Canceled

    def now(self) -> JobStatus:
        """Its status at this moment."""
        if not self.status.runs:
            return self.status
        now = time.monotonic()
        left = None if self.reading_since is None else self.status.progress.seconds_left(now - self.reading_since)
        phase = Phase.STOPPING if self.stop.is_set() else self.status.phase
        return replace(self.status, phase=phase, seconds=round(now - self.began), seconds_left=left)

    def end(self, phase: Phase, snapshot: Snapshot | None = None, error: SeatwiseError | None = None) -> None:
        """Record how it ended."""
        seconds = round(time.monotonic() - self.began)
        with self.lock:
            ended = replace(self.status, phase=phase, seconds=seconds, seconds_left=None)
            self.status = replace(ended, snapshot=snapshot, error=error)


class RefreshJobs:
    """The refresh jobs of this process. The last one of each org stays, so that its outcome can be read later."""

    def __init__(self, clock: Callable[[], datetime], afterwards: Callable[[str], object] = str) -> None:
        """No job at first. `afterwards` is called with the name of each org that has been refreshed."""
        self._clock, self._afterwards = clock, afterwards
        self._lock = Lock()
        self._known: dict[str, _Job] = {}

    def start(self, name: str, work: Work) -> None:
        """Begin a refresh: `work` does it: it gets what to report its steps to, and what to call meanwhile.

        Raises RefreshRunning: one of that org runs in this process. (`work` finds those of other processes.)
        """
        with self._lock:
            known = self._known.get(name)
            if known is not None and known.status.runs:
                raise RefreshRunning(f"A refresh of {name} is already running.", "This page shows its progress.")
            job = _Job(JobStatus(name, Phase.ENTERING, RefreshProgress.begun(), self._clock(), 0, None))
            job.thread = Thread(target=self._run, args=(job, work), name=f"refresh {name}", daemon=True)
            self._known[name] = job
            job.thread.start()

    def _run(self, job: _Job, work: Work) -> None:
        try:
            job.end(Phase.DONE, snapshot=work(job.watch, job.check))
        except _Canceled:
            job.end(Phase.CANCELED)
        except SeatwiseError as error:
            job.end(Phase.CANCELED if job.stop.is_set() else Phase.FAILED, error=error)
        except Exception as error:  # noqa: BLE001 - the thread's edge: else the page would say for ever that it is reading
            _LOG.exception("A refresh failed")
            failed = SeatwiseError(f"Seatwise itself failed: {type(error).__name__}.", "Nothing was saved. Try again.")
            job.end(Phase.FAILED, error=failed)
        else:
            with suppress(SeatwiseError):  # it shows again where it matters
                self._afterwards(job.status.name)

    def of(self, name: str) -> JobStatus | None:
        """The running or last refresh of an org; None when this process has none."""
        known = self._known.get(name)
        return None if known is None else known.now()

    def cancel(self, name: str) -> None:
        """Cancel the refresh of an org, if one runs: nothing of it is saved. It ends at its next step."""
        if known := self._known.get(name):
            known.stop.set()

    def forget(self, name: str) -> None:
        """Cancel the refresh of an org, and forget it."""
        self.cancel(name)
        with self._lock:
            self._known.pop(name, None)

    @property
    def any_began(self) -> bool:
        """Whether this process has begun any refresh."""
        return bool(self._known)

    def close(self) -> None:
        """Cancel all of them, and give them a moment to remove what they began to write."""
        running = [each for each in list(self._known.values()) if each.status.runs]
        for each in running:
            each.stop.set()
        until = time.monotonic() + _CLEAN_UP
        for each in running:
            if each.thread:
                each.thread.join(max(until - time.monotonic(), 0))
