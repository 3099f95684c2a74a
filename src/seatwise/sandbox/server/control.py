"""The sandbox's own endpoints below /sandbox, which no Salesforce has: credentials, faults, clock, calls, logins."""

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
from seatwise.sandbox.server.responses import Refusal, answer

_ENDPOINTS = {
    "GET /sandbox": "what this org is, and how to log in",
    "GET /sandbox/jwt-key": "the private key of the connected app, PEM",
    "GET, POST, DELETE /sandbox/faults": "what it is told to do wrong: a fault or a list of them",
    "POST /sandbox/clock": 'move the clock, and stop it there: {"now": "2026-12-21T09:00:00Z"}',
    "DELETE /sandbox/clock": "set the clock to this machine's, and let it run",
    "GET, DELETE /sandbox/calls": "the requests that arrived",
    "POST /sandbox/logins": 'change a user: {"username": ..., "permissions": [...], "password": ..., "active": ...}',
    "DELETE /sandbox/sessions": "end every session",
}


def routes(org: Sandbox) -> list[Route]:
    """The control endpoints."""
    return [
        Route("/sandbox", lambda _: answer(_about(org)), methods=["GET"]),
        Route("/sandbox/jwt-key", lambda _: Response(org.jwt_key, media_type="application/x-pem-file")),
        *_faults(org),
        *_calls(org),
        *_users(org),
        *_clock(org),
    ]


def _about(org: Sandbox) -> dict[str, object]:
    return {
        "about": "A Salesforce org in a box, made by Seatwise. Its data and its people are invented.",
        "url": org.url,
        "organization": {"id": org.org_id, "name": org.name, "edition": org.edition, "users": org.users},
        "clock": org.clock().isoformat(),
        "logins": [
            {
                "username": login.username,
                "password": login.password,
                "security_token": login.security_token,
                "user_id": login.user_id,
                "permissions": sorted(login.permissions),
            }
            for login in org.logins.values()
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
            raise Refusal(400, "INVALID_FAULT", str(error)) from error
        for fault in faults:
            org.faults.add(fault)
        return listed(request)

    def listed(_: Request) -> Response:
        return answer([fault.as_json() for fault in org.faults.all()])

    def clear(request: Request) -> Response:
        org.faults.clear()
        return listed(request)

    return [
        Route("/sandbox/faults", add, methods=["POST"]),
        Route("/sandbox/faults", listed, methods=["GET"]),
        Route("/sandbox/faults", clear, methods=["DELETE"]),
    ]


def _calls(org: Sandbox) -> list[Route]:
    def listed(_: Request) -> Response:
        return answer([asdict(call) for call in list(org.calls)])

    def clear(_: Request) -> Response:
        org.calls.clear()
        return answer([])

    return [
        Route("/sandbox/calls", listed, methods=["GET"]),
        Route("/sandbox/calls", clear, methods=["DELETE"]),
    ]


def _users(org: Sandbox) -> list[Route]:
    async def change(request: Request) -> Response:
        data = await _json(request)
        login = org.logins.get(str(data.get("username"))) if isinstance(data, dict) else None
        if login is None:
            raise Refusal(400, "INVALID_LOGIN", f"Name one of {', '.join(org.logins)}")
        changes = {key: value for key, value in data.items() if key in ("password", "security_token")}
        changes |= {key: bool(value) for key, value in data.items() if key in ("active", "approved")}
        if "permissions" in data:
            if unknown := set(data["permissions"]) - set(PERMISSIONS):
                raise Refusal(400, "INVALID_LOGIN", f"There is no permission {', '.join(sorted(unknown))}")
            changes["permissions"] = frozenset(data["permissions"])
        org.set_login(replace(login, **changes))
        return answer(_about(org))

    def end_all(_: Request) -> Response:
        org.sessions.end_all()
        return answer([])

    return [
        Route("/sandbox/logins", change, methods=["POST"]),
        Route("/sandbox/sessions", end_all, methods=["DELETE"]),
    ]


def _clock(org: Sandbox) -> list[Route]:
    async def move(request: Request) -> Response:
        data = await _json(request)
        try:
            now = datetime.fromisoformat(str(data["now"]))
        except (ValueError, KeyError, TypeError):
            raise Refusal(400, "INVALID_CLOCK", 'Send {"now": "2026-12-21T09:00:00Z"}') from None
        now = now if now.tzinfo else now.replace(tzinfo=UTC)
        await run_in_threadpool(org.move, now)
        return answer({"clock": org.clock().isoformat()})

    async def let_run(_: Request) -> Response:
        await run_in_threadpool(org.let_run)
        return answer({"clock": org.clock().isoformat()})

    return [
        Route("/sandbox/clock", move, methods=["POST"]),
        Route("/sandbox/clock", let_run, methods=["DELETE"]),
    ]


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        raise Refusal(400, "JSON_PARSER_ERROR", "The body is not JSON") from None
