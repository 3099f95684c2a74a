"""SOAP login: username, password and security token. The reference product's way; Salesforce retires it in 2027."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

import defusedxml.ElementTree as ET  # noqa: N817 - the name its documentation uses
import httpx2
from defusedxml import DefusedXmlException

from seatwise import settings
from seatwise.domain.connection import Connection, Session
from seatwise.domain.errors import LoginRefused, Unreachable
from seatwise.domain.ids import to18
from seatwise.salesforce.auth.post import ask, missing, not_understood
from seatwise.salesforce.http.errors import NO_API, Passing
from seatwise.salesforce.http.transport import origin

NEWEST = 64.0  # the last API version that has login() (facts section 3.1)
RETIRES = "Salesforce retires this way in with Summer '27; a connection with --client-id lasts longer."
_TURN_ON = "In Setup > User Interface an administrator can enable SOAP API login(), or use another way in. " + RETIRES

_ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns:p="urn:partner.soap.sforce.com">'
    "<env:Body><p:login><p:username>{username}</p:username><p:password>{password}</p:password></p:login></env:Body>"
    "</env:Envelope>"
)

_REFUSALS: dict[str, tuple[str, str]] = NO_API | {
    "INVALID_LOGIN": (
        "The username, password or security token is wrong, or the user is locked out.",
        "Check all three (each change of password mails a new token), or let an administrator unlock the user.",
    ),
    "LOGIN_MUST_USE_SECURITY_TOKEN": (
        "From this network the org asks for the security token too.",
        "Add it with --token; Settings > Reset My Security Token mails one.",
    ),
    "PASSWORD_LOCKOUT": (
        "The user is locked out after too many wrong passwords.",
        "Wait for the lock to end, or let an administrator unlock the user in Setup > Users.",
    ),
    "LOGIN_DURING_RESTRICTED_DOMAIN": (
        "The user may not log in from this network.",
        "Let an administrator add this IP address to the profile's login IP ranges.",
    ),
    "LOGIN_DURING_RESTRICTED_TIME": ("The user may not log in at this hour.", "See the profile's login hours."),
    "ORG_LOCKED": ("The org is locked.", "Ask Salesforce why."),
    "TRIAL_EXPIRED": ("The org's trial has expired.", "Connect another org."),
    "INVALID_OPERATION": ("SOAP login is switched off in this org.", _TURN_ON),
    "INSUFFICIENT_ACCESS": (
        "This user may not log in by SOAP.",
        "The user needs the permission Use Any API Auth, or another way in. " + RETIRES,
    ),
    "UNSUPPORTED_API_VERSION": ("This org has no SOAP login any more.", "Use another way in. " + RETIRES),
}


def log_in_by_password(
    connection: Connection, secrets: Mapping[str, str], *, transport: httpx2.BaseTransport | None = None
) -> Session:
    """Log in with `password` and `security_token`, which Salesforce wants as one word.

    Raises:
        LoginRefused: with the org's exception code.
        Unreachable: no usable answer.
    """
    password = secrets.get("password") or ""
    if not password:
        raise missing("password")
    version = min(float(settings.API_VERSION.value()), NEWEST)
    envelope = _ENVELOPE.format(
        username=escape(connection.username), password=escape(password + (secrets.get("security_token") or ""))
    )
    return ask(
        "POST",
        f"{origin(connection.login_url)}/services/Soap/u/{version:.1f}",
        _session,
        transport=transport,
        headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"login"'},
        content=envelope.encode(),
    )


def _session(answer: httpx2.Response) -> Session:
    host = answer.request.url.host
    try:
        root = ET.fromstring(answer.content)
    except (ParseError, DefusedXmlException):
        raise Passing(not_understood(host)) from None
    code = _text(root, "exceptionCode") or _text(root, "faultcode").rpartition(":")[2]
    if code:
        raise _refusal(code, _text(root, "exceptionMessage") or _text(root, "faultstring"), host)
    if _text(root, "passwordExpired") == "true":
        raise LoginRefused("The password has expired.", "Log in with a browser and choose a new one.")
    token, server = _text(root, "sessionId"), _text(root, "serverUrl")
    if not (token and server):
        raise not_understood(host)
    return Session(
        origin(server), token, org_id=to18(_text(root, "organizationId")), user_id=to18(_text(root, "userId"))
    )


def _refusal(code: str, message: str, host: str) -> Exception:
    if code in {"SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION"}:
        return Passing(Unreachable(f"{host} is in trouble ({code}).", "Try again in some minutes.", code=code))
    if code in _REFUSALS:
        said, step = _REFUSALS[code]
        return LoginRefused(said, step, code=code)
    words = " ".join(message.split())[:300]
    return LoginRefused(f"The org refused the login: {words}.", "Ask an administrator of the org.", code=code)


def _text(root: Element, tag: str) -> str:
    """The text of the first element of that name, whatever its namespace."""
    return next((node.text or "" for node in root.iter() if node.tag.rpartition("}")[2] == tag), "").strip()
