"""The login methods as a page explains them: what each needs, in plain words, and where to find it in Salesforce."""

from dataclasses import dataclass
from typing import Final

from seatwise.app.auth_methods import AUTH_METHODS, RETIREMENT, SECRET_NAMES
from seatwise.domain.connection import AuthMethod, Connection


@dataclass(frozen=True)
class Field:
    """One field of the form. `kind` is what HTML calls its type."""

    name: str
    label: str
    help: str
    kind: str = "text"
    example: str = ""

    @property
    def is_secret(self) -> bool:
        """Whether what it holds never goes back to the browser."""
        return self.name in SECRET_NAMES


@dataclass(frozen=True)
class Guide:
    """One login method: its title, whom it suits, and the steps in Salesforce before it works."""

    auth_method: AuthMethod
    title: str
    suits: str
    steps: tuple[str, ...]
    warning: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its fields, those it needs first."""
        return tuple(FIELDS[name] for name in AUTH_METHODS[self.auth_method].fields if name in FIELDS)

    def needs(self, field: Field) -> bool:
        """Whether it does not work without the field."""
        return field.name in AUTH_METHODS[self.auth_method].needs


CALLBACK: Final = "http://localhost:1717/OauthRedirect"
_APP = "In Setup, open External Client App Manager and make an app of your own (or open one), with OAuth enabled."
_KEYS = "Copy the consumer key{} from the app's Settings, under OAuth Settings."
_USER = "Give the user who reads: API Enabled, View Setup and Configuration, and Manage Users."

FIELDS: Final = {
    field.name: field
    for field in (
        Field("username", "User name", "As you type it at Salesforce. It has the form of an e-mail address.",
              example="reader@acme.example"),
        Field("password", "Password", "Kept encrypted on this machine, and only ever sent to Salesforce.", "password"),
        Field("token", "Security token",
              "Salesforce mails it when you reset it: your Settings, Reset My Security Token. Leave it empty if this "
              "network is trusted in Salesforce.", "password"),
        Field("client_id", "Consumer key", "The app's own name towards Salesforce, a long row of letters and digits.",
              example="3MVG9..."),
        Field("client_secret", "Consumer secret", "It stands beside the consumer key. Kept encrypted.", "password"),
        Field("jwt_key", "Private key file",
              "The PEM file that belongs to the certificate in the app. Kept encrypted.", "file"),
        Field("login_url", "Login address",
              "The org's My Domain (Setup, My Domain), or https://test.salesforce.com for a sandbox.",
              example="https://acme.my.salesforce.com"),
        Field("sf_alias", "Alias of the sf login", "As `sf org list` shows it on this machine.", example="acme"),
        Field("access_token", "Access token", "A session that is open now. It ends on its own after some hours.",
              "password"),
        Field("instance_url", "Instance address", "The host that the session belongs to.",
              example="https://acme.my.salesforce.com"),
    )
}  # fmt: skip

GUIDES: Final = (
    Guide(
        AuthMethod.WEB,
        "Log in with the browser",
        "The quickest: log in at Salesforce as you always do, and press Allow.",
        (
            "Nothing has to be made first: leave the consumer key empty, and Salesforce sees its own command-line app.",
            (
                "If the org blocks that app, make an external client app with the callback URL "
                f"{CALLBACK} and the scopes api and refresh_token, and give its consumer key."
            ),
        ),
    ),
    Guide(
        AuthMethod.CLIENT_CREDENTIALS,
        "Client credentials",
        "For good: a key and a secret of an app, and no person's password.",
        (
            f"{_APP} Enable the Client Credentials Flow.",
            "In the app's Policies, name the user it runs as. " + _USER,
            _KEYS.format(" and secret"),
        ),
    ),
    Guide(
        AuthMethod.JWT,
        "JWT with a private key",
        "For good, without any shared secret: a certificate in the app, its key on this machine.",
        (
            f"{_APP} Enable the JWT Bearer Flow and upload the certificate.",
            "In the app's Policies, let admin-approved users in and approve the one who reads. " + _USER,
            _KEYS.format(""),
        ),
    ),
    Guide(
        AuthMethod.SF_CLI,
        "A login of the sf command line",
        "If Salesforce's own sf command is logged in to the org on this machine.",
        ("Run `sf org login web --alias acme`, unless `sf org list` shows the org already.",),
    ),
    Guide(
        AuthMethod.PASSWORD,
        "User name, password and security token",
        "The old way; it ends in 2027.",
        (_USER, "The profile must allow SOAP logins: Setup, User Interface, Enable SOAP API login()."),
        warning=f"{RETIREMENT} To stay, take client credentials or JWT.",
    ),
    Guide(
        AuthMethod.ACCESS_TOKEN,
        "An access token",
        "For one look: a session you have already. It is gone when the session ends.",
        ("For example from `sf org display --verbose`.",),
    ),
)


def guide(method: AuthMethod) -> Guide:
    """How a page explains a login method."""
    return next(each for each in GUIDES if each.auth_method is method)


def label(field: str) -> str:
    """What a field is called on the page."""
    return FIELDS[field].label if field in FIELDS else field


def stored_texts(connection: Connection) -> dict[str, str]:
    """What the form of a stored connection shows, by field; never a secret."""
    return {
        "username": connection.username,
        "client_id": connection.client_id,
        "sf_alias": connection.alias,
        "login_url": connection.login_url,
        "instance_url": connection.login_url,
    }
