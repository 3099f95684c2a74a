"""The pictures of the Licenses page: as SVG, as PNG, and the same figures as a table."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from seatwise import wiring
from seatwise.app.header import Header, read_header
from seatwise.app.pictures import read_pictures
from seatwise.app.report import read_licenses
from seatwise.views.panel import Panel
from seatwise.views.picture_spec import fingerprint, specification
from seatwise.views.pictures import Picture
from seatwise.web.chart_response import draw_picture
from seatwise.web.query_params import Asked
from seatwise.web.templating import page

router = APIRouter()
_EXPLAINED = {"costs": "licenses#provisioned_cost", "seats": "license_seats"}


def pictures_of(header: Header, panel: Panel, asked: Asked) -> tuple[Picture, Picture]:
    """The pictures beside a panel, of the org whatever the filter. Templates call it wherever they are shown."""
    if asked.q:
        panel = read_licenses(panel.org, wiring.sources(), **replace(asked, q="").options)
    if header.snapshot is None:
        raise HTTPException(404)
    return read_pictures(panel, header.snapshot, header.snapshots, wiring.sources(), damaged=len(header.damaged))


def drawing_id(picture: Picture) -> str:
    """Tells a browser that keeps drawings when the figures have changed."""
    return fingerprint({"marks": picture.marks})


@router.get("/orgs/{name}/pictures")
def part(request: Request, name: str) -> Response:
    """The pictures alone: for htmx, after a price has changed."""
    header, panel = _read(request, name)
    return page(request, "pictures.html", header=header, panel=panel, asked=Asked.of(request))


@router.get("/orgs/{name}/pictures/{which}.{form}")
def drawing(request: Request, name: str, which: str, form: str) -> Response:
    """One picture, drawn for a light or a dark page, wide or narrow."""
    picture = _picture(which, *_read(request, name), Asked.of(request))
    return draw_picture(request, picture, specification, form)


@router.get("/orgs/{name}/pictures/{which}")
def table(request: Request, name: str, which: str) -> Response:
    """The figures of a picture as a table."""
    header, panel = _read(request, name)
    asked = Asked.of(request)
    picture = _picture(which, header, panel, asked)
    context: dict[str, Any] = {"header": header, "picture": picture, "asked": asked, "query": asked.with_()}
    context |= {"nav": "licenses", "beside": "licenses", "at": f"pictures/{which}", "explained": _EXPLAINED[which]}
    return page(request, "picture_table.html", **context)


def _read(request: Request, name: str) -> tuple[Header, Panel]:
    sources, asked = wiring.sources(), Asked.of(request)
    header = read_header(name, sources, asked.snapshot or None)
    return header, read_licenses(name, sources, **asked.options)


def _picture(which: str, header: Header, panel: Panel, asked: Asked) -> Picture:
    for picture in pictures_of(header, panel, asked):
        if picture.name == which:
            return picture
    raise HTTPException(404)
