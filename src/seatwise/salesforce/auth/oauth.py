"""OAuth logins: the token endpoint with the four grants that Seatwise uses, and userinfo for bare access tokens."""

import time
from collections.abc import Mapping
from dataclasses import replace

import httpx2

from seatwise.domain.connection import Connection, Secrets, Session, is_this_machine
from seatwise.domain.errors import LoginRefused, UsageError
from seatwise.domain.ids import id_or_none
from seatwise.salesforce.auth.login_errors import oauth_error_for
from seatwise.salesforce.auth.post import instance_of, needed, not_understood, send_login, session_of
from seatwise.salesforce.http.body import Answer
from seatwise.salesforce.http.errors import TransientError, parse_error
from seatwise.salesforce.http.json_answer import parse_json
from seatwise.salesforce.http.limits import Limits
from seatwise.salesforce.http.transport import Transport, origin

_JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_JWT_LIFE = 180  # seconds
_PRODUCTION, _TEST = "https://login.salesforce.com", "https://test.salesforce.com"


def log_in_by_client_credentials(connection: Connection, secrets: Secrets, *, transport: Transport = None) -> Session:
    """Client credentials: the app runs as the user that its administrator chose. Needs the org's My Domain."""
    if origin(connection.login_url) in {_PRODUCTION, _TEST}:
        raise UsageError(
            "Client credentials do not work at login.salesforce.com or test.salesforce.com.",
            "Give the org's My Domain as login URL, as in https://example.my.salesforce.com.",
        )
    secret = needed(secrets, "client_secret")
    form = {"grant_type": "client_credentials", "client_id": connection.client_id, "client_secret": secret}
    return token(connection.login_url, form, transport=transport)


def log_in_by_jwt(connection: Connection, secrets: Secrets, *, transport: Transport = None) -> Session:
    """JWT bearer: an assertion for the user, signed with `private_key` (PEM, RS256)."""
    now = int(time.time())
    claims = {
        "iss": connection.client_id,
        "sub": connection.username,
        "aud": audience(connection.login_url),
        "exp": now + _JWT_LIFE,
    }
    key = needed(secrets, "private_key")
    import jwt  # noqa: PLC0415 - costs 40 ms and 5 MB, which the other methods save

    try:
        assertion = jwt.encode(claims, key, algorithm="RS256")
    except (jwt.PyJWTError, ValueError, TypeError):
        raise LoginRefused(
            "The private key cannot be used.",
            "Use the PEM file of an RSA key without a passphrase; it begins with -----BEGIN PRIVATE KEY-----.",
            code="BAD_KEY",
        ) from None
    return token(connection.login_url, {"grant_type": _JWT_GRANT, "assertion": assertion}, transport=transport)


def log_in_by_refresh_token(connection: Connection, secrets: Secrets, *, transport: Transport = None) -> Session:
    """Log in with the refresh token of an earlier browser login. The session has the new one if the org rotates it."""
    refresh = secrets.get("refresh_token") or ""
    if not refresh:
        raise LoginRefused("There is no browser login for this org yet.", "Log in there: seatwise org edit NAME --web")
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": connection.client_id}
    if secrets.get("client_secret"):
        form["client_secret"] = secrets["client_secret"]
    session = token(connection.login_url, form, transport=transport)
    return session if session.refresh_token else replace(session, refresh_token=refresh)


def log_in_by_access_token(connection: Connection, secrets: Secrets, *, transport: Transport = None) -> Session:
    """Use an access token (session ID). The connection's login URL is the instance it belongs to."""
    return identity(connection.login_url, needed(secrets, "access_token"), transport=transport)


def identity(instance_url: str, access_token: str, *, transport: Transport = None) -> Session:
    """The session of an access token, with the org and user IDs from userinfo.

    Without the scope for userinfo the org is still known: a token begins with the org's ID and `!`. Raises
    LoginRefused: the token has expired or was never valid.
    """
    instance = origin(instance_url)

    def read(answer: Answer, limits: Limits) -> Session:
        if answer.is_success:
            return session_of(answer, instance, (access_token, ""), _ids_of_userinfo(answer, limits))
        text = f"{parse_error(answer, limits).code} {answer.body.decode(errors='replace')}"
        org = access_token.partition("!")[0]
        if "Bad_OAuth_Token" in text or "INVALID_SESSION_ID" in text or answer.status == httpx2.codes.UNAUTHORIZED:
            raise LoginRefused(
                "The access token has expired, or is of another org.",
                "Get a new one, or use a login method that renews itself.",
                code="INVALID_SESSION_ID",
            )
        if httpx2.codes.is_server_error(answer.status):
            raise TransientError(not_understood(answer.host))
        org_id = id_or_none(org)
        if org_id is None or not org.startswith("00D"):
            raise not_understood(answer.host)
        return Session(instance, access_token, org_id=org_id)

    return send_login(
        "GET",
        f"{instance}/services/oauth2/userinfo",
        read,
        transport=transport,
        headers={"Authorization": f"Bearer {access_token}"},
    )


def token(login_url: str, form: Mapping[str, str], *, transport: Transport = None) -> Session:
    """A session from the token endpoint. Raises LoginRefused with the `error` of the endpoint as its code."""

    def read(answer: Answer, limits: Limits) -> Session:
        try:
            data = parse_json(answer.body, limits, answer.host)
        except ValueError:
            raise TransientError(not_understood(answer.host)) from None
        if not isinstance(data, dict) or not answer.is_success:
            raise oauth_error_for(parse_error(answer, limits), answer.host)
        access, refresh = data.get("access_token"), data.get("refresh_token", "")
        instance = data.get("instance_url")
        if not (isinstance(access, str) and access and isinstance(refresh, str) and isinstance(instance, str)):
            raise not_understood(answer.host)
        ids = str(data.get("id", "")).rstrip("/").split("/")[-2:]
        if len(ids) != len(("org", "user")) or not ids[0].startswith("00D"):
            instance = instance_of(answer, instance)
            return replace(identity(instance, access, transport=transport), refresh_token=refresh)
        return session_of(answer, instance, (access, refresh), (ids[0], ids[1]))

    return send_login("POST", f"{origin(login_url)}/services/oauth2/token", read, transport=transport, form=form)


def audience(login_url: str) -> str:
    """The audience of a JWT: test.salesforce.com for sandboxes, a My Domain itself, else login.salesforce.com."""
    url = origin(login_url)
    host = httpx2.URL(url).host
    if host.endswith(".sandbox.my.salesforce.com"):
        return _TEST
    if host.endswith(".my.salesforce.com") or is_this_machine(host) or url in {_PRODUCTION, _TEST}:
        return url
    return _PRODUCTION


def _ids_of_userinfo(answer: Answer, limits: Limits) -> tuple[str, str]:
    try:
        data = parse_json(answer.body, limits, answer.host)
        return str(data["organization_id"]), str(data["user_id"])
    except (ValueError, KeyError, TypeError):
        raise TransientError(not_understood(answer.host)) from None
