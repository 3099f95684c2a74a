"""The Licenses page: the inventory, sorted and filtered as the address says; and the same as a file."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seatwise import wiring
from seatwise.app.header import Header, read_header
from seatwise.app.report import read_licenses
from seatwise.views.panel import Panel
from seatwise.views.renegotiate import advice
from seatwise.web.page_cache import PageCache
from seatwise.web.query_params import Asked
from seatwise.web.templating import page

router = APIRouter()


@router.get("/orgs/{name}")
def org(name: str) -> Response:
    """An org's first page is what it pays for."""
    wiring.connections().get(name)
    return RedirectResponse(f"/orgs/{name}/licenses", 307)


@router.get("/orgs/{name}/licenses")
def licenses(request: Request, name: str) -> Response:
    """The page; for htmx, only what a sort, a filter or a switch changes."""
    kept: PageCache = request.app.state.page_cache
    return kept.page(request, wiring.data_version(), lambda: _licenses(request, name))


@wiring.shared_connection()
def _licenses(request: Request, name: str) -> Response:
    asked = Asked.of(request)
    header = read_header(name, wiring.sources(), asked.snapshot or None)
    if header.snapshot is None:
        return page(request, "never_read.html", header=header, nav="licenses")
    panel = _panel(header, asked)
    context: dict[str, Any] = {"header": header, "panel": panel, "asked": asked, "advice": advice(panel)}
    context |= {"problems": {}, "typed": {}, "nav": "licenses"}
    return page(request, "licenses_part.html" if _wants_part(request) else "licenses.html", **context)


@router.get("/orgs/{name}/licenses.{form}")
def licenses_file(request: Request, name: str, form: str) -> Response:
    """Exactly what the page shows, as a file to save: none is opened here, so none needs a policy of its own."""
    asked = Asked.of(request)
    panel = _panel(read_header(name, wiring.sources(), asked.snapshot or None), asked)
    content, kind = wiring.export(panel, form)
    saved = f'attachment; filename="licenses-{panel.snapshot}.{form}"'
    return Response(content, media_type=kind, headers={"Content-Disposition": saved})


def _panel(header: Header, asked: Asked) -> Panel:
    """Of the snapshot that the header shows: if the latest is damaged, the header says so, and shows the one before."""
    shown = {"snapshot_id": header.snapshot.id} if header.snapshot else {}
    return read_licenses(header.connection.name, wiring.sources(), **(asked.options | shown))


def _wants_part(request: Request) -> bool:
    return request.headers.get("HX-Target") == "panel"
