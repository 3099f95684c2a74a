"""The outermost middleware: adds the Date header, logs the call and applies the faults."""

import asyncio
import csv
import io
import json
import re
import time
from collections.abc import Sequence
from email.utils import format_datetime
from urllib.parse import unquote_plus

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Call, Sandbox
from seatwise.sandbox.server.bulk.jobs import FAULT
from seatwise.sandbox.server.connection_cutter import cut
from seatwise.sandbox.server.responses import ApiError, error_response, without_compression

CONTROL = "/sandbox"
MAINTENANCE = """<!doctype html><html><head><title>Maintenance</title></head><body>
<h1>We are down for maintenance.</h1><p>Please try again later.</p></body></html>"""
_LOOKS_EVERY = 0.02  # seconds
_SLASHES = re.compile("/{2,}")
_ERRORS = {
    Kind.UNAVAILABLE: ApiError(503, "SERVER_UNAVAILABLE", "The server is temporarily unavailable"),
    Kind.UNKNOWN_EXCEPTION: ApiError(
        500, "UNKNOWN_EXCEPTION", "An unexpected error occurred. Please include this ErrorId: 1234567890-1 (1)"
    ),
    Kind.EXPIRED_LOCATOR: ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator"),
}
_REWRITTEN = frozenset({Kind.RESET_MID_BODY, Kind.TRUNCATED, Kind.MISSING_COLUMN, Kind.WRONG_COUNT})


class FaultMiddleware:
    """Wraps the whole application."""

    def __init__(self, org: Sandbox, inner: ASGIApp) -> None:
        self.org, self.inner = org, inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request, with the faults that match it."""
        if scope["type"] != "http":
            return
        scope["path"] = target = _SLASHES.sub("/", scope["path"])  # the Salesforce CLI requests //services/data
        if scope["query_string"]:
            target += "?" + unquote_plus(scope["query_string"].decode("latin-1"))
        controlled = scope["path"] == CONTROL or scope["path"].startswith(CONTROL + "/")
        statuses: list[int] = []

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
                MutableHeaders(scope=message)["date"] = format_datetime(self.org.clock(), usegmt=True)
            await send(message)

        faults = [] if controlled else self.org.faults.matching(scope["method"], target)
        try:
            await self._respond(faults, scope, receive, dated)
        finally:
            if not controlled:
                self.org.calls.append(Call(scope["method"], target, statuses[0] if statuses else 0))

    async def _respond(self, faults: Sequence[Fault], scope: Scope, receive: Receive, send: Send) -> None:
        for fault in faults:
            match fault.kind:
                case Kind.SLOW:
                    await self._delay(fault)
                case Kind.EXPIRED_SESSION:
                    header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
                    self.org.sessions.end(header.partition(" ")[2].strip())
                case Kind.JOB_FAILED | Kind.JOB_GONE | Kind.JOB_STUCK:
                    scope[FAULT] = fault.kind
                case Kind.RESET:
                    await cut(scope)
                    return
                case _:
                    replacement = _replacement(fault, self.org.daily_calls)
                    if replacement is not None:
                        await replacement(scope, receive, send)
                        return
        rewritten = [fault for fault in faults if fault.kind in _REWRITTEN]
        if rewritten:
            await self._rewrite(rewritten, scope, receive, send)
        else:
            await self.inner(scope, receive, send)

    async def _delay(self, fault: Fault) -> None:
        until = time.monotonic() + fault.seconds
        while (left := until - time.monotonic()) > 0 and fault in self.org.faults.all():  # noqa: ASYNC110 - removed by another thread
            await asyncio.sleep(min(left, _LOOKS_EVERY))

    async def _rewrite(self, faults: Sequence[Fault], scope: Scope, receive: Receive, send: Send) -> None:
        """Collect the whole response, damage it and send it."""
        without_compression(scope)
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        await self.inner(scope, receive, collect)
        start, body = messages[0], b"".join(message.get("body", b"") for message in messages[1:])
        headers = MutableHeaders(scope=start)
        for fault in faults:
            match fault.kind:
                case Kind.TRUNCATED:
                    body = body[: len(body) * 2 // 3]
                case Kind.MISSING_COLUMN:
                    body = _without_last_column(body)
                case Kind.WRONG_COUNT:
                    body = _with_wrong_count(headers, body)
                case _:
                    pass
        headers["content-length"] = str(len(body))
        await send(start)
        if any(fault.kind is Kind.RESET_MID_BODY for fault in faults):
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await asyncio.sleep(0.05)  # so that a part of it arrives
            await cut(scope)
            return
        await send({"type": "http.response.body", "body": body})


def _replacement(fault: Fault, daily_calls: int) -> Response | None:
    """The response that replaces the real one."""
    if fault.kind in _ERRORS:
        return error_response(_ERRORS[fault.kind])
    match fault.kind:
        case Kind.TOO_MANY:
            response = error_response(ApiError(429, "REQUEST_LIMIT_EXCEEDED", "Too many requests; slow down"))
            response.headers["Retry-After"] = str(int(fault.seconds))
            return response
        case Kind.QUOTA:
            response = error_response(ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."))
            response.headers["Sforce-Limit-Info"] = f"api-usage={daily_calls}/{daily_calls}"
            return response
        case Kind.HTML:
            return HTMLResponse(MAINTENANCE, fault.status)
        case Kind.REDIRECT:
            return RedirectResponse(fault.location, 302)
        case _:
            return None


def _without_last_column(body: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(row[:-1] for row in rows)
    return out.getvalue().encode()


def _with_wrong_count(headers: MutableHeaders, body: bytes) -> bytes:
    """The response with a count that is one too high."""
    if "sforce-numberofrecords" in headers:
        headers["sforce-numberofrecords"] = str(int(headers["sforce-numberofrecords"]) + 1)
        return body
    try:
        data = json.loads(body)
    except ValueError:
        return body
    if isinstance(data, dict) and "totalSize" in data:
        data["totalSize"] += 1
    return json.dumps(data).encode()
