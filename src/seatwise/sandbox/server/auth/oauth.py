"""The OAuth token endpoint: client credentials, JWT bearer, refresh token, authorization code with PKCE; and revoke."""

import hashlib
import hmac
import time
from base64 import b64decode, b64encode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seatwise.sandbox.accounts import CLIENT_ID, CLIENT_SECRET, SF_CLI_APP, Account
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.auth.forms import OAuthError, form, identity_url
from seatwise.sandbox.server.responses import json_response

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
MAX_ASSERTION_SECONDS = 300  # from now to `exp`
_SKEW = 30
_HOSTS = ("https://login.salesforce.com", "https://test.salesforce.com")

AUTHENTICATION_FAILURE = OAuthError("invalid_grant", "authentication failure")


def routes(org: Sandbox) -> list[Route]:
    """The token and revoke endpoints."""
    grants: dict[str, Callable[[Sandbox, Mapping[str, str]], dict[str, str]]] = {
        "client_credentials": _client_credentials,
        JWT_BEARER: _jwt_bearer,
        "refresh_token": _refresh,
        "authorization_code": _code,
        "password": _password,
    }

    async def token(request: Request) -> Response:
        fields = {**await form(request), **_basic(request)}
        grant = grants.get(fields.get("grant_type", ""), _unsupported)
        try:
            return json_response(grant(org, fields), headers={"Cache-Control": "no-store", "Pragma": "no-cache"})
        except OAuthError as error:
            return error.response()

    async def revoke(request: Request) -> Response:
        text = (await form(request)).get("token", "")
        if org.sessions.end(text) or org.sessions.revoke_refresh_token(text):
            return Response()
        return OAuthError("unsupported_token_type", "this token type is not supported").response()

    return [
        Route("/services/oauth2/token", token, methods=["POST"]),
        Route("/services/oauth2/revoke", revoke, methods=["GET", "POST"]),
    ]


def _basic(request: Request) -> dict[str, str]:
    """Client ID and secret from HTTP basic authentication."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        client, _, secret = b64decode(text, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return {}
    return {"client_id": client, "client_secret": secret}


def _check_client(fields: Mapping[str, str], *, secret_needed: bool) -> None:
    if fields.get("client_id") == SF_CLI_APP and not secret_needed:
        return
    if fields.get("client_id") != CLIENT_ID:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    secret = fields.get("client_secret")
    if secret is None and not secret_needed:
        return
    if not hmac.compare_digest((secret or "").encode(), CLIENT_SECRET.encode()):
        raise OAuthError("invalid_client", "invalid client credentials")


def _client_credentials(org: Sandbox, fields: Mapping[str, str]) -> dict[str, str]:
    """Client credentials: the app runs as the user that its administrator chose, here the first account."""
    _check_client(fields, secret_needed=True)
    run_as = next(iter(org.accounts.values()), None)
    if run_as is None or not run_as.active:
        raise OAuthError("invalid_grant", "no client credentials user enabled")
    return _granted(org, run_as)


def _jwt_bearer(org: Sandbox, fields: Mapping[str, str]) -> dict[str, str]:
    """JWT bearer: an assertion for a user, signed with the app's private key."""
    assertion = fields.get("assertion", "")
    try:
        claims = jwt.decode(
            assertion,
            load_pem_private_key(org.jwt_key, None).public_key(),  # type: ignore[arg-type] # RSA, by construction
            algorithms=["RS256"],
            audience=[org.url, f"{org.url}/services/oauth2/token", *_HOSTS],
            leeway=_SKEW,
            options={"require": ["exp", "aud", "iss", "sub"], "verify_aud": True},
        )
    except jwt.InvalidAudienceError:
        raise OAuthError("invalid_grant", "audience is invalid") from None
    except jwt.ExpiredSignatureError:
        raise OAuthError("invalid_grant", "expired authorization code") from None
    except jwt.InvalidTokenError:
        raise OAuthError("invalid_grant", "invalid assertion") from None
    if claims["iss"] != CLIENT_ID:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    if float(claims["exp"]) - time.time() > MAX_ASSERTION_SECONDS + _SKEW:
        raise OAuthError("invalid_grant", "invalid assertion")
    account = org.accounts.get(str(claims["sub"]))
    if account is None or not account.approved:
        raise OAuthError("invalid_grant", "user hasn't approved this consumer")
    if not account.active:
        raise OAuthError("inactive_user", "user is inactive")
    return _granted(org, account)


def _refresh(org: Sandbox, fields: Mapping[str, str]) -> dict[str, str]:
    _check_client(fields, secret_needed=False)
    account = org.accounts.get(org.sessions.refresh_token_user(fields.get("refresh_token", "")) or "")
    if account is None or not account.active:
        raise OAuthError("invalid_grant", "expired access/refresh token")
    return _granted(org, account)


def _code(org: Sandbox, fields: Mapping[str, str]) -> dict[str, str]:
    """Authorization code: from the consent page, with the PKCE verifier."""
    _check_client(fields, secret_needed=False)
    code = org.sessions.redeem_code(fields.get("code", ""))
    if code is None:
        raise OAuthError("invalid_grant", "expired authorization code")
    if code.redirect_uri != fields.get("redirect_uri"):
        raise OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration")
    digest = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
    if not hmac.compare_digest(urlsafe_b64encode(digest).rstrip(b"="), code.challenge.rstrip("=").encode()):
        raise OAuthError("invalid_grant", "invalid code verifier")
    account = org.accounts[code.username]
    granted = _granted(org, account, code.scope)
    return {**granted, "refresh_token": org.sessions.issue_refresh_token(account.username)}


def _password(_org: Sandbox, _fields: Mapping[str, str]) -> dict[str, str]:
    """Blocked, as in every org created since Summer '23."""
    raise AUTHENTICATION_FAILURE


def _unsupported(_org: Sandbox, _fields: Mapping[str, str]) -> dict[str, str]:
    raise OAuthError("unsupported_grant_type", "grant type not supported")


def _granted(org: Sandbox, account: Account, scope: str = "api") -> dict[str, str]:
    identity, issued = identity_url(org, account), str(int(time.time() * 1000))
    signature = hmac.digest(CLIENT_SECRET.encode(), f"{identity}{issued}".encode(), "sha256")
    return {
        "access_token": org.sessions.open(account.username),
        "signature": b64encode(signature).decode(),
        "scope": scope,
        "instance_url": org.url,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued,
    }
