"""Refresh an org: its progress, its outcome, and cancelling it."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seatwise.app.entries.tracked_objects import tracked_objects_of
from seatwise.app.extract import Check, Watcher
from seatwise.app.org_context import org_context
from seatwise.app.refresh.run import refresh_org
from seatwise.domain.connection import Status
from seatwise.domain.errors import RefreshRunning
from seatwise.domain.snapshots import Snapshot
from seatwise.web.services import services_of
from seatwise.web.templating import org_path, page

router = APIRouter()
CONFLICT = 409


@router.post("/orgs/{name}/refresh")
def begin(request: Request, name: str, *, accept_clock: Annotated[bool, Form()] = False) -> Response:
    """Begin to read the org; if that is being done already, say so and show how far it is.

    With `accept_clock` it is read though its clock is more than a day from this machine's.
    """
    connection = services_of(request).connections.get(name)
    if connection.status is Status.DISABLED:
        return RedirectResponse(f"{org_path(name)}/connection", 303)

    def work(watch: Watcher, check: Check) -> Snapshot:
        snapshot, _ = refresh_org(
            name,
            services_of(request).orgs(),
            services_of(request).storage,
            watch=watch,
            check=check,
            tracked_objects=tracked_objects_of(name, services_of(request).tracked_objects),
            accept_clock=accept_clock,
        )
        return snapshot

    try:
        request.app.state.refresh_jobs.start(name, work)
    except RefreshRunning as error:
        return _draw(request, name, CONFLICT, problem=error.message)
    return RedirectResponse(f"{org_path(name)}/refresh", 303)


@router.get("/orgs/{name}/refresh")
def progress(request: Request, name: str) -> Response:
    """Its progress, or its outcome. htmx requests the part that changes; at the end it loads the page again."""
    if "HX-Request" not in request.headers:
        return _draw(request, name)
    job = request.app.state.refresh_jobs.of(name)
    if job is None or not job.runs:
        return Response(headers={"HX-Refresh": "true"})
    return page(request, "refreshing_part.html", job=job, here=org_path(name))


@router.post("/orgs/{name}/refresh/cancel")
def cancel(request: Request, name: str) -> Response:
    """Cancel it: nothing of it is saved."""
    request.app.state.refresh_jobs.cancel(name)
    return RedirectResponse(f"{org_path(name)}/refresh", 303)


def _draw(request: Request, name: str, status: int = 200, problem: str = "") -> Response:
    header = org_context(name, services_of(request).reports, needs_snapshot=False)
    context = {"header": header, "job": request.app.state.refresh_jobs.of(name), "problem": problem}
    return page(request, "refreshing.html", status, **context, nav="connection")
