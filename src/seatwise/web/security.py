"""What every answer carries, and who is let in: requests to this server's own name, from its own pages."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
NAME: Final = "Seatwise"  # another Seatwise on the same port is recognized by it
HEADERS: Final = {
    "Server": NAME,
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})

Next = Callable[[Request], Awaitable[Response]]


def guard(allowed_hosts: frozenset[str]) -> Callable[[Request, Next], Awaitable[Response]]:
    """A middleware: refuses foreign hosts (DNS rebinding) and foreign pages (CSRF), and sets the headers."""
    hosts = _LOCAL | allowed_hosts

    async def middleware(request: Request, call_next: Next) -> Response:
        refusal = _refusal(request, hosts)
        answer = PlainTextResponse(refusal, status_code=403) if refusal else await call_next(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            answer.headers.setdefault("Cache-Control", "no-store")
            answer.headers["Vary"] = "HX-Request"
        return answer

    return middleware


def _refusal(request: Request, hosts: frozenset[str]) -> str:
    host = request.headers.get("host", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if name not in hosts:
        return f"Seatwise does not serve the host name {name!r}. Open the address that it gave when it was started."
    origin = request.headers.get("origin")
    if request.method not in _SAFE and origin not in (None, f"{request.url.scheme}://{host}"):
        return "This request comes from another site, so it was refused."
    return ""
