"""Time limits of one answer: until it begins, until it ends, and its lowest speed."""

import time
from collections.abc import Callable

from seatwise import settings
from seatwise.domain.errors import LimitReached
from seatwise.salesforce.http.limits import Limits, beyond

SLOWEST = 100  # bytes a second
PATIENCE = 15.0  # seconds that an answer may be slower than that
_STREAMED = 10_000  # bytes a second at which a streamed answer gets more time
_HEADERS = 1_000_000  # bytes before the body, interim answers included


class AnswerTimer:
    """Says how long the next read of an answer may wait, and ends one that takes too long.

    An answer may take `start` seconds to begin. From then on it may take `limits.answer_seconds`; one that is streamed
    to disk as much more as its bytes need at 10 kB a second. One that is slower than 100 bytes a second for 15 seconds
    ends before. Only time in which we wait for the org counts as slow.
    """

    def __init__(
        self,
        host: str,
        limits: Limits,
        *,
        start: float,
        streamed: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._host, self._limits, self._streamed, self._clock = host, limits, streamed, clock
        self._start = start
        self._sent_at = clock()
        self._began: float | None = None  # when the first byte arrived
        self._received = 0  # bytes
        self._in_headers = True
        self._waited, self._arrived = 0.0, 0  # seconds and bytes since the answer was last fast enough

    @property
    def begun(self) -> bool:
        """Whether the first byte has arrived."""
        return self._began is not None

    def patience(self) -> float:
        """Seconds that the next read may wait; 0 or less: it should have begun. Raises LimitReached."""
        if self._began is None:
            return self._sent_at + self._start - self._clock()
        return min(self.check(), PATIENCE - self._waited)

    def check(self) -> float:
        """Seconds that the answer has left. Raises LimitReached: none."""
        began = self._clock() if self._began is None else self._began
        more = self._received / _STREAMED if self._streamed else 0.0
        left = began + self._limits.answer_seconds + more - self._clock()
        if left <= 0:
            took = f"{self._host} took more than {self._limits.answer_seconds:g} seconds to send one answer"
            slow = ", and less than 10 kB arrived a second" if self._streamed else ""
            raise beyond(f"{took}{slow}.", settings.ANSWER_SECONDS)
        return left

    def note(self, received: int, waited: float) -> None:
        """Count the bytes of one read, and the seconds that it waited. Raises LimitReached."""
        if self._began is None:
            self._began, waited = self._clock(), 0.0
        self._received += received
        self._waited += waited
        self._arrived += received
        if self._in_headers and self._received > _HEADERS:
            raise LimitReached(f"{self._host} sent more than 1 MB before the answer itself.", "Check the login URL.")
        if self._arrived >= SLOWEST * PATIENCE:
            self._waited, self._arrived = 0.0, 0
        elif self._waited >= PATIENCE:
            raise self.slow()

    def slow(self) -> LimitReached:
        """The error for an answer that is too slow."""
        return LimitReached(
            f"{self._host} sent less than {SLOWEST} bytes a second for {PATIENCE:g} seconds.",
            "Try again when the network, or the org, is faster.",
        )

    def headers_end(self) -> None:
        """What arrives from now on is the body."""
        self._in_headers = False
