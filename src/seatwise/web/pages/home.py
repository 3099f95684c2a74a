"""Where a reader begins: every org at a glance, or what to do when there is none."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seatwise.app.demo import NAME
from seatwise.panels.overview import OVERVIEW
from seatwise.web.page_cache import cached_page
from seatwise.web.pages.panels import draw_page
from seatwise.web.services import services_of
from seatwise.web.templating import page

router = APIRouter()


@router.get("/")
async def home(request: Request) -> Response:
    """Every org, its state, and what it costs: the overview."""

    def render() -> Response:
        if not services_of(request).connections.all():
            return page(request, "home.html", nav="orgs")
        return draw_page(request, OVERVIEW, "", nav="orgs")

    return await cached_page(request, render)


@router.post("/sandbox")
def start_sandbox(request: Request, users: Annotated[int, Form(ge=1, le=1_000_000)] = 1000) -> Response:
    """Start a sandbox org and read it, as the demo does; then show its licenses."""
    services_of(request).make_demo(users, report=lambda _: None)
    return RedirectResponse(f"/orgs/{NAME}/licenses", 303)
