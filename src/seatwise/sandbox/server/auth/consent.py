"""The authorize endpoint: a page with Allow and Deny, and the redirect back to the client."""

import time
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from seatwise.sandbox.accounts import CLIENT_ID, SF_CLI_APP, Account
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.auth.forms import OAuthError, form
from seatwise.sandbox.sessions import CODE_SECONDS, Code

_PARAMETERS = ("client_id", "redirect_uri", "state", "scope", "code_challenge", "code_challenge_method", "login_hint")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Allow access?</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}}
button{{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}}</style></head>
<body><h1>Allow access?</h1>
<p>Seatwise wants to use the API of the sandbox org <strong>{org}</strong> as <strong>{user}</strong>.</p>
<form method="post" action="/services/oauth2/authorize">{fields}
<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button></form>
</body></html>"""


def routes(org: Sandbox) -> list[Route]:
    """The consent page and its form."""

    def page(request: Request) -> Response:
        query = dict(request.query_params)
        try:
            user = _user(org, query)
            return _invalid(query) or _page(org, query, user)
        except OAuthError as error:
            return _error_page(error)

    async def decide(request: Request) -> Response:
        query = await form(request)
        try:
            user = _user(org, query)
        except OAuthError as error:
            return _error_page(error)
        if (invalid := _invalid(query)) is not None:
            return invalid
        if query.get("decision") != "allow":
            return _redirect(query, {"error": "access_denied", "error_description": "end-user denied authorization"})
        code = org.sessions.issue_code(
            Code(
                username=user.username,
                client_id=query["client_id"],
                redirect_uri=query["redirect_uri"],
                challenge=query["code_challenge"],
                scope=query.get("scope", "api refresh_token"),
                expires=time.time() + CODE_SECONDS,
            )
        )
        return _redirect(query, {"code": code})

    return [
        Route("/services/oauth2/authorize", page, methods=["GET"]),
        Route("/services/oauth2/authorize", decide, methods=["POST"]),
    ]


def _user(org: Sandbox, query: Mapping[str, str]) -> Account:
    """The user: the login hint, or the first account. A wrong client or redirect URI gets no redirect."""
    if query.get("client_id") not in (CLIENT_ID, SF_CLI_APP):
        raise OAuthError("invalid_client_id", "client identifier invalid")
    target = urlsplit(query.get("redirect_uri", ""))
    if target.scheme not in ("http", "https") or (target.hostname or "") not in _LOOPBACK:
        raise OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration: any port of localhost")
    return org.accounts.get(query.get("login_hint", "")) or next(iter(org.accounts.values()))


def _invalid(query: Mapping[str, str]) -> Response | None:
    """The redirect for an invalid request, or None."""
    if query.get("response_type", "code") != "code":
        return _redirect(
            query, {"error": "unsupported_response_type", "error_description": "response type not supported"}
        )
    if not query.get("code_challenge") or query.get("code_challenge_method", "S256") != "S256":
        return _redirect(query, {"error": "invalid_request", "error_description": "missing required code challenge"})
    return None


def _redirect(query: Mapping[str, str], result: Mapping[str, str]) -> Response:
    """Redirect to the client, with its state."""
    state = {"state": query["state"]} if "state" in query else {}
    separator = "&" if urlsplit(query["redirect_uri"]).query else "?"
    return RedirectResponse(f"{query['redirect_uri']}{separator}{urlencode({**result, **state})}", 302)


def _page(org: Sandbox, query: Mapping[str, str], user: Account) -> Response:
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(query[name])}">' for name in _PARAMETERS if name in query
    )
    return HTMLResponse(_PAGE.format(org=escape(org.name), user=escape(user.username), fields=fields))


def _error_page(error: OAuthError) -> Response:
    text = f"error={error.error}&error_description={error.description}"
    return HTMLResponse(f"<!doctype html><html><body><p>{escape(text)}</p></body></html>", 400)
