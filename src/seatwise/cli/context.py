"""What a command works with: the Services object that `main` passes to the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from seatwise import bootstrap
from seatwise.bootstrap import Services

_PASSED: ContextVar[Services | None] = ContextVar("services", default=None)


@contextmanager
def working_with(given: Services) -> Iterator[None]:
    """Have a command work with these services."""
    token = _PASSED.set(given)
    try:
        yield
    finally:
        _PASSED.reset(token)


def services() -> Services:
    """The services of the command that runs: those that were passed, else those over SEATWISE_HOME."""
    return _PASSED.get() or bootstrap.services()
