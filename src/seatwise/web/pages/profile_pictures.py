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
from seatwise.views.pictures import Picture
from seatwise.views.use_spec import use_specification
from seatwise.web.chart_response import draw_picture
from seatwise.web.profile_query_params import Chosen
from seatwise.web.templating import page

router = APIRouter()
_EXPLAINED = {"split": "profiles#assigned", "logins": "logins_per_day"}


@router.get("/orgs/{name}/profiles/pictures/{which}.{form}")
def drawing(request: Request, name: str, which: str, form: str) -> Response:
    """One picture, drawn for a light or a dark page, wide or narrow."""
    _, picture = _picture(request, name, which)
    return draw_picture(request, picture, use_specification, form)


@router.get("/orgs/{name}/profiles/pictures/{which}")
def table(request: Request, name: str, which: str) -> Response:
    """The figures of a picture as a table."""
    header, picture = _picture(request, name, which)
    asked = Chosen.of(request)
    context: dict[str, Any] = {"header": header, "picture": picture, "asked": asked, "query": asked.below}
    context |= {"nav": "profiles", "beside": "profiles", "at": f"profiles/pictures/{which}"}
    return page(request, "picture_table.html", explained=_EXPLAINED[which], **context)


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
