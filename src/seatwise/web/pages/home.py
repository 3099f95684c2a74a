"""Where a reader begins: every org at a glance, or what to do when there is none."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seatwise import wiring
from seatwise.app.demo import NAME
from seatwise.app.overview import overview
from seatwise.web.page_cache import PageCache
from seatwise.web.templating import page

router = APIRouter()


@router.get("/")
def home(request: Request) -> Response:
    """Every org, its state, and what it costs: the overview."""
    kept: PageCache = request.app.state.page_cache
    return kept.page(
        request,
        wiring.data_version(),
        lambda: page(request, "home.html", overview=overview(wiring.sources()), nav="orgs"),
    )


@router.get("/overview.{form}")
def overview_file(form: str) -> Response:
    """The overview as a file."""
    content, kind = wiring.export_overview(overview(wiring.sources()), form)
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="orgs.{form}"'})


@router.post("/sandbox")
def start_sandbox(users: Annotated[int, Form(ge=1, le=1_000_000)] = 1000) -> Response:
    """Start a sandbox org and read it, as the demo does; then show its licenses."""
    wiring.make_demo(users, tell=lambda _: None)
    return RedirectResponse(f"/orgs/{NAME}/licenses", 303)
