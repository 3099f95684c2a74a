"""An org that answers as it should, but for the calls that a strike answers instead, byte by byte as it likes."""

import http.client
import re
import socket
import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote_plus, urlsplit


@dataclass(frozen=True)
class Reply:
    """What the org behind would have answered."""

    status: int
    headers: dict[str, str]
    body: bytes


Strike = Callable[[Reply], Iterable[bytes]]
"""The bytes that are sent instead of a reply; the connection is closed after them."""


@dataclass
class HostileServer:
    """Forwards requests to an org, and answers those whose `METHOD path?query` matches `where` by the strike."""

    upstream: str
    where: str = "^$"
    strike: Strike | None = None
    struck: int = 0
    url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    def set(self, where: str, strike: Strike) -> None:
        """From now on answer these calls so."""
        self.where, self.strike, self.struck = where, strike, 0

    def answer(self, connection: socket.socket, request: bytes, body: bytes) -> bool:
        """Answer one request; whether the connection stays open."""
        method, target, _ = request.split(b"\r\n")[0].decode().split(" ", 2)
        reply = self._forward(method, target, request, body)
        if self.strike is not None and re.search(self.where, f"{method} {unquote_plus(target)}"):
            self.struck += 1
            for piece in self.strike(reply):
                if self.closing.is_set():
                    break
                connection.sendall(piece)
            return False
        connection.sendall(complete(reply.body, reply.status, reply.headers))
        return True

    def _forward(self, method: str, target: str, request: bytes, body: bytes) -> Reply:
        upstream = http.client.HTTPConnection(urlsplit(self.upstream).netloc, timeout=30)
        lines = (line.decode("latin-1").partition(": ") for line in request.split(b"\r\n")[1:] if line)
        headers = {name: value for name, _, value in lines if name.lower() not in {"host", "accept-encoding"}}
        upstream.request(method, target, body or None, headers)
        answer = upstream.getresponse()
        whole = answer.read().replace(self.upstream.encode(), self.url.encode())
        left_out = {"content-length", "transfer-encoding", "connection"}
        kept = {name: value for name, value in answer.getheaders() if name.lower() not in left_out}
        upstream.close()
        return Reply(answer.status, kept, whole)


def complete(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode("utf-8") + body


class _Handler(socketserver.BaseRequestHandler):
    """One connection."""

    org: HostileServer

    def handle(self) -> None:
        rest = b""
        try:
            while True:
                while b"\r\n\r\n" not in rest:
                    more = self.request.recv(65536)
                    if not more:
                        return
                    rest += more
                head, _, rest = rest.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
                while len(rest) < (size := int(length[1]) if length else 0):
                    rest += self.request.recv(65536)
                body, rest = rest[:size], rest[size:]
                if not self.org.answer(self.request, head, body):
                    return
        except OSError:
            return  # the client has ended it


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def hostile_server(upstream: str) -> Iterator[HostileServer]:
    """Serve in a thread."""
    org = HostileServer(upstream)
    handler = type("Handler", (_Handler,), {"org": org})
    with _Server(("127.0.0.1", 0), handler) as server:
        org.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield org
        org.closing.set()
        server.shutdown()
        thread.join()
