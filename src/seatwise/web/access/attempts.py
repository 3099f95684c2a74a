"""Wrong tokens are counted: after ten within a minute the next ones of that client must wait."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from math import ceil
from threading import Lock
from typing import Final

ALLOWED: Final = 10
WITHIN: Final = 60.0  # seconds
_MOST_CLIENTS: Final = 10_000


class Attempts:
    """The wrong tokens of the last minute, by client. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, client: str) -> int:
        """Seconds until this client may try again; 0: it may now."""
        with self._lock:
            wrong = self._wrong.get(client)
            if wrong is None or len(wrong) < ALLOWED:
                return 0
            return max(0, ceil(wrong[0] + WITHIN - self._clock()))

    def add(self, client: str) -> None:
        """Count a wrong token."""
        with self._lock:
            self._wrong.setdefault(client, deque(maxlen=ALLOWED)).append(self._clock())
            self._wrong.move_to_end(client)
            while len(self._wrong) > _MOST_CLIENTS:
                self._wrong.popitem(last=False)
