"""LRU cache of rendered pages and charts, compressed, valid while the data version stays. Rendering one takes 16 ms.

A page that is cached is answered without a thread. One that is not is rendered once for all who wait for it, in one of
few threads: more would only wait for each other.
"""

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from threading import Lock
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from seatwise.web.panels.chart_file import ChartView
from seatwise.web.services import services_of

MOST_BYTES = 4 << 20  # of all pages, compressed; one has 10 to 30 kB
_LARGEST = MOST_BYTES // 4  # a larger page would push out all others
_LEVEL = 5
_CHART_BYTES = 2000  # of the texts that a page shows of one chart
AT_ONCE = 2  # pages that are rendered: the queries of two compute (`engine.query_engine.AT_ONCE`)
_VALIDITY = ("etag", "cache-control")


class _Page(NamedTuple):
    content: bytes
    status: int
    media_type: str | None
    validity: Mapping[str, str]  # headers by which a browser finds out whether what it has still holds; of charts


class _Entry(NamedTuple):
    version: Hashable
    value: object
    size: int  # in bytes


class PageCache:
    """The pages of this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._bytes = 0
        # Of pages that are being rendered: by address while they wait for a thread, then by address and version.
        self._rendering: dict[Hashable, Future[_Page]] = {}
        self._threads = ThreadPoolExecutor(AT_ONCE, "page")

    async def page(self, request: Request, version: Callable[[], Hashable], render: Callable[[], Response]) -> Response:
        """The page of this address, rendered again if it is of another version. Only what has status 200 is cached.

        Its address, and what htmx says of it, identify a page; `version` returns that of everything that it shows.
        Raises whatever `render` does, for all who wait for it.
        """
        parts = tuple(request.headers.get(name, "") for name in ("HX-Request", "HX-Target"))
        address = (request.url.path, request.url.query, parts)
        now = version()
        found = self._find(address, now)
        if isinstance(found, _Page):
            return _response(request, found)
        rendered = asyncio.wrap_future(self._rendered(address, now, version, render))
        page = await asyncio.shield(rendered)  # a client that disconnects does not end it for the others
        return _response(request, page)

    def _rendered(
        self, address: Hashable, now: Hashable, version: Callable[[], Hashable], render: Callable[[], Response]
    ) -> "Future[_Page]":
        """The page as it is now: one that waits for a thread, or began in this version; else begin to render it."""
        with self._lock:
            if begun := self._rendering.get(address) or self._rendering.get((address, now)):
                return begun
            future = self._rendering[address] = Future[_Page]()
        self._threads.submit(self._render, future, address, version, render)
        return future

    def _render(
        self,
        future: "Future[_Page]",
        address: Hashable,
        version: Callable[[], Hashable],
        render: Callable[[], Response],
    ) -> None:
        """Render a page in this thread, for all who wait for it."""
        key: Hashable = address
        try:
            with self._lock:
                del self._rendering[address]
                now = version()  # only now: all requests that wait came before it
                self._rendering[key := (address, now)] = future
            found = self._find(address, now)
            page = found if isinstance(found, _Page) else _page(render())
            if page.status == HTTPStatus.OK and version() == now:  # else nobody will look for it
                self._add(address, _Entry(now, page, len(page.content)))
        except BaseException as error:  # noqa: BLE001 - raised for all who wait
            self._end(key)
            future.set_exception(error)
        else:
            self._end(key)
            future.set_result(page)

    def _end(self, key: Hashable) -> None:
        """Before its future is done: a later request may need it rendered again."""
        with self._lock:
            self._rendering.pop(key, None)

    def charts(self, key: Hashable, version: Hashable, draw: Callable[[], list[ChartView]]) -> list[ChartView]:
        """What a page shows of its charts: the same for every filter and order."""
        found = self._find(key, version)
        if isinstance(found, list):
            return found
        views = draw()
        self._add(key, _Entry(version, views, _CHART_BYTES * len(views)))
        return views

    def _find(self, key: Hashable, version: Hashable) -> object | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or entry.version != version:
                return None
            self._entries.move_to_end(key)
            return entry.value

    def _add(self, key: Hashable, entry: _Entry) -> None:
        """Add an entry; those that were not used for longest make room for it."""
        with self._lock:
            if replaced := self._entries.pop(key, None):
                self._bytes -= replaced.size
            if entry.size > _LARGEST:
                return
            self._entries[key] = entry
            self._bytes += entry.size
            while self._bytes > MOST_BYTES:
                _, oldest = self._entries.popitem(last=False)
                self._bytes -= oldest.size


async def cached_page(request: Request, render: Callable[[], Response]) -> Response:
    """The page of this address from the cache, or rendered in a thread, where state.db is opened once."""
    services = services_of(request)

    def with_state() -> Response:
        with services.shared_connection():
            return render()

    cache: PageCache = request.app.state.page_cache
    return await cache.page(request, services.data_version, with_state)


def _page(response: Response) -> _Page:
    validity = {name: response.headers[name] for name in _VALIDITY if name in response.headers}
    content = gzip.compress(bytes(response.body), _LEVEL, mtime=0)
    return _Page(content, response.status_code, response.media_type, validity)


def _response(request: Request, page: _Page) -> Response:
    """A new response each time: middlewares add headers to it."""
    if page.validity and page.validity["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=page.validity)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(page.content), page.status, page.validity, page.media_type)
    headers = {**page.validity, "Content-Encoding": "gzip"}
    return Response(page.content, page.status, headers, page.media_type)
