"""Signing in: exchanges a token for a cookie; and the page that says where to find one."""

from functools import partial
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from seatwise.domain.access_token import TokenKind
from seatwise.domain.errors import StorageError
from seatwise.web.access.admission import API, TOKENS_UNREADABLE, WRONG_TOKEN, AccessContext, Refusal, find, too_many
from seatwise.web.access.site import Site, local_path
from seatwise.web.templating import page

_USED = Refusal(
    401,
    "This address has been used, or has expired.",
    "Each address opens the pages once, within an hour.",
    asks=True,
)
_CHALLENGE = 'Bearer realm="Seatwise"'


async def enter(request: Request, context: AccessContext) -> Response:
    """Exchange the token of an address or a form for a cookie, and go on to the address without it."""
    try:
        return await _enter(request, context)
    except StorageError:
        return refusal_page(request, context.site, TOKENS_UNREADABLE)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody is there to read it


async def _enter(request: Request, context: AccessContext) -> Response:
    if request.method == "POST":
        form = _fields(await request.body())
        token, then = form.get("token", "").strip(), local_path(form.get("next", ""))
        found = await _session(token, request, context)
    else:
        token, then = request.query_params["token"], local_path(request.query_params.get("next", ""))
        found = await context.in_thread(partial(context.access.use_start, token)) or _USED
        if isinstance(found, Refusal) and await _is_signed_in(request, context):
            return RedirectResponse(then, 303)
    if isinstance(found, Refusal):
        return refusal_page(request, context.site, found, then)
    answer = RedirectResponse(then, 303)
    lifetime = TokenKind.SESSION.lifetime
    assert lifetime is not None
    answer.set_cookie(
        context.site.cookie,
        found,
        max_age=int(lifetime.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=context.site.is_secure,
    )
    return answer


def _fields(body: bytes) -> dict[str, str]:
    """The fields of a form; none of what is no form."""
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=10))
    except ValueError:
        return {}


async def _session(token: str, request: Request, context: AccessContext) -> str | Refusal:
    """The session that a token opens: a start token, an API token, or the one set by hand, which might be guessed."""
    if opened := await context.in_thread(partial(context.access.open_session, token)):
        return opened
    client = context.site.client(request)
    if wait := context.attempts.wait(client):
        return too_many(wait)
    if opened := await context.in_thread(partial(context.access.open_with_chosen, token)):
        return opened
    context.attempts.add(client)
    return WRONG_TOKEN


async def _is_signed_in(request: Request, context: AccessContext) -> bool:
    session = request.cookies.get(context.site.cookie)
    try:
        found = await find(context, session) if session else None
    except StorageError:
        return False
    return found is not None and found.kind is TokenKind.SESSION


def refusal_page(request: Request, site: Site, refusal: Refusal, then: str = "") -> Response:
    """Why the request was refused, and a form for a token where one helps; for programs as JSON."""
    headers = {"WWW-Authenticate": _CHALLENGE} if refusal.status == 401 else {}  # noqa: PLR2004 - HTTP's own number
    if refusal.wait:
        headers["Retry-After"] = str(refusal.wait)
    if request.scope["path"].startswith(API):
        return JSONResponse({"error": refusal.message, "next_step": refusal.next_step}, refusal.status, headers)
    context = {"then": then or _wanted(request), "local": site.is_local, "command": site.open_command}
    answer = page(request, "sign_in.html", refusal.status, refusal=refusal, nav="", **context)
    answer.headers.update(headers)
    return answer


def _wanted(request: Request) -> str:
    """The page to show after signing in: the requested one, or the one that requested a part of itself."""
    if "HX-Request" in request.headers:
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
        return local_path(f"{shown.path}?{shown.query}" if shown.query else shown.path)
    if request.method not in ("GET", "HEAD"):
        return "/"
    path, query = request.scope["raw_path"].decode("latin-1"), request.scope["query_string"].decode("latin-1")
    return local_path(f"{path}?{query}" if query else path)
