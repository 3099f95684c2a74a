"""Where a reader begins: every org at a glance, or what to do when there is none."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seatwise import wiring
from seatwise.app.demo import NAME
from seatwise.app.overview import overview
from seatwise.web.render import page

router = APIRouter()


@router.get("/")
def home(request: Request) -> Response:
    """Every org, its state, and what it costs."""
    return page(request, "home.html", orgs=overview(wiring.sources()), nav="orgs")


@router.post("/sandbox")
def start_sandbox(users: Annotated[int, Form(ge=1, le=1_000_000)] = 1000) -> Response:
    """Start a sandbox org and read it, as the demo does; then show its licenses."""
    wiring.make_demo(users, tell=lambda _: None)
    return RedirectResponse(f"/orgs/{NAME}/licenses", 303)
