"""The server: one process, on this machine."""

import os
import socket
from collections.abc import Callable

import uvicorn

from seatwise import wiring
from seatwise.web.app import create_app

_BACKLOG = 128
_INTERRUPTED = 130  # what shells say of a command that was ended by Ctrl-C


class _Server(uvicorn.Server):
    """uvicorn, telling when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self._on_ready()


def run(host: str, port: int, *, on_ready: Callable[[str], None]) -> None:
    """Serve the pages until the process is told to end.

    Args:
        host: where to listen.
        port: 0 takes a free one.
        on_ready: told the address once requests are answered.

    Raises:
        OSError: the port is taken.
    """
    # The protocol by name: without it asyncio leaves TCP_NODELAY off, and each answer waits 40 ms for an ACK.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
        shown = f"[{host}]" if ":" in host else host
        url = f"http://{shown}:{listener.getsockname()[1]}"
        app = create_app(frozenset({shown}))
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, lifespan="on")

        def ready() -> None:
            on_ready(url)
            wiring.ready_to_draw()

        try:
            _Server(config, ready).run([listener])
        finally:
            if app.state.refreshes.any_runs:  # nobody waits for an org's last answer; its draft goes with the next one
                os._exit(_INTERRUPTED)


def who_listens(port: int) -> str:
    """What answers at a port of this machine, as far as it says; empty when it does not."""
    import http.client  # noqa: PLC0415 - only when the port is taken

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/")
        body = connection.getresponse().read(4000)
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()
    return "another Seatwise" if b"Seatwise" in body else "another web server"
