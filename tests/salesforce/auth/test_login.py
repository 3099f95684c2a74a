"""Logins: the session of every login method, a message for every error, and no secret in them."""

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx2
import jwt
import pytest

from salesforce.auth.login_fixtures import (
    KEY,
    LET_IN,
    PEM,
    SECRETS,
    TOKENS,
    connection,
    fault,
    form_of,
    is_in,
    oauth_error,
)
from salesforce.scripted import HOST, ORG_ID, USER_ID, ScriptedOrg
from seatwise.domain.connection import AuthMethod, Session
from seatwise.domain.errors import LoginRefused, OrgError, Unreachable, UsageError
from seatwise.salesforce.auth.methods import LOGINS, login
from seatwise.salesforce.auth.oauth import (
    audience,
    log_in_by_access_token,
    log_in_by_client_credentials,
    log_in_by_jwt,
    log_in_by_refresh_token,
)
from seatwise.salesforce.auth.sf_cli import log_in_by_sf_cli
from seatwise.salesforce.auth.soap import log_in_by_password
from seatwise.salesforce.http.transport import origin


def test_every_login_method_has_its_function() -> None:
    assert LOGINS.keys() == {*AuthMethod}


def test_password_and_token_are_sent_as_one_string(org: ScriptedOrg) -> None:
    org.on("POST /services/Soap/u/64.0", LET_IN)
    session = log_in_by_password(connection(), SECRETS, transport=org.transport)
    assert is_in(session)
    assert session.access_token == "00D!s3cretSESSION"
    assert b"<p:password>s3cret&lt;&amp;passs3cretTOKEN</p:password>" in org.seen[-1].content


def test_an_expired_password_is_an_error(org: ScriptedOrg) -> None:
    text = LET_IN.text.replace("<passwordExpired>false", "<passwordExpired>true")
    org.on("POST", httpx2.Response(200, text=text, headers={"Content-Type": "text/xml"}))
    with pytest.raises(LoginRefused, match="expired"):
        log_in_by_password(connection(), SECRETS, transport=org.transport)


@pytest.mark.parametrize(
    ("code", "words", "step"),
    [
        ("INVALID_LOGIN", "locked out", "unlock"),
        ("PASSWORD_LOCKOUT", "locked out", "unlock"),
        ("LOGIN_MUST_USE_SECURITY_TOKEN", "security token", "Reset My Security Token"),
        ("API_DISABLED_FOR_ORG", "no API", "Enterprise"),
        ("API_CURRENTLY_DISABLED", "not allowed to use the API", "API Enabled"),
        ("INVALID_OPERATION", "switched off", "Summer '27"),
        ("UNSUPPORTED_API_VERSION", "no longer has SOAP login", "Summer '27"),
        ("INSUFFICIENT_ACCESS", "not allowed to log in by SOAP", "Use Any API Auth"),
        ("LOGIN_DURING_RESTRICTED_DOMAIN", "this network", "IP"),
        ("SOMETHING_NEW", "refused the login", "administrator"),
    ],
)
def test_every_password_error_has_a_message_and_is_not_retried(
    org: ScriptedOrg, code: str, words: str, step: str
) -> None:
    org.on("POST", fault(code))
    with pytest.raises(LoginRefused, match=words) as caught:
        log_in_by_password(connection(), SECRETS, transport=org.transport)
    assert caught.value.code == code
    assert step in caught.value.next_step
    assert len(org.seen) == 1


def test_client_credentials_log_in_at_the_my_domain_only(org: ScriptedOrg) -> None:
    org.on("POST /services/oauth2/token", httpx2.Response(200, json=TOKENS))
    there = connection(AuthMethod.CLIENT_CREDENTIALS)
    assert is_in(log_in_by_client_credentials(there, SECRETS, transport=org.transport))
    assert form_of(org.seen[-1]) == {
        "grant_type": "client_credentials",
        "client_id": "3MVG",
        "client_secret": "s3cretCLIENT",
    }
    with pytest.raises(UsageError, match="My Domain") as caught:
        log_in_by_client_credentials(connection(url="login.salesforce.com"), SECRETS, transport=org.transport)
    assert "https://example.my.salesforce.com" in str(caught.value)


def test_an_assertion_is_signed_for_the_user_and_short_lived(org: ScriptedOrg) -> None:
    org.on("POST /services/oauth2/token", httpx2.Response(200, json=TOKENS))
    assert is_in(log_in_by_jwt(connection(AuthMethod.JWT), {"private_key": PEM}, transport=org.transport))
    claims = jwt.decode(
        form_of(org.seen[-1])["assertion"],
        KEY.public_key(),
        algorithms=["RS256"],
        audience="https://login.salesforce.com",
    )
    assert (claims["iss"], claims["sub"]) == ("3MVG", "ada@acme.example")
    assert 0 < claims["exp"] - time.time() <= 180


@pytest.mark.parametrize(
    ("url", "whom"),
    [
        ("https://login.salesforce.com", "https://login.salesforce.com"),
        ("test.salesforce.com", "https://test.salesforce.com"),
        ("https://acme.my.salesforce.com/", "https://acme.my.salesforce.com"),
        ("https://acme--uat.sandbox.my.salesforce.com", "https://test.salesforce.com"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://login.acme.example", "https://login.salesforce.com"),
    ],
)
def test_the_audience_follows_the_host(url: str, whom: str) -> None:
    assert audience(url) == whom


def test_an_invalid_key_is_reported_without_showing_it(org: ScriptedOrg) -> None:
    with pytest.raises(LoginRefused, match="private key") as caught:
        log_in_by_jwt(connection(AuthMethod.JWT), {"private_key": "s3cret no key"}, transport=org.transport)
    assert "s3cret" not in str(caught.value) + repr(caught.value.__cause__) + repr(caught.value.__context__)
    assert org.seen == []


def test_a_refresh_token_is_reused_or_replaced(org: ScriptedOrg) -> None:
    org.on("POST", httpx2.Response(200, json=TOKENS), httpx2.Response(200, json=TOKENS | {"refresh_token": "next"}))
    first = log_in_by_refresh_token(connection(AuthMethod.WEB), SECRETS, transport=org.transport)
    second = log_in_by_refresh_token(connection(AuthMethod.WEB), SECRETS, transport=org.transport)
    assert is_in(first)
    assert (first.refresh_token, second.refresh_token) == ("s3cretREFRESH", "next")


@pytest.mark.parametrize(
    ("error", "description", "words"),
    [
        ("invalid_grant", "authentication failure", "refused the login"),
        ("invalid_grant", "expired access/refresh token", "saved login has expired"),
        ("invalid_grant", "user hasn't approved this consumer", "not approved"),
        ("invalid_app_access", "user is not admin approved to access this app", "not approved"),
        ("invalid_grant", "request not supported on this domain", "My Domain only"),
        ("invalid_grant", "no client credentials user enabled", "no user to run as"),
        ("invalid_grant", "audience is invalid", "another host"),
        ("invalid_grant", "invalid assertion", "rejected the JWT"),
        ("invalid_grant", "inactive user", "inactive"),
        ("inactive_user", "user is inactive", "inactive"),
        ("invalid_grant", "user is locked", "locked"),
        ("invalid_grant", "ip restricted", "network"),
        ("invalid_grant", "expired authorization code", "has expired"),
        ("invalid_client_id", "client identifier invalid", "does not know this client ID"),
        ("invalid_client", "invalid client credentials", "client secret is wrong"),
        ("redirect_uri_mismatch", "", "callback URL is not"),
        ("unsupported_grant_type", "", "does not allow this login method"),
        ("never_heard_of", "", "never_heard_of"),
    ],
)
def test_every_oauth_error_has_a_message(org: ScriptedOrg, error: str, description: str, words: str) -> None:
    org.on("POST", oauth_error(error, description))
    with pytest.raises(LoginRefused, match=words) as caught:
        log_in_by_client_credentials(connection(), SECRETS, transport=org.transport)
    assert caught.value.code == error
    assert caught.value.next_step
    assert len(org.seen) == 1


def test_an_access_token_gets_org_and_user_from_userinfo(org: ScriptedOrg) -> None:
    org.on("userinfo", httpx2.Response(200, json={"organization_id": ORG_ID[:15], "user_id": USER_ID[:15]}))
    assert is_in(log_in_by_access_token(connection(), SECRETS, transport=org.transport))


def test_an_access_token_without_userinfo_still_has_its_org(org: ScriptedOrg) -> None:
    org.on("userinfo", httpx2.Response(403, text="Missing_Scope"))
    session = log_in_by_access_token(connection(), SECRETS, transport=org.transport)
    assert (session.org_id, session.user_id) == (ORG_ID, "")


@pytest.mark.parametrize("answer", [httpx2.Response(403, text="Bad_OAuth_Token"), httpx2.Response(401, text="")])
def test_an_expired_access_token_is_refused(org: ScriptedOrg, answer: httpx2.Response) -> None:
    org.on("userinfo", answer)
    with pytest.raises(LoginRefused, match="expired"):
        log_in_by_access_token(connection(), SECRETS, transport=org.transport)


def cli(display: object, shown: object = None) -> Callable[[Sequence[str]], str]:
    def run(command: Sequence[str]) -> str:
        assert command[-3:] == ("--target-org", "acme", "--json")
        return json.dumps(shown if "show-access-token" in command else display)

    return run


@pytest.mark.parametrize(
    "run",
    [
        cli({"status": 0, "result": {"accessToken": SECRETS["access_token"], "instanceUrl": HOST}}),
        cli(
            {"status": 0, "result": {"accessToken": "[REDACTED] Use 'sf org auth ...' to view", "instanceUrl": HOST}},
            {"status": 0, "result": {"accessToken": SECRETS["access_token"]}},
        ),
    ],
    ids=["old", "new"],
)
def test_a_session_of_the_salesforce_cli_is_used(org: ScriptedOrg, run: Callable[[Sequence[str]], str]) -> None:
    org.on("userinfo", httpx2.Response(200, json={"organization_id": ORG_ID, "user_id": USER_ID}))
    session = log_in_by_sf_cli(connection(AuthMethod.SF_CLI), run=run, transport=org.transport)
    assert is_in(session)
    assert session.access_token == SECRETS["access_token"]


@pytest.mark.parametrize(
    "run", [cli({"status": 1, "name": "NoOrgFound"}), lambda command: "no json", cli({"status": 0, "result": {}}, {})]
)
def test_an_alias_unknown_to_the_salesforce_cli_is_an_error(run: Callable[[Sequence[str]], str]) -> None:
    with pytest.raises(LoginRefused, match="'acme'") as caught:
        log_in_by_sf_cli(connection(AuthMethod.SF_CLI), run=run)
    assert "sf org login web" in caught.value.next_step


@pytest.mark.parametrize("number", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_a_host_that_does_not_exist_is_an_error(org: ScriptedOrg, number: int) -> None:
    def nobody(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no", request=request) from socket.gaierror(number, "unknown")

    org.on("POST", nobody)
    with pytest.raises(Unreachable, match=r"host acme\.example does not exist") as caught:
        log_in_by_password(connection(), SECRETS, transport=org.transport)
    assert caught.value.code == "UNKNOWN_HOST"


def test_a_refused_connection_is_an_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match="refused the connection"):
        login(connection(AuthMethod.PASSWORD, f"http://127.0.0.1:{port}"), SECRETS)


def test_a_host_without_tls_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        threading.Thread(target=_say_hello, args=(plain,), daemon=True).start()
        with pytest.raises(Unreachable, match="TLS") as caught:
            login(connection(AuthMethod.PASSWORD, f"https://127.0.0.1:{plain.getsockname()[1]}"), SECRETS)
    assert caught.value.code == "TLS"


def _say_hello(server: object) -> None:
    wire, _ = server.accept()  # type: ignore[attr-defined]
    with wire:
        wire.recv(10)
        wire.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx2.Response(200, html="<html>Down</html>"), "maintenance"),
        (httpx2.Response(503, html="<html>Down</html>"), "maintenance"),
        (httpx2.Response(503, json=[{"errorCode": "SERVER_UNAVAILABLE"}]), r"has a problem \(503\)"),
        (httpx2.Response(302, headers={"Location": "https://evil.example/"}), r"evil\.example"),
        (httpx2.Response(200, content=b"PK\x03"), "did not respond as a Salesforce login"),
    ],
)
@pytest.mark.parametrize("log_in", [log_in_by_password, log_in_by_client_credentials])
def test_a_response_that_is_not_a_login_is_an_error(
    org: ScriptedOrg, answer: httpx2.Response, words: str, log_in: Callable[..., Session]
) -> None:
    org.on("POST", answer)
    with pytest.raises(OrgError, match=words):
        log_in(connection(), SECRETS, transport=org.transport)
    assert {request.url.host for request in org.seen} == {"acme.example"}


def test_a_timeout_is_an_error(org: ScriptedOrg) -> None:
    def late(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("late", request=request)

    org.on("POST", late)
    with pytest.raises(Unreachable, match="timed out"):
        log_in_by_password(connection(), SECRETS, transport=org.transport)


@pytest.mark.parametrize("auth_method", list(AuthMethod))
def test_a_missing_secret_is_reported_before_anything_is_sent(
    auth_method: AuthMethod, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises((LoginRefused, UsageError)):
        login(connection(auth_method), {})


def test_no_secret_is_in_any_error_session_or_log(
    org: ScriptedOrg, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    texts: list[str] = []
    logins = (log_in_by_password, log_in_by_client_credentials, log_in_by_refresh_token, log_in_by_access_token)
    answers = [fault("INVALID_LOGIN"), oauth_error("invalid_grant", "s3cret echo"), httpx2.Response(403, text="s3cret")]
    for answer in [*answers, httpx2.Response(503, html="<html>s3cret")]:
        org.on("(POST|GET) /services/(oauth2|Soap)", answer)
        for log_in in logins:
            try:
                texts.append(repr(log_in(connection(), SECRETS, transport=org.transport)))
            except (OrgError, UsageError) as error:
                texts.append(f"{error!r} {error} {error.__cause__!r} {error.__context__!r}")
    org.on("POST /services/oauth2/token", httpx2.Response(200, json=TOKENS | {"refresh_token": "s3cretNEXT"}))
    texts.append(repr(log_in_by_refresh_token(connection(), SECRETS, transport=org.transport)))
    assert len(texts) == 17
    assert "s3cret" not in " ".join(texts) + caplog.text + "".join(capsys.readouterr())


def test_a_token_response_without_identity_uses_userinfo(org: ScriptedOrg) -> None:
    tokens = {name: value for name, value in TOKENS.items() if name != "id"} | {"refresh_token": "next"}
    org.on("POST", httpx2.Response(200, json=tokens))
    org.on("userinfo", httpx2.Response(200, json={"organization_id": ORG_ID, "user_id": USER_ID}))
    session = log_in_by_refresh_token(connection(AuthMethod.WEB), SECRETS, transport=org.transport)
    assert is_in(session)
    assert session.refresh_token == "next"


def test_the_salesforce_cli_runs_without_a_shell_and_colors(
    org: ScriptedOrg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "sf"
    answer = json.dumps({"status": 0, "result": {"accessToken": SECRETS["access_token"], "instanceUrl": HOST}})
    tool.write_text(f"#!/bin/sh\ntest -z \"$FORCE_COLOR\" && test \"$4\" = 'acme' && echo '{answer}'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setenv("FORCE_COLOR", "1")
    org.on("userinfo", httpx2.Response(200, json={"organization_id": ORG_ID, "user_id": USER_ID}))
    assert is_in(log_in_by_sf_cli(connection(AuthMethod.SF_CLI), transport=org.transport))


@pytest.mark.parametrize("address", ["", "ftp://acme.example", "https://", "http://[", "mailto:ada@acme.example"])
def test_an_invalid_url_is_an_error(address: str) -> None:
    with pytest.raises(UsageError):
        login(connection(AuthMethod.PASSWORD, address), SECRETS)


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("acme.my.salesforce.com", "https://acme.my.salesforce.com"),
        ("https://acme.example/lightning/page?x=1", "https://acme.example"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_a_pasted_url_is_normalized(address: str, meant: str) -> None:
    assert origin(address) == meant
