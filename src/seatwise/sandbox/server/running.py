"""Running a sandbox org: in a thread for tests and the demo, or as the process's own work."""

import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import FrameType

import uvicorn

from seatwise.domain.errors import UsageError
from seatwise.sandbox.accounts import ADMIN, CLIENT_ID, CLIENT_SECRET, INTEGRATION, Login
from seatwise.sandbox.org import ENTERPRISE, Sandbox
from seatwise.sandbox.server.app import build_app
from seatwise.sandbox.server.connection_cutter import Line

READY_WITHIN, GONE_WITHIN = 10.0, 10.0  # seconds
_IDLE = 75  # seconds that a connection without requests stays open


@dataclass(frozen=True)
class Credentials:
    """How to log in to a running sandbox org."""

    username: str
    password: str
    security_token: str
    client_id: str
    client_secret: str
    jwt_key: Callable[[], bytes] = field(repr=False)  # the PEM, made when asked for

    @staticmethod
    def of(org: Sandbox) -> "Credentials":
        """Those of the first user who can log in."""
        login = next(iter(org.logins.values()))
        return Credentials(
            login.username,
            login.password,
            login.security_token,
            CLIENT_ID,
            CLIENT_SECRET,
            lambda: org.jwt_key,
        )


class _Server(uvicorn.Server):
    """uvicorn, telling when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self._on_ready()


@contextmanager
def running(org: Sandbox, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve an org from a thread for as long as the block lasts; the block gets its URL.

    Raises:
        UsageError: the port is taken.
    """
    listener = _listen(org, host, port)
    app, jobs = build_app(org)
    ready = threading.Event()
    server = _Server(_config(app), ready.set)
    thread = threading.Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
    thread.start()
    try:
        if not ready.wait(READY_WITHIN):
            raise UsageError("The sandbox org did not start.", "Try again, or with another port.")
        yield org.url
    finally:
        server.should_exit = True
        thread.join(GONE_WITHIN)
        listener.close()
        jobs.close()


def serve(
    users: int,
    seed: int,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    now: datetime | None = None,
    anchor: datetime | None = None,
    edition: str = ENTERPRISE,
    logins: tuple[Login, ...] = (ADMIN, INTEGRATION),
    records: int | None = None,
    login_rows: int | None = None,
    on_ready: Callable[[str, Credentials], None],
) -> None:
    """Serve a new org until the process is told to end (SIGINT, SIGTERM). For the main thread only.

    Args:
        users: how many it has.
        seed: the same seed gives the same org.
        host: where to listen.
        port: 0 takes a free one.
        now: where its clock stands still; None lets it run.
        anchor: the moment that the org is planned for; by default `now`, or this moment.
        edition: as `Organization.OrganizationType` says it; Professional Edition has no API.
        logins: the users who can log in.
        records: how many people have made; see `Sandbox`.
        login_rows: of login history; see `Sandbox`.
        on_ready: told the URL and the credentials once requests are answered.

    Raises:
        UsageError: the port is taken, or there is no such org.
    """
    org = Sandbox(users, seed, anchor, now, edition=edition, logins=logins, records=records, login_rows=login_rows)
    listener = _listen(org, host, port)
    app, jobs = build_app(org)
    before = signal.signal(signal.SIGTERM, _leave)  # uvicorn raises the signal again after it has closed the line
    try:
        _Server(_config(app), lambda: on_ready(org.url, Credentials.of(org))).run([listener])
    finally:
        listener.close()
        jobs.close()
        org.close()
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, _: FrameType | None) -> None:
    """End the process in order, so that nothing stays in the temporary folder."""
    sys.exit(128 + number)


def _listen(org: Sandbox, host: str, port: int) -> socket.socket:
    """A socket that accepts connections from now on; the org learns its URL."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol by name: without it asyncio leaves TCP_NODELAY off, and each answer waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise UsageError(f"Cannot listen on {host}:{port}: {error.strerror}.", "Choose another --port.") from error
    listener.listen(128)
    shown = f"[{host}]" if ":" in host else host
    org.url = f"http://{shown}:{listener.getsockname()[1]}"
    return listener


def _config(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type] # an ASGI application
        http=Line,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=1,
    )
