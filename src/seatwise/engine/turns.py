"""Lets a few threads compute at once; the others wait for their turn."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import BoundedSemaphore, Lock, local


class Turns:
    """Turns of threads. Whoever has one may take it again: a query may compute another."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._slots = BoundedSemaphore(at_once)
        self._alone = Lock()
        self._mine = local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it within the block."""
        if getattr(self._mine, "has_one", False):
            yield
            return
        with self._slots:
            self._mine.has_one = True
            try:
                yield
            finally:
                self._mine.has_one = False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody has a turn, and have all of them within the block. Not for who has one."""
        with self._alone, ExitStack() as slots:
            for _ in range(self._at_once):
                slots.enter_context(self._slots)
            self._mine.has_one = True
            try:
                yield
            finally:
                self._mine.has_one = False
