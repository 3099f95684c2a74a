"""Slow and large clients are ended or refused, and nobody waits for them: neither pages, nor static files."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response

from fakes import connection
from seatwise.bootstrap import services
from seatwise.web.access.listening import Listening
from seatwise.web.access.site import Site, entry_address
from seatwise.web.app import create_app
from seatwise.web.server import _config
from seatwise.web.slow_clients import LARGEST_BODY, LARGEST_HEAD, TimedProtocol

SOON = 10.0  # seconds: other tests share the machine
LARGE = 50_000_000  # bytes
THREADS = 40  # that pages have


class Hasty(TimedProtocol):
    request_within: ClassVar = 0.5
    read_within: ClassVar = 0.5


@contextmanager
def served(app: FastAPI, protocol: type[TimedProtocol]) -> Iterator[int]:
    """An application, served as `seatwise serve` does; its port."""
    config = _config(app, Listening())
    config.http = protocol
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(SOON)


@pytest.fixture
def release() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: threading.Event) -> FastAPI:
    """The application, with a page that takes long, and one that is large."""
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    services().connections.add(connection("acme"), {})
    made = create_app(services(), Site())

    def block() -> Response:
        release.wait(60)
        return PlainTextResponse("done")

    def large() -> Response:
        return PlainTextResponse("x" * LARGE)

    made.add_api_route("/block", block)
    made.add_api_route("/large", large)
    return made


def signed_in(port: int) -> str:
    """The cookie of somebody who has opened the address."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=SOON)
    client.request("GET", entry_address("", services().access.start()))
    return str(client.getresponse().getheader("Set-Cookie")).partition(";")[0]


def ended(client: socket.socket) -> bool:
    """Whether the server ends the connection soon."""
    client.settimeout(SOON)
    try:
        while client.recv(65_536):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


def received(client: socket.socket) -> int:
    """How many bytes come before the server ends the connection."""
    client.settimeout(SOON)
    count = 0
    try:
        while part := client.recv(65_536):
            count += len(part)
    except ConnectionError:
        pass
    return count


def ask(port: int, path: str, cookie: str = "") -> int:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=SOON)
    client.request("GET", path, headers={"Cookie": cookie})
    answer = client.getresponse()
    answer.read()
    client.close()
    return answer.status


def test_nobody_waits_for_clients_that_send_slowly_and_they_are_ended(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    with served(app, Hasty) as port, ExitStack() as stack:
        cookie = signed_in(port)
        head = b"POST /orgs HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + cookie.encode() + b"\r\n"
        form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nmethod="
        entry = head.replace(b"/orgs", b"/enter") + form
        for sent in (b"", b"GET", b"GET / HTTP/1.1\r\nHost: 127.0", head, head + form, entry):
            clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(20)]
            for client in clients:
                client.sendall(sent)
            assert ask(port, "/", cookie) == 200
            assert all(map(ended, clients)), sent
    assert "Traceback" not in caplog.text


def test_a_client_that_sends_a_byte_now_and_then_is_ended_all_the_same(app: FastAPI) -> None:
    with served(app, Hasty) as port, socket.create_connection(("127.0.0.1", port)) as client:
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            _drip(client, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 1000)
        assert time.monotonic() - began < SOON


def _drip(client: socket.socket, sent: bytes) -> None:
    for byte in sent:
        client.sendall(bytes([byte]))
        time.sleep(0.1)


def test_after_an_answer_the_next_request_has_its_own_time(app: FastAPI) -> None:
    with served(app, Hasty) as port:
        cookie = signed_in(port)
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=SOON)
        for _ in range(4):
            client.request("GET", "/orgs", headers={"Cookie": cookie})
            assert client.getresponse().read()
            time.sleep(0.3)
        client.sock.sendall(b"GET / HTTP/1.1\r\n")
        assert ended(client.sock)


def test_a_page_that_takes_long_is_waited_for(app: FastAPI, release: threading.Event) -> None:
    with served(app, Hasty) as port:
        cookie = signed_in(port)
        threading.Timer(1.5, release.set).start()
        assert ask(port, "/block", cookie) == 200


def test_a_client_that_does_not_take_its_answer_is_ended(app: FastAPI) -> None:
    with served(app, Hasty) as port, socket.create_connection(("127.0.0.1", port)) as client:
        cookie = signed_in(port)
        client.sendall(f"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        time.sleep(2)
        assert received(client) < LARGE


def test_a_head_or_a_body_that_is_too_large_is_refused(app: FastAPI) -> None:
    with served(app, TimedProtocol) as port:
        cookie = signed_in(port)
        for path in ("/orgs", "/enter"):
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=SOON)
            kind = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            client.request("POST", path, b"a" * (LARGEST_BODY + 1), kind)
            assert client.getresponse().status == 413
            client.close()
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * (LARGEST_HEAD + 1))
            assert raw.recv(100).startswith(b"HTTP/1.1 400 ")
        assert ask(port, "/", cookie) == 200


def test_static_files_and_who_asks_do_not_wait_behind_pages(app: FastAPI, release: threading.Event) -> None:
    with served(app, TimedProtocol) as port:
        cookie = signed_in(port)
        waiting = [threading.Thread(target=ask, args=(port, "/block", cookie)) for _ in range(THREADS + 10)]
        for thread in waiting:
            thread.start()
        time.sleep(1)
        services().access.create("nightly")  # state.db has changed: who asks is looked up again
        began = time.monotonic()
        for path in ("/static/seatwise.css", "/static/seatwise.js", "/static/profiles.css", "/static/htmx/htmx.min.js"):
            assert ask(port, path, cookie) == 200
        assert ask(port, "/orgs") == 401
        assert ask(port, entry_address("", services().access.start())) == 303
        assert time.monotonic() - began < SOON / 2
        release.set()
        for thread in waiting:
            thread.join(SOON)
