"""Deleting a snapshot: what goes, and then the deletion."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seatwise.app.org_context import org_context
from seatwise.app.snapshot_deletion import what_goes
from seatwise.web.services import services_of
from seatwise.web.templating import org_path, page

router = APIRouter()


@router.get("/orgs/{name}/snapshots/{snapshot}/delete")
def delete_form(request: Request, name: str, snapshot: str) -> Response:
    """What would be deleted."""
    services = services_of(request)
    org_id = services.connections.get(name).org_id
    found = services.storage.find(org_id, snapshot)
    header = org_context(name, services.reports, needs_snapshot=False)
    goes = tuple(what_goes(name, found, services.storage.snapshots(org_id)))
    return page(request, "snapshot_delete.html", header=header, snapshot=found, goes=goes, nav="connection")


@router.post("/orgs/{name}/snapshots/{snapshot}/delete")
def delete(request: Request, name: str, snapshot: str) -> Response:
    """Delete it from this machine, even a damaged one."""
    storage = services_of(request).storage
    org_id = services_of(request).connections.get(name).org_id
    storage.delete(org_id, storage.find(org_id, snapshot))
    return RedirectResponse(f"{org_path(name)}/connection#snapshots", 303)
