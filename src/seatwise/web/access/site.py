"""The addresses at which people open the pages, and the cookie that a browser has for them."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

from seatwise.domain.errors import UsageError

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_PORTS: Final = {"http": 80, "https": 443}
_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?")
_LOCAL_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


@dataclass(frozen=True)
class Site:
    """Where the pages are.

    Args:
        url: the address that people open, without a path, as in `http://127.0.0.1:8600`.
        hosts: the host names that are answered, without ports.
        behind_proxy: whether all requests come through a proxy; then its `X-Forwarded-` headers are trusted.
    """

    url: str = "http://127.0.0.1:8600"
    hosts: frozenset[str] = LOOPBACK
    behind_proxy: bool = False

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it by TLS."""
        return self.url.startswith("https:")

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it."""
        return not self.is_secure and not self.behind_proxy

    @property
    def open_command(self) -> str:
        """The command that prints a new address to open."""
        return "seatwise open" if self.url == Site.url else f"seatwise open --url {self.url}"

    @property
    def cookie(self) -> str:
        """The cookie's name. It holds the port: all ports of a host share their cookies."""
        parts = urlsplit(self.url)
        return f"{'__Host-' if self.is_secure else ''}seatwise-{parts.port or _PORTS[parts.scheme]}"

    def host(self, request: Request) -> str:
        """The host that the browser named, with its port."""
        forwarded = request.headers.get("x-forwarded-host") if self.behind_proxy else None
        return forwarded or request.headers.get("host", "")

    def answers(self, request: Request) -> bool:
        """Whether the request names one of our hosts; another is DNS rebinding."""
        host = _HOST.fullmatch(self.host(request))
        return host is not None and host["name"] in self.hosts

    def origin(self, request: Request) -> str:
        """The origin of our own pages, as the browser sees them."""
        return self.url if self.behind_proxy else f"{request.scope['scheme']}://{self.host(request)}"

    def client(self, request: Request) -> str:
        """The IP address of the client, if known, else empty."""
        forwarded = request.headers.get("x-forwarded-for") if self.behind_proxy else None
        if forwarded:
            return forwarded.rpartition(",")[2].strip()  # what our own proxy has added
        return request.client.host if request.client else ""


def entry_address(url: str, token: str, path: str = "/") -> str:
    """An address that opens the pages once, at a path."""
    return f"{url}/?{urlencode({'token': token} | ({'next': path} if path != '/' else {}))}"


def parse_site_url(text: str) -> str:
    """The address of the pages in what somebody typed. Raises UsageError: it is none."""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in _PORTS and parts.hostname and (parts.port or _PORTS[parts.scheme])
    except ValueError:
        valid = False
    if not valid or parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise UsageError(
            f"{text} is not the address of the pages.", f"Write it as {Site.url}, without a path or a token."
        )
    return f"{parts.scheme}://{parts.netloc}"


def local_path(text: str) -> str:
    """A path of these pages to go on to; `/` for anything else, another site above all."""
    return text if _LOCAL_PATH.fullmatch(text) else "/"
