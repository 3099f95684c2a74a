"""The Trends page: seats, users and money over all snapshots, and the days before; each picture as a table, too."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from seatwise import wiring
from seatwise.app.header import read_header_anyway
from seatwise.app.trends import read_trends
from seatwise.views.pictures import Picture
from seatwise.views.trend_pictures import trend_pictures
from seatwise.views.trend_spec import trend_specification
from seatwise.views.trends import Trends
from seatwise.web.chart_response import draw_picture
from seatwise.web.page_cache import PageCache
from seatwise.web.templating import page

router = APIRouter()


@router.get("/orgs/{name}/trends")
def trends(request: Request, name: str, of: str = "") -> Response:
    """The page."""
    kept: PageCache = request.app.state.page_cache
    return kept.page(request, wiring.data_version(), lambda: _trends(request, name, of))


def _trends(request: Request, name: str, of: str) -> Response:
    header = read_header_anyway(name, wiring.sources())
    if not header.snapshots:
        return page(request, "never_read.html", header=header, nav="trends")
    told = read_trends(name, wiring.sources(), of=of)
    pictures = trend_pictures(told)
    return page(request, "trends.html", header=header, trends=told, pictures=pictures, nav="trends")


@router.get("/orgs/{name}/trends/{which}.{form}")
def drawing(request: Request, name: str, which: str, form: str, of: str = "") -> Response:
    """One picture, drawn for a light or a dark page, wide or narrow."""
    _, picture = _picture(name, which, of)
    return draw_picture(request, picture, trend_specification, form)


@router.get("/orgs/{name}/trends/{which}")
def table(request: Request, name: str, which: str, of: str = "") -> Response:
    """The figures of a picture as a table: snapshots first, then the days that were rebuilt, each with its source."""
    told, picture = _picture(name, which, of)
    header = read_header_anyway(name, wiring.sources())
    context: dict[str, Any] = {"header": header, "picture": picture, "query": f"?{urlencode({'of': told.chosen.of})}"}
    return page(
        request, "picture_table.html", nav="trends", beside="trends", at=f"trends/{which}", explained="", **context
    )


def _picture(name: str, which: str, of: str) -> tuple[Trends, Picture]:
    told = read_trends(name, wiring.sources(), of=of)
    for picture in trend_pictures(told):
        if picture.name == which:
            return told, picture
    raise HTTPException(404)
