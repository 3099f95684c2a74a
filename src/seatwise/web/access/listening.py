"""Where the server listens, and at which addresses people open the pages."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from seatwise.web.access.site import LOOPBACK, Site

_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - every address of this machine


@dataclass(frozen=True)
class Listening:
    """Where to listen.

    Args:
        host: a name or address of this machine.
        port: 0 picks a free one.
        tls: the files of the certificate chain and of its key, PEM.
        behind_proxy: whether all requests come through a proxy that terminates TLS.
        public_url: the address that people open, where it is not that of this machine.
    """

    host: str = "127.0.0.1"
    port: int = 8600
    tls: tuple[Path, Path] | None = None
    behind_proxy: bool = False
    public_url: str = ""

    @property
    def is_exposed(self) -> bool:
        """Whether others than the users of this machine can reach it."""
        return self.behind_proxy or not _is_loopback(self.host)

    @property
    def is_everywhere(self) -> bool:
        """Whether at every address of this machine, none of which people open."""
        return self.host in _ANYWHERE

    @property
    def host_in_address(self) -> str:
        """The host as it is written in an address."""
        return f"[{self.host}]" if ":" in self.host else self.host

    def site(self, port: int) -> Site:
        """The site, once the port is known."""
        url = self.public_url.rstrip("/") or f"{'https' if self.tls else 'http'}://{self.host_in_address}:{port}"
        name = urlsplit(url).hostname or ""
        public = frozenset({f"[{name}]" if ":" in name else name})
        if self.behind_proxy:
            return Site(url, public, behind_proxy=True)
        return Site(url, public | {self.host_in_address} | (frozenset() if self.is_exposed else LOOPBACK))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
