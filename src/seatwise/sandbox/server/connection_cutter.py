"""Resets connections: uvicorn's HTTP protocol with a list of its open connections."""

import asyncio
import socket
import struct
from typing import Any, ClassVar

from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_Endpoints = tuple[Any, Any]


class TrackedConnection(H11Protocol):
    """uvicorn's HTTP/1.1 protocol; registers each open connection by its two endpoints."""

    open: ClassVar[dict[_Endpoints, asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Register the connection."""
        super().connection_made(transport)
        self.open[self.client, self.server] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the connection."""
        self.open.pop((self.client, self.server), None)
        super().connection_lost(exc)


async def cut(scope: Scope) -> None:
    """Reset the connection of a request: the client gets ECONNRESET."""
    transport = TrackedConnection.open.get((scope["client"], scope["server"]))
    if transport is None:
        return
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await asyncio.sleep(0.01)  # until uvicorn has noticed
