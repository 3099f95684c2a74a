"""Which way in is meant follows from the options given; contradictions and missing ones are named."""

from dataclasses import dataclass, fields, replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from seatwise.cli.secret_options import ASK, FORMS, Ask, ask_hidden, read_secret, read_secret_file
from seatwise.domain.errors import UsageError
from seatwise.domain.orgs import Connection, Way

LOGIN_HOST = "https://login.salesforce.com"
SF_CLI_APP = "PlatformCLI"  # the app that Salesforce's own CLI logs in with; it comes back to localhost:1717 too


@dataclass(frozen=True)
class LoginOptions:
    """The login options as typed; None where one was not."""

    username: str | None = None
    password: str | None = None
    token: str | None = None
    login_url: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    jwt_key: str | None = None
    web: bool | None = None
    sf_alias: str | None = None
    access_token: str | None = None
    instance_url: str | None = None

    @property
    def given(self) -> set[str]:
        """The names of the options that were typed."""
        return {field.name for field in fields(self) if getattr(self, field.name)}


@dataclass(frozen=True)
class WayIn:
    """What one way in is called, and the options it needs and takes."""

    title: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()


WAYS = {
    Way.PASSWORD: WayIn("user name and password", ("username", "password"), ("token", "login_url")),
    Way.CLIENT_CREDENTIALS: WayIn("client credentials", ("client_id", "client_secret", "login_url")),
    Way.JWT: WayIn("JWT", ("client_id", "username", "jwt_key"), ("login_url",)),
    Way.WEB: WayIn("the browser", ("web",), ("client_id", "client_secret", "login_url")),
    Way.SF_CLI: WayIn("an sf CLI login", ("sf_alias",)),
    Way.ACCESS_TOKEN: WayIn("an access token", ("access_token", "instance_url")),
}
# Each of these alone tells the way; client_secret tells client credentials unless the browser is meant.
TELLING = {
    "password": Way.PASSWORD,
    "token": Way.PASSWORD,
    "jwt_key": Way.JWT,
    "web": Way.WEB,
    "sf_alias": Way.SF_CLI,
    "access_token": Way.ACCESS_TOKEN,
    "instance_url": Way.ACCESS_TOKEN,
}
SECRET_NAMES = {"password": "password", "token": "security_token", "client_secret": "client_secret",
                "access_token": "access_token", "jwt_key": "private_key"}  # fmt: skip
HINTS = {
    "login_url": "the org's My Domain, as in https://acme.my.salesforce.com",
    "jwt_key": "the private key, a PEM file",
}


def way_in(options: LoginOptions, stored: Way | None = None) -> Way:
    """The way in that the options mean.

    Args:
        options: as typed.
        stored: the way in of the org that is edited; stays when the options tell no other.

    Raises:
        UsageError: they mean none, two at once, or hold one that does not go with the rest.
    """
    given = options.given
    told = {TELLING[name] for name in given if name in TELLING}
    by_browser = Way.WEB in told or (stored is Way.WEB and not told)
    if "client_secret" in given and not by_browser:
        told.add(Way.CLIENT_CREDENTIALS)
    if len(told) > 1:
        one, other = sorted(told, key=list(Way).index)[:2]
        telling = sorted({_telling(name, one, given) or _telling(name, other, given) for name in given} - {""})
        raise UsageError(
            f"{' and '.join(telling)} belong to different ways in ({WAYS[one].title}; {WAYS[other].title}).",
            "Give the options of one way. See: seatwise org add --help",
        )
    way = told.pop() if told else stored or _from_names(given)
    extra = sorted(given - {*WAYS[way].needs, *WAYS[way].takes})
    if extra:
        raise UsageError(
            f"{_option(extra[0])} does not go with {WAYS[way].title}.",
            f"That way takes {', '.join(map(_option, (*WAYS[way].needs, *WAYS[way].takes)))}.",
        )
    return way


def connection_from(
    name: str, options: LoginOptions, *, currency: str, stored: Connection | None = None, ask: Ask = ask_hidden
) -> tuple[Connection, dict[str, str]]:
    """The connection and the secrets that the options mean; what they do not say is taken from what is stored.

    Raises:
        UsageError: an option is missing, contradicts another, or does not hold what it should.
    """
    way = way_in(options, stored.way if stored else None)
    before = stored or Connection(name, way, "")
    same_way = stored is not None and stored.way is way
    url = _login_url(options, way, before)
    takes = {*WAYS[way].needs, *WAYS[way].takes}
    found = Connection(
        name=name,
        way=way,
        login_url=url,
        username=(options.username or before.username) if "username" in takes else "",
        client_id=(options.client_id or before.client_id) if "client_id" in takes else "",
        alias=(options.sf_alias or before.alias) if way is Way.SF_CLI else "",
        currency=currency,
    )
    if way is Way.WEB and not found.client_id:
        found = replace(found, client_id=SF_CLI_APP)
    have = {"username": found.username, "client_id": found.client_id, "login_url": url, "instance_url": url}
    for need in WAYS[way].needs:
        if need in have and not have[need]:
            hint = HINTS.get(need, "")
            raise UsageError(
                f"The way in by {WAYS[way].title} needs {_option(need)} as well.",
                f"Add {_option(need)}{': ' + hint if hint else ''}.",
            )
    return found, _secrets(options, way, ask, needed=not same_way)


def _secrets(options: LoginOptions, way: Way, ask: Ask, *, needed: bool) -> dict[str, str]:
    """The secrets typed; those needed and not typed are asked for, and with a password its token is asked for too."""
    texts: dict[str, str | None] = {name: getattr(options, name) for name in SECRET_NAMES}
    if needed:
        for name in WAYS[way].needs:
            if name in SECRET_NAMES and texts[name] is None:
                if name == "jwt_key":
                    raise UsageError("The way in by JWT needs --jwt-key as well.", "Add --jwt-key FILE.")
                texts[name] = ASK
    asked_password = texts["password"] == ASK
    secrets = {}
    for name, text in texts.items():
        if text is not None:
            option = _option(name)
            read = _read_key(text) if name == "jwt_key" else read_secret(option, text, ask=ask)
            if not read and name != "token":
                raise UsageError(f"{option} is empty.", FORMS.format(option=option))
            secrets[SECRET_NAMES[name]] = read
    if asked_password and texts["token"] is None:
        secrets["security_token"] = ask("Security token (empty if this network is trusted)")
    return secrets


def _read_key(text: str) -> str:
    key = (
        read_secret("--jwt-key", text)
        if text.startswith("env:")
        else read_secret_file("--jwt-key", text.removeprefix("file:"))
    )
    if "PRIVATE KEY-----" not in key:
        raise UsageError("--jwt-key holds no private key in PEM form.", "It begins with -----BEGIN PRIVATE KEY-----.")
    return key


def _login_url(options: LoginOptions, way: Way, before: Connection) -> str:
    if way is Way.ACCESS_TOKEN:
        return web_address("--instance-url", options.instance_url) if options.instance_url else before.login_url
    if options.login_url:
        return web_address("--login-url", options.login_url)
    if way is Way.CLIENT_CREDENTIALS:  # Salesforce answers it at a My Domain only (facts 3.1)
        return "" if before.login_url == LOGIN_HOST else before.login_url
    return before.login_url or LOGIN_HOST


def web_address(option: str, text: str) -> str:
    """Scheme and host of the address typed; https unless it is this machine.

    Raises:
        UsageError: it is no address, or secrets would travel unencrypted.
    """
    typed = text.strip()
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if parts.scheme not in ("http", "https") or not host or parts.username or any(char.isspace() for char in typed):
        raise UsageError(f"{option}: {typed!r} is no web address.", "It looks like https://acme.my.salesforce.com")
    if parts.scheme == "http" and not _is_this_machine(host):
        raise UsageError(f"{option}: {typed} would send secrets unencrypted.", f"Use https://{host}")
    bracketed = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{bracketed}{f':{port}' if port else ''}"


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _from_names(given: set[str]) -> Way:
    if {"username", "client_id"} <= given:
        raise UsageError(
            "--username and --client-id alone do not tell the way in.",
            "Add --jwt-key FILE (JWT); or leave out --client-id (password) or --username (client credentials).",
        )
    if "username" in given:
        return Way.PASSWORD
    if "client_id" in given:
        return Way.CLIENT_CREDENTIALS
    ways = "; ".join(" ".join(map(_option, way.needs)) for way in WAYS.values())
    raise UsageError("No way in is given.", f"One of: {ways}. See: seatwise org add --help")


def _telling(name: str, way: Way, given: set[str]) -> str:
    tells = TELLING.get(name) or (Way.CLIENT_CREDENTIALS if name == "client_secret" and "web" not in given else None)
    return _option(name) if tells is way else ""


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
