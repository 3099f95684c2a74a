"""Which way in is meant follows from the options given; contradictions and missing ones are named."""

from dataclasses import dataclass, fields

from seatwise.app.auth_methods import SECRET_NAMES, WAYS, make_connection, missing, private_key
from seatwise.cli.secret_options import ASK, FORMS, Ask, ask_hidden, read_secret, read_secret_file
from seatwise.domain.connection import Connection, Way
from seatwise.domain.errors import UsageError


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
    extra = sorted(given - set(WAYS[way].fields))
    if extra:
        raise UsageError(
            f"{_option(extra[0])} does not go with {WAYS[way].title}.",
            f"That way takes {', '.join(map(_option, WAYS[way].fields))}.",
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
    told = {name: str(getattr(options, name)) for name in options.given - SECRET_NAMES.keys()}
    found = make_connection(name, way, told, currency=currency, stored=stored, call=_option)
    return found, _secrets(options, way, ask, needed=stored is None or stored.way is not way)


def _secrets(options: LoginOptions, way: Way, ask: Ask, *, needed: bool) -> dict[str, str]:
    """The secrets typed; those needed and not typed are asked for, and with a password its token is asked for too."""
    texts: dict[str, str | None] = {name: getattr(options, name) for name in SECRET_NAMES}
    if needed:
        for name in WAYS[way].needs:
            if name in SECRET_NAMES and texts[name] is None:
                if name == "jwt_key":
                    raise missing(name, way, _option)
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
    return private_key(key, _option)


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
