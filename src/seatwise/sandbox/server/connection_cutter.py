"""The wire under the server, so that it can be cut: uvicorn's HTTP protocol, remembering its open connections."""

import asyncio
import socket
import struct
from typing import Any, ClassVar

from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_Ends = tuple[Any, Any]


class Line(H11Protocol):
    """uvicorn's own HTTP/1.1, with its open connections by their two ends."""

    wires: ClassVar[dict[_Ends, asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Remember the connection."""
        super().connection_made(transport)
        self.wires[self.client, self.server] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.wires.pop((self.client, self.server), None)
        super().connection_lost(exc)


async def cut(scope: Scope) -> None:
    """Reset the connection of a request: the client sees ECONNRESET, not an orderly end."""
    transport = Line.wires.get((scope["client"], scope["server"]))
    if transport is None:
        return
    wire = transport.get_extra_info("socket")
    if wire is not None:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await asyncio.sleep(0.01)  # until uvicorn has noticed
