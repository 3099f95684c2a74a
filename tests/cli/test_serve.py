"""`seatwise serve` where the port is taken: what uses it, and the next free port."""

import http.client
import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SERVE = [sys.executable, "-m", "seatwise", "serve", "--no-browser"]
WITHIN = 60.0  # seconds: other tests share the machine


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that is held, and where nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        yield held.getsockname()[1]


class _Web(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<title>Somebody else</title> about Seatwise")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the library
        """Say nothing."""


@contextmanager
def some_web_server() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), _Web) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@contextmanager
def seatwise(*options: str) -> Iterator[str]:
    """A Seatwise that serves; its address."""
    with subprocess.Popen([*SERVE, *options], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().split()[3].partition("/?")[0]
        finally:
            process.terminate()
            process.wait(WITHIN)


def refused(*options: str) -> str:
    """What a Seatwise says that does not start, on one line."""
    done = subprocess.run(
        [*SERVE, *options], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=WITHIN
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def offered(said: str) -> int:
    """The port of the command that is offered."""
    return int(said.rpartition("seatwise serve --port ")[2])


def test_another_seatwise_is_named_with_its_address_and_the_command_that_goes_on() -> None:
    with seatwise("--port", "0") as url:
        port = int(url.rpartition(":")[2])
        said = refused("--port", str(port))
        assert f"Port {port} is taken by another Seatwise: {url}" in said
        assert offered(said) > port
        with seatwise("--port", str(offered(said))) as second:
            assert second == f"http://127.0.0.1:{offered(said)}"


def test_of_another_program_the_command_is_given_that_names_it(silent: int) -> None:
    said = refused("--port", str(silent))
    assert f"Port {silent} is taken. What uses it: " in said
    assert str(silent) in said.partition("What uses it:")[2].partition("The next free one")[0]
    assert offered(said) > silent


def test_another_web_server_is_not_taken_for_seatwise() -> None:
    with some_web_server() as port:
        assert f"Port {port} is taken by another web server. What uses it: " in refused("--port", str(port))


@pytest.mark.slow
def test_a_port_that_is_offered_was_free(silent: int) -> None:
    try:
        with socket.create_server(("127.0.0.1", silent + 1)):
            assert offered(refused("--port", str(silent))) > silent + 1
    except OSError:
        pytest.skip("somebody else holds the next port")


def test_where_nobody_may_listen_is_no_taken_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_TOKEN", "x" * 20)
    said = refused("--host", "192.0.2.1", "--behind-proxy", "--public-url", "https://seats.acme.example")
    assert "Seatwise cannot listen at 192.0.2.1, port 8600: " in said


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "then"), [(b"y\n", "Seatwise is at http://127.0.0.1:"), (b"\n", "is taken")])
def test_at_a_terminal_it_asks_and_no_is_what_enter_means(silent: int, answer: bytes, then: str) -> None:
    ours, its = pty.openpty()
    with subprocess.Popen([*SERVE, "--port", str(silent)], stdin=its, stdout=its, stderr=its) as process:
        os.close(its)
        asked = heard(ours, "[y/N]")
        assert f"Port {silent} is taken." in asked
        os.write(ours, answer)
        said = heard(ours, then)
        if answer == b"y\n":
            process.terminate()
            process.wait(WITHIN)
        else:
            assert process.wait(WITHIN) == 2
            assert then in said
    os.close(ours)


def heard(terminal: int, until: str) -> str:
    """What a terminal shows, up to a text."""
    text = ""
    while until not in text:
        assert select.select([terminal], [], [], WITHIN)[0], text
        text += os.read(terminal, 4096).decode()
    return text


@pytest.mark.slow
def test_any_port_takes_a_free_one_without_asking(silent: int) -> None:
    with seatwise("--port", str(silent), "--any-port") as url:
        assert url != f"http://127.0.0.1:{silent}"


def test_neither_the_log_nor_the_terminal_holds_a_token_that_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEATWISE_LOG", str(tmp_path / "log.jsonl"))
    monkeypatch.setenv("SEATWISE_TOKEN", "chosen-by-hand-xxxxxxxxxx")
    command = [*SERVE, "--port", "0", "--format", "json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, stdin=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        assert process.stderr
        place = urlsplit(json.loads(process.stdout.readline())["url"])
        client = http.client.HTTPConnection(place.netloc, timeout=WITHIN)
        sent = ["chosen-by-hand-xxxxxxxxxx", "wrong-token-of-somebody"]
        requests: list[tuple[str, dict[str, str]]] = [(f"/?{place.query}", {}), ("/?token=wrong-token-of-somebody", {})]
        requests += [("/api/v1/orgs", {"Authorization": f"Bearer {token}"}) for token in sent]
        requests += [("/orgs/none/licenses?token=wrong-token-of-somebody", {}), (b"/\x7f".hex(), {})]
        for path, headers in requests:
            client.request("GET", path, headers=headers)
            answer = client.getresponse()
            answer.read()
            sent += [part.partition("=")[2] for part in (answer.getheader("Set-Cookie") or "").split(";")[:1] if part]
        client.sock.sendall(b"GET /?token=wrong-token-of-somebody nonsense\r\n\r\n")
        client.close()
        process.terminate()
        process.wait(WITHIN)
        written = process.stdout.read() + process.stderr.read()
    log = tmp_path / "log.jsonl"
    written += log.read_text() if log.exists() else ""
    assert len(sent) == 3
    assert not [token for token in (*sent, place.query.partition("=")[2]) if token in written]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_so_and_nothing_else(number: signal.Signals) -> None:
    pipe = subprocess.PIPE
    command = [*SERVE, "--port", "0"]
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, stdin=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.send_signal(number)
        assert process.wait(WITHIN) == 128 + number
        assert process.stderr.read() == "Stopped.\n"
