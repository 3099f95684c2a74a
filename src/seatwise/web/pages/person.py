"""The page of one user: every fact that bears on the seat, each with its source, and what follows from them."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from seatwise import wiring
from seatwise.app.header import read_header
from seatwise.app.profiles import read_person
from seatwise.domain.errors import UsageError
from seatwise.views.person import figure_of
from seatwise.web.pages.profiles import REFUSED, WINDOWS, drawn_with
from seatwise.web.profile_query_params import Chosen
from seatwise.web.templating import page

router = APIRouter()


@router.get("/orgs/{name}/people/{user_id}")
def person(request: Request, name: str, user_id: str) -> Response:
    """One user. An id that nobody has is answered with a search."""
    asked = Chosen.of(request)
    header = read_header(name, wiring.sources(), asked.snapshot or None)
    if header.snapshot is None:
        return page(request, "never_read.html", header=header, nav="profiles")
    context: dict[str, Any] = {
        "header": header,
        "asked": asked,
        "nav": "profiles",
        "at": f"people/{user_id}",
        "windows": WINDOWS,
    }
    try:
        found = read_person(name, wiring.sources(), user_id, snapshot_id=header.snapshot.id, days=asked.days)
    except UsageError as error:
        return page(request, "no_person.html", 404, message=error.message, **context)
    context |= {**drawn_with(name, asked), "figure_of": figure_of}
    return page(request, "person.html", REFUSED if asked.refused else 200, person=found, panel=found.panel, **context)
