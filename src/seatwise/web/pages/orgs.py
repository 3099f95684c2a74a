"""Connect an org: choose a login method, enter its fields and test the connection."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seatwise.app.connections.connection_form import FieldRefused
from seatwise.domain.connection import AuthMethod
from seatwise.domain.errors import UsageError
from seatwise.web.orgs.browser_logins import Show
from seatwise.web.orgs.org_form import ConnectionForm, connection_of, draw_form, read_form, save_connection
from seatwise.web.services import services_of
from seatwise.web.templating import org_path, page

router = APIRouter()
FIRST_CURRENCY = "USD"


@router.get("/orgs")
def connect(request: Request, method: AuthMethod = AuthMethod.WEB) -> Response:
    """The login methods and the form of one."""
    return draw_form(request, "connect.html", method, {"org_name": "", "currency": FIRST_CURRENCY}, nav="connect")


@router.post("/orgs")
def add(request: Request, form: Annotated[ConnectionForm, Depends(read_form)]) -> Response:
    """Add the org and test it. It is added even if the login fails; its page shows why."""
    try:
        return _add(request, form)
    except UsageError as refusal:
        texts = {**form.texts, "org_name": form.name, "currency": form.currency}
        return draw_form(request, "connect.html", form.method, texts, problem=refusal, nav="connect")


def _add(request: Request, form: ConnectionForm) -> Response:
    if form.name in {each.name for each in services_of(request).connections.all()}:
        raise FieldRefused("org_name", f"An org named {form.name} already exists.", "Choose another name.")
    connection, secrets = connection_of(form)

    def save(show: Show | None) -> None:
        services_of(request).orgs(show).add(connection, secrets)
        request.app.state.connection_tests.take(connection.name)

    return save_connection(request, form.method, connection.name, f"/orgs?method={AuthMethod.WEB}", save)


@router.get("/browser-login")
def wait_for_login(request: Request) -> Response:
    """The link to Salesforce until the person has logged in; then the org's connection, or the error."""
    login = request.app.state.browser_logins.current
    waits = login is not None and not login.over.is_set()
    if "HX-Request" in request.headers:
        return Response(status_code=204) if waits else Response(headers={"HX-Refresh": "true"})
    if login is None or waits or login.error is not None:
        status = 502 if login is not None and login.error is not None else 200
        return page(request, "browser_login.html", status, login=login, nav="connect")
    return RedirectResponse(f"{org_path(login.name)}/connection", 303)


@router.post("/browser-login/cancel")
def cancel_login(request: Request) -> Response:
    """Cancel the login. Nothing is stored."""
    login = request.app.state.browser_logins.current
    if login is not None:
        login.cancel()
    return RedirectResponse(login.back if login is not None else "/orgs", 303)
