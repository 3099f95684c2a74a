"""The server: one process, on this machine."""

import atexit
import errno
import gc
import http.client
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from seatwise.bootstrap import Services
from seatwise.domain.errors import Stopped, UsageError
from seatwise.web.access.headers import NAME
from seatwise.web.access.listening import Listening
from seatwise.web.app import create_app
from seatwise.web.slow_clients import LARGEST_HEAD, TimedProtocol

_LOCAL = "127.0.0.1"
_BACKLOG = 128
_CONNECTIONS = 1000  # more are answered 503
_KEEP_ALIVE = 30  # seconds that a connection may wait for its next request
_PORTS = 65_536
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a server that listens everywhere is reached


class PortTaken(UsageError):
    """Another program listens at the port: says which, or how to find out. `free` is the next free port, or 0."""

    def __init__(self, host: str, port: int) -> None:
        user = _program_at(host, port)
        self.free = _next_free(host, port)
        self.remedy = "Open that one, or stop it." if "Seatwise" in user else f"What uses it: {_find_command(port)}"
        at = "" if host == _LOCAL else f" --host {host}"
        offer = f"\nThe next free one: seatwise serve{at} --port {self.free}" if self.free else ""
        super().__init__(f"Port {port} is taken{f' by {user}' if user else ''}.", f"{self.remedy}{offer}")


class _Server(uvicorn.Server):
    """uvicorn, with a callback once it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then call back."""
        await super().startup(sockets)
        self._on_ready()


def run(services: Services, listening: Listening, *, on_ready: Callable[[str], None]) -> None:
    """Serve the pages until the process ends; `on_ready` is called with the address.

    Raises PortTaken: says what uses it, and which one is free; UsageError: listening there is not allowed.
    """
    host, port = listening.host, listening.port
    # The protocol by name: without it asyncio leaves TCP_NODELAY off, and each answer waits 40 ms for an ACK.
    with socket.socket(_family(host), socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        _listen(listener, host, port)
        site = listening.site(listener.getsockname()[1])
        app = create_app(services, site)

        def ready() -> None:
            on_ready(site.url)
            services.charts.warm_up()
            _ = services.reports  # loads DuckDB and SQLAlchemy
            gc.collect()
            gc.freeze()  # what is loaded by now stays: to scan it later takes 70 ms (measured)

        try:
            _Server(_config(app, listening), ready).run([listener])
        except Stopped as stopped:  # uvicorn has closed everything, and raised the signal again
            if app.state.refresh_jobs.any_began:  # a canceled one may leave a thread that waits for the org
                atexit._run_exitfuncs()  # noqa: SLF001 - deletes temporary folders; os._exit alone does not
                os._exit(stopped.exit_code)
            raise
        finally:
            gc.unfreeze()  # else DuckDB reports as leaked, at the end of the process, what was never collected


def _config(app: FastAPI, listening: Listening) -> uvicorn.Config:
    """No log of requests: addresses may hold tokens. No header of a proxy is believed here; `Site` reads them."""
    certificate, key = listening.tls or (None, None)
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        http=TimedProtocol,
        ws="none",
        h11_max_incomplete_event_size=LARGEST_HEAD,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE,
        lifespan="on",
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )


def _listen(listener: socket.socket, host: str, port: int) -> None:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port) from error
        why = error.strerror or str(error)
        raise UsageError(
            f"Seatwise cannot listen at {host}, port {port}: {why}.", "Name another with --host or --port."
        ) from error


def _next_free(host: str, port: int) -> int:
    """The first free port above one; 0 when none of the next hundred is."""
    for another in range(port + 1, min(port + 101, _PORTS)):
        with socket.socket(_family(host), socket.SOCK_STREAM) as trial, suppress(OSError):
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, another))
            return another
    return 0


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _program_at(host: str, port: int) -> str:
    """The program that answers at a port, as far as it says; empty when it does not."""
    address = _ANYWHERE.get(host, host)
    connection = http.client.HTTPConnection(address, port, timeout=3)
    try:
        connection.request("HEAD", "/static/seatwise.svg")
        name = connection.getresponse().getheader("Server")
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()
    return f"another Seatwise: http://{_in_address(address)}:{port}" if name == NAME else "another web server"


def _find_command(port: int) -> str:
    """The command that names the process that uses a port."""
    if sys.platform == "win32":
        return f'netstat -ano | findstr ":{port}"'
    return f"ss -ltnp 'sport = :{port}'" if sys.platform == "linux" else f"lsof -nP -iTCP:{port} -sTCP:LISTEN"
