"""Browser login."""

import base64
import hashlib
import socket
import threading
import urllib.request
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from salesforce.auth.login_fixtures import TOKENS, connection, form_of, is_in
from salesforce.scripted import ScriptedOrg
from seatwise.domain.connection import AuthMethod
from seatwise.domain.errors import LoginRefused, UsageError
from seatwise.salesforce.auth.browser import log_in_by_browser
from waiting import wait_until


class Browser:
    """Opens the URL and calls back with the given parameters, in its own thread."""

    def __init__(self, comes_back: Callable[[dict[str, str]], dict[str, str]]) -> None:
        self.comes_back = comes_back
        self.query: dict[str, str] = {}
        self.pages: list[str] = []

    def __call__(self, address: str) -> None:
        self.query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        threading.Thread(target=self._return).start()

    def _return(self) -> None:
        back = self.query["redirect_uri"].replace("localhost", "127.0.0.1")
        parameters = "&".join(f"{name}={value}" for name, value in self.comes_back(self.query).items())
        try:
            with urllib.request.urlopen(f"{back}?{parameters}", timeout=5) as page:
                self.pages.append(page.read().decode())
        except OSError as error:
            self.pages.append(str(error))


def test_a_browser_login_uses_pkce_and_state(org: ScriptedOrg) -> None:
    org.on("POST /services/oauth2/token", httpx2.Response(200, json=TOKENS | {"refresh_token": "s3cretNEXT"}))
    browser = Browser(lambda query: {"code": "c0de", "state": query["state"]})
    session = log_in_by_browser(connection(AuthMethod.WEB), {}, open_browser=browser, port=0, transport=org.transport)
    assert is_in(session)
    assert session.refresh_token == "s3cretNEXT"
    form = form_of(org.seen[-1])
    proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert (browser.query["code_challenge"], browser.query["code_challenge_method"]) == (proof, "S256")
    assert (form["code"], form["redirect_uri"]) == ("c0de", browser.query["redirect_uri"])
    wait_until(lambda: bool(browser.pages))  # it reads the page while the login goes on
    assert "logged in" in browser.pages[0]


def test_a_wrong_state_is_rejected(org: ScriptedOrg) -> None:
    browser = Browser(lambda query: {"code": "evil", "state": "gu%C3%A9ssed"})
    with pytest.raises(LoginRefused, match="timed out"):
        log_in_by_browser(
            connection(AuthMethod.WEB), {}, open_browser=browser, port=0, timeout=0.5, transport=org.transport
        )
    wait_until(lambda: bool(browser.pages))
    assert "404" in browser.pages[0]
    assert org.seen == []


def test_a_declined_login_is_an_error(org: ScriptedOrg) -> None:
    browser = Browser(lambda query: {"error": "access_denied", "state": query["state"]})
    with pytest.raises(LoginRefused, match="declined"):
        log_in_by_browser(connection(AuthMethod.WEB), {}, open_browser=browser, port=0, transport=org.transport)


def test_a_machine_without_a_browser_is_an_error() -> None:
    with pytest.raises(UsageError, match="no browser"):
        log_in_by_browser(connection(AuthMethod.WEB), {}, open_browser=lambda address: False, port=0)


def test_a_port_in_use_is_an_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="in use"):
            log_in_by_browser(connection(AuthMethod.WEB), {}, open_browser=print, port=taken.getsockname()[1])
