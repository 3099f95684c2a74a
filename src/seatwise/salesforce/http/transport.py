"""Connection pool behind the read-only guard, and its network errors in plain words."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeAlias, TypeVar

import httpx2
import stamina

from seatwise.domain.connection import is_this_machine
from seatwise.domain.errors import OrgError, Unreachable, UnreadableResponse, UsageError
from seatwise.salesforce.http.body import ENCODINGS, Damaged
from seatwise.salesforce.http.errors import Patience, TransientError, unreadable
from seatwise.salesforce.http.request_guard import ensure_read_only
from seatwise.salesforce.http.request_log import log_response
from seatwise.salesforce.http.timed_network import time_network

_T = TypeVar("_T")
Transport: TypeAlias = httpx2.BaseTransport | None  # of tests; None is the network
START = 150.0  # seconds: a query can run for two minutes before Salesforce sends the first byte
_TIMEOUT = httpx2.Timeout(connect=10, read=START, write=30, pool=300)
_LIMITS = httpx2.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=60)


def origin(url: str) -> str:
    """Scheme, host and port of a URL, as in `https://my.example.com`; a bare host means https. Raises UsageError."""
    text = url.strip()
    try:
        parsed = httpx2.URL(text if "://" in text else f"https://{text}")
    except httpx2.InvalidURL as error:
        raise UsageError(f"{url!r} is not a valid URL.", "Enter one like https://example.my.salesforce.com.") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise UsageError(f"{url!r} is not a valid URL.", "Enter one like https://example.my.salesforce.com.")
    if parsed.userinfo:
        raise UsageError("The URL contains a username or password.", "Enter the URL without them.")
    host = f"[{parsed.host}]" if ":" in parsed.host else parsed.host
    return f"{parsed.scheme}://{host}" + (f":{parsed.port}" if parsed.port else "")


def new_client(url: str, *, transport: Transport = None, timeout: httpx2.Timeout = _TIMEOUT) -> httpx2.Client:
    """A connection pool that sends only what the guard allows, and follows no redirect.

    Uses the proxy and certificates of the environment (HTTPS_PROXY, SSL_CERT_FILE), except for localhost.
    """
    client = httpx2.Client(
        transport=transport,
        verify=_tls_context(),
        timeout=timeout,
        limits=_LIMITS,
        follow_redirects=False,
        trust_env=not is_this_machine(httpx2.URL(url).host),
        headers={"User-Agent": "seatwise", "Accept-Encoding": ENCODINGS},
        event_hooks={"request": [ensure_read_only], "response": [log_response]},
    )
    time_network(client)
    return client


@cache
def _tls_context() -> ssl.SSLContext:
    """The TLS context; creating it takes 70 ms."""
    return httpx2.create_ssl_context()


def with_retries(call: Callable[[], _T], retry: stamina.RetryingCaller) -> _T:
    """What the call returns, after retries of temporary errors. Raises the error of the last attempt."""
    try:
        return retry(Patience(), call)
    except TransientError as transient:
        raise transient.final() from transient.__cause__


@contextmanager
def translate_errors(host: str, path: str) -> Iterator[None]:
    """Turn errors of the network and of HTTP into errors with a next step; temporary ones become `TransientError`."""
    try:
        yield
    except Damaged as damaged:
        raise unreadable(host, path, str(damaged)) from damaged
    except httpx2.InvalidURL as error:
        raise UnreadableResponse(f"{host} referred to an address that is not valid.", "Check the login URL.") from error
    except httpx2.ConnectError as error:
        raise _connect_error(host, error) from error
    except httpx2.TimeoutException as error:
        raise TransientError(
            Unreachable(f"{host} timed out.", "Try again; see status.salesforce.com.", code="TIMEOUT")
        ) from error
    except httpx2.ProxyError as error:
        raise Unreachable(f"The proxy refused the connection to {host}.", "Check HTTPS_PROXY.", code="PROXY") from error
    except httpx2.LocalProtocolError as error:
        raise UnreadableResponse(f"{host} referred to something that cannot be sent: {error}.", "Try again.") from error
    except httpx2.RemoteProtocolError as error:
        early = f"{host} ended the connection early, or sent what is not HTTP."
        raise TransientError(Unreachable(early, "Try again; check the network and the URL.", code="CUT")) from error
    except httpx2.TransportError as error:
        raise TransientError(
            Unreachable(f"The connection to {host} was lost.", "Try again; check the network.", code="CUT")
        ) from error


@contextmanager
def understood(host: str, path: str) -> Iterator[None]:
    """Interpret an answer: whatever fails because it is malformed becomes UnreadableResponse."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise UnreadableResponse(
            f"The response of {host} to {path} is not what Salesforce documents.",
            "Try again; if it happens again, report it.",
        ) from error


def _connect_error(host: str, error: httpx2.ConnectError) -> Exception:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            return _tls_error(host, cause)
        if isinstance(cause, socket.gaierror):
            unknown = Unreachable(
                f"The host {host} does not exist.",
                "Check the URL, and that this machine is online.",
                code="UNKNOWN_HOST",
            )
            return TransientError(unknown) if cause.errno == socket.EAI_AGAIN else unknown
        if isinstance(cause, ConnectionRefusedError):
            refused = f"{host} refused the connection."
            return TransientError(
                Unreachable(refused, "Check the URL and port; a firewall may block them.", code="REFUSED")
            )
    return TransientError(Unreachable(f"{host} cannot be reached.", "Check the network.", code="UNREACHABLE"))


def _tls_error(host: str, cause: ssl.SSLError) -> OrgError:
    why = getattr(cause, "verify_message", "") or cause.reason or "the handshake failed"
    return Unreachable(
        f"The certificate of {host} cannot be trusted (TLS: {why}).",
        "Check the URL; behind a company proxy, set SSL_CERT_FILE to its certificates.",
        code="TLS",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
