"""limits, limits/recordCount, and the resources of a version."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seatwise.sandbox.accounts import VIEW_SETUP
from seatwise.sandbox.org import BASE_SCHEMA, Sandbox
from seatwise.sandbox.server.auth.forms import identity_url
from seatwise.sandbox.server.auth_middleware import ROOT
from seatwise.sandbox.server.responses import ApiError, Caller, json_response

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
    """Paths after the version."""

    def root(request: Request) -> Response:
        caller = Caller.of(request)
        listed = {name: f"{ROOT}/v{caller.version}/{name}" for name in _RESOURCES}
        return json_response({**listed, "identity": identity_url(org, caller.account)})

    def limits(request: Request) -> Response:
        caller = Caller.of(request)
        if not caller.account.has_permission(VIEW_SETUP):
            raise ApiError(403, "INSUFFICIENT_ACCESS", f"This feature needs the permission {VIEW_SETUP}.")
        calls = {"Max": org.daily_calls, "Remaining": max(org.daily_calls - org.calls_used, 0)}
        others = {name: {"Max": limit, "Remaining": limit} for name, limit in _OTHERS.items()}
        return json_response(dict(sorted({"DailyApiRequests": calls, **others}.items())))

    def record_count(request: Request) -> Response:
        caller = Caller.of(request)
        objects = org.objects(float(caller.version)).values()
        requested = {
            name.strip().lower() for name in request.query_params.get("sObjects", "").split(",") if name.strip()
        }
        counted = [
            item.name
            for item in objects
            if item.counted
            and (not requested or item.name.lower() in requested)
            and (not item.permission or caller.account.has_permission(item.permission))
        ]
        cursor = org.cursor(caller.account)
        try:
            sql = " UNION ALL ".join(f"""SELECT '{name}', count(*) FROM {BASE_SCHEMA}."{name}" """ for name in counted)
            rows = cursor.execute(sql).fetchall() if counted else []
        finally:
            cursor.close()
        return json_response({"sObjects": [{"count": count, "name": name} for name, count in rows]})

    return [
        Route("/", root, methods=["GET"]),
        Route("/limits", limits, methods=["GET"]),
        Route("/limits/recordCount", record_count, methods=["GET"]),
    ]
