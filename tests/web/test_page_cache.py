"""Cached pages: as they were rendered while nothing has changed, rendered again as soon as something has."""

import asyncio
import gzip
import random
import time
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from fakes import entitlement_override
from seatwise.bootstrap import services
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.domain.licensing.entries import Price
from seatwise.domain.snapshots import Snapshot
from seatwise.web.page_cache import AT_ONCE, MOST_BYTES, PageCache

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def request(path: str = "/page", **headers: str) -> Request:
    told = [(name.lower().replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": told})


def page(cache: PageCache, asked: Request, version: Hashable, render: Callable[[], Response]) -> Response:
    """What one reader gets."""
    return asyncio.run(cache.page(asked, lambda: version, render))


class Painter:
    """Draws pages, and counts."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self) -> Response:
        self.drawn += 1
        return HTMLResponse(f"drawing {self.drawn}")


def test_a_page_is_drawn_once_for_each_state_of_what_it_shows() -> None:
    cache, paint = PageCache(), Painter()
    bodies = [page(cache, request(), state, paint).body for state in ("old", "old", "new", "new", "old")]
    assert bodies == [b"drawing 1", b"drawing 1", b"drawing 2", b"drawing 2", b"drawing 3"]


def test_addresses_and_parts_are_distinguished() -> None:
    cache, paint = PageCache(), Painter()
    for asked in (request("/a"), request("/b"), request("/a", HX_Request="true", HX_Target="panel")):
        page(cache, asked, "same", paint)
    assert paint.drawn == 3


def test_a_page_that_did_not_go_well_is_not_cached() -> None:
    cache = PageCache()
    answers = iter([HTMLResponse("sorry", status_code=500), HTMLResponse("well")])
    assert page(cache, request(), "same", lambda: next(answers)).status_code == 500
    assert page(cache, request(), "same", lambda: next(answers)).body == b"well"


def test_readers_who_come_at_once_wait_for_one_drawing() -> None:
    cache, paint = PageCache(), Painter()

    def slowly() -> Response:
        time.sleep(0.05)
        return paint()

    async def read() -> set[bytes]:
        answers = await asyncio.gather(*[cache.page(request(), lambda: "same", slowly) for _ in range(200)])
        return {bytes(answer.body) for answer in answers}

    assert (asyncio.run(read()), paint.drawn) == ({b"drawing 1"}, 1)


def test_whoever_comes_after_a_change_never_gets_what_was_read_before_it() -> None:
    """A price is set while the page with the old one is drawn: nobody who comes later sees that, nor is it cached."""
    cache, prices, read, changed = PageCache(), ["old"], Event(), Event()

    def version() -> Hashable:
        return len(prices)

    def draw() -> Response:
        price = prices[-1]
        if price == "old":
            read.set()
            changed.wait(10)
        return HTMLResponse(price)

    async def both() -> list[bytes]:
        before = asyncio.ensure_future(cache.page(request(), version, draw))
        await asyncio.to_thread(read.wait, 10)
        prices.append("new")
        after = await asyncio.gather(*[cache.page(request(), version, draw) for _ in range(3)])
        changed.set()
        last = [await before, await cache.page(request(), version, draw)]
        return [bytes(answer.body) for answer in (*after, *last)]

    assert asyncio.run(both()) == [b"new", b"new", b"new", b"old", b"new"]


def test_a_page_that_waits_for_a_thread_is_drawn_once_whatever_changes_meanwhile() -> None:
    cache, paint, versions, free = PageCache(), Painter(), [0], Event()

    def busy() -> Response:
        free.wait(10)
        return HTMLResponse("")

    async def read() -> set[bytes]:
        others = [
            asyncio.ensure_future(cache.page(request(f"/{number}"), lambda: 0, busy)) for number in range(AT_ONCE)
        ]
        waiting = []
        for _ in range(3):
            waiting.append(asyncio.ensure_future(cache.page(request(), lambda: versions[-1], paint)))
            await asyncio.sleep(0)
            versions.append(len(versions))
        free.set()
        await asyncio.gather(*others)
        return {bytes((await each).body) for each in waiting}

    assert (asyncio.run(read()), paint.drawn) == ({b"drawing 1"}, 1)


def test_a_cached_page_does_not_wait_for_those_that_are_drawn() -> None:
    cache, free = PageCache(), Event()
    page(cache, request("/cached"), 0, Painter())

    def busy() -> Response:
        assert free.wait(10)
        return HTMLResponse("")

    async def read() -> Response:
        others = [asyncio.ensure_future(cache.page(request(f"/{number}"), lambda: 0, busy)) for number in range(50)]
        await asyncio.sleep(0.05)
        try:
            return await cache.page(request("/cached"), lambda: 0, lambda: HTMLResponse("drawn again"))
        finally:
            free.set()
            await asyncio.gather(*others)

    assert asyncio.run(read()).body == b"drawing 1"


def test_a_reader_who_leaves_does_not_end_the_drawing_for_the_others() -> None:
    cache, paint = PageCache(), Painter()

    def slowly() -> Response:
        time.sleep(0.05)
        return paint()

    async def read() -> bytes:
        leaves, stays = [asyncio.ensure_future(cache.page(request(), lambda: 0, slowly)) for _ in range(2)]
        await asyncio.sleep(0.01)
        leaves.cancel()
        return bytes((await stays).body)

    assert (asyncio.run(read()), paint.drawn) == (b"drawing 1", 1)


def test_a_drawing_that_fails_leaves_the_next_one_free() -> None:
    cache = PageCache()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            page(cache, request(), "same", lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    assert page(cache, request(), "same", Painter()).body == b"drawing 1"


def test_whoever_accepts_gzip_gets_it_and_nobody_else() -> None:
    cache, paint = PageCache(), Painter()
    packed = page(cache, request(Accept_Encoding="gzip, br"), "same", paint)
    assert (gzip.decompress(bytes(packed.body)), packed.headers["content-encoding"]) == (b"drawing 1", "gzip")
    assert "content-encoding" not in page(cache, request(), "same", paint).headers


def test_a_chart_that_the_browser_has_already_is_not_sent_again() -> None:
    cache, held = PageCache(), {"ETag": 'W/"7"', "Cache-Control": "private, no-cache"}
    answers = [
        page(cache, request(If_None_Match=has), "same", lambda: HTMLResponse("chart", headers=held))
        for has in ("", 'W/"7"', 'W/"6"')
    ]
    assert [(answer.status_code, bytes(answer.body)) for answer in answers] == [
        (200, b"chart"),
        (304, b""),
        (200, b"chart"),
    ]
    assert all(answer.headers["etag"] == 'W/"7"' for answer in answers)


def large(share: int, number: int) -> Response:
    """A page that takes that part of the cache, as its content cannot be compressed."""
    return Response(random.Random(number).randbytes(MOST_BYTES // share))


def test_the_cache_is_bounded_by_bytes() -> None:
    cache, rendered = PageCache(), []

    def read(number: int) -> None:
        def render() -> Response:
            rendered.append(number)
            return large(5, number)

        page(cache, request(f"/{number}"), "same", render)

    for number in (1, 2, 3, 4, 1, 5, 1, 2):  # four fit: the fifth pushes out the second
        read(number)
    assert rendered == [1, 2, 3, 4, 5, 2]


def test_a_page_that_is_rendered_again_is_counted_once() -> None:
    cache, paint = PageCache(), Painter()
    page(cache, request("/small"), "same", paint)
    for version in range(20):
        page(cache, request("/large"), version, lambda: large(5, 1))
    page(cache, request("/small"), "same", paint)
    assert paint.drawn == 1


def test_a_page_that_is_too_large_pushes_out_no_other() -> None:
    cache, paint = PageCache(), Painter()
    page(cache, request("/small"), "same", paint)
    for _ in range(2):
        found = page(cache, request("/huge"), "same", lambda: large(3, 1))
        assert len(bytes(found.body)) == MOST_BYTES // 3
    page(cache, request("/small"), "same", paint)
    assert paint.drawn == 1


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return tmp_path


def test_whatever_people_tell_or_refresh_changes_the_state(home: Path) -> None:
    seen = [services().data_version()]
    connection = Connection("acme", AuthMethod.ACCESS_TOKEN, "https://acme.example", org_id="00D000000000001EAA")
    services().connections.add(connection, {"access_token": "secret"})
    seen.append(services().data_version())
    services().book.record("acme", [entitlement_override("PL", 5)])
    seen.append(services().data_version())
    with services().storage.new_snapshot(connection.org_id, lambda: NOON) as draft:
        draft.commit(Snapshot(connection.org_id, "acme", NOON, NOON, "67.0", 1, {}, ()))
    seen.append(services().data_version())
    assert len(set(seen)) == 4
    assert services().data_version() == seen[-1]


def test_reading_the_state_changes_nothing_even_while_it_is_read(home: Path) -> None:
    services().connections.add(
        Connection("acme", AuthMethod.ACCESS_TOKEN, "https://acme.example"), {"access_token": "secret"}
    )
    before = services().data_version()
    with services().shared_connection():
        services().book.entries("acme", Price)
        assert (home / "state.db-wal").exists()  # SQLite keeps one while the file is open
        assert services().data_version() == before
    assert services().data_version() == before
