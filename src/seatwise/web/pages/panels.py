"""The pages of the panels, made from the registry: a page, its part for htmx, files, and charts drawn or as a table."""

from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping
from functools import partial
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from seatwise.app.org_context import OrgContext, org_context
from seatwise.app.reports.panel_lookups import filter_labels
from seatwise.app.reports.panel_queries import PanelQueries
from seatwise.app.reports.run_charts import chart_of, draw_chart, draw_charts
from seatwise.app.reports.run_panel import panel_queries, run_panel, run_queries
from seatwise.bootstrap import Services
from seatwise.panels.declaration.panel import Panel, Shape, Span
from seatwise.panels.declaration.params import WHOLE_TREE
from seatwise.panels.declaration.result import Result
from seatwise.panels.registry import PANELS
from seatwise.render import Format, write
from seatwise.web.page_cache import PageCache, cached_page
from seatwise.web.panels.chart_file import ChartView, chart_response, chart_view
from seatwise.web.panels.panel_address import PanelAddress, address_of, check_level, query, segment
from seatwise.web.panels.panel_views import VIEWS
from seatwise.web.panels.row_markup import RowMarkup
from seatwise.web.panels.tree_state import TreeState
from seatwise.web.services import opens_state_once, services_of
from seatwise.web.templating import page

_CHUNK = 65_536  # bytes of a file that are sent at once


def panel_router() -> APIRouter:
    """The routes of every panel in the registry."""
    router = APIRouter()
    router.add_api_route("/orgs/{org}", _first_page, methods=["GET"])
    for panel in PANELS:
        path = f"/{panel.name}" if panel.span is Span.ORGS else f"/orgs/{{org}}/{panel.name}"
        shown = partial(_show_page, panel)
        routes: dict[str, Callable[..., Response | Awaitable[Response]]] = {
            f"{path}.{{form}}": opens_state_once(partial(_save_file, panel)),
            f"{path}/charts/{{chart}}.{{form}}": partial(_draw_chart, panel),
            f"{path}/charts/{{chart}}": opens_state_once(partial(_show_chart_table, panel)),
            **({f"{path}/{{key:path}}": shown} if panel.key else {}),
            path: shown,
        }
        for address, route in routes.items():
            router.add_api_route(address, route, methods=["GET"])
    return router


def _first_page(request: Request, org: str) -> Response:
    """An org's first page is what it pays for."""
    services_of(request).connections.get(org)
    return RedirectResponse(f"/orgs/{segment(org)}/{PANELS[0].name}", 307)


async def _show_page(panel: Panel, request: Request, org: str = "", key: str = "") -> Response:
    return await cached_page(request, lambda: draw_page(request, panel, org, key))


def draw_page(request: Request, panel: Panel, org: str, key: str = "", status: int = 200, **more: Any) -> Response:
    """A panel's page, or for htmx what a sort, a filter or a switch changes of it.

    `org` is empty for panels over all orgs; `key` says of a detail panel which thing; `more` is what else the template
    shows.
    """
    services = services_of(request)
    version = services.data_version()  # before anything is read
    address = panel_address(request, panel, org, key)
    header = org_context(org, services.reports, str(address.choices.get("snapshot", ""))) if org else None
    if header is not None and header.snapshot is None:
        return page(request, "never_read.html", header=header, nav=panel.name)
    if header is not None and panel.span is Span.TWO and _nothing_before(address, header):
        return page(request, "nothing_before.html", header=header, panel=panel, nav=panel.name)
    queries = _queries(panel, address, services, org, header, key)
    result = run_queries(queries, services.reports)
    context: dict[str, Any] = {"panel": panel, "result": result, "address": address, "header": header}
    context |= {"nav": panel.name, "at": address.path, "lines": RowMarkup(result, address)}
    context["labels"] = filter_labels(panel, address.choices, queries.contexts[-1]) if queries.contexts else {}
    context |= VIEWS[panel.name](request, result, address) if panel.name in VIEWS else {}
    context |= more
    context |= _tree(panel, result, address) if panel.shape is Shape.TREE else {}
    if request.headers.get("HX-Target") == "panel":
        return page(request, f"{_template(panel)}_part.html", status, **context)
    context["charts"] = _charts(request, queries, address, version)
    template = "charts.html" if request.headers.get("HX-Target") == "charts" else f"{_template(panel)}.html"
    return page(request, template, status, **context)


def _charts(request: Request, queries: PanelQueries, address: PanelAddress, version: Hashable) -> list[ChartView]:
    """What the page shows of its charts, drawn once for all filters and orders."""
    services = services_of(request)
    cache: PageCache = request.app.state.page_cache
    key = (address.path, "charts", query(address.chart_choices))
    return cache.charts(
        key,
        version,
        lambda: [chart_view(chart, drawing) for chart, drawing in draw_charts(queries, services.reports)],
    )


def _nothing_before(address: PanelAddress, header: OrgContext) -> bool:
    """Whether nothing was chosen to compare with, and there is no older snapshot."""
    later, oldest = str(address.choices.get("later", "")), header.snapshots[-1].id
    one = len(header.snapshots) == 1
    return not address.choices.get("earlier") and (one or (bool(later) and oldest.startswith(later)))


def panel_address(request: Request, panel: Panel, org: str, key: str = "") -> PanelAddress:
    """The address of the panel's page in the request."""
    base = "" if panel.span is Span.ORGS else f"/orgs/{segment(org)}"
    path = f"{base}/{panel.name}" + (f"/{segment(key)}" if key else "")
    check_level(panel, request.query_params.get("level", ""), base)
    return address_of(panel, path, request.query_params)


def chosen(address: PanelAddress, header: OrgContext | None, key: str = "") -> Mapping[str, object]:
    """What was chosen, of the snapshot that the header shows: where the latest is damaged, of the one before.

    A page of a tree has every row, whatever the level to which it is open.
    """
    given: dict[str, object] = dict(address.choices)
    panel = address.panel
    if header and header.snapshot and panel.span is Span.ONE and "after" not in given:
        given["snapshot"] = header.snapshot.id
    if panel.key is not None:
        given[panel.key.name] = key
    if panel.shape is Shape.TREE:
        given["level"] = WHOLE_TREE
    return given


def _tree(panel: Panel, result: Result, address: PanelAddress) -> dict[str, Any]:
    """The visible lines of a tree: open above the chosen level."""
    (level,) = [param for param in panel.params if param.name == "level"]
    found = {str(row["level"]) for row in result.rows}
    levels = [each for each in level.choices if each in found]
    chosen_level = str(address.choices.get("level", ""))
    open_to = chosen_level if chosen_level in levels else levels[min(1, len(levels) - 1)] if levels else ""
    depth = levels.index(open_to) if levels else 0
    return {"tree_lines": TreeState(address, depth).lines(list(result.rows)), "levels": levels, "open_to": open_to}


def _template(panel: Panel) -> str:
    return panel.template or f"{panel.shape.value}_panel"


def _queries(
    panel: Panel, address: PanelAddress, services: Services, org: str, header: OrgContext | None, key: str = ""
) -> PanelQueries:
    given = chosen(address, header, key)
    return panel_queries(panel, given, services.reports, org=header.connection if header else org)


def _save_file(panel: Panel, request: Request, form: str, org: str = "") -> Response:
    if form not in set(Format):
        raise HTTPException(404)
    key = request.query_params.get(panel.key.name, "") if panel.key else ""
    address = panel_address(request, panel, org)
    given = {
        **chosen(address, None, key),
        **{name: address.choices[name] for name in ("level",) if name in address.choices},
    }
    result = run_panel(panel, given, services_of(request).reports, org=org, every_row=True)
    return file_response(result, Format(form))


def file_response(result: Result, form: Format) -> Response:
    """A result as a file to save; its rows pass through the disk, not through memory."""
    file = TemporaryFile()  # noqa: SIM115 - closed once it has been sent
    try:
        write(result, form, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    name = "-".join(part for part in (result.panel.name, result.snapshot) if part)
    saved = f'attachment; filename="{name}.{form.value}"'
    return StreamingResponse(_sent(file), media_type=form.media_type, headers={"Content-Disposition": saved})


def _sent(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(_CHUNK):
            yield part


async def _draw_chart(panel: Panel, request: Request, chart: str, form: str, org: str = "") -> Response:
    services = services_of(request)

    def render() -> Response:
        queries = _queries(panel, panel_address(request, panel, org), services, org, None)
        drawing = draw_chart(chart_of(queries, chart), queries, services.reports)
        return chart_response(request, drawing, form, services)

    return await cached_page(request, render)


def _show_chart_table(panel: Panel, request: Request, chart: str, org: str = "") -> Response:
    services, address = services_of(request), panel_address(request, panel, org)
    header = org_context(org, services.reports, str(address.choices.get("snapshot", ""))) if org else None
    queries = _queries(panel, address, services, org, header)
    found = chart_of(queries, chart)
    context: dict[str, Any] = {"panel": panel, "address": address, "header": header, "chart": found}
    context["drawing"] = draw_chart(found, queries, services.reports)
    return page(request, "chart_table.html", nav=panel.name, at=address.path, **context)
