"""What serving beyond this machine takes: a token made by hand, and TLS or a proxy; and what it exposes."""

import ssl
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
    missing, options = [], [f"--host {listening.host}"]
    if not _has_token(access):
        missing.append("a token set by hand")
    if not listening.tls and not listening.behind_proxy:
        missing.append("TLS, or a proxy that has it")
        options.append("--tls-cert FILE --tls-key FILE")
    if not listening.public_url and (listening.behind_proxy or listening.is_everywhere):
        missing.append("the address that people open")
        options.append("--public-url https://NAME")
    if missing:
        options += ["--behind-proxy"] * listening.behind_proxy
        options += [f"--tls-cert {listening.tls[0]} --tls-key {listening.tls[1]}"] if listening.tls else []
        token = "" if _has_token(access) else "Make a token, or set SEATWISE_TOKEN: seatwise token create NAME\n"
        raise UsageError(
            f"To be reached from beyond this machine Seatwise needs: {'; '.join(missing)}.",
            f"{token}Then: seatwise serve {' '.join(options)}\n"
            "Behind a proxy that has TLS: --behind-proxy --public-url https://NAME",
        )


def say_what_is_exposed(services: "Services") -> None:
    """Print what whoever has a token can see and do."""
    names = [each.name for each in services.connections.all()]
    orgs = f"its orgs ({len(names)}: {', '.join(names)})" if names else "its orgs (none yet)"
    say(
        f"Whoever has a token, or an address to open, sees everything in {services.home}: {orgs}, the names of their "
        "users, prices and costs. They can set prices, and connect, refresh and remove orgs."
    )


def _has_token(access: "AccessControl") -> bool:
    """Whether there is a token that was set or made by hand."""
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
