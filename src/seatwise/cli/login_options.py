"""Which login method is meant follows from the options given; contradictions and missing ones are named."""

from dataclasses import dataclass, fields

from seatwise.app.auth_methods import AUTH_METHODS, SECRET_NAMES, make_connection, missing, private_key
from seatwise.cli.secret_options import ASK, FORMS, Ask, ask_hidden, read_secret, read_secret_file
from seatwise.domain.connection import AuthMethod, Connection
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
    "password": AuthMethod.PASSWORD,
    "token": AuthMethod.PASSWORD,
    "jwt_key": AuthMethod.JWT,
    "web": AuthMethod.WEB,
    "sf_alias": AuthMethod.SF_CLI,
    "access_token": AuthMethod.ACCESS_TOKEN,
    "instance_url": AuthMethod.ACCESS_TOKEN,
}


def method_of(options: LoginOptions, stored: AuthMethod | None = None) -> AuthMethod:
    """The login method that the options mean.

    Args:
        options: as typed.
        stored: the login method of the org that is edited; stays when the options tell no other.

    Raises:
        UsageError: they mean none, two at once, or hold one that does not go with the rest.
    """
    given = options.given
    told = {TELLING[name] for name in given if name in TELLING}
    by_browser = AuthMethod.WEB in told or (stored is AuthMethod.WEB and not told)
    if "client_secret" in given and not by_browser:
        told.add(AuthMethod.CLIENT_CREDENTIALS)
    if len(told) > 1:
        one, other = sorted(told, key=list(AuthMethod).index)[:2]
        telling = sorted({_telling(name, one, given) or _telling(name, other, given) for name in given} - {""})
        raise UsageError(
            f"{' and '.join(telling)} belong to different login methods "
            f"({AUTH_METHODS[one].title}; {AUTH_METHODS[other].title}).",
            "Give the options of one login method. See: seatwise org add --help",
        )
    method = told.pop() if told else stored or _from_names(given)
    extra = sorted(given - set(AUTH_METHODS[method].fields))
    if extra:
        raise UsageError(
            f"{_option(extra[0])} does not go with {AUTH_METHODS[method].title}.",
            f"It takes {', '.join(map(_option, AUTH_METHODS[method].fields))}.",
        )
    return method


def connection_from(
    name: str, options: LoginOptions, *, currency: str, stored: Connection | None = None, ask: Ask = ask_hidden
) -> tuple[Connection, dict[str, str]]:
    """The connection and the secrets that the options mean; what they do not say is taken from what is stored.

    Raises:
        UsageError: an option is missing, contradicts another, or does not hold what it should.
    """
    method = method_of(options, stored.auth_method if stored else None)
    told = {name: str(getattr(options, name)) for name in options.given - SECRET_NAMES.keys()}
    found = make_connection(name, method, told, currency=currency, stored=stored, call=_option)
    return found, _secrets(options, method, ask, needed=stored is None or stored.auth_method is not method)


def _secrets(options: LoginOptions, method: AuthMethod, ask: Ask, *, needed: bool) -> dict[str, str]:
    """The secrets typed; those needed and not typed are asked for, and with a password its token is asked for too."""
    texts: dict[str, str | None] = {name: getattr(options, name) for name in SECRET_NAMES}
    if needed:
        for name in AUTH_METHODS[method].needs:
            if name in SECRET_NAMES and texts[name] is None:
                if name == "jwt_key":
                    raise missing(name, method, _option)
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


def _from_names(given: set[str]) -> AuthMethod:
    if {"username", "client_id"} <= given:
        raise UsageError(
            "--username and --client-id alone do not say which login method is meant.",
            "Add --jwt-key FILE (JWT); or leave out --client-id (password) or --username (client credentials).",
        )
    if "username" in given:
        return AuthMethod.PASSWORD
    if "client_id" in given:
        return AuthMethod.CLIENT_CREDENTIALS
    methods = "; ".join(" ".join(map(_option, method.needs)) for method in AUTH_METHODS.values())
    raise UsageError("No login method is given.", f"One of: {methods}. See: seatwise org add --help")


def _telling(name: str, method: AuthMethod, given: set[str]) -> str:
    tells = TELLING.get(name) or (
        AuthMethod.CLIENT_CREDENTIALS if name == "client_secret" and "web" not in given else None
    )
    return _option(name) if tells is method else ""


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
