"""The pictures of the Profiles page: as SVG, as PNG, and the same figures as a table."""

from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from seatwise import wiring
from seatwise.app.header import Header, read_header
from seatwise.app.profiles import read_profiles
from seatwise.app.use_pictures import read_use_pictures
from seatwise.domain.errors import UsageError
from seatwise.views.picture_spec import THEMES, fingerprint
from seatwise.views.pictures import Picture
from seatwise.views.use_spec import use_specification
from seatwise.web.asked_profiles import Chosen
from seatwise.web.render import page

router = APIRouter()
_CACHED = "private, no-cache"  # kept by the browser, and asked about each time


@router.get("/orgs/{name}/profiles/pictures/{which}.{form}")
def drawing(request: Request, name: str, which: str, form: str, theme: str = "light", narrow: str = "") -> Response:
    """One picture, drawn for a light or a dark page, wide or narrow."""
    if theme not in THEMES:
        raise UsageError(f"There is no theme {theme!r}.", f"There are: {', '.join(THEMES)}.")
    _, picture = _picture(request, name, which)
    if not picture.marks:
        raise UsageError(picture.alt, picture.caption)
    spec = use_specification(picture, THEMES[theme], narrow=bool(narrow))
    kept = {"ETag": f'W/"{fingerprint(spec)}-{form}"', "Cache-Control": _CACHED}
    if kept["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=kept)
    content, kind = wiring.draw(spec, form)
    return Response(content, media_type=kind, headers=kept)


@router.get("/orgs/{name}/profiles/pictures/{which}")
def table(request: Request, name: str, which: str) -> Response:
    """The figures of a picture as a table."""
    header, picture = _picture(request, name, which)
    context: dict[str, Any] = {"header": header, "picture": picture, "asked": Chosen.of(request), "nav": "profiles"}
    return page(request, "use_picture_table.html", at=f"profiles/pictures/{which}", **context)


def _picture(request: Request, name: str, which: str) -> tuple[Header, Picture]:
    asked = Chosen.of(request)
    header = read_header(name, wiring.sources(), asked.snapshot or None)
    if header.snapshot is None:
        raise HTTPException(404)
    panel = read_profiles(name, wiring.sources(), snapshot_id=header.snapshot.id, days=asked.days)
    for picture in read_use_pictures(panel, header.snapshot, wiring.sources()):
        if picture.name == which:
            return header, picture
    raise HTTPException(404)
