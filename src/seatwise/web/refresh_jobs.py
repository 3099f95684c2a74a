"""The refreshes of this process: each in a thread of its own, one per org, to be looked at and to be ended."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from threading import Event, Lock, Thread

from seatwise.app.extract import Progress, Watcher
from seatwise.app.refresh.progress import RefreshProgress
from seatwise.domain.errors import RefreshRunning, SeatwiseError
from seatwise.domain.snapshots import Snapshot

_LAST_ANSWERS = 3.0  # seconds that the end of the server waits for refreshes to clean up
_LOG = logging.getLogger(__name__)

Work = Callable[[Watcher], Snapshot]


class Phase(StrEnum):
    """What a refresh is doing."""

    ENTERING = "logging in"
    READING = "reading"
    STOPPING = "stopping"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True)
class Look:
    """One refresh, as it stands at a moment.

    Attributes:
        began_at: when it was asked for (UTC).
        seconds: since then, until now or its end.
        seconds_left: about; None when not known.
        snapshot: what it gave, once it is done.
        error: why it failed.
    """

    name: str
    phase: Phase
    progress: RefreshProgress
    began_at: datetime
    seconds: int
    seconds_left: int | None
    snapshot: Snapshot | None = None
    error: SeatwiseError | None = None

    @property
    def runs(self) -> bool:
        """Whether it goes on."""
        return self.phase in (Phase.ENTERING, Phase.READING, Phase.STOPPING)

    @property
    def elsewhere(self) -> bool:
        """Whether it failed because another process reads the same org."""
        return isinstance(self.error, RefreshRunning)


class _Cancelled(Exception):
    """A person ended the refresh."""


@dataclass
class _Running:
    """One refresh and its thread; `look` is replaced as a whole, so that who only looks needs no lock."""

    look: Look
    stop: Event = field(default_factory=Event)
    thread: Thread | None = None
    asked: float = field(default_factory=time.monotonic)
    reading_since: float | None = None
    gate: Lock = field(default_factory=Lock)

    def watch(self, step: Progress) -> None:
        """Note a step; end the refresh here if it was asked to end."""
        if self.stop.is_set():
            raise _Cancelled
        with self.gate:  # several tables are read at once
            self.reading_since = self.reading_since or time.monotonic()
            self.look = replace(self.look, phase=Phase.READING, progress=self.look.progress.after(step))

    def now(self) -> Look:
        """How it stands at this moment."""
        if not self.look.runs:
            return self.look
        now = time.monotonic()
        left = None if self.reading_since is None else self.look.progress.seconds_left(now - self.reading_since)
        phase = Phase.STOPPING if self.stop.is_set() else self.look.phase
        return replace(self.look, phase=phase, seconds=round(now - self.asked), seconds_left=left)

    def end(self, phase: Phase, snapshot: Snapshot | None = None, error: SeatwiseError | None = None) -> None:
        """Note how it ended."""
        seconds = round(time.monotonic() - self.asked)
        with self.gate:
            ended = replace(self.look, phase=phase, seconds=seconds, seconds_left=None)
            self.look = replace(ended, snapshot=snapshot, error=error)


class RefreshJobs:
    """The refreshes of this process. The last one of each org is kept, so that its outcome can be read later."""

    def __init__(self, clock: Callable[[], datetime], afterwards: Callable[[str], object] = str) -> None:
        """None at first.

        Args:
            clock: this machine's.
            afterwards: what to do with an org once it has been read, while its readers look at it already.
        """
        self._clock, self._afterwards = clock, afterwards
        self._gate = Lock()
        self._known: dict[str, _Running] = {}

    def start(self, name: str, work: Work) -> None:
        """Begin a refresh; `work` does it, and tells its steps to the watcher it is given.

        Raises:
            RefreshRunning: one of that org runs in this process. (One of another process is met by `work`.)
        """
        with self._gate:
            known = self._known.get(name)
            if known is not None and known.look.runs:
                raise RefreshRunning(f"A refresh of {name} is running already.", "Here is how far it is.")
            mine = _Running(Look(name, Phase.ENTERING, RefreshProgress.begun(), self._clock(), 0, None))
            mine.thread = Thread(target=self._run, args=(mine, work), name=f"refresh {name}", daemon=True)
            self._known[name] = mine
            mine.thread.start()

    def _run(self, mine: _Running, work: Work) -> None:
        _run(mine, work)
        if mine.look.phase is Phase.DONE:
            with suppress(SeatwiseError):  # whoever needs it meets it
                self._afterwards(mine.look.name)

    def of(self, name: str) -> Look | None:
        """The running or last refresh of an org; None when this process has none."""
        known = self._known.get(name)
        return None if known is None else known.now()

    def cancel(self, name: str) -> None:
        """End the refresh of an org, if one runs; nothing of it is kept. It ends at its next step."""
        if known := self._known.get(name):
            known.stop.set()

    def forget(self, name: str) -> None:
        """End the refresh of an org, and forget it."""
        self.cancel(name)
        with self._gate:
            self._known.pop(name, None)

    @property
    def any_runs(self) -> bool:
        """Whether any refresh goes on."""
        return any(each.look.runs for each in list(self._known.values()))

    def close(self) -> None:
        """End them all, and give them a moment to remove what they began to write."""
        running = [each for each in list(self._known.values()) if each.look.runs]
        for each in running:
            each.stop.set()
        until = time.monotonic() + _LAST_ANSWERS
        for each in running:
            if each.thread:
                each.thread.join(max(until - time.monotonic(), 0))


def _run(mine: _Running, work: Work) -> None:
    try:
        mine.end(Phase.DONE, snapshot=work(mine.watch))
    except _Cancelled:
        mine.end(Phase.CANCELLED)
    except SeatwiseError as error:
        mine.end(Phase.CANCELLED if mine.stop.is_set() else Phase.FAILED, error=error)
    except Exception as error:  # noqa: BLE001 - the thread's edge: a page must not say for ever that it is reading
        _LOG.exception("A refresh failed")
        failed = SeatwiseError(f"Seatwise itself failed: {type(error).__name__}.", "Nothing was saved. Try again.")
        mine.end(Phase.FAILED, error=failed)
