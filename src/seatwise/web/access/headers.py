"""What every answer carries, so that browsers do nothing with it but show it."""

from typing import Final

from starlette.datastructures import MutableHeaders

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
STATIC: Final = "/static/"


def add_headers(headers: MutableHeaders, path: str) -> None:
    """Add them to an answer; of what a page shows no cache may keep a copy."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if not path.startswith(STATIC):
        headers.setdefault("Cache-Control", "no-store")
        headers["Vary"] = "HX-Request"
