"""Serves a sandbox org: in a thread for tests, or as a process."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import uvicorn

from seatwise.domain.errors import UsageError
from seatwise.sandbox.accounts import ADMIN, CLIENT_ID, CLIENT_SECRET, INTEGRATION, Account
from seatwise.sandbox.org import ENTERPRISE, Sandbox
from seatwise.sandbox.server.app import build_app
from seatwise.sandbox.server.connection_cutter import TrackedConnection

START_TIMEOUT, STOP_TIMEOUT = 10.0, 10.0  # seconds
_KEEP_ALIVE = 75  # seconds that an idle connection stays open


@dataclass(frozen=True)
class Credentials:
    """The credentials of a running sandbox org."""

    username: str
    password: str
    security_token: str
    client_id: str
    client_secret: str
    jwt_key: Callable[[], bytes] = field(repr=False)  # PEM, generated when first called

    @staticmethod
    def of(org: Sandbox) -> "Credentials":
        """The credentials of the first account."""
        account = next(iter(org.accounts.values()))
        return Credentials(
            account.username,
            account.password,
            account.security_token,
            CLIENT_ID,
            CLIENT_SECRET,
            lambda: org.jwt_key,
        )


class _Server(uvicorn.Server):
    """uvicorn with a callback when it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call `on_ready`."""
        await super().startup(sockets)
        self._on_ready()


@contextmanager
def serve_in_thread(org: Sandbox, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve an org in a thread while the block runs; yields its URL.

    Raises:
        UsageError: the port is in use.
    """
    listener = _listen(org, host, port)
    app, jobs = build_app(org)
    ready = threading.Event()
    server = _Server(_config(app), ready.set)
    thread = threading.Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
    thread.start()
    try:
        if not ready.wait(START_TIMEOUT):
            raise UsageError("The sandbox org did not start.", "Try again, or use another port.")
        yield org.url
    finally:
        server.should_exit = True
        thread.join(STOP_TIMEOUT)
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
    accounts: tuple[Account, ...] = (ADMIN, INTEGRATION),
    records: int | None = None,
    login_rows: int | None = None,
    on_ready: Callable[[str, Credentials], None],
) -> None:
    """Serve a new org until SIGINT or SIGTERM. For the main thread only.

    Args:
        users: number of users at `anchor`.
        seed: the same seed gives the same org.
        host: the address to listen on.
        port: 0 picks a free port.
        now: the time at which its clock is stopped; None = this machine's clock.
        anchor: the time at which it has `users` users; by default `now`, or the current time.
        edition: of `Organization.OrganizationType`; Professional Edition has no API.
        accounts: the users who can log in.
        records: number of records; see `Sandbox`.
        login_rows: rows of login history; see `Sandbox`.
        on_ready: called with the URL and the credentials when the org is ready.

    Raises:
        UsageError: the port is in use, or a size is out of range.
    """
    org = Sandbox(users, seed, anchor, now, edition=edition, accounts=accounts, records=records, login_rows=login_rows)
    listener = _listen(org, host, port)
    app, jobs = build_app(org)
    try:
        _Server(_config(app), lambda: on_ready(org.url, Credentials.of(org))).run([listener])
    finally:
        listener.close()
        jobs.close()
        org.close()


def _listen(org: Sandbox, host: str, port: int) -> socket.socket:
    """Open the listening socket and set the org's URL."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With an explicit protocol: otherwise asyncio leaves TCP_NODELAY off, and each response waits 40 ms for an ACK.
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
        http=TrackedConnection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=1,
    )
