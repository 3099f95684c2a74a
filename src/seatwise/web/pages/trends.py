"""The Trends page: seats, users and money over all snapshots, and the days before; each picture as a table, too."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from seatwise import wiring
from seatwise.app.header import read_header_anyway
from seatwise.app.trends import read_trends
from seatwise.domain.errors import UsageError
from seatwise.views.picture_spec import THEMES, fingerprint
from seatwise.views.pictures import Picture
from seatwise.views.trend_pictures import trend_pictures
from seatwise.views.trend_spec import trend_specification
from seatwise.views.trends import Trends
from seatwise.web.kept import Kept
from seatwise.web.render import page

router = APIRouter()
_CACHED = "private, no-cache"  # kept by the browser, and asked about each time


@router.get("/orgs/{name}/trends")
def trends(request: Request, name: str, of: str = "") -> Response:
    """The page."""
    kept: Kept = request.app.state.kept
    return kept.page(request, wiring.state_of_everything(), lambda: _trends(request, name, of))


def _trends(request: Request, name: str, of: str) -> Response:
    header = read_header_anyway(name, wiring.sources())
    if not header.snapshots:
        return page(request, "never_read.html", header=header, nav="trends")
    told = read_trends(name, wiring.sources(), of=of)
    pictures = trend_pictures(told)
    return page(request, "trends.html", header=header, trends=told, pictures=pictures, nav="trends")


@router.get("/orgs/{name}/trends/{which}.{form}")
def drawing(
    request: Request, name: str, which: str, form: str, of: str = "", theme: str = "light", narrow: str = ""
) -> Response:
    """One picture, drawn for a light or a dark page, wide or narrow."""
    if theme not in THEMES:
        raise UsageError(f"There is no theme {theme!r}.", f"There are: {', '.join(THEMES)}.")
    _, picture = _picture(name, which, of)
    if not picture.marks:
        raise UsageError(picture.alt, picture.caption)
    spec = trend_specification(picture, THEMES[theme], narrow=bool(narrow))
    kept = {"ETag": f'W/"{fingerprint(spec)}-{form}"', "Cache-Control": _CACHED}
    if kept["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=kept)
    content, kind = wiring.draw(spec, form)
    return Response(content, media_type=kind, headers=kept)


@router.get("/orgs/{name}/trends/{which}")
def table(request: Request, name: str, which: str, of: str = "") -> Response:
    """The figures of a picture as a table: snapshots first, then the days that were rebuilt, each with its source."""
    told, picture = _picture(name, which, of)
    header = read_header_anyway(name, wiring.sources())
    return page(request, "trend_table.html", header=header, trends=told, picture=picture, nav="trends")


def _picture(name: str, which: str, of: str) -> tuple[Trends, Picture]:
    told = read_trends(name, wiring.sources(), of=of)
    for picture in trend_pictures(told):
        if picture.name == which:
            return told, picture
    raise HTTPException(404)
