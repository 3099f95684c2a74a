"""composite and composite/batch: several GETs in one call."""

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
from seatwise.sandbox.server.responses import ApiError, Caller, json_response, without_compression

MOST_REQUESTS, MOST_QUERIES = 25, 5
_BELOW = re.compile(rf"(?:{ROOT}/)?v\d+\.\d(/[^?]*)")


@dataclass
class Composite:
    """The composite resources. `inner` handles the subrequests; it is set when the routes exist."""

    inner: ASGIApp | None = None

    def routes(self) -> list[Route]:
        """Paths after the version."""
        return [
            Route("/composite", self.composite, methods=["POST"]),
            Route("/composite/batch", self.batch, methods=["POST"]),
        ]

    async def composite(self, request: Request) -> Response:
        """Named subrequests, each with its status and body. References between them are not supported."""
        subrequests = await _subrequests(request, "compositeRequest")
        _limit([str(item.get("url", "")) for item in subrequests])
        responses = []
        for item in subrequests:
            status, body = await self._run(request, str(item.get("method", "GET")), str(item.get("url", "")))
            reference = item.get("referenceId", "")
            responses.append({"body": body, "httpHeaders": {}, "httpStatusCode": status, "referenceId": reference})
        return json_response({"compositeResponse": responses})

    async def batch(self, request: Request) -> Response:
        """Independent subrequests, in order."""
        subrequests = await _subrequests(request, "batchRequests")
        _limit([str(item.get("url", "")) for item in subrequests])
        results = []
        for item in subrequests:
            status, body = await self._run(request, str(item.get("method", "GET")), str(item.get("url", "")))
            results.append({"statusCode": status, "result": body})
        return json_response({"hasErrors": any(item["statusCode"] >= 400 for item in results), "results": results})  # noqa: PLR2004 - HTTP: errors start at 400

    async def _run(self, request: Request, method: str, url: str) -> tuple[int, Any]:
        """Run one subrequest as a request of its own."""
        assert self.inner is not None
        parts = urlsplit(url)
        match = _BELOW.fullmatch(unquote(parts.path).lstrip("/") if not url.startswith("/") else unquote(parts.path))
        if match is None:
            return 404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]
        if method.upper() != "GET":
            message = "The sandbox org supports GET subrequests only"
            return 405, [{"errorCode": "METHOD_NOT_ALLOWED", "message": message}]
        scope: dict[str, Any] = {
            **request.scope,
            "method": "GET",
            "path": match[1].rstrip("/") or "/",
            "query_string": quote(parts.query, safe="=&%+()*',:;/!~.-_").encode(),
        }
        for leftover in ("app", "router", "endpoint", "path_params", "route"):
            scope.pop(leftover, None)
        without_compression(scope)
        Caller.of(request).attach(scope)
        sent: list[Message] = []

        async def collect(message: Message) -> None:
            sent.append(message)

        await self.inner(scope, request.receive, collect)
        body = b"".join(message.get("body", b"") for message in sent)
        return int(sent[0]["status"]), json.loads(body) if body else None


async def _subrequests(request: Request, name: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(await request.body())
        items = data[name]
    except (ValueError, TypeError, KeyError):
        raise ApiError(400, "JSON_PARSER_ERROR", f"The body needs a list {name}") from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ApiError(400, "JSON_PARSER_ERROR", f"{name} is not a list of objects")
    return items


def _limit(urls: list[str]) -> None:
    if len(urls) > MOST_REQUESTS:
        raise ApiError(400, "LIMIT_EXCEEDED", f"A composite has at most {MOST_REQUESTS} subrequests")
    if sum("/query" in url for url in urls) > MOST_QUERIES:
        raise ApiError(400, "LIMIT_EXCEEDED", f"A composite has at most {MOST_QUERIES} queries")
