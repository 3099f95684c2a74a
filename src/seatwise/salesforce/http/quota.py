"""Counts our API calls and stops before the org's daily limit."""

import re
import threading

from seatwise.domain.errors import QuotaReached

_USAGE = re.compile(r"api-usage=([0-9]{1,12})/([0-9]{1,12})(?![0-9])")


class Quota:
    """Counts API calls; refuses the one beyond `share` percent of the org's daily calls. Thread-safe."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._lock = threading.Lock()
        self.calls = 0
        self.used: int | None = None  # API calls of all users in the last 24 hours, from the last response
        self.limit: int | None = None  # the org's daily limit, from the last response

    @property
    def left(self) -> int | None:
        """API calls left today, from the last response."""
        if self.used is None or self.limit is None:
            return None
        return max(self.limit - self.used, 0)

    def take(self) -> None:
        """Count one call before it is made. Raises QuotaReached: beyond our share, or the org has no calls left."""
        with self._lock:
            if self.left == 0:
                raise QuotaReached(
                    f"All {self.limit} daily API calls of the org are used.",
                    "They become available again over the next 24 hours; see Setup > System Overview.",
                    code="REQUEST_LIMIT_EXCEEDED",
                )
            if self.limit is not None and self.calls + 1 > self.limit * self._share / 100:
                raise QuotaReached(
                    f"Stopped after {self.calls} API calls: one more would exceed {self._share:g} % of the "
                    f"org's {self.limit} daily calls.",
                    "Raise SEATWISE_QUOTA_SHARE if the org has calls to spare.",
                )
            self.calls += 1

    def note(self, header: str | None) -> None:
        """Read the header `Sforce-Limit-Info` of a response: `api-usage=25/5000`."""
        if usage := _USAGE.search(header or ""):
            with self._lock:
                self.used, self.limit = int(usage[1]), int(usage[2])
