"""The authorize endpoint: a small page that asks Allow or Deny, and the way back to the client."""

import time
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from seatwise.sandbox.accounts import CLIENT_ID, SF_CLI_APP, Login
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.auth.forms import OAuthError, form
from seatwise.sandbox.sessions import CODE_SECONDS, Code

_KEPT = ("client_id", "redirect_uri", "state", "scope", "code_challenge", "code_challenge_method", "login_hint")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Allow access?</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}}
button{{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}}</style></head>
<body><h1>Allow access?</h1>
<p>Seatwise asks to use the API of the sandbox org <strong>{org}</strong> as <strong>{user}</strong>.</p>
<form method="post" action="/services/oauth2/authorize">{fields}
<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button></form>
</body></html>"""


def routes(org: Sandbox) -> list[Route]:
    """The consent page and its form."""

    def page(request: Request) -> Response:
        asked = dict(request.query_params)
        try:
            user = _asked_user(org, asked)
            return _refusal(asked) or _page(org, asked, user)
        except OAuthError as error:
            return _error_page(error)

    async def decided(request: Request) -> Response:
        asked = await form(request)
        try:
            user = _asked_user(org, asked)
        except OAuthError as error:
            return _error_page(error)
        if (refusal := _refusal(asked)) is not None:
            return refusal
        if asked.get("decision") != "allow":
            return _back(asked, {"error": "access_denied", "error_description": "end-user denied authorization"})
        code = org.sessions.issue(
            Code(
                username=user.username,
                client_id=asked["client_id"],
                redirect_uri=asked["redirect_uri"],
                challenge=asked["code_challenge"],
                scope=asked.get("scope", "api refresh_token"),
                expires=time.time() + CODE_SECONDS,
            )
        )
        return _back(asked, {"code": code})

    return [
        Route("/services/oauth2/authorize", page, methods=["GET"]),
        Route("/services/oauth2/authorize", decided, methods=["POST"]),
    ]


def _asked_user(org: Sandbox, asked: Mapping[str, str]) -> Login:
    """Who is asked: the login hint, or the first who can log in. A wrong client or way back is never redirected to."""
    if asked.get("client_id") not in (CLIENT_ID, SF_CLI_APP):
        raise OAuthError("invalid_client_id", "client identifier invalid")
    back = urlsplit(asked.get("redirect_uri", ""))
    if back.scheme not in ("http", "https") or (back.hostname or "") not in _LOOPBACK:
        raise OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration: any port of localhost")
    return org.logins.get(asked.get("login_hint", "")) or next(iter(org.logins.values()))


def _refusal(asked: Mapping[str, str]) -> Response | None:
    """What is sent back at once, without asking anybody."""
    if asked.get("response_type", "code") != "code":
        return _back(asked, {"error": "unsupported_response_type", "error_description": "response type not supported"})
    if not asked.get("code_challenge") or asked.get("code_challenge_method", "S256") != "S256":
        return _back(asked, {"error": "invalid_request", "error_description": "missing required code challenge"})
    return None


def _back(asked: Mapping[str, str], said: Mapping[str, str]) -> Response:
    """To the client's own address, with its state."""
    state = {"state": asked["state"]} if "state" in asked else {}
    joint = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    return RedirectResponse(f"{asked['redirect_uri']}{joint}{urlencode({**said, **state})}", 302)


def _page(org: Sandbox, asked: Mapping[str, str], user: Login) -> Response:
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(asked[name])}">' for name in _KEPT if name in asked
    )
    return HTMLResponse(_PAGE.format(org=escape(org.name), user=escape(user.username), fields=fields))


def _error_page(error: OAuthError) -> Response:
    text = f"error={error.error}&error_description={error.description}"
    return HTMLResponse(f"<!doctype html><html><body><p>{escape(text)}</p></body></html>", 400)
