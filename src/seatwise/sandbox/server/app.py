"""Builds the ASGI application: all routes and the middleware."""

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
from seatwise.sandbox.server.auth_middleware import ROOT, AuthMiddleware
from seatwise.sandbox.server.bulk.jobs import Jobs
from seatwise.sandbox.server.data import describe, limits
from seatwise.sandbox.server.data.composite import Composite
from seatwise.sandbox.server.data.query import Queries
from seatwise.sandbox.server.fault_middleware import FaultMiddleware
from seatwise.sandbox.server.responses import NOT_FOUND, ApiError, error_response
from seatwise.sandbox.soql import SoqlError

_NO_SUCH_METHOD = 405


def build_app(org: Sandbox) -> tuple[ASGIApp, Jobs]:
    """The ASGI application of an org, and its bulk jobs, which must be closed."""
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
    other_routes = [route for module in (soap, oauth, consent, identity, control) for route in module.routes(org)]
    data_api, others = AuthMiddleware(org, data), _routed(other_routes)

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        below = scope["path"] == ROOT or scope["path"].startswith(f"{ROOT}/")
        await (data_api if below else others)(scope, receive, send)

    return FaultMiddleware(org, dispatch), jobs


def _routed(routes: list[BaseRoute]) -> ASGIApp:
    handlers = {ApiError: _api_error, SoqlError: _soql_error, duckdb.Error: _query_failed, HTTPException: _http_error}
    return Starlette(routes=routes, exception_handlers=handlers)


def _api_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error_response(error)


def _soql_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, SoqlError)
    return error_response(ApiError(400, error.code, error.message))


def _query_failed(_: Request, error: Exception) -> Response:
    """DuckDB failed on translated SOQL: a bug of the sandbox, returned as Salesforce returns its own."""
    return error_response(ApiError(500, "UNKNOWN_EXCEPTION", f"The sandbox could not run this query: {error}"))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code != _NO_SUCH_METHOD:
        return error_response(NOT_FOUND)
    allowed = (error.headers or {}).get("Allow", "GET")
    text = f"HTTP Method '{request.method}' not allowed. Allowed are {allowed}"
    return error_response(ApiError(405, "METHOD_NOT_ALLOWED", text))
