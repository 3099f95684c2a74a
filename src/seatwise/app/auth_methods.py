"""What each login method needs and takes, and the connection that the answers make; whoever asks names the fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from seatwise.domain.connection import AuthMethod, Connection
from seatwise.domain.errors import UsageError
from seatwise.domain.hosts import is_this_machine

LOGIN_HOST: Final = "https://login.salesforce.com"
SF_CLI_APP: Final = "PlatformCLI"  # the app that Salesforce's own CLI logs in with; it comes back to localhost:1717 too
RETIREMENT: Final = (
    "Salesforce ends logins with password and security token with Summer '27, and new orgs have them switched off."
)


@dataclass(frozen=True)
class MethodFields:
    """What one login method is called, and the fields it needs and takes."""

    title: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Those it needs, then those it takes."""
        return (*self.needs, *self.takes)


AUTH_METHODS: Final = {
    AuthMethod.PASSWORD: MethodFields("user name and password", ("username", "password"), ("token", "login_url")),
    AuthMethod.CLIENT_CREDENTIALS: MethodFields("client credentials", ("client_id", "client_secret", "login_url")),
    AuthMethod.JWT: MethodFields("JWT", ("client_id", "username", "jwt_key"), ("login_url",)),
    AuthMethod.WEB: MethodFields("the browser", ("web",), ("client_id", "client_secret", "login_url")),
    AuthMethod.SF_CLI: MethodFields("an sf CLI login", ("sf_alias",)),
    AuthMethod.ACCESS_TOKEN: MethodFields("an access token", ("access_token", "instance_url")),
}
SECRET_NAMES: Final = {"password": "password", "token": "security_token", "client_secret": "client_secret",
                       "access_token": "access_token", "jwt_key": "private_key"}  # fmt: skip
HINTS: Final = {
    "login_url": "the org's My Domain, as in https://acme.my.salesforce.com",
    "jwt_key": "the private key, a PEM file",
}

Call = Callable[[str], str]


class FieldRefused(UsageError):
    """One field does not hold what it should; `field` names it as `AUTH_METHODS` does."""

    def __init__(self, field: str, message: str, next_step: str = "") -> None:
        super().__init__(message, next_step)
        self.field = field


def make_connection(
    name: str, method: AuthMethod, told: Mapping[str, str], *, currency: str, stored: Connection | None, call: Call
) -> Connection:
    """The connection that the answers make; what they do not say is taken from the one that is stored.

    Args:
        name: what people call the org.
        method: which login method.
        told: what was typed, by field; secrets and empty ones are ignored.
        currency: of its prices.
        stored: what is changed, or None.
        call: what a field is called where it was asked for: `--login-url`, `Login address`.

    Raises:
        FieldRefused: one that is needed is missing, or does not hold what it should.
    """
    before = stored or Connection(name, method, "")
    takes = AUTH_METHODS[method].fields
    url = _login_url(told, method, before, call)
    client_id = (told.get("client_id") or before.client_id) if "client_id" in takes else ""
    found = Connection(
        name=name,
        auth_method=method,
        login_url=url,
        username=(told.get("username") or before.username) if "username" in takes else "",
        client_id=client_id or (SF_CLI_APP if method is AuthMethod.WEB else ""),
        alias=(told.get("sf_alias") or before.alias) if "sf_alias" in takes else "",
        currency=currency,
    )
    have = {"username": found.username, "client_id": found.client_id, "sf_alias": found.alias}
    have |= {"login_url": url, "instance_url": url}
    for need in AUTH_METHODS[method].needs:
        if need in have and not have[need]:
            raise missing(need, method, call)
    return found


def missing(field: str, method: AuthMethod, call: Call) -> FieldRefused:
    """The error that says that a login method needs a field as well."""
    hint = f": {HINTS[field]}" if field in HINTS else ""
    return FieldRefused(
        field, f"Logging in by {AUTH_METHODS[method].title} needs {call(field)} as well.", f"Add {call(field)}{hint}."
    )


def private_key(text: str, call: Call) -> str:
    """The private key, if the text holds one in PEM form. Raises FieldRefused."""
    if "PRIVATE KEY-----" not in text:
        raise FieldRefused(
            "jwt_key",
            f"{call('jwt_key')} holds no private key in PEM form.",
            "It begins with -----BEGIN PRIVATE KEY-----.",
        )
    return text


def web_address(field: str, text: str, call: Call) -> str:
    """Scheme and host of the address typed; https unless it is this machine.

    Raises:
        FieldRefused: it is no address, or secrets would travel unencrypted.
    """
    typed = text.strip()
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if parts.scheme not in ("http", "https") or not host or parts.username or any(char.isspace() for char in typed):
        raise FieldRefused(
            field, f"{call(field)}: {typed!r} is no web address.", "It looks like https://acme.my.salesforce.com"
        )
    if parts.scheme == "http" and not is_this_machine(host):
        raise FieldRefused(field, f"{call(field)}: {typed} would send secrets unencrypted.", f"Use https://{host}")
    bracketed = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{bracketed}{f':{port}' if port else ''}"


def _login_url(told: Mapping[str, str], method: AuthMethod, before: Connection, call: Call) -> str:
    field = "instance_url" if method is AuthMethod.ACCESS_TOKEN else "login_url"
    if told.get(field):
        return web_address(field, told[field], call)
    if method is AuthMethod.ACCESS_TOKEN:
        return before.login_url
    if method is AuthMethod.CLIENT_CREDENTIALS:  # Salesforce answers it at a My Domain only (facts 3.1)
        return "" if before.login_url == LOGIN_HOST else before.login_url
    return before.login_url or LOGIN_HOST
