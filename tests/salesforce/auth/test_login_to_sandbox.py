"""Every login method, over HTTP, with the sandbox org."""

import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from seatwise.domain.connection import AuthMethod, Connection, Session
from seatwise.domain.errors import LoginRefused, Unreachable, UsageError
from seatwise.salesforce.auth.browser import log_in_by_browser
from seatwise.salesforce.auth.methods import login
from seatwise.salesforce.org import open_org
from seatwise.sandbox.accounts import ADMIN, CLIENT_ID, CLIENT_SECRET, without
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import PROFESSIONAL, Sandbox
from seatwise.sandbox.server.serve import serve_in_thread
from seatwise.sources.licenses import USER_LICENSE

GOOD = {"password": ADMIN.password, "security_token": ADMIN.security_token, "client_secret": CLIENT_SECRET}


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    sandbox = Sandbox(20, seed=3)
    with serve_in_thread(sandbox):
        yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox(served: Sandbox) -> Iterator[Sandbox]:
    yield served
    served.faults.clear()
    served.set_account(ADMIN)
    served.sessions.reset_failed_logins(ADMIN.username)


def connection(sandbox: Sandbox, method: AuthMethod, client_id: str = CLIENT_ID) -> Connection:
    return Connection("box", method, sandbox.url, username=ADMIN.username, client_id=client_id)


def allow(address: str) -> None:
    """A person who chooses Allow on the consent page."""

    def press() -> None:
        with urllib.request.urlopen(address) as page:
            fields = re.findall(r'name="(\w+)" value="([^"]*)"', page.read().decode())
        form = urllib.parse.urlencode([field for field in fields if field[0] != "decision"] + [("decision", "allow")])
        target = urllib.parse.urljoin(address, "/services/oauth2/authorize")
        urllib.request.urlopen(target, form.replace("%26amp%3B", "%26").encode()).close()

    threading.Thread(target=press).start()


def secrets_for(sandbox: Sandbox, method: AuthMethod) -> dict[str, str]:
    match method:
        case AuthMethod.JWT:
            return {"private_key": sandbox.jwt_key.decode()}
        case AuthMethod.WEB:
            return {"refresh_token": sandbox.sessions.issue_refresh_token(ADMIN.username)}
        case AuthMethod.ACCESS_TOKEN:
            return {"access_token": sandbox.sessions.open(ADMIN.username)}
        case _:
            return GOOD


@pytest.mark.parametrize("method", [method for method in AuthMethod if method is not AuthMethod.SF_CLI])
def test_every_login_method_reaches_the_same_org_and_user(sandbox: Sandbox, tmp_path: Path, method: AuthMethod) -> None:
    session = login(connection(sandbox, method), secrets_for(sandbox, method))
    me = sandbox.accounts[ADMIN.username].user_id
    assert (session.instance_url, session.org_id, session.user_id) == (sandbox.url, sandbox.org_id, me)
    org = open_org(connection(sandbox, method), secrets_for(sandbox, method))
    pages = org.read(USER_LICENSE, tmp_path, expected=None, watch=lambda rows, total: None)
    assert pages.rows > 15
    org.close()


def test_a_browser_login_gives_a_refresh_token_that_works(sandbox: Sandbox) -> None:
    session = log_in_by_browser(connection(sandbox, AuthMethod.WEB), {}, open_browser=allow, port=0, timeout=10)
    assert session.org_id == sandbox.org_id
    later = login(connection(sandbox, AuthMethod.WEB), {"refresh_token": session.refresh_token})
    assert later.user_id == session.user_id


def test_an_unchanged_refresh_token_is_not_saved(sandbox: Sandbox) -> None:
    saved: list[object] = []
    open_org(
        connection(sandbox, AuthMethod.WEB), secrets_for(sandbox, AuthMethod.WEB), save_secrets=saved.append
    ).close()
    assert saved == []  # the sandbox does not rotate refresh tokens


REFUSED = [
    (AuthMethod.PASSWORD, GOOD | {"password": "wrong"}, "INVALID_LOGIN"),
    (AuthMethod.PASSWORD, {"password": ADMIN.password}, "LOGIN_MUST_USE_SECURITY_TOKEN"),
    (AuthMethod.CLIENT_CREDENTIALS, {"client_secret": "wrong"}, "invalid_client"),
    (AuthMethod.WEB, {"refresh_token": "gone"}, "invalid_grant"),
    (AuthMethod.ACCESS_TOKEN, {"access_token": "00D000000000001!gone"}, "INVALID_SESSION_ID"),
]


@pytest.mark.parametrize(("method", "secrets", "code"), REFUSED)
def test_a_wrong_secret_is_refused_with_its_code(
    sandbox: Sandbox, method: AuthMethod, secrets: dict[str, str], code: str
) -> None:
    with pytest.raises(LoginRefused) as caught:
        login(connection(sandbox, method), secrets)
    assert caught.value.code == code


def test_a_key_of_another_app_is_refused(sandbox: Sandbox) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(LoginRefused, match="rejected the JWT"):
        login(connection(sandbox, AuthMethod.JWT), {"private_key": other.decode()})


def test_an_unapproved_user_is_refused(sandbox: Sandbox) -> None:
    from dataclasses import replace

    sandbox.set_account(replace(ADMIN, approved=False))
    with pytest.raises(LoginRefused, match="not approved"):
        login(connection(sandbox, AuthMethod.JWT), secrets_for(sandbox, AuthMethod.JWT))


def test_an_unknown_app_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(LoginRefused) as caught:
        login(connection(sandbox, AuthMethod.CLIENT_CREDENTIALS, "3MVGother"), GOOD)
    assert caught.value.code == "invalid_client_id"


def test_a_user_without_the_api_is_refused(sandbox: Sandbox) -> None:
    sandbox.set_account(without(ADMIN, "API Enabled"))
    with pytest.raises(LoginRefused, match="not allowed to use it") as caught:
        login(connection(sandbox, AuthMethod.PASSWORD), GOOD)
    assert caught.value.code == "API_DISABLED_FOR_ORG"


def test_an_edition_without_the_api_is_refused() -> None:
    sandbox = Sandbox(1, seed=1, edition=PROFESSIONAL)
    with serve_in_thread(sandbox), pytest.raises(LoginRefused, match="no API"):
        login(connection(sandbox, AuthMethod.PASSWORD), GOOD)
    sandbox.close()


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize("method", [AuthMethod.PASSWORD, AuthMethod.JWT, AuthMethod.WEB, AuthMethod.ACCESS_TOKEN])
@pytest.mark.parametrize("kind", [Kind.UNAVAILABLE, Kind.RESET, Kind.RESET_MID_BODY, Kind.TRUNCATED, Kind.HTML])
def test_a_fault_at_the_login_is_retried_or_reported(sandbox: Sandbox, method: AuthMethod, kind: Kind) -> None:
    secrets = secrets_for(sandbox, method)
    sandbox.faults.add(Fault(kind))
    assert isinstance(login(connection(sandbox, method), secrets), Session)
    sandbox.faults.clear()
    sandbox.faults.add(Fault(kind, times=None))
    with pytest.raises(Exception, match=r"problem|maintenance|lost|ended|did not respond") as caught:
        login(connection(sandbox, method), secrets)
    assert not isinstance(caught.value, LoginRefused)


def test_a_login_is_not_redirected_to_another_host(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(Kind.REDIRECT, times=None))
    for method in (AuthMethod.PASSWORD, AuthMethod.WEB, AuthMethod.ACCESS_TOKEN):
        with pytest.raises(Unreachable, match=r"elsewhere\.example"):
            login(connection(sandbox, method), secrets_for(sandbox, method))


def test_an_unencrypted_connection_is_not_used(sandbox: Sandbox) -> None:
    there = Connection("box", AuthMethod.PASSWORD, "http://acme.example", username="ada")
    with pytest.raises(UsageError, match="not encrypted"):
        login(there, GOOD)
