"""Middleware of the data API: checks version, session, edition and quota, and counts the call."""

import re
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.responses import NOT_FOUND, ApiError, Caller, error_response, json_response

OLDEST, NEWEST = 31, 68
ROOT = "/services/data"
_PATH = re.compile(rf"{ROOT}/v(\d+)\.(\d)(/.*)?")
_SEASONS = ("Spring", "Summer", "Winter")  # v67 is Summer '26, v68 Winter '27
_FIRST = 31
MAX_HEADER_BYTES = 16_384  # of the URI and the headers


def versions() -> list[dict[str, str]]:
    """The list of GET /services/data, oldest first."""
    listed = []
    for number in range(OLDEST, NEWEST + 1):
        season = _SEASONS[(number - _FIRST + 1) % 3]
        year = 14 + (number - _FIRST + 1 + (season == "Winter")) // 3
        label = f"{season} \N{RIGHT SINGLE QUOTATION MARK}{year}"
        listed.append({"label": label, "url": f"{ROOT}/v{number}.0", "version": f"{number}.0"})
    return listed


class AuthMiddleware:
    """Passes authorized calls of the data API to `inner`, with the path after the version: `/query`."""

    def __init__(self, org: Sandbox, inner: ASGIApp) -> None:
        self.org, self.inner = org, inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond, or pass the call on."""
        if scope["path"].rstrip("/") == ROOT:
            await json_response(versions())(scope, receive, send)
            return
        try:
            inside = self._authorize(scope)
        except ApiError as error:
            await error_response(error)(scope, receive, send)
            return
        used = self.org.count_call()

        async def with_usage(message: Message) -> None:
            if message["type"] == "http.response.start":
                usage = f"api-usage={used}/{self.org.daily_calls}".encode()
                message["headers"] = [*message["headers"], (b"sforce-limit-info", usage)]
            await send(message)

        await self.inner(inside, receive, with_usage)

    def _authorize(self, scope: Scope) -> MutableMapping[str, Any]:
        match = _PATH.fullmatch(scope["path"])
        if match is None:
            raise NOT_FOUND
        number = int(match[1])
        if number < OLDEST:
            raise ApiError(
                410, "UNSUPPORTED_API_VERSION", f"API version {number}.0 is retired. Use {OLDEST}.0 or later."
            )
        if number > NEWEST:
            raise NOT_FOUND
        headers = sum(len(name) + len(value) for name, value in scope["headers"])
        if len(scope["raw_path"]) + len(scope["query_string"]) + headers > MAX_HEADER_BYTES:
            raise ApiError(414, "URI_TOO_LONG", f"The URI and the headers have more than {MAX_HEADER_BYTES} bytes")
        session = self._session(scope)
        username = self.org.sessions.user(session)
        account = self.org.accounts.get(username or "")
        if account is None:
            raise ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if not self.org.allows_api(account):
            raise ApiError(
                403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization or this user."
            )
        if self.org.calls_used >= self.org.daily_calls:
            raise ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        inside = {**scope, "path": (match[3] or "").rstrip("/") or "/", "root_path": ""}
        Caller(account, session, f"{number}.{match[2]}").attach(inside)
        return inside

    @staticmethod
    def _session(scope: Scope) -> str:
        header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        kind, _, session = header.partition(" ")
        return session.strip() if kind.lower() in ("bearer", "oauth") else ""
