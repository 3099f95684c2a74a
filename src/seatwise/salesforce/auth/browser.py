"""Browser login: the web server flow with PKCE (S256), with a callback on localhost."""

import base64
import hashlib
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import compare_digest, token_urlsafe
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2

from seatwise.domain.connection import Connection, Secrets, Session
from seatwise.domain.errors import LoginRefused, UsageError
from seatwise.salesforce.auth.login_errors import oauth_error_for
from seatwise.salesforce.auth.oauth import token
from seatwise.salesforce.http.errors import ParsedError
from seatwise.salesforce.http.transport import Transport, origin

PORT = 1717  # `sf` uses it, too, so many apps already list http://localhost:1717 as callback
CALLBACK = "/OauthRedirect"
_TIMEOUT = 300.0  # seconds for the person to log in
_PAGE = (
    "<!doctype html><html lang=en><title>Seatwise</title><body style='font:1rem system-ui;margin:4rem auto;"
    "max-width:32rem'><h1>{title}</h1><p>{text}</p>"
)


def log_in_by_browser(
    connection: Connection,
    secrets: Secrets,
    *,
    open_browser: Callable[[str], object] = webbrowser.open,
    port: int = PORT,
    timeout: float = _TIMEOUT,
    transport: Transport = None,
) -> Session:
    """Let a person log in with the browser. The session has the refresh token that later logins need.

    The app lists `http://localhost:<port>/OauthRedirect`; port 0 picks a free one. `open_browser` returns False where
    there is no browser. Raises LoginRefused: the person declined, or took longer than `timeout` seconds; UsageError:
    the port is in use, or there is no browser.
    """
    verifier = token_urlsafe(64)
    state = token_urlsafe(24)
    with _listening(port, state) as (returned, answer, address):
        query = {
            "response_type": "code",
            "client_id": connection.client_id,
            "redirect_uri": address,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
            "state": state,
            "scope": "api refresh_token",
        }
        if open_browser(f"{origin(connection.login_url)}/services/oauth2/authorize?{urlencode(query)}") is False:
            raise UsageError("This machine has no browser.", "Log in on one that has, or use another login method.")
        if not returned.wait(timeout):
            raise LoginRefused("The browser login timed out.", "Try again.", code="TIMEOUT")
    if "code" not in answer:
        error = oauth_error_for(
            ParsedError(answer.get("error", ""), answer.get("error_description", "")), httpx2.URL(address).host
        )
        raise error if isinstance(error, LoginRefused) else LoginRefused("The org refused the login.", "Try again.")
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "client_id": connection.client_id,
        "redirect_uri": address,
        "code_verifier": verifier,
    }
    if secrets.get("client_secret"):
        form["client_secret"] = secrets["client_secret"]
    return token(connection.login_url, form, transport=transport)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@contextmanager
def _listening(port: int, state: str) -> Iterator[tuple[threading.Event, dict[str, str], str]]:
    """Listen for the callback with our state. Yields (event set on return, its parameters, the callback URL)."""
    returned = threading.Event()
    parameters: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            values = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path != CALLBACK or not compare_digest(values.get("state", "").encode(), state.encode()):
                self._page(404, "Not found", "This address only takes the callback of the login that was just started.")
                return
            if not returned.is_set():
                parameters.update(values)
            ok = "code" in values
            self._page(
                200,
                "You are logged in" if ok else "The org refused the login",
                "Close this page and go back to Seatwise.",
            )
            returned.set()

        def _page(self, status: int, title: str, text: str) -> None:
            body = _PAGE.format(title=title, text=text).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden method
            """Log nothing: the URL holds the code."""

    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError as error:
        raise UsageError(
            f"Port {port} is in use.", "Close the program that uses it, for example another login."
        ) from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield returned, parameters, f"http://localhost:{server.server_address[1]}{CALLBACK}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
