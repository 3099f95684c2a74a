"""limits, limits/recordCount, and the list of resources at the root of a version."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seatwise.sandbox.accounts import VIEW_SETUP
from seatwise.sandbox.org import EVERYBODYS, Sandbox
from seatwise.sandbox.server.auth.forms import identity_url
from seatwise.sandbox.server.auth_middleware import ROOT
from seatwise.sandbox.server.responses import Caller, Refusal, answer

_RESOURCES = ("composite", "jobs", "limits", "query", "queryAll", "sobjects", "tooling")
_OTHERS = {
    "ConcurrentAsyncGetReportInstances": 200,
    "DailyAsyncApexExecutions": 250_000,
    "DailyBulkApiBatches": 15_000,
    "DailyBulkV2QueryFileStorageMB": 976_562,
    "DailyBulkV2QueryJobs": 10_000,
    "DataStorageMB": 10_240,
    "FileStorageMB": 10_240,
    "HourlyODataCallout": 20_000,
    "MassEmail": 5_000,
    "SingleEmail": 5_000,
}


def routes(org: Sandbox) -> list[Route]:
    """Paths below the version."""

    def root(request: Request) -> Response:
        caller = Caller.of(request)
        listed = {name: f"{ROOT}/v{caller.version}/{name}" for name in _RESOURCES}
        return answer({**listed, "identity": identity_url(org, caller.login)})

    def limits(request: Request) -> Response:
        caller = Caller.of(request)
        if not caller.login.may(VIEW_SETUP):
            raise Refusal(403, "INSUFFICIENT_ACCESS", f"This feature needs the permission {VIEW_SETUP}.")
        calls = {"Max": org.daily_calls, "Remaining": max(org.daily_calls - org.calls_used, 0)}
        others = {name: {"Max": most, "Remaining": most} for name, most in _OTHERS.items()}
        return answer(dict(sorted({"DailyApiRequests": calls, **others}.items())))

    def record_count(request: Request) -> Response:
        caller = Caller.of(request)
        objects = org.objects(float(caller.version)).values()
        asked = {name.strip().lower() for name in request.query_params.get("sObjects", "").split(",") if name.strip()}
        counted = [
            item.name
            for item in objects
            if item.counted
            and (not asked or item.name.lower() in asked)
            and (not item.permission or caller.login.may(item.permission))
        ]
        cursor = org.cursor(caller.login)
        try:
            sql = " UNION ALL ".join(f"""SELECT '{name}', count(*) FROM {EVERYBODYS}."{name}" """ for name in counted)
            rows = cursor.execute(sql).fetchall() if counted else []
        finally:
            cursor.close()
        return answer({"sObjects": [{"count": count, "name": name} for name, count in rows]})

    return [
        Route("/", root, methods=["GET"]),
        Route("/limits", limits, methods=["GET"]),
        Route("/limits/recordCount", record_count, methods=["GET"]),
    ]
