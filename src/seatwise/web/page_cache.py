"""LRU cache of rendered pages and charts, compressed, valid while the data version stays. Rendering one takes 16 ms.

Requests for a page that is being rendered wait for it. Few are rendered at once: more would only wait for each other.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from http import HTTPStatus
from threading import BoundedSemaphore, Lock
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from seatwise.web.panels.chart_file import ChartView

MOST_BYTES = 4 << 20  # of all pages, compressed; one has 10 to 30 kB
_LARGEST = MOST_BYTES // 4  # a larger page would push out all others
_LEVEL = 5
_CHART_BYTES = 2000  # of the texts that a page shows of one chart
_AT_ONCE = 4
_VALIDITY = ("etag", "cache-control")


class _Page(NamedTuple):
    content: bytes
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
        self._rendering: dict[Hashable, Lock] = {}
        self._slots = BoundedSemaphore(_AT_ONCE)

    def page(self, request: Request, version: Hashable, render: Callable[[], Response]) -> Response:
        """The page of this address, rendered again if it is of another version. Only what has status 200 is cached.

        Its address, and what htmx says of it, identify a page; `version` is of everything that it shows.
        """
        parts = tuple(request.headers.get(name, "") for name in ("HX-Request", "HX-Target"))
        address = (request.url.path, request.url.query, parts)
        with self._lock:
            turn = self._rendering.setdefault(address, Lock())
        with turn:
            found = self._find(address, version)
            page = found if isinstance(found, _Page) else None
            if page is None:
                try:
                    with self._slots:
                        response = render()
                        content = gzip.compress(bytes(response.body), _LEVEL, mtime=0)
                    if response.status_code != HTTPStatus.OK:
                        return response
                    validity = {name: response.headers[name] for name in _VALIDITY if name in response.headers}
                    page = _Page(content, response.media_type, validity)
                    self._add(address, _Entry(version, page, len(content)))
                finally:
                    with self._lock:
                        self._rendering.pop(address, None)
        return _response(request, page)

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
            self._rendering.pop(key, None)
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


def _response(request: Request, page: _Page) -> Response:
    """A new response each time: middlewares add headers to it."""
    if page.validity and page.validity["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=page.validity)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(page.content), media_type=page.media_type, headers=page.validity)
    headers = {**page.validity, "Content-Encoding": "gzip"}
    return Response(page.content, media_type=page.media_type, headers=headers)
