"""The Licenses page: the inventory, sorted and filtered as the address says; and the same as a file."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seatwise import wiring
from seatwise.app.header import read_header
from seatwise.app.report import read_licenses
from seatwise.views.renegotiate import advice
from seatwise.web.asked import Asked
from seatwise.web.render import page
from seatwise.web.security import policy_of

router = APIRouter()


@router.get("/orgs/{name}")
def org(name: str) -> Response:
    """An org's first page is what it pays for."""
    wiring.connections().get(name)
    return RedirectResponse(f"/orgs/{name}/licenses", 307)


@router.get("/orgs/{name}/licenses")
def licenses(request: Request, name: str) -> Response:
    """The page; for htmx, only what a sort, a filter or a switch changes."""
    sources = wiring.sources()
    asked = Asked.of(request)
    header = read_header(name, sources, asked.snapshot or None)
    if header.snapshot is None:
        return page(request, "never_read.html", header=header, nav="licenses")
    panel = read_licenses(name, sources, **asked.options)
    context: dict[str, Any] = {"header": header, "panel": panel, "asked": asked, "advice": advice(panel)}
    context |= {"problems": {}, "typed": {}, "nav": "licenses"}
    return page(request, "licenses_part.html" if _wants_part(request) else "licenses.html", **context)


@router.get("/orgs/{name}/licenses.{form}")
def licenses_file(request: Request, name: str, form: str) -> Response:
    """Exactly what the page shows, as a file."""
    panel = read_licenses(name, wiring.sources(), **Asked.of(request).options)
    content, kind = wiring.export(panel, form)
    if form == "html":
        return Response(content, media_type=kind, headers={"Content-Security-Policy": policy_of(content)})
    saved = f'attachment; filename="licenses-{panel.snapshot}.{form}"'
    return Response(content, media_type=kind, headers={"Content-Disposition": saved})


def _wants_part(request: Request) -> bool:
    return request.headers.get("HX-Target") == "panel"
