"""An error as a page: the mistake, the next step, and where to go on, with the navigation of the org it is about."""

import re
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from seatwise.app.org_context import OrgContext, org_context
from seatwise.domain.errors import SeatwiseError, without_command
from seatwise.panels.declaration.panel import Panel
from seatwise.panels.registry import PANELS
from seatwise.web.panels.panel_address import query, segment
from seatwise.web.services import services_of
from seatwise.web.templating import page

_COMMAND = re.compile(r": seatwise (?P<command>\S+)(?P<rest>.*)")
_ORG = re.compile(r"/orgs/(?P<name>[^/]+)")
_SNAPSHOTS = ("snapshot", "earlier", "later")


def error_page(request: Request, status: int, message: str, next_step: str, *, look_up: bool = True) -> Response:
    """The mistake and the next step; for programs, as JSON. `look_up`: whether the org can be looked up for it."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message, "next_step": next_step}, status)
    header = _org(request) if look_up else None
    here = f"/orgs/{segment(header.connection.name)}" if header else ""
    context = {
        "message": message,
        "next_step": without_command(next_step),
        "step_address": _page_of_command(next_step, here),
        "links": list(_links(request, header, here)),
    }
    return page(request, "error.html", status, header=header, nav="", **context)


def _org(request: Request) -> OrgContext | None:
    """The org of the address; None where it has none, or the org is not known."""
    found = _ORG.match(request.scope["path"])
    try:
        return org_context(found["name"], services_of(request).reports, needs_snapshot=False) if found else None
    except SeatwiseError:
        return None


def _page_of_command(next_step: str, here: str) -> str:
    """The page that shows what the command of a next step prints; empty where there is none."""
    found = _COMMAND.search(next_step)
    if not found:
        return ""
    command, options = found["command"], found["rest"].split()
    if command == "explain" and options:
        return f"/explain/{segment(options[0])}"
    if here and command in ("org", "refresh"):
        return f"{here}/connection"
    panel = _panel(command)
    if not here or panel is None or panel.key is not None:
        return ""
    hidden = {param.name: "1" for param in panel.params if param.hides and f"--{param.name}" in options}
    return f"{here}/{panel.name}{query(hidden)}"


def _links(request: Request, header: OrgContext | None, here: str) -> Iterator[tuple[str, str]]:
    """Where to go on: the label and address of each page."""
    url = request.url
    if "after" in request.query_params:  # a page of a list, which still has a first one
        url = url.remove_query_params("after")
        yield "First page", f"{url.path}?{url.query}" if url.query else url.path
    if header is None:
        return
    chosen = {name: request.query_params[name] for name in _SNAPSHOTS if name in request.query_params}
    known = [snapshot.id for snapshot in header.snapshots]
    moment = {}
    if all(any(each.startswith(text) for each in known) for text in chosen.values()):
        moment = {"snapshot": chosen.get("snapshot", "")}
    else:
        url = url.remove_query_params(_SNAPSHOTS)
        yield "Latest snapshot", f"{url.path}?{url.query}" if url.query else url.path
    panel = _panel(url.path.removeprefix("/orgs/").partition("/")[2].partition("/")[0].partition(".")[0])
    shown = _list_of(panel) if panel else None
    if shown:
        yield shown.title, f"{here}/{shown.name}{query(moment)}"


def _panel(name: str) -> Panel | None:
    return next((panel for panel in PANELS if panel.name == name), None)


def _list_of(panel: Panel) -> Panel | None:
    """The panel itself; of a panel about one thing, the one that lists such things."""
    if panel.key is None:
        return panel
    return next((each for each in PANELS if any(link.panel == panel.name for link in each.links.values())), None)
