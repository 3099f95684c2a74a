"""What serving to other machines takes: a token, and TLS or a proxy; and what it exposes."""

import ssl
from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from seatwise.cli.console import say
from seatwise.domain.access_token import TokenKind
from seatwise.domain.errors import UsageError

if TYPE_CHECKING:
    from seatwise.app.access.access_control import AccessControl
    from seatwise.bootstrap import Services
    from seatwise.web.access.listening import Listening


def check(listening: "Listening", access: "AccessControl") -> None:
    """Raise UsageError where something is missing: names all of it, and the command."""
    _check_address(listening)
    _check_certificate(listening)
    if not listening.is_exposed:
        return
    missing = []
    if not _has_token(access):
        missing.append("a token")
    if not listening.tls and not listening.behind_proxy:
        missing.append("TLS, or a proxy that has it")
    if not listening.public_url and (listening.behind_proxy or listening.is_everywhere):
        missing.append("the address that people open")
    if missing:
        raise UsageError(
            f"To be reached from other machines, Seatwise needs: {'; '.join(missing)}.",
            "\n".join(_steps(listening, has_token=_has_token(access))),
        )


def _steps(listening: "Listening", *, has_token: bool) -> Iterator[str]:
    """The commands that serve so, with what was typed and what is missing."""
    if not has_token:
        yield "Make a token, or set SEATWISE_TOKEN: seatwise token create NAME"
    default = type(listening)()
    host = [f"--host {quote(listening.host)}"] if listening.host != default.host else []
    port = [f"--port {listening.port}"] if listening.port != default.port else []
    certificate, key = (quote(str(file)) for file in listening.tls or ("FILE", "FILE"))
    by_tls = [f"--tls-cert {certificate} --tls-key {key}"]
    url = quote(listening.public_url) if listening.public_url else "https://NAME"
    by_proxy = " ".join(["seatwise serve", *port, f"--behind-proxy --public-url {url}"])
    if listening.behind_proxy:
        yield f"Then: {by_proxy}"
        return
    address = [f"--public-url {url}"] if listening.public_url or listening.is_everywhere else []
    yield f"Then: {' '.join(['seatwise serve', *host, *port, *by_tls, *address])}"
    if not listening.tls:
        yield f"Or, behind a proxy that has TLS: {by_proxy}"


def say_what_is_exposed(services: "Services") -> None:
    """Print what anyone with a token can see and do."""
    names = [each.name for each in services.connections.all()]
    orgs = f"its orgs ({len(names)}: {', '.join(names)})" if names else "its orgs (none yet)"
    say(
        f"Anyone with a token, or with an address to open, sees everything in {services.home}: {orgs}, the names of "
        "their users, prices and costs. They can set prices, and connect, refresh and remove orgs."
    )


def _has_token(access: "AccessControl") -> bool:
    """Whether somebody has made or set a token."""
    return access.has_chosen_token or any(each.kind is TokenKind.API for each in access.tokens())


def _check_address(listening: "Listening") -> None:
    if not listening.public_url:
        return
    if not listening.tls and not listening.behind_proxy:
        raise UsageError(
            "--public-url is for pages that others reach.", "Add --behind-proxy, or --tls-cert FILE --tls-key FILE."
        )
    parts = urlsplit(listening.public_url)
    try:
        well_formed = parts.scheme == "https" and parts.hostname and (parts.port or 443) and parts.path in ("", "/")
    except ValueError:
        well_formed = False
    if not well_formed or parts.query or parts.fragment or "@" in parts.netloc:
        raise UsageError(
            f"{listening.public_url} is not an address for --public-url.",
            "Write it as https://seats.acme.example, with a port where it is not 443, and without a path.",
        )


def _check_certificate(listening: "Listening") -> None:
    if not listening.tls:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*listening.tls, password=lambda: "")
    except (OSError, ValueError) as error:  # SSLError is an OSError
        certificate, key = listening.tls
        raise UsageError(
            f"The certificate {certificate} and the key {key} cannot be used: {error}.",
            "Both are PEM files, the key without a password, and they belong together.",
        ) from error
