"""The wire: one connection pool behind the gate, and every failure of it in plain words."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import httpx2

from seatwise.domain.errors import OrgError, Unreachable, UsageError
from seatwise.domain.hosts import is_this_machine
from seatwise.salesforce.http.errors import Passing, unreadable
from seatwise.salesforce.http.request_guard import let_out
from seatwise.salesforce.http.request_log import note_answer

# Seconds. A query may run for two minutes before Salesforce gives its first byte.
_TIMEOUT = httpx2.Timeout(connect=10, read=150, write=30, pool=300)
_LIMITS = httpx2.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=60)


def origin(url: str) -> str:
    """Scheme, host and port of an address, as `https://my.example.com`; a bare host is taken as https.

    Raises:
        UsageError: if it is no address.
    """
    text = url.strip()
    try:
        parsed = httpx2.URL(text if "://" in text else f"https://{text}")
    except httpx2.InvalidURL as error:
        raise UsageError(f"{url!r} is not an address.", "It looks like https://example.my.salesforce.com.") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise UsageError(f"{url!r} is not an address.", "It looks like https://example.my.salesforce.com.")
    if parsed.userinfo:
        raise UsageError("The address holds a name or a password.", "Give the address alone.")
    host = f"[{parsed.host}]" if ":" in parsed.host else parsed.host
    return f"{parsed.scheme}://{host}" + (f":{parsed.port}" if parsed.port else "")


def new_client(
    url: str, *, transport: httpx2.BaseTransport | None = None, timeout: httpx2.Timeout = _TIMEOUT
) -> httpx2.Client:
    """A pool of connections that lets out only what the gate allows and follows no redirect.

    Proxies and certificates of the environment (HTTPS_PROXY, SSL_CERT_FILE) are honoured, except on this machine.
    """
    return httpx2.Client(
        transport=transport,
        verify=_trust(),
        timeout=timeout,
        limits=_LIMITS,
        follow_redirects=False,
        trust_env=not is_this_machine(httpx2.URL(url).host),
        headers={"User-Agent": "seatwise"},
        event_hooks={"request": [let_out], "response": [note_answer]},
    )


@cache
def _trust() -> ssl.SSLContext:
    """Whom we trust; made once, it takes 70 ms."""
    return httpx2.create_ssl_context()


@contextmanager
def plain_words(host: str) -> Iterator[None]:
    """Turn the wire's failures into errors with a next step; those that may pass are `Passing`."""
    try:
        yield
    except httpx2.ConnectError as error:
        raise _no_connection(host, error) from error
    except httpx2.TimeoutException as error:
        raise Passing(
            Unreachable(f"{host} did not answer in time.", "Try again; see status.salesforce.com.", code="TIMEOUT")
        ) from error
    except httpx2.ProxyError as error:
        raise Unreachable(f"The proxy does not let us reach {host}.", "Check HTTPS_PROXY.", code="PROXY") from error
    except httpx2.DecodingError as error:
        raise unreadable(host, "it is damaged or cut short") from error
    except httpx2.TransportError as error:
        raise Passing(
            Unreachable(f"The connection to {host} was cut.", "Try again; check the network.", code="CUT")
        ) from error


def _no_connection(host: str, error: httpx2.ConnectError) -> Exception:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            return _no_trust(host, cause)
        if isinstance(cause, socket.gaierror):
            unknown = Unreachable(
                f"There is no host named {host}.",
                "Check the address for typing errors, and that this machine is online.",
                code="UNKNOWN_HOST",
            )
            return Passing(unknown) if cause.errno == socket.EAI_AGAIN else unknown
        if isinstance(cause, ConnectionRefusedError):
            refused = f"{host} refuses connections."
            return Passing(
                Unreachable(refused, "Check the address and port, or a firewall in between.", code="REFUSED")
            )
    return Passing(Unreachable(f"{host} cannot be reached.", "Check the network.", code="UNREACHABLE"))


def _no_trust(host: str, cause: ssl.SSLError) -> OrgError:
    why = getattr(cause, "verify_message", "") or cause.reason or "the handshake failed"
    return Unreachable(
        f"The identity of {host} cannot be trusted (TLS: {why}).",
        "Check the address; behind a company proxy, set SSL_CERT_FILE to its certificates.",
        code="TLS",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
