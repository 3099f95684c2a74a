"""OAuth: each grant, each refusal, the consent page, who-am-I, and revoking."""

import hashlib
import time
from base64 import urlsafe_b64encode
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from seatwise.sandbox.accounts import ADMIN, CLIENT_ID, INTEGRATION
from seatwise.sandbox.org import Sandbox

TOKEN, AUTHORIZE = "/services/oauth2/token", "/services/oauth2/authorize"
BACK = "http://localhost:1717/callback"
VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def refusal(answer: httpx2.Response) -> tuple[str, str]:
    assert answer.status_code == 400
    said = answer.json()
    return said["error"], said["error_description"]


def test_client_credentials_give_a_token_in_salesforces_shape(
    org: Sandbox, anyone: httpx2.Client, app: dict[str, str]
) -> None:
    said = anyone.post(TOKEN, data={**app, "grant_type": "client_credentials"}).json()
    assert said["access_token"].startswith(f"{org.org_id[:15]}!AQ")
    assert said["instance_url"] == org.url
    assert said["id"] == f"{org.url}/id/{org.org_id}/{org.accounts[ADMIN.username].user_id}"
    assert (said["token_type"], said["scope"]) == ("Bearer", "api")
    assert "refresh_token" not in said
    assert abs(int(said["issued_at"]) / 1000 - time.time()) < 60


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"client_id": "x", "client_secret": "y"}, ("invalid_client_id", "client identifier invalid")),
        ({"client_id": CLIENT_ID, "client_secret": "y"}, ("invalid_client", "invalid client credentials")),
        ({"client_id": CLIENT_ID}, ("invalid_client", "invalid client credentials")),
    ],
)
def test_a_wrong_client_is_refused(anyone: httpx2.Client, given: dict[str, str], error: tuple[str, str]) -> None:
    assert refusal(anyone.post(TOKEN, data={**given, "grant_type": "client_credentials"})) == error


def test_other_grants_are_not_supported_and_the_password_flow_is_blocked(
    anyone: httpx2.Client, app: dict[str, str]
) -> None:
    assert refusal(anyone.post(TOKEN, data={**app, "grant_type": "device"}))[0] == "unsupported_grant_type"
    password = {"username": ADMIN.username, "password": ADMIN.password + ADMIN.security_token}
    blocked = anyone.post(TOKEN, data={**app, **password, "grant_type": "password"})
    assert refusal(blocked) == ("invalid_grant", "authentication failure")


def assertion(org: Sandbox, *, key: bytes | None = None, algorithm: str = "RS256", **changes: object) -> dict[str, str]:
    claims = {"iss": CLIENT_ID, "sub": ADMIN.username, "aud": org.url, "exp": int(time.time()) + 180, **changes}
    signed = jwt.encode(claims, key or org.jwt_key, algorithm=algorithm)
    return {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": signed}


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["https://login.salesforce.com", "https://test.salesforce.com", None])
def test_a_signed_assertion_logs_its_user_in(org: Sandbox, anyone: httpx2.Client, audience: str | None) -> None:
    form = assertion(org, aud=audience or org.url, sub=INTEGRATION.username)
    said = anyone.post(TOKEN, data=form).json()
    assert said["id"].endswith(org.accounts[INTEGRATION.username].user_id)


@pytest.mark.slow
def test_each_wrong_claim_is_refused(org: Sandbox, anyone: httpx2.Client) -> None:
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    now = int(time.time())

    def said(**changes: object) -> tuple[str, str]:
        return refusal(anyone.post(TOKEN, data=assertion(org, **changes)))  # type: ignore[arg-type]

    assert said(key=foreign) == ("invalid_grant", "invalid assertion")
    assert said(key=b"a shared secret of more than 32 bytes", algorithm="HS256") == (
        "invalid_grant",
        "invalid assertion",
    )
    assert said(aud="https://elsewhere.example") == ("invalid_grant", "audience is invalid")
    assert said(exp=now - 300)[0] == "invalid_grant"
    assert said(exp=now + 3600)[0] == "invalid_grant"
    assert said(iss="another app") == ("invalid_client_id", "client identifier invalid")
    assert said(sub="nobody@sandbox.example") == ("invalid_grant", "user hasn't approved this consumer")
    org.set_account(replace(ADMIN, approved=False))
    assert said() == ("invalid_grant", "user hasn't approved this consumer")
    org.set_account(replace(ADMIN, active=False))
    assert said() == ("inactive_user", "user is inactive")


QUERY = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": BACK,
    "state": 'a"b',
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def sent_back(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(BACK + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def test_the_web_flow_ends_in_tokens_that_work(org: Sandbox, anyone: httpx2.Client, app: dict[str, str]) -> None:
    page = anyone.get(AUTHORIZE, params=QUERY)
    assert page.status_code == 200
    assert 'value="a&quot;b"' in page.text  # what came in the URL is text on the page
    back = sent_back(anyone.post(AUTHORIZE, data={**QUERY, "decision": "allow"}))
    assert back["state"] == 'a"b'
    exchange = {
        **app,
        "grant_type": "authorization_code",
        "code": back["code"],
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    }
    granted = anyone.post(TOKEN, data=exchange).json()
    assert refusal(anyone.post(TOKEN, data=exchange))[0] == "invalid_grant"  # a code works once
    refresh = {"grant_type": "refresh_token", "client_id": CLIENT_ID, "refresh_token": granted["refresh_token"]}
    again = anyone.post(TOKEN, data=refresh).json()
    assert again["access_token"] != granted["access_token"]
    for token in (granted["access_token"], again["access_token"]):
        who = anyone.get("/services/oauth2/userinfo", headers={"Authorization": f"Bearer {token}"}).json()
        assert (who["preferred_username"], who["organization_id"]) == (ADMIN.username, org.org_id)


def test_the_code_needs_its_verifier_and_redirect_uri(anyone: httpx2.Client, app: dict[str, str]) -> None:
    for wrong in ({"code_verifier": "w" * 64}, {"redirect_uri": "http://localhost:1/"}):
        code = sent_back(anyone.post(AUTHORIZE, data={**QUERY, "decision": "allow"}))["code"]
        exchange = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        assert anyone.post(TOKEN, data={**app, **exchange, **wrong}).status_code == 400


def test_denied_and_missing_pkce_go_back_as_errors(anyone: httpx2.Client) -> None:
    assert sent_back(anyone.post(AUTHORIZE, data={**QUERY, "decision": "deny"}))["error"] == "access_denied"
    plain = {name: value for name, value in QUERY.items() if not name.startswith("code_")}
    assert sent_back(anyone.get(AUTHORIZE, params=plain))["error"] == "invalid_request"


def test_nobody_is_sent_to_a_foreign_address(anyone: httpx2.Client) -> None:
    for wrong in ({"redirect_uri": "https://evil.example/"}, {"client_id": "other"}):
        assert anyone.get(AUTHORIZE, params={**QUERY, **wrong}).status_code == 400
        assert anyone.post(AUTHORIZE, data={**QUERY, **wrong, "decision": "allow"}).status_code == 400


def test_identity_needs_a_session_and_the_right_org(org: Sandbox, anyone: httpx2.Client) -> None:
    user = org.accounts[ADMIN.username].user_id
    assert anyone.get("/services/oauth2/userinfo").status_code == 403
    assert anyone.get(f"/id/{org.org_id}/{user}").text == "Bad_OAuth_Token"
    anyone.headers["Authorization"] = f"Bearer {org.sessions.open(ADMIN.username)}"
    assert anyone.get(f"/id/{org.org_id}/{user}").json()["username"] == ADMIN.username
    assert anyone.get(f"/id/00D000000000000/{user}").status_code == 403


def test_a_revoked_token_opens_nothing(org: Sandbox, anyone: httpx2.Client) -> None:
    session = org.sessions.open(ADMIN.username)
    headers = {"Authorization": f"Bearer {session}"}
    assert anyone.get("/services/data/v67.0/limits", headers=headers).status_code == 200
    assert anyone.post("/services/oauth2/revoke", data={"token": session}).status_code == 200
    assert anyone.get("/services/data/v67.0/limits", headers=headers).status_code == 401
    assert refusal(anyone.post("/services/oauth2/revoke", data={"token": session}))[0] == "unsupported_token_type"
