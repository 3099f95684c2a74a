"""The API: the orgs, their snapshots, and one route for each panel of the registry."""

import inspect
from collections.abc import Callable
from io import BytesIO
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from seatwise.app.reports.run_panel import run_panel
from seatwise.panels.declaration.panel import Panel, Span
from seatwise.panels.declaration.params import Kind, Param
from seatwise.panels.registry import PANELS
from seatwise.render import Format, write
from seatwise.web.api_models import Orgs, Refusal, Snapshots, reference, schema_name
from seatwise.web.page_cache import cached_page
from seatwise.web.panels.panel_address import check_level, segment
from seatwise.web.services import services_of

ROOT: Final = "/api/v1"
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "The request is not valid."},
    401: {"model": Refusal, "description": "There is no token, or a wrong one."},
    403: {"model": Refusal, "description": "It names another host, or comes from another site."},
    404: {"model": Refusal, "description": "There is no such address."},
    429: {"model": Refusal, "description": "Too many wrong tokens; Retry-After says when to try again."},
    500: {"model": Refusal, "description": "A file that Seatwise stores on this machine is damaged."},
    503: {"model": Refusal, "description": "Tokens cannot be checked now."},
}
_TYPES: dict[Kind, Any] = {Kind.TEXT: str, Kind.NUMBER: int, Kind.FLAG: bool, Kind.CHOICE: str, Kind.TEXTS: list[str]}


def api_router() -> APIRouter:
    """The API, with a route for each panel that is in the registry now."""
    router = APIRouter(prefix=ROOT, responses=_REFUSALS)
    router.add_api_route("/orgs", orgs, methods=["GET"], response_model=Orgs)
    router.add_api_route("/orgs/{org}/snapshots", snapshots, methods=["GET"], response_model=Snapshots)
    for panel in PANELS:
        base = f"/{panel.name}" if panel.span is Span.ORGS else f"/orgs/{{org}}/{panel.name}"
        path = f"{base}/{{{panel.key.name}:path}}" if panel.key else base
        content = {"application/json": {"schema": reference(schema_name(panel))}}
        answer: dict[int | str, dict[str, Any]] = {200: {"description": panel.question, "content": content}}
        router.add_api_route(
            path, _route(panel), methods=["GET"], response_model=None, responses=answer, name=panel.name
        )
    return router


def orgs(request: Request) -> dict[str, object]:
    """Every org that Seatwise knows, by name."""
    return {"orgs": services_of(request).connections.all()}


def snapshots(request: Request, org: str) -> dict[str, object]:
    """The snapshots of an org, oldest first, with what could not be read in each."""
    connection, lake = services_of(request).connections.get(org), services_of(request).storage
    found = lake.snapshots(connection.org_id) if connection.org_id else ()
    damaged = lake.damaged(connection.org_id) if connection.org_id else ()
    return {
        "org": org,
        "snapshots": found,
        "damaged": [{"id": name, "problem": problem} for name, problem in damaged],
    }


def _route(panel: Panel) -> Callable[..., Any]:
    """A function whose signature is the panel's parameters: FastAPI checks them, and describes them in OpenAPI."""

    async def answer(request: Request, **given: Any) -> Response:
        services, org = services_of(request), given.pop("org", "")
        chosen = {name: each for name, each in given.items() if each is not None}
        check_level(panel, request.query_params.get("level", ""), f"{ROOT}/orgs/{segment(org)}")

        def render() -> Response:
            file = BytesIO()
            write(run_panel(panel, chosen, services.reports, org=org), Format.JSON, file)
            return Response(file.getvalue(), media_type=Format.JSON.media_type)

        return await cached_page(request, render)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)]
    if panel.span is not Span.ORGS:
        parameters.append(inspect.Parameter("org", keyword, annotation=str))
    parameters += [_parameter(param) for param in panel.all_params]
    answer.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    answer.__doc__ = panel.question
    answer.__name__ = panel.name.replace("-", "_")
    return answer


def _parameter(param: Param) -> inspect.Parameter:
    if param.positional:
        return inspect.Parameter(param.name, inspect.Parameter.KEYWORD_ONLY, annotation=str)
    kind: Any = _type(param)
    annotation = Annotated[kind | None, Query(description=param.help)]
    return inspect.Parameter(param.name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=None)


def _type(param: Param) -> Any:
    """What a parameter takes. Its choices are documented here; the parameter itself checks them, and names them."""
    if param.values:
        one: Any = Annotated[str, WithJsonSchema({"type": "string", "enum": list(param.values)})]
        return list[one] if param.kind is Kind.TEXTS else one
    return _TYPES[param.kind]
