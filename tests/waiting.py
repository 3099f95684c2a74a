"""Waiting for something to hold: as short as it takes, and long enough for a machine that has other things to do."""

import time
from collections.abc import Callable

PATIENCE = 90.0  # seconds


def wait_until(holds: Callable[[], object], what: str = "") -> None:
    """Return as soon as it holds; fail when it does not in time."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, what or holds
        time.sleep(0.01)
