"""SOAP login: username, password and security token. Salesforce retires it in Summer '27."""

from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

import defusedxml.ElementTree as ET  # noqa: N817 - the name its documentation uses
from defusedxml import DefusedXmlException

from seatwise import settings
from seatwise.domain.connection import Connection, Secrets, Session
from seatwise.domain.errors import LoginRefused
from seatwise.salesforce.auth.post import needed, not_understood, send_login, session_of
from seatwise.salesforce.http.body import Answer
from seatwise.salesforce.http.errors import NO_API, TransientError, problem
from seatwise.salesforce.http.limits import Limits
from seatwise.salesforce.http.transport import Transport, origin

NEWEST = 64.0  # the last API version that has login()
RETIRES = "Salesforce retires this login method in Summer '27; JWT and client credentials stay."
_TURN_ON = (
    "An administrator can enable SOAP API login() in Setup > User Interface, or use another login method. " + RETIRES
)

_ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns:p="urn:partner.soap.sforce.com">'
    "<env:Body><p:login><p:username>{username}</p:username><p:password>{password}</p:password></p:login></env:Body>"
    "</env:Envelope>"
)

_MEANINGS: dict[str, tuple[str, str]] = NO_API | {
    "INVALID_LOGIN": (
        "The username, password or security token is wrong, or the user is locked out.",
        "Check all three (a new password needs a new token), or ask an administrator to unlock the user.",
    ),
    "LOGIN_MUST_USE_SECURITY_TOKEN": (
        "Logins from this network need the security token, too.",
        "Add it; Settings > Reset My Security Token mails one.",
    ),
    "PASSWORD_LOCKOUT": (
        "The user is locked out after too many wrong passwords.",
        "Wait until the lockout ends, or ask an administrator to unlock the user in Setup > Users.",
    ),
    "LOGIN_DURING_RESTRICTED_DOMAIN": (
        "Logins of this user are not allowed from this network.",
        "Ask an administrator to add this IP address to the profile's login IP ranges.",
    ),
    "LOGIN_DURING_RESTRICTED_TIME": (
        "Logins of this user are not allowed at this time of day.",
        "See the profile's login hours.",
    ),
    "ORG_LOCKED": ("The org is locked.", "Ask Salesforce Support."),
    "TRIAL_EXPIRED": ("The org's trial has expired.", "Connect another org."),
    "INVALID_OPERATION": ("SOAP login is switched off in this org.", _TURN_ON),
    "INSUFFICIENT_ACCESS": (
        "This user is not allowed to log in by SOAP.",
        "Give the user the permission Use Any API Auth, or use another login method. " + RETIRES,
    ),
    "UNSUPPORTED_API_VERSION": ("This org no longer has SOAP login.", "Use another login method. " + RETIRES),
}


def log_in_by_password(connection: Connection, secrets: Secrets, *, transport: Transport = None) -> Session:
    """Log in with `password` and `security_token`; Salesforce expects them as one string.

    Raises LoginRefused with the org's exception code; Unreachable: no usable response.
    """
    password = needed(secrets, "password") + (secrets.get("security_token") or "")
    version = min(float(settings.API_VERSION.value()), NEWEST)
    envelope = _ENVELOPE.format(username=escape(connection.username), password=escape(password))
    return send_login(
        "POST",
        f"{origin(connection.login_url)}/services/Soap/u/{version:.1f}",
        _session,
        transport=transport,
        headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"login"'},
        content=envelope.encode(),
    )


def _session(answer: Answer, _: Limits) -> Session:
    host = answer.host
    try:
        root = ET.fromstring(answer.body)
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # the latter: an unknown encoding
        raise TransientError(not_understood(host)) from None
    code = _text(root, "exceptionCode") or _text(root, "faultcode").rpartition(":")[2]
    if code:
        raise _refusal(code, _text(root, "exceptionMessage") or _text(root, "faultstring"), host)
    if _text(root, "passwordExpired") == "true":
        raise LoginRefused("The password has expired.", "Log in to Salesforce in a browser and choose a new one.")
    token, server = _text(root, "sessionId"), _text(root, "serverUrl")
    if not (token and server):
        raise not_understood(host)
    ids = (_text(root, "organizationId"), _text(root, "userId"))
    return session_of(answer, server, (token, ""), ids)


def _refusal(code: str, message: str, host: str) -> Exception:
    if code in {"SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION"}:
        return problem(host, code, code)
    if code in _MEANINGS:
        meaning, step = _MEANINGS[code]
        return LoginRefused(meaning, step, code=code)
    reason = " ".join(message.split())[:300]
    return LoginRefused(f"The org refused the login: {reason}.", "Ask an administrator of the org.", code=code)


def _text(root: Element, tag: str) -> str:
    """The text of the first element of that name, whatever its namespace."""
    return next((node.text or "" for node in root.iter() if node.tag.rpartition("}")[2] == tag), "").strip()
