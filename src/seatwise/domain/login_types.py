"""The kind of a login, by its type in LoginHistory: a person in the user interface, or a program."""

from enum import Enum


class LoginKind(Enum):
    """Who logged in: a person, or a program."""

    INTERACTIVE = "interactive"
    API = "api"
    UNKNOWN = "unknown"  # a type we do not know: counted as a login of unknown kind


# The login types seen in LoginHistory, in lower case; each covers all that begin with it.
INTERACTIVE_TYPES = (
    "application",
    "saml",
    "third party sso",
    "thirdpartysso",
    "lightning login",
    "lightninglogin",
    "chatter communities",
    "employee login to community",
    "passwordless",
    "partner portal",
    "customer service portal",
)
API_TYPES = ("remote access", "other apex api", "partner product", "appexchange", "oauth", "sync")


def login_kind(login_type: str) -> LoginKind:
    """The kind of a login type as Salesforce writes it (`Remote Access 2.0`)."""
    name = login_type.strip().lower()
    if name.startswith(INTERACTIVE_TYPES):
        return LoginKind.INTERACTIVE
    return LoginKind.API if name.startswith(API_TYPES) else LoginKind.UNKNOWN
