"""Admits a request or refuses it, in one function. People and roles come here later."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

import anyio
from anyio import to_thread
from starlette.requests import Request

from seatwise.app.access.access_control import AccessControl
from seatwise.domain.access_token import AccessToken, TokenKind
from seatwise.domain.errors import StorageError
from seatwise.web.access.attempts import Attempts
from seatwise.web.access.site import Site

API: Final = "/api/"
ENTER: Final = "/enter"
_BEARER: Final = "bearer "
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_PAGES: Final = frozenset({"", "same-origin", "none"})  # Sec-Fetch-Site; programs and old browsers send none
# What the sign-in page needs.
_PUBLIC: Final = frozenset({"/static/seatwise.css", "/static/seatwise.svg"})
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Caller:
    """Who sent a request: the name of the token or session."""

    name: str


ANYONE: Final = Caller("")  # for what needs no token


@dataclass(frozen=True)
class Refusal:
    """Why a request is refused. `asks`: whether a token would let it in; `wait`: seconds until another may be tried."""

    status: int
    message: str
    next_step: str
    asks: bool = False
    wait: int = 0


@dataclass(frozen=True)
class AccessContext:
    """What admission needs: the addresses of the pages, the tokens, and the wrong ones of the last minute."""

    site: Site
    access: AccessControl
    attempts: Attempts = field(default_factory=Attempts)
    _limit: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(4))

    async def in_thread(self, call: Callable[[], Answer]) -> Answer:
        """Run what may read state.db in a thread of its own: it does not wait for pages, nor they for it."""
        return await to_thread.run_sync(call, limiter=self._limit)


WRONG_TOKEN: Final = Refusal(401, "This token is not valid.", "Check it, or ask for a new one.", asks=True)
_NO_TOKEN: Final = Refusal(
    401,
    "The API needs a token.",
    "Send one as `Authorization: Bearer TOKEN`. Make one: seatwise token create NAME",
    asks=True,
)
_NOT_SIGNED_IN: Final = Refusal(401, "This browser is not signed in.", "", asks=True)
_FOREIGN: Final = Refusal(403, "This request comes from another site, so it was refused.", "Open the page itself.")
TOKENS_UNREADABLE: Final = Refusal(
    503, "Seatwise cannot check tokens: its database cannot be read.", "Check the disk of the machine where it runs."
)


async def admit(request: Request, context: AccessContext) -> Caller | Refusal:
    """The caller, or why the request is refused: checks its host, the page that it comes from, then its token."""
    if not context.site.answers(request):
        name = context.site.host(request)[:100]
        return Refusal(
            403,
            f"Seatwise does not serve the host name {name!r}.",
            "Open the address that it printed at its start.",
        )
    if _is_foreign(request, context.site):
        return _FOREIGN
    if request.scope["path"] in _PUBLIC or is_entry(request):
        return ANYONE
    try:
        return await _caller(request, context)
    except StorageError:
        return TOKENS_UNREADABLE


def is_entry(request: Request) -> bool:
    """Whether the request brings a token to be exchanged for a session."""
    if request.scope["path"] == ENTER:
        return request.method == "POST"
    return request.scope["path"] == "/" and request.method == "GET" and "token" in request.query_params


async def find(context: AccessContext, token: str) -> AccessToken | None:
    """The session or API token of this text; from memory unless state.db has changed. Raises StorageError."""
    if context.access.is_current:
        return context.access.find(token)
    return await context.in_thread(partial(context.access.find, token))


def too_many(wait: int) -> Refusal:
    """Refuses a client that has tried too many wrong tokens."""
    return Refusal(429, "Too many wrong tokens.", f"Try again in {wait} s.", asks=True, wait=wait)


def _is_foreign(request: Request, site: Site) -> bool:
    """Whether another site's page has sent the request; links to our pages are followed from anywhere."""
    fetch_site = request.headers.get("sec-fetch-site", "")
    if request.method in _SAFE:
        opens_page = request.headers.get("sec-fetch-mode") == "navigate" and (
            request.headers.get("sec-fetch-dest", "document") == "document"
        )
        return fetch_site not in _OWN_PAGES and not opens_page
    return fetch_site not in _OWN_PAGES or request.headers.get("origin") not in (None, site.origin(request))


async def _caller(request: Request, context: AccessContext) -> Caller | Refusal:
    """The caller, by a program's Bearer token or the session of a browser's cookie."""
    is_api = request.scope["path"].startswith(API)
    authorization = request.headers.get("authorization", "")
    if is_api and authorization:
        if not authorization.lower().startswith(_BEARER):
            return _NO_TOKEN
        return await _program(authorization[len(_BEARER) :].strip(), request, context)
    session = request.cookies.get(context.site.cookie)
    found = await find(context, session) if session else None
    if found is not None and found.kind is TokenKind.SESSION:
        return Caller(found.name)
    return _NO_TOKEN if is_api else _NOT_SIGNED_IN


async def _program(token: str, request: Request, context: AccessContext) -> Caller | Refusal:
    """The caller of a Bearer token. Attempts are limited only for SEATWISE_TOKEN, which might be guessed."""
    found = await find(context, token)
    if found is not None and found.kind is TokenKind.API:
        return Caller(found.name)
    client = context.site.client(request)
    if wait := context.attempts.wait(client):
        return too_many(wait)
    if context.access.is_chosen(token):
        return Caller("SEATWISE_TOKEN")
    context.attempts.add(client)
    return WRONG_TOKEN
