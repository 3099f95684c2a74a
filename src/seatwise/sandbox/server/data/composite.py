"""composite and composite/batch: several reads in one call."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from seatwise.sandbox.server.auth_middleware import ROOT
from seatwise.sandbox.server.responses import Caller, Refusal, answer, unpacked

MOST_REQUESTS, MOST_QUERIES = 25, 5
_BELOW = re.compile(rf"(?:{ROOT}/)?v\d+\.\d(/[^?]*)")


@dataclass
class Composite:
    """The composite resources. `inner` answers the subrequests; it is set once the routes are known."""

    inner: ASGIApp | None = None

    def routes(self) -> list[Route]:
        """Paths below the version."""
        return [
            Route("/composite", self.composite, methods=["POST"]),
            Route("/composite/batch", self.batch, methods=["POST"]),
        ]

    async def composite(self, request: Request) -> Response:
        """Named subrequests, each with its status and body. References between them are not followed."""
        asked = await _asked(request, "compositeRequest")
        _limit([str(item.get("url", "")) for item in asked])
        told = []
        for item in asked:
            status, body = await self._run(request, str(item.get("method", "GET")), str(item.get("url", "")))
            reference = item.get("referenceId", "")
            told.append({"body": body, "httpHeaders": {}, "httpStatusCode": status, "referenceId": reference})
        return answer({"compositeResponse": told})

    async def batch(self, request: Request) -> Response:
        """Independent subrequests, in order."""
        asked = await _asked(request, "batchRequests")
        _limit([str(item.get("url", "")) for item in asked])
        results = []
        for item in asked:
            status, body = await self._run(request, str(item.get("method", "GET")), str(item.get("url", "")))
            results.append({"statusCode": status, "result": body})
        return answer({"hasErrors": any(item["statusCode"] >= 400 for item in results), "results": results})  # noqa: PLR2004 - HTTP: errors begin at 400

    async def _run(self, request: Request, method: str, url: str) -> tuple[int, Any]:
        """Answer one subrequest as if it had come alone."""
        assert self.inner is not None
        parts = urlsplit(url)
        match = _BELOW.fullmatch(unquote(parts.path).lstrip("/") if not url.startswith("/") else unquote(parts.path))
        if match is None:
            return 404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]
        if method.upper() != "GET":
            message = "Only GET subrequests are answered by the sandbox org"
            return 405, [{"errorCode": "METHOD_NOT_ALLOWED", "message": message}]
        scope: dict[str, Any] = {
            **request.scope,
            "method": "GET",
            "path": match[1].rstrip("/") or "/",
            "query_string": quote(parts.query, safe="=&%+()*',:;/!~.-_").encode(),
        }
        for leftover in ("app", "router", "endpoint", "path_params", "route"):
            scope.pop(leftover, None)
        unpacked(scope)
        Caller.of(request).sign(scope)
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        await self.inner(scope, request.receive, keep)
        body = b"".join(message.get("body", b"") for message in sent)
        return int(sent[0]["status"]), json.loads(body) if body else None


async def _asked(request: Request, name: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(await request.body())
        items = data[name]
    except (ValueError, TypeError, KeyError):
        raise Refusal(400, "JSON_PARSER_ERROR", f"The body needs a list {name}") from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Refusal(400, "JSON_PARSER_ERROR", f"{name} is not a list of objects")
    return items


def _limit(urls: list[str]) -> None:
    if len(urls) > MOST_REQUESTS:
        raise Refusal(400, "LIMIT_EXCEEDED", f"A composite has at most {MOST_REQUESTS} subrequests")
    if sum("/query" in url for url in urls) > MOST_QUERIES:
        raise Refusal(400, "LIMIT_EXCEEDED", f"A composite has at most {MOST_QUERIES} queries")
