"""What a command works with: the Services object that `main` passes to the command line."""

from contextvars import ContextVar

from seatwise import bootstrap
from seatwise.bootstrap import Services

_PASSED: ContextVar[Services | None] = ContextVar("services", default=None)


def work_with(given: Services) -> None:
    """Have the commands of this process work with these services."""
    _PASSED.set(given)


def services() -> Services:
    """The services of the command that runs: those that were passed, else those over SEATWISE_HOME."""
    return _PASSED.get() or bootstrap.services()
