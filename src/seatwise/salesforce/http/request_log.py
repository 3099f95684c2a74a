"""The request log: JSON lines in the file of SEATWISE_LOG, or no log if that is not set.

A line has time, method, host, path and status; no query, header or body, so no secret.
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


def log_response(response: httpx2.Response) -> None:
    """Log a response. A hook of the HTTP client."""
    if log := _log(settings.LOG.value()):
        url = response.request.url
        log.info("response", method=response.request.method, host=url.host, path=url.path, status=response.status_code)


def log_retry(details: RetryDetails) -> None:
    """Log a retry. A hook of stamina, which would otherwise print it to stdout, where the results go."""
    if log := _log(settings.LOG.value()):
        cause = type(details.caused_by).__name__
        log.warning("retry", attempt=details.retry_num + 1, waits=round(details.wait_for, 2), cause=cause)


stamina.instrumentation.set_on_retry_hooks([log_retry])


@cache
def _log(path: str) -> "FilteringBoundLogger | None":
    if not path:
        return None
    import structlog  # noqa: PLC0415 - slow to import, and only needed with a log

    try:
        file = open(path, "a", encoding="utf-8", buffering=1)  # noqa: PTH123, SIM115 - open as long as the process
    except OSError as error:
        raise UsageError(f"Cannot write the log {path}: {error.strerror}.", settings.LOG.help) from error
    steps: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ]
    logger: FilteringBoundLogger = structlog.wrap_logger(structlog.WriteLogger(file), processors=steps)
    return logger
