"""The application: its pages, its static files, and where every error becomes a page with a next step."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from seatwise import __version__
from seatwise.app.reports.run_panel import build_user_index
from seatwise.bootstrap import Services
from seatwise.domain.errors import OrgError, SeatwiseError, StaleEntry, StorageError, UsageError
from seatwise.web.access.admission import AccessContext
from seatwise.web.access.guard import Guard
from seatwise.web.access.headers import add_headers
from seatwise.web.access.site import Site
from seatwise.web.error_page import error_page
from seatwise.web.head_middleware import Head
from seatwise.web.orgs.browser_logins import BrowserLogins
from seatwise.web.orgs.connection_tests import ConnectionTestResults
from seatwise.web.orgs.refresh_jobs import RefreshJobs
from seatwise.web.page_cache import PageCache
from seatwise.web.pages import api_docs, connection, explain, home, orgs, prices, refreshing, snapshots
from seatwise.web.pages.api import api_router
from seatwise.web.pages.panels import panel_router
from seatwise.web.slow_clients import LARGEST_BODY
from seatwise.web.static_files import PATH, StaticFiles

_LOCAL = Site()
STATUS: tuple[tuple[type[SeatwiseError], int], ...] = (
    *((StaleEntry, 409), (UsageError, 400)),
    *((OrgError, 502), (StorageError, 500)),
)


def create_app(services: Services, site: Site = _LOCAL) -> FastAPI:
    """The application over these services, for anyone with a valid token."""
    app = FastAPI(
        title="Seatwise", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan
    )
    app.max_body_size = LARGEST_BODY
    app.state.services = services
    app.state.refresh_jobs = RefreshJobs(services.clock, lambda name: build_user_index(name, services.reports))
    app.state.connection_tests, app.state.browser_logins = ConnectionTestResults(services), BrowserLogins()
    app.state.page_cache = PageCache()
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=5)
    app.add_middleware(Head)
    app.add_middleware(Guard, context=AccessContext(site, services.access))
    app.mount(PATH, StaticFiles())
    app.include_router(panel_router())
    app.include_router(api_router())
    for page in (home, prices, explain, orgs, connection, snapshots, refreshing, api_docs):
        app.include_router(page.router)
    app.exception_handler(SeatwiseError)(_refused)
    app.exception_handler(HTTPException)(_missing)
    app.exception_handler(RequestValidationError)(_unreadable)
    app.exception_handler(Exception)(_broken)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """When the server ends, running refreshes end and are discarded."""
    yield
    await run_in_threadpool(app.state.refresh_jobs.close)


def _refused(request: Request, error: SeatwiseError) -> Response:
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    return error_page(request, status, error.message, error.next_step)


def _missing(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:  # noqa: PLR2004 - HTTP's own number
        return error_page(request, 404, "There is no such page.", "Start at the list of orgs.")
    return error_page(request, error.status_code, str(error.detail), "Go back and try again.")


def _unreadable(request: Request, error: RequestValidationError) -> Response:
    names = ", ".join(sorted({str(problem["loc"][-1]) for problem in error.errors()}))
    message = f"The address or the form is incomplete or wrong: {names}."
    return error_page(request, 400, message, "Go back and try again.")


async def _broken(request: Request, error: Exception) -> Response:
    """An unexpected error: the page says so, and the server's terminal gets the traceback."""
    del error
    answer = error_page(
        request,
        500,
        "Seatwise failed to show this page. Nothing was changed.",
        "Please report it, with the output of the server.",
        look_up=False,
    )
    add_headers(answer.headers, request.url.path)
    return answer
