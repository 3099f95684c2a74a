"""What was asked of an org and how it was answered: JSON lines in the file that SEATWISE_LOG names, else nothing.

A line holds a time, a method, a host, a path and a status; never a query, a header or a body, so never a secret.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import httpx2
import stamina
from stamina.instrumentation import RetryDetails

from seatwise import settings
from seatwise.domain.errors import UsageError

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


def note_answer(answer: httpx2.Response) -> None:
    """Write down that a request was answered. A hook of the HTTP client."""
    if log := _log(settings.LOG.value()):
        url = answer.request.url
        log.info("answered", method=answer.request.method, host=url.host, path=url.path, status=answer.status_code)


def note_retry(details: RetryDetails) -> None:
    """Write down that something is tried again. A hook of stamina, which else tells it on stdout, where results go."""
    if log := _log(settings.LOG.value()):
        cause = type(details.caused_by).__name__
        log.warning("trying again", attempt=details.retry_num + 1, waits=round(details.wait_for, 2), cause=cause)


stamina.instrumentation.set_on_retry_hooks([note_retry])


@cache
def _log(path: str) -> "FilteringBoundLogger | None":
    if not path:
        return None
    import structlog  # noqa: PLC0415 - only those who ask for a log pay for it

    try:
        file = open(path, "a", encoding="utf-8", buffering=1)  # noqa: PTH123, SIM115 - open as long as the process
    except OSError as error:
        raise UsageError(f"The log {path} cannot be written: {error.strerror}.", settings.LOG.help) from error
    steps: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ]
    logger: FilteringBoundLogger = structlog.wrap_logger(structlog.WriteLogger(file), processors=steps)
    return logger
