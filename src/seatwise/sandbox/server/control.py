"""Control endpoints under /sandbox, which Salesforce does not have: credentials, faults, clock, calls, accounts."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seatwise.domain.errors import UsageError
from seatwise.sandbox.accounts import CLIENT_ID, CLIENT_SECRET, PERMISSIONS
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.responses import ApiError, json_response

_ENDPOINTS = {
    "GET /sandbox": "describes this org and how to log in",
    "GET /sandbox/jwt-key": "the private key of the connected app, PEM",
    "GET, POST, DELETE /sandbox/faults": "the faults to simulate: one or a list",
    "POST /sandbox/clock": 'stop the clock at a time: {"now": "2026-12-21T09:00:00Z"}',
    "DELETE /sandbox/clock": "use this machine's clock",
    "GET, DELETE /sandbox/calls": "the requests so far",
    "POST /sandbox/accounts": 'change one: {"username": ..., "permissions": [...], "password": ..., "active": ...}',
    "DELETE /sandbox/sessions": "end all sessions",
}


def routes(org: Sandbox) -> list[Route]:
    """The control endpoints."""
    return [
        Route("/sandbox", lambda _: json_response(_about(org)), methods=["GET"]),
        Route("/sandbox/jwt-key", lambda _: Response(org.jwt_key, media_type="application/x-pem-file")),
        *_faults(org),
        *_calls(org),
        *_accounts(org),
        *_clock(org),
    ]


def _about(org: Sandbox) -> dict[str, object]:
    return {
        "about": "A local test org of Seatwise with sample data. All users and records are invented.",
        "url": org.url,
        "organization": {"id": org.org_id, "name": org.name, "edition": org.edition, "users": org.users},
        "clock": org.clock().isoformat(),
        "accounts": [
            {
                "username": account.username,
                "password": account.password,
                "security_token": account.security_token,
                "user_id": account.user_id,
                "permissions": sorted(account.permissions),
            }
            for account in org.accounts.values()
        ],
        "connected_app": {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
        "faults": list(Kind),
        "endpoints": _ENDPOINTS,
    }


def _faults(org: Sandbox) -> list[Route]:
    async def add(request: Request) -> Response:
        data = await _json(request)
        try:
            faults = [Fault.from_json(item) for item in (data if isinstance(data, list) else [data])]
        except UsageError as error:
            raise ApiError(400, "INVALID_FAULT", str(error)) from error
        for fault in faults:
            org.faults.add(fault)
        return show(request)

    def show(_: Request) -> Response:
        return json_response([fault.as_json() for fault in org.faults.all()])

    def clear(request: Request) -> Response:
        org.faults.clear()
        return show(request)

    return [
        Route("/sandbox/faults", add, methods=["POST"]),
        Route("/sandbox/faults", show, methods=["GET"]),
        Route("/sandbox/faults", clear, methods=["DELETE"]),
    ]


def _calls(org: Sandbox) -> list[Route]:
    def show(_: Request) -> Response:
        return json_response([asdict(call) for call in list(org.calls)])

    def clear(_: Request) -> Response:
        org.calls.clear()
        return json_response([])

    return [
        Route("/sandbox/calls", show, methods=["GET"]),
        Route("/sandbox/calls", clear, methods=["DELETE"]),
    ]


def _accounts(org: Sandbox) -> list[Route]:
    async def change(request: Request) -> Response:
        data = await _json(request)
        account = org.accounts.get(str(data.get("username"))) if isinstance(data, dict) else None
        if account is None:
            raise ApiError(400, "INVALID_LOGIN", f"Name one of {', '.join(org.accounts)}")
        changes = {key: value for key, value in data.items() if key in ("password", "security_token")}
        changes |= {key: bool(value) for key, value in data.items() if key in ("active", "approved")}
        if "permissions" in data:
            if unknown := set(data["permissions"]) - set(PERMISSIONS):
                raise ApiError(400, "INVALID_LOGIN", f"Unknown permission {', '.join(sorted(unknown))}")
            changes["permissions"] = frozenset(data["permissions"])
        org.set_account(replace(account, **changes))
        return json_response(_about(org))

    def end_all(_: Request) -> Response:
        org.sessions.end_all()
        return json_response([])

    return [
        Route("/sandbox/accounts", change, methods=["POST"]),
        Route("/sandbox/sessions", end_all, methods=["DELETE"]),
    ]


def _clock(org: Sandbox) -> list[Route]:
    async def stop(request: Request) -> Response:
        data = await _json(request)
        try:
            now = datetime.fromisoformat(str(data["now"]))
        except (ValueError, KeyError, TypeError):
            raise ApiError(400, "INVALID_CLOCK", 'Send {"now": "2026-12-21T09:00:00Z"}') from None
        now = now if now.tzinfo else now.replace(tzinfo=UTC)
        await run_in_threadpool(org.set_clock, now)
        return json_response({"clock": org.clock().isoformat()})

    async def start(_: Request) -> Response:
        await run_in_threadpool(org.start_clock)
        return json_response({"clock": org.clock().isoformat()})

    return [
        Route("/sandbox/clock", stop, methods=["POST"]),
        Route("/sandbox/clock", start, methods=["DELETE"]),
    ]


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        raise ApiError(400, "JSON_PARSER_ERROR", "The body is not JSON") from None
