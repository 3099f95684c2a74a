"""The gate before the data API: version, session, edition, quota; then the call counts and goes through."""

import re
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.responses import NOT_FOUND, Caller, Refusal, answer, refused

OLDEST, NEWEST = 31, 68
ROOT = "/services/data"
_PATH = re.compile(rf"{ROOT}/v(\d+)\.(\d)(/.*)?")
_SEASONS = ("Spring", "Summer", "Winter")  # v67 is Summer '26, v68 Winter '27
_FIRST = 31
LONGEST = 16_384  # bytes of the URI and the headers


def versions() -> list[dict[str, str]]:
    """What GET /services/data lists, oldest first."""
    listed = []
    for number in range(OLDEST, NEWEST + 1):
        season = _SEASONS[(number - _FIRST + 1) % 3]
        year = 14 + (number - _FIRST + 1 + (season == "Winter")) // 3
        label = f"{season} \N{RIGHT SINGLE QUOTATION MARK}{year}"
        listed.append({"label": label, "url": f"{ROOT}/v{number}.0", "version": f"{number}.0"})
    return listed


class Gate:
    """Lets calls of the data API through to `inner`, which sees paths below the version: `/query`."""

    def __init__(self, org: Sandbox, inner: ASGIApp) -> None:
        self.org, self.inner = org, inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["path"].rstrip("/") == ROOT:
            await answer(versions())(scope, receive, send)
            return
        try:
            inside = self._enter(scope)
        except Refusal as refusal:
            await refused(refusal)(scope, receive, send)
            return
        used = self.org.count_call()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                usage = f"api-usage={used}/{self.org.daily_calls}".encode()
                message["headers"] = [*message["headers"], (b"sforce-limit-info", usage)]
            await send(message)

        await self.inner(inside, receive, told)

    def _enter(self, scope: Scope) -> MutableMapping[str, Any]:
        match = _PATH.fullmatch(scope["path"])
        if match is None:
            raise NOT_FOUND
        number = int(match[1])
        if number < OLDEST:
            raise Refusal(
                410, "UNSUPPORTED_API_VERSION", f"API version {number}.0 is retired. Use {OLDEST}.0 or later."
            )
        if number > NEWEST:
            raise NOT_FOUND
        headers = sum(len(name) + len(value) for name, value in scope["headers"])
        if len(scope["raw_path"]) + len(scope["query_string"]) + headers > LONGEST:
            raise Refusal(414, "URI_TOO_LONG", f"The URI and the headers have more than {LONGEST} bytes")
        session = self._session(scope)
        username = self.org.sessions.user(session)
        login = self.org.logins.get(username or "")
        if login is None:
            raise Refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if not self.org.admits(login):
            raise Refusal(
                403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization or this user."
            )
        if self.org.calls_used >= self.org.daily_calls:
            raise Refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        inside = {**scope, "path": (match[3] or "").rstrip("/") or "/", "root_path": ""}
        Caller(login, session, f"{number}.{match[2]}").sign(inside)
        return inside

    @staticmethod
    def _session(scope: Scope) -> str:
        header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        kind, _, session = header.partition(" ")
        return session.strip() if kind.lower() in ("bearer", "oauth") else ""
