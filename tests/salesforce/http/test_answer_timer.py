"""How long an answer may take: until it begins, until it ends, and how slow it may be."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import pytest

from seatwise.domain.errors import LimitReached, OrgError, Unreachable
from seatwise.salesforce.http import timed_network
from seatwise.salesforce.http.answer_timer import AnswerTimer
from seatwise.salesforce.http.body import BodyReader, ByteBudget
from seatwise.salesforce.http.limits import Limits
from seatwise.salesforce.http.transport import new_client, translate_errors

LIMITS = Limits.from_settings()


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def timer(clock: Clock, *, streamed: bool = False) -> AnswerTimer:
    return AnswerTimer("acme.example", LIMITS, start=150, streamed=streamed, clock=clock)


def test_an_answer_may_take_two_minutes_to_begin_and_then_has_its_full_time() -> None:
    clock = Clock()
    one = timer(clock)
    clock.now += 140
    assert (one.begun, one.patience()) == (False, 10)
    one.note(2_000, 140.0)
    assert (one.begun, one.patience(), one.check()) == (True, 15, 45)


def test_an_answer_that_has_not_begun_in_time_has_no_patience_left() -> None:
    clock = Clock()
    one = timer(clock)
    clock.now += 151
    assert one.patience() < 0


def test_an_answer_slower_than_100_bytes_a_second_for_15_seconds_ends() -> None:
    clock = Clock()
    one = timer(clock)
    one.note(1, 0.0)
    for _ in range(14):
        clock.now += 1
        one.note(100, 1.0)
    clock.now += 1
    with pytest.raises(LimitReached, match=r"acme.example sent less than 100 bytes a second for 15 seconds"):
        one.note(50, 1.0)


def test_an_answer_that_is_just_fast_enough_goes_on_until_its_time_is_over() -> None:
    clock = Clock()
    one = timer(clock)
    one.note(1, 0.0)
    for _ in range(44):
        clock.now += 1
        one.note(101, 1.0)
        one.check()
    clock.now += 1
    with pytest.raises(LimitReached, match="more than 45 seconds") as caught:
        one.check()
    assert "SEATWISE_ANSWER_SECONDS" in caught.value.next_step


def test_our_own_slowness_does_not_count_as_the_orgs() -> None:
    clock = Clock()
    one = timer(clock, streamed=True)
    one.headers_end()
    one.note(1_000_000, 0.0)
    clock.now += 40  # the disk is slow
    one.note(10, 0.1)
    assert one.patience() == pytest.approx(14.9)


def test_a_streamed_answer_may_take_as_long_as_10_kilobytes_arrive_a_second() -> None:
    clock = Clock()
    one = timer(clock, streamed=True)
    one.headers_end()
    one.note(1, 0.0)
    for _ in range(600):  # ten minutes at 11 kB a second
        clock.now += 1
        one.note(11_000, 1.0)
        one.check()
    slow = timer(clock, streamed=True)
    slow.headers_end()
    slow.note(1, 0.0)
    for _ in range(89):  # 45 seconds, and what 5 kB a second earn in that time
        clock.now += 1
        slow.note(5_000, 1.0)
        slow.check()
    clock.now += 2
    with pytest.raises(LimitReached, match="less than 10 kB arrived a second"):
        slow.check()


def test_what_comes_before_the_body_has_a_limit() -> None:
    one = timer(Clock())
    for _ in range(15):
        one.note(65_536, 0.0)
    with pytest.raises(LimitReached, match="before the answer itself"):
        one.note(65_536, 0.0)
    two = timer(Clock())
    two.headers_end()
    for _ in range(20):
        two.note(65_536, 0.0)


@contextmanager
def listening(*pieces: bytes | float) -> Iterator[str]:
    """A server that sends the bytes, and waits the seconds, to whoever asks; its URL."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):  # the client ends it
                connection, _ = server.accept()
                with connection:
                    connection.recv(65_536)
                    for piece in pieces:
                        if isinstance(piece, float):
                            time.sleep(piece)
                        else:
                            connection.sendall(piece)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def fetch(url: str, *, start: float, seconds: float) -> bytes:
    """GET something of the API within these times."""
    limits = replace(LIMITS, answer_seconds=seconds)
    one = AnswerTimer("acme", limits, start=start)
    path = "/services/data"
    with (
        new_client(url) as client,
        translate_errors("acme", path),
        timed_network.timed(one),
        client.stream("GET", url + path) as response,
    ):
        return BodyReader(limits, ByteBudget(limits), one).whole(response).body


TRICKLE: list[bytes | float] = [b"x: y\r\n", 0.1] * 50
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"


def test_an_answer_that_begins_late_is_read() -> None:
    with listening(0.8, OK + b"[]") as url:
        assert fetch(url, start=5, seconds=0.5) == b"[]"


def test_an_answer_that_does_not_begin_has_timed_out() -> None:
    with listening(2.0) as url, pytest.raises(Exception, match="timed out"):
        fetch(url, start=0.3, seconds=5)


@pytest.mark.parametrize("before", [OK, OK[:-2]], ids=["body", "headers"])
def test_an_answer_whose_bytes_trickle_ends_in_time_in_its_headers_too(before: bytes) -> None:
    trickle: list[bytes | float] = [before, *TRICKLE] if before == OK[:-2] else [before, *[0.1] * 50]
    began = time.monotonic()
    with listening(*trickle) as url, pytest.raises(LimitReached, match=r"more than 0\.5 seconds"):
        fetch(url, start=5, seconds=0.5)
    assert time.monotonic() - began < 3


def test_reads_through_a_proxy_are_timed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(b"HTTP/1.1 200 OK\r\n", *TRICKLE) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        one = AnswerTimer("acme", replace(LIMITS, answer_seconds=0.5), start=5)
        with new_client("https://acme.example") as client, timed_network.timed(one), pytest.raises(LimitReached):
            client.get("https://acme.example/services/data")


def test_the_errors_of_time_are_errors_of_the_org() -> None:
    assert issubclass(LimitReached, OrgError)
    assert issubclass(Unreachable, OrgError)
