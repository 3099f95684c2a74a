"""The network beneath the HTTP client, in which each read of an answer is timed, that of its headers too.

httpx2 limits the time of each read of a socket, and so an answer that never ends is never too late.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ssl import SSLContext
from typing import Any

import httpcore2
import httpx2

from seatwise.salesforce.http.answer_timer import AnswerTimer

_TIMER: ContextVar[AnswerTimer | None] = ContextVar("timer", default=None)


@contextmanager
def timed(timer: AnswerTimer) -> Iterator[None]:
    """Within the block, this timer limits what this thread reads from the network."""
    token = _TIMER.set(timer)
    try:
        yield
    finally:
        _TIMER.reset(token)


def time_network(client: httpx2.Client) -> None:
    """Time what the client reads, directly or through a proxy. httpx2 has no parameter for it."""
    for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001 - see above
        if isinstance(transport, httpx2.HTTPTransport):
            pool = transport._pool  # noqa: SLF001 - see above
            pool._network_backend = _TimedBackend(pool._network_backend)  # noqa: SLF001 - see above


class _TimedBackend(httpcore2.NetworkBackend):
    """Opens timed connections."""

    def __init__(self, inner: httpcore2.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to a host."""
        return _TimedStream(self._inner.connect_tcp(host, port, timeout, local_address, socket_options))

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._inner.sleep(seconds)


class _TimedStream(httpcore2.NetworkStream):
    """A connection with timed reads."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read, for as long as the timer allows."""
        timer = _TIMER.get()
        if timer is None:
            return self._inner.read(max_bytes, timeout)
        patience = timer.patience()
        if patience <= 0:
            raise httpcore2.ReadTimeout
        before = time.monotonic()
        try:
            data = self._inner.read(max_bytes, patience)
        except httpcore2.ReadTimeout:
            if timer.begun:
                timer.check()
                raise timer.slow() from None
            raise
        timer.note(len(data), time.monotonic() - before)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write."""
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Encrypt the connection."""
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """What httpcore2 asks of a connection."""
        return self._inner.get_extra_info(info)
