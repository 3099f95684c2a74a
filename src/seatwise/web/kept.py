"""Pages kept as they were drawn, for as long as nothing that they are made of has changed. Drawing one takes 16 ms."""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

KEPT = 64  # pages; each takes 10 to 30 kB, compressed
_LEVEL = 5


class Kept:
    """The pages of this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._gate = Lock()
        self._pages: OrderedDict[Hashable, tuple[Hashable, Response, bytes]] = OrderedDict()

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
            known = self._pages.get(address)
            if known and known[0] == made_of:
                self._pages.move_to_end(address)
                return _answer(request, known[1], known[2])
        drawn = draw()
        if drawn.status_code != 200:  # noqa: PLR2004 - HTTP's own number
            return drawn
        packed = gzip.compress(bytes(drawn.body), _LEVEL, mtime=0)
        with self._gate:
            self._pages[address] = (made_of, drawn, packed)
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        return _answer(request, drawn, packed)


def _answer(request: Request, drawn: Response, packed: bytes) -> Response:
    """A fresh answer: middlewares write into an answer's headers."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(drawn.body, media_type=drawn.media_type)
    return Response(packed, media_type=drawn.media_type, headers={"Content-Encoding": "gzip"})
