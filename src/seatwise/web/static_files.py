"""Style sheets, scripts and the icon, from memory: they never wait for a thread, as pages do."""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

PATH: Final = "/static"
_OURS: Final = ("seatwise.css", "profiles.css", "seatwise.js", "seatwise.svg")
_TYPES: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_LEVEL: Final = 9


@dataclass(frozen=True)
class _File:
    content: bytes
    compressed: bytes
    headers: dict[str, str]


class StaticFiles:
    """Everything below /static: a fixed list, so no path leads to any other file."""

    def __init__(self) -> None:
        ours = {name: files("seatwise.web").joinpath("static", name).read_bytes() for name in _OURS}
        htmx = files("js_lib_htmx").joinpath("static", "htmx", "htmx.min.js").read_bytes()
        self._files = {name: _file(name, content) for name, content in {**ours, "htmx/htmx.min.js": htmx}.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._answer(Request(scope))(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        file = self._files.get(request.scope["path"].removeprefix(f"{PATH}/"))
        if request.method != "GET":
            return PlainTextResponse("Method Not Allowed", 405, {"Allow": "GET, HEAD"})
        if file is None:
            return PlainTextResponse("Not Found", 404)
        if file.headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=file.headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(file.compressed, headers={**file.headers, "Content-Encoding": "gzip"})
        return Response(file.content, headers=file.headers)


def _file(name: str, content: bytes) -> _File:
    headers = {
        "Content-Type": f"{_TYPES[name.rpartition('.')[2]]}; charset=utf-8",
        "ETag": f'"{sha256(content).hexdigest()[:16]}"',
        "Cache-Control": "private, max-age=3600",
        "Vary": "Accept-Encoding",
    }
    return _File(content, gzip.compress(content, _LEVEL, mtime=0), headers)
