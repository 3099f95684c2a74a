"""Pages kept as they were drawn, for as long as nothing that they are made of has changed. Drawing one takes 16 ms.

Who asks for a page that is being drawn waits for it. Few are drawn at once: more would only wait for each other.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from http import HTTPStatus
from threading import BoundedSemaphore, Lock

from starlette.requests import Request
from starlette.responses import Response

KEPT = 64  # pages; each takes 10 to 30 kB, compressed
_LEVEL = 5
_AT_ONCE = 4


class PageCache:
    """The pages of this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._gate = Lock()
        self._pages: OrderedDict[Hashable, tuple[Hashable, bytes, str | None]] = OrderedDict()
        self._drawing: dict[Hashable, Lock] = {}
        self._hands = BoundedSemaphore(_AT_ONCE)

    def page(self, request: Request, made_of: Hashable, draw: Callable[[], Response]) -> Response:
        """The page of this address, drawn anew if what it is made of is not what it was.

        Args:
            request: its address, and what htmx says of it, tell pages apart.
            made_of: stands for everything the page shows; compared with what it was.
            draw: draws it. Only a page that went well (200) is kept.
        """
        told = tuple(request.headers.get(name, "") for name in ("HX-Request", "HX-Target"))
        address = (request.url.path, request.url.query, told)
        with self._gate:
            turn = self._drawing.setdefault(address, Lock())
        with turn:
            if kept := self._known(address, made_of):
                return _answer(request, *kept)
            try:
                with self._hands:
                    drawn = draw()
                    packed = gzip.compress(bytes(drawn.body), _LEVEL, mtime=0)
                if drawn.status_code != HTTPStatus.OK:
                    return drawn
                with self._gate:
                    self._pages[address] = (made_of, packed, drawn.media_type)
                    if len(self._pages) > KEPT:
                        self._pages.popitem(last=False)
            finally:
                with self._gate:
                    self._drawing.pop(address, None)
        return _answer(request, packed, drawn.media_type)

    def _known(self, address: Hashable, made_of: Hashable) -> tuple[bytes, str | None] | None:
        with self._gate:
            known = self._pages.get(address)
            if known is None or known[0] != made_of:
                return None
            self._drawing.pop(address, None)
            self._pages.move_to_end(address)
            return known[1:]


def _answer(request: Request, packed: bytes, kind: str | None) -> Response:
    """A fresh answer: middlewares write into an answer's headers."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type=kind)
    return Response(packed, media_type=kind, headers={"Content-Encoding": "gzip"})
