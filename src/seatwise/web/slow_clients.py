"""Closes the connections of clients that send a request, or read an answer, too slowly."""

import asyncio
from typing import ClassVar, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

LARGEST_HEAD: Final = 32_768  # bytes of a request's line and headers
LARGEST_BODY: Final = 1_000_000  # bytes; forms are the only bodies, and a private key the longest field


class TimedProtocol(H11Protocol):
    """uvicorn's protocol, with time limits for clients."""

    request_within: ClassVar = 30.0  # seconds from the first byte of a request, or the connection, to its last one
    read_within: ClassVar = 60.0  # seconds in which a client must read some of an answer that is ready

    _sending: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the time of the first request."""
        super().connection_made(transport)
        self._sending = self.loop.call_later(self.request_within, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Stop the time when the request is complete; start that of the next one with its first byte."""
        super().data_received(data)
        whole = self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body
        if whole:
            _cancel(self._sending)
            self._sending = None
        elif self._sending is None:
            self._sending = self.loop.call_later(self.request_within, self.transport.abort)

    def pause_writing(self) -> None:
        """The client reads nothing: start its time."""
        super().pause_writing()
        self._taking = self.loop.call_later(self.read_within, self.transport.abort)

    def resume_writing(self) -> None:
        """It reads again."""
        super().resume_writing()
        _cancel(self._taking)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all times."""
        super().connection_lost(exc)
        _cancel(self._sending)
        _cancel(self._taking)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
