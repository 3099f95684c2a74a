"""The whole server: every route, and what stands before them."""

import duckdb
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server import control
from seatwise.sandbox.server.auth import consent, identity, oauth, soap
from seatwise.sandbox.server.auth_middleware import ROOT, Gate
from seatwise.sandbox.server.bulk.jobs import Jobs
from seatwise.sandbox.server.data import describe, limits
from seatwise.sandbox.server.data.composite import Composite
from seatwise.sandbox.server.data.query import Queries
from seatwise.sandbox.server.fault_middleware import Edge
from seatwise.sandbox.server.responses import NOT_FOUND, Refusal, refused
from seatwise.sandbox.soql import SoqlError

_NO_SUCH_METHOD = 405


def build_app(org: Sandbox) -> tuple[ASGIApp, Jobs]:
    """The ASGI application of an org, and its bulk jobs, which want closing."""
    jobs, composite = Jobs(org), Composite()
    data = _routed(
        [
            *limits.routes(org),
            *Queries(org).routes(),
            *describe.routes(org),
            *jobs.routes(),
            *composite.routes(),
        ]
    )
    composite.inner = data
    ways_in = [route for room in (soap, oauth, consent, identity, control) for route in room.routes(org)]
    gate, others = Gate(org, data), _routed(ways_in)

    async def split(scope: Scope, receive: Receive, send: Send) -> None:
        below = scope["path"] == ROOT or scope["path"].startswith(f"{ROOT}/")
        await (gate if below else others)(scope, receive, send)

    return Edge(org, split), jobs


def _routed(routes: list[BaseRoute]) -> ASGIApp:
    handlers = {Refusal: _refused, SoqlError: _soql, duckdb.Error: _broken, HTTPException: _http}
    return Starlette(routes=routes, exception_handlers=handlers)


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return refused(error)


def _soql(_: Request, error: Exception) -> Response:
    assert isinstance(error, SoqlError)
    return refused(Refusal(400, error.code, error.message))


def _broken(_: Request, error: Exception) -> Response:
    """DuckDB could not run what the SOQL became: a mistake of the sandbox, told as Salesforce tells its own."""
    return refused(Refusal(500, "UNKNOWN_EXCEPTION", f"The sandbox could not run this query: {error}"))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code != _NO_SUCH_METHOD:
        return refused(NOT_FOUND)
    allowed = (error.headers or {}).get("Allow", "GET")
    text = f"HTTP Method '{request.method}' not allowed. Allowed are {allowed}"
    return refused(Refusal(405, "METHOD_NOT_ALLOWED", text))
