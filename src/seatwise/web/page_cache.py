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

MOST_BYTES = 4 << 20  # of all pages, compressed; one has 10 to 30 kB
_LARGEST = MOST_BYTES // 4  # a larger page would push out all others
_LEVEL = 5
_AT_ONCE = 4
_VALIDITY = ("etag", "cache-control")


class _Page(NamedTuple):
    version: Hashable
    content: bytes
    media_type: str | None
    validity: Mapping[str, str]  # headers by which a browser finds out whether what it has still holds; of charts


class PageCache:
    """The pages of this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pages: OrderedDict[Hashable, _Page] = OrderedDict()
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
            page = self._find(address, version)
            if page is None:
                try:
                    with self._slots:
                        response = render()
                        content = gzip.compress(bytes(response.body), _LEVEL, mtime=0)
                    if response.status_code != HTTPStatus.OK:
                        return response
                    validity = {name: response.headers[name] for name in _VALIDITY if name in response.headers}
                    page = _Page(version, content, response.media_type, validity)
                    self._add(address, page)
                finally:
                    with self._lock:
                        self._rendering.pop(address, None)
        return _response(request, page)

    def _find(self, address: Hashable, version: Hashable) -> _Page | None:
        with self._lock:
            page = self._pages.get(address)
            if page is None or page.version != version:
                return None
            self._rendering.pop(address, None)
            self._pages.move_to_end(address)
            return page

    def _add(self, address: Hashable, page: _Page) -> None:
        """Add a page; those that were not used for longest make room for it."""
        with self._lock:
            if replaced := self._pages.pop(address, None):
                self._bytes -= len(replaced.content)
            if len(page.content) > _LARGEST:
                return
            self._pages[address] = page
            self._bytes += len(page.content)
            while self._bytes > MOST_BYTES:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest.content)


def _response(request: Request, page: _Page) -> Response:
    """A new response each time: middlewares add headers to it."""
    if page.validity and page.validity["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=page.validity)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(page.content), media_type=page.media_type, headers=page.validity)
    headers = {**page.validity, "Content-Encoding": "gzip"}
    return Response(page.content, media_type=page.media_type, headers=headers)
