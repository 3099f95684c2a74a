"""One org's connection: its state, permissions and snapshots; test, edit, disable and remove it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seatwise.app.connections.auth_methods import FIELDS, LOGIN_METHODS
from seatwise.app.org_context import OrgContext, org_context
from seatwise.domain.connection import AuthMethod, Connection, ConnectionReport, Status
from seatwise.domain.errors import OrgError, StorageError, UsageError
from seatwise.domain.licensing.entries import BucketOverride, EntitlementOverride, Price
from seatwise.web.orgs.browser_logins import Show
from seatwise.web.orgs.org_form import (
    ConnectionForm,
    connection_of,
    draw_form,
    read_form,
    save_connection,
    stored_texts,
)
from seatwise.web.services import services_of
from seatwise.web.templating import org_path, page

router = APIRouter()


@router.get("/orgs/{name}/connection")
def connection(request: Request, name: str) -> Response:
    """The connection, the result of the last test and the snapshots."""
    tested, header = request.app.state.connection_tests.of(name), _header(request, name)
    is_down = header.connection.status is Status.DOWN  # else a refresh has got in since the test
    context = {"login": LOGIN_METHODS[header.connection.auth_method], "job": request.app.state.refresh_jobs.of(name)}
    context["found"] = tested if isinstance(tested, ConnectionReport) else None
    context["trouble"] = tested if isinstance(tested, OrgError) and is_down else None
    return page(request, "connection.html", header=header, nav="connection", **context)


@router.post("/orgs/{name}/connection/test")
def test(request: Request, name: str) -> Response:
    """Test the connection now."""
    request.app.state.connection_tests.take(name)
    return _back(name)


@router.get("/orgs/{name}/connection/edit")
def edit_form(request: Request, name: str, method: AuthMethod | None = None) -> Response:
    """The form with the stored values, without secrets."""
    header = _header(request, name)
    texts = {**stored_texts(header.connection), "currency": header.connection.currency}
    return _edit_form(request, header, method or header.connection.auth_method, texts)


@router.post("/orgs/{name}/connection/edit")
def edit(request: Request, name: str, form: Annotated[ConnectionForm, Depends(read_form)]) -> Response:
    """Change the connection, and test it if the login has changed."""
    stored = services_of(request).connections.get(name)
    try:
        changed, secrets = connection_of(form, stored)

        def save(show: Show | None) -> None:
            orgs = services_of(request).orgs(show)
            after = orgs.edit(replace(changed, name=name), secrets, log_in_again=form.log_in_again)
            if after.status is Status.VERIFYING:
                request.app.state.connection_tests.take(name)

        return save_connection(request, form.method, name, f"{org_path(name)}/connection/edit", save)
    except UsageError as refusal:
        return _edit_form(
            request, _header(request, name), form.method, {**form.texts, "currency": form.currency}, refusal
        )


@router.post("/orgs/{name}/connection/disable")
def disable(request: Request, name: str) -> Response:
    """Do not contact the org any more; a refresh that runs is ended."""
    services_of(request).orgs().disable(name)
    request.app.state.refresh_jobs.cancel(name)
    request.app.state.connection_tests.forget(name)
    return _back(name)


@router.post("/orgs/{name}/connection/enable")
def enable(request: Request, name: str) -> Response:
    """Let the org be contacted again."""
    services_of(request).orgs().enable(name)
    return _back(name)


@router.get("/orgs/{name}/connection/remove")
def remove_form(request: Request, name: str) -> Response:
    """What would be deleted, and what would stay."""
    book = services_of(request).book
    sorts = {"prices": Price, "buckets": BucketOverride, "entitlements": EntitlementOverride}
    entries = {what: len(book.entries(name, sort)) for what, sort in sorts.items()}
    return page(request, "connection_remove.html", header=_header(request, name), entries=entries, nav="connection")


@router.post("/orgs/{name}/connection/remove")
def remove(request: Request, name: str) -> Response:
    """Remove the org; a refresh that runs is ended."""
    request.app.state.refresh_jobs.forget(name)
    request.app.state.connection_tests.forget(name)
    services_of(request).connections.remove(name)
    return RedirectResponse("/", 303)


def _back(name: str) -> Response:
    return RedirectResponse(f"{org_path(name)}/connection", 303)


def _header(request: Request, name: str) -> OrgContext:
    return org_context(name, services_of(request).reports, needs_snapshot=False)


def _edit_form(
    request: Request, header: OrgContext, method: AuthMethod, texts: dict[str, str], problem: UsageError | None = None
) -> Response:
    same_method = method is header.connection.auth_method
    stored = _stored_secrets(request, header.connection) if same_method else frozenset[str]()
    return draw_form(
        request, "connection_edit.html", method, texts, problem=problem, stored=stored, header=header, nav="connection"
    )


def _stored_secrets(request: Request, connection: Connection) -> frozenset[str]:
    """The names of the fields with a stored secret."""
    try:
        secrets = services_of(request).connections.secrets(connection)
    except StorageError:  # the key is wrong: all must be entered again
        return frozenset()
    return frozenset(field.name for field in FIELDS.values() if secrets.get(field.stored_as))
