"""Makes a connection from the fields of a login method. Errors name a field as the caller does, by `label`."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from seatwise.app.connections.auth_methods import LOGIN_METHODS, Field, FieldKind
from seatwise.domain.connection import AuthMethod, Connection, is_this_machine
from seatwise.domain.errors import UsageError

LOGIN_HOST: Final = "https://login.salesforce.com"

Label = Callable[[Field], str]


class FieldRefused(UsageError):
    """A field has an invalid value. `field` is its name."""

    def __init__(self, field: str, message: str, next_step: str = "") -> None:
        super().__init__(message, next_step)
        self.field = field


def make_connection(
    name: str, method: AuthMethod, texts: Mapping[str, str], *, currency: str, stored: Connection | None, label: Label
) -> Connection:
    """The connection of the entered texts, by field name; what is not entered comes from the stored one.

    `label` names a field in messages. Raises FieldRefused: a required field is missing, or a value is invalid.
    """
    before = stored or Connection(name, method, "")
    login = LOGIN_METHODS[method]
    values = dict(login.defaults)
    for field in login.fields:
        if field.attribute:
            entered = texts.get(field.name, "")
            if entered and field.kind is FieldKind.URL:
                entered = web_address(field, entered, label)
            value = entered or _stored(field, before, needed=field.name in login.needs)
            values |= {field.attribute: value} if value else {}
            if not value and field.name in login.needs:
                raise missing(field, method, label)
    return Connection(
        name=name,
        auth_method=method,
        login_url=values.get("login_url") or before.login_url or LOGIN_HOST,
        username=values.get("username", ""),
        client_id=values.get("client_id", ""),
        alias=values.get("alias", ""),
        currency=currency,
    )


def missing(field: Field, method: AuthMethod, label: Label) -> FieldRefused:
    """The error for a required field without a value."""
    hint = f", as in {field.example}" if field.kind is FieldKind.URL else ""
    hint = ", a PEM file" if field.kind is FieldKind.KEY_FILE else hint
    needs = f"The login method {LOGIN_METHODS[method].label} needs {label(field)}."
    return FieldRefused(field.name, needs, f"Add {label(field)}{hint}.")


def enter_again(field: Field, connection: Connection, label: Label) -> FieldRefused:
    """The error for a secret that was stored for another login method or address."""
    return FieldRefused(
        field.name,
        f"Secrets that are stored for another login are not sent to {connection.login_url}.",
        f"Enter {label(field)} again.",
    )


def private_key(field: Field, text: str, label: Label) -> str:
    """Check that a text is a private key in PEM form. Raises FieldRefused."""
    if "PRIVATE KEY-----" not in text:
        raise FieldRefused(
            field.name,
            f"{label(field)} is not a private key in PEM form.",
            "It begins with -----BEGIN PRIVATE KEY-----.",
        )
    return text


def web_address(field: Field, text: str, label: Label) -> str:
    """Scheme and host of a URL; https, unless it is this machine.

    Raises FieldRefused: it is not a URL, or secrets would be sent unencrypted.
    """
    typed = text.strip()
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if parts.scheme not in ("http", "https") or not host or parts.username or any(char.isspace() for char in typed):
        raise FieldRefused(
            field.name, f"{label(field)}: {typed!r} is not a URL.", "Enter one like https://acme.my.salesforce.com."
        )
    if parts.scheme == "http" and not is_this_machine(host):
        raise FieldRefused(
            field.name, f"{label(field)}: {typed} would send secrets unencrypted.", f"Use https://{host}"
        )
    bracketed = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{bracketed}{f':{port}' if port else ''}"


def _stored(field: Field, before: Connection, *, needed: bool) -> str:
    """The stored value. A required URL is one of the org's own, so the login host of all orgs does not count."""
    value = str(getattr(before, field.attribute))
    return "" if needed and value == LOGIN_HOST else value
