"""Windows of a browser that is signed in at every app that is served, as a reader is who opened its address."""

import http.client
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext

_COOKIES: dict[str, str] = {}  # of the apps that are served now, by name
_BROWSERS: list[Browser] = []


def sign_in(address: str) -> str:
    """Open an address that opens the pages once; returns its cookie, as browsers send it."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.netloc, timeout=60)
    connection.request("GET", f"{place.path}?{place.query}")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (303, "/"), answer.read()
    (cookie,) = SimpleCookie(answer.getheader("Set-Cookie")).values()
    connection.close()
    _COOKIES[cookie.key] = cookie.value
    for context in (context for browser in _BROWSERS for context in browser.contexts):
        context.add_cookies([_cookie(cookie.key)])
    return f"{cookie.key}={cookie.value}"


def sign_out(cookie: str) -> None:
    """Its app is no longer served."""
    _COOKIES.pop(cookie.partition("=")[0], None)


def know(browser: Browser) -> None:
    """From now on, windows of this browser are signed in."""
    _BROWSERS[:] = [browser]


def window(browser: Browser, **options: Any) -> BrowserContext:
    """A new window."""
    opened = browser.new_context(**options)
    opened.add_cookies([_cookie(name) for name in _COOKIES])
    return opened


def cookies() -> str:
    """Those of every app that is served, as browsers send them."""
    return "; ".join(f"{name}={value}" for name, value in _COOKIES.items())


def _cookie(name: str) -> Any:
    return {"name": name, "value": _COOKIES[name], "domain": "127.0.0.1", "path": "/", "httpOnly": True}
