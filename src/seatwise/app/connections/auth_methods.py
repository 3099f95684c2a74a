"""The login methods and their fields, declared once: options, form and stored secrets follow from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from seatwise.domain.connection import AuthMethod

_SCOPES = "api and refresh_token"
_CALLBACK = "http://localhost:1717/OauthRedirect"
SF_CLI_APP: Final = "PlatformCLI"  # the app of the Salesforce CLI; its callback is localhost:1717, as ours
_APP = "In Setup, open External Client App Manager and create an app (or open one), with OAuth enabled."
_USER = "Give the user the permissions API Enabled, View Setup and Configuration, and Manage Users."
_USERNAME, _APP_GROUP, _OTHER, _ALL = (
    "Username and password",
    "External client app",
    "Other logins",
    "All login methods",
)


class FieldKind(StrEnum):
    """How a field is entered."""

    TEXT = "text"
    URL = "url"
    SECRET = "password"  # noqa: S105 - the HTML input type
    KEY_FILE = "file"  # a private key in PEM form
    FLAG = "flag"  # an option of the command line only


@dataclass(frozen=True)
class Field:
    """One field of login methods. Its option on the command line is its name with dashes."""

    name: str
    label: str  # on the page
    option_help: str  # on the command line
    group: str  # of options, on the command line
    help: str = ""  # on the page
    kind: FieldKind = FieldKind.TEXT
    attribute: str = ""  # of `Connection`, if it is stored there
    stored_as: str = ""  # name of the stored secret, if it is one
    example: str = ""
    prompt: str = ""  # on the command line, after that of the secret `prompt_with`; the reply may be empty
    prompt_with: str = ""

    @property
    def option(self) -> str:
        """`--login-url`."""
        return f"--{self.name.replace('_', '-')}"


@dataclass(frozen=True)
class LoginMethod:
    """How one login method is shown, and its fields."""

    method: AuthMethod
    label: str
    summary: str
    needs: tuple[str, ...]  # names of required fields
    badge: str = ""  # `Recommended`, `Retired in Summer '27`, `One-off`, or nothing
    takes: tuple[str, ...] = ()  # names of optional fields
    marks: tuple[str, ...] = ()  # fields which mean this method, whatever the others are
    implied_by: str = ""  # a field which means it when no other method is marked
    steps: tuple[str, ...] = ()  # what to do in Salesforce first
    warning: str = ""
    defaults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def fields(self) -> tuple[Field, ...]:
        """Required fields, then optional ones."""
        return tuple(FIELDS[name] for name in (*self.needs, *self.takes))

    @property
    def form_fields(self) -> tuple[Field, ...]:
        """The fields on the page."""
        return tuple(each for each in self.fields if each.kind is not FieldKind.FLAG)

    @property
    def secrets(self) -> tuple[Field, ...]:
        """The fields that are secrets."""
        return tuple(each for each in self.fields if each.stored_as)


FIELDS: Final = {
    each.name: each
    for each in (
        Field("username", "Username", "Salesforce username.", _USERNAME, "It looks like an email address.",
              attribute="username", example="reader@acme.example"),
        Field("password", "Password", "Password", _USERNAME,
              "Stored encrypted on this machine and sent to Salesforce only.", FieldKind.SECRET, stored_as="password"),
        Field("token", "Security token", "Security token", _USERNAME,
              "Salesforce mails it when you reset it: Settings, Reset My Security Token. Leave it empty if this "
              "network is trusted in Salesforce.", FieldKind.SECRET, stored_as="security_token",
              prompt="Security token (empty if this network is trusted)", prompt_with="password"),
        Field("client_id", "Consumer key", "Consumer key of the app.", _APP_GROUP,
              "The public ID of the app, a long string of letters and digits.", attribute="client_id",
              example="3MVG9..."),
        Field("client_secret", "Consumer secret", "Consumer secret", _APP_GROUP,
              "It is next to the consumer key. Stored encrypted.", FieldKind.SECRET, stored_as="client_secret"),
        Field("jwt_key", "Private key file", "Private key (PEM); with --client-id and --username.", _APP_GROUP,
              "The PEM file of the certificate in the app. Stored encrypted.", FieldKind.KEY_FILE,
              stored_as="private_key"),
        Field("web", "", "Log in with the browser; without --client-id as the Salesforce CLI does.", _OTHER,
              kind=FieldKind.FLAG),
        Field("sf_alias", "Alias", "Alias of a Salesforce CLI login.", _OTHER,
              "The alias of a Salesforce CLI login on this machine.", attribute="alias", example="acme"),
        Field("access_token", "Access token", "Access token", _OTHER,
              "The ID of an open session. It expires after some hours.", FieldKind.SECRET, stored_as="access_token"),
        Field("instance_url", "Instance URL", "The org's own address; with --access-token.", _OTHER,
              "The org's own address.", FieldKind.URL, attribute="login_url", example="https://acme.my.salesforce.com"),
        Field("login_url", "Login URL",
              "Where to log in: a My Domain, or https://test.salesforce.com for a sandbox. "
              "Default: https://login.salesforce.com", _ALL,
              "The org's My Domain (Setup, My Domain), or https://test.salesforce.com for a sandbox.",
              FieldKind.URL, attribute="login_url", example="https://acme.my.salesforce.com"),
    )
}  # fmt: skip

_METHODS = (
    LoginMethod(
        AuthMethod.WEB,
        "Browser login",
        "The quickest: log in to Salesforce as usual and choose Allow.",
        needs=("web",),
        takes=("client_id", "client_secret", "login_url"),
        marks=("web",),
        steps=(
            "Nothing to prepare: leave the consumer key empty, and Seatwise uses the app of the Salesforce CLI.",
            f"If the org blocks it, create an app with the callback URL {_CALLBACK} and the scopes {_SCOPES}.",
        ),
        defaults=MappingProxyType({"client_id": SF_CLI_APP}),
    ),
    LoginMethod(
        AuthMethod.CLIENT_CREDENTIALS,
        "Client credentials",
        "Key and secret of an app, without a personal password.",
        needs=("client_id", "client_secret", "login_url"),
        badge="Recommended",
        marks=("client_secret",),
        implied_by="client_id",
        steps=(
            f"{_APP} Enable the Client Credentials Flow.",
            f"In the app's Policies, choose the user it runs as. {_USER}",
            "Copy the consumer key and secret from the app's Settings, under OAuth Settings.",
        ),
    ),
    LoginMethod(
        AuthMethod.JWT,
        "JWT",
        "A certificate in the app and its private key on this machine, without a shared secret.",
        needs=("client_id", "username", "jwt_key"),
        badge="Recommended",
        takes=("login_url",),
        marks=("jwt_key",),
        steps=(
            f"{_APP} Enable the JWT Bearer Flow and upload the certificate.",
            f"In the app's Policies, choose admin-approved users and approve the user. {_USER}",
            "Copy the consumer key from the app's Settings, under OAuth Settings.",
        ),
    ),
    LoginMethod(
        AuthMethod.SF_CLI,
        "Salesforce CLI",
        "Use a login of the Salesforce CLI on this machine.",
        needs=("sf_alias",),
        marks=("sf_alias",),
        steps=("Log in to the org with the Salesforce CLI on this machine, and give that login an alias.",),
    ),
    LoginMethod(
        AuthMethod.PASSWORD,
        "Username and password",
        "With the security token.",
        needs=("username", "password"),
        badge="Retired in Summer '27",
        takes=("token", "login_url"),
        marks=("password", "token"),
        implied_by="username",
        steps=(_USER, "The profile must allow SOAP logins: Setup, User Interface, Enable SOAP API login()."),
        warning="Salesforce retires this login method in Summer '27, and it is off in new orgs. "
        "Use client credentials or JWT instead.",
    ),
    LoginMethod(
        AuthMethod.ACCESS_TOKEN,
        "Access token",
        "For a session that you have already. It ends with the session.",
        needs=("access_token", "instance_url"),
        badge="One-off",
        marks=("access_token", "instance_url"),
        steps=("For example, the one the Salesforce CLI shows for a login.",),
    ),
)

LOGIN_METHODS: Final = {each.method: each for each in _METHODS}
_ISSUED_SECRETS: Final = {AuthMethod.WEB: ("refresh_token",)}  # secrets that the org issues at the login


def secret_names(method: AuthMethod) -> tuple[str, ...]:
    """The names of the secrets that a login method stores."""
    entered = (each.stored_as for each in LOGIN_METHODS[method].secrets)
    return (*_ISSUED_SECRETS.get(method, ()), *entered)
