"""How many API calls we made, how many the org has left today, and when to stop."""

import re
import threading

from seatwise.domain.errors import QuotaReached

_USAGE = re.compile(r"api-usage=(\d+)/(\d+)")


class Quota:
    """A count of calls that says no in time. Safe to use from several threads.

    Args:
        share: the most that we may take of the org's daily calls, in percent.
    """

    def __init__(self, share: float) -> None:
        self._share = share
        self._lock = threading.Lock()
        self.calls = 0
        self._used: int | None = None
        self._most: int | None = None

    @property
    def used(self) -> int | None:
        """Calls of the last 24 hours, everybody's, as last told by the org."""
        return self._used

    @property
    def most(self) -> int | None:
        """The org's daily calls, as last told by the org."""
        return self._most

    @property
    def left(self) -> int | None:
        """Calls left today, as last told by the org."""
        if self._used is None or self._most is None:
            return None
        return max(self._most - self._used, 0)

    def take(self) -> None:
        """Count one call that is about to be made.

        Raises:
            QuotaReached: it would be more than our share, or the org has none left.
        """
        with self._lock:
            if self.left == 0:
                raise QuotaReached(
                    f"The org's {self._most} daily API calls are used up.",
                    "They come back over the next 24 hours; Setup > System Overview shows who uses them.",
                    code="REQUEST_LIMIT_EXCEEDED",
                )
            if self._most is not None and self.calls + 1 > self._most * self._share / 100:
                raise QuotaReached(
                    f"Stopped after {self.calls} API calls: one more would take more than {self._share:g} % of the "
                    f"org's {self._most} daily calls.",
                    "Raise SEATWISE_QUOTA_SHARE if the org can spare them.",
                )
            self.calls += 1

    def note(self, header: str | None) -> None:
        """Learn from an answer's `Sforce-Limit-Info` header: `api-usage=25/5000`."""
        told = _USAGE.search(header or "")
        if told:
            with self._lock:
                self._used, self._most = int(told.group(1)), int(told.group(2))
