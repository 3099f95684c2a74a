"""The form of a connection: reads it, turns it into a connection, and shows it again with what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Any

from fastapi import Form
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from seatwise.app.connections.auth_methods import FIELDS, LOGIN_METHODS, Field, FieldKind
from seatwise.app.connections.connection_form import (
    FieldRefused,
    Label,
    enter_again,
    make_connection,
    missing,
    private_key,
)
from seatwise.domain.connection import AuthMethod, Connection, Secrets
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.money import parse_currency
from seatwise.web.orgs.browser_logins import Show
from seatwise.web.templating import org_path, page

INVALID = 422
_label: Label = attrgetter("label")


@dataclass(frozen=True)
class ConnectionForm:
    """The form as it was sent."""

    method: AuthMethod
    name: str  # of the org
    currency: str
    texts: Mapping[str, str]  # by field name; empty ones, too
    secrets: Secrets  # by field name; empty ones, too
    delete: frozenset[str]  # the stored secrets to delete, by field name
    log_in_again: bool  # whether to log in with the browser though nothing else is new


async def read_form(
    request: Request,
    *,
    method: Annotated[AuthMethod, Form()],
    org_name: Annotated[str, Form()] = "",
    currency: Annotated[str, Form()] = "",
    delete: Annotated[list[str] | None, Form()] = None,
    log_in_again: Annotated[str, Form()] = "",
) -> ConnectionForm:
    """Read the form; the fields of the login method are those of `LOGIN_METHODS`."""
    sent = await request.form()
    fields = LOGIN_METHODS[method].form_fields
    texts = {field.name: (await _value(sent, field)).strip() for field in fields if not field.stored_as}
    secrets = {field.name: await _value(sent, field) for field in fields if field.stored_as}
    return ConnectionForm(
        method, org_name.strip(), currency.strip(), texts, secrets, frozenset(delete or ()), bool(log_in_again)
    )


def connection_of(form: ConnectionForm, stored: Connection | None = None) -> tuple[Connection, dict[str, str]]:
    """The connection and the new secrets of a form, of a new org or of the stored connection that is edited.

    With the same login method and address, an empty secret stays as it is. Raises FieldRefused: a field is missing, or
    invalid.
    """
    try:
        currency = parse_currency(form.currency)
    except UsageError as error:
        raise FieldRefused("currency", error.message, error.next_step) from error
    name = stored.name if stored else form.name
    connection = make_connection(name, form.method, form.texts, currency=currency, stored=None, label=_label)
    return connection, _secrets(form, connection, stored)


def stored_texts(connection: Connection) -> dict[str, str]:
    """The texts of a stored connection, by field name; never a secret."""
    return {field.name: str(getattr(connection, field.attribute)) for field in FIELDS.values() if field.attribute}


def draw_form(
    request: Request,
    template: str,
    method: AuthMethod,
    texts: Mapping[str, str],
    *,
    problem: UsageError | None = None,
    stored: frozenset[str] = frozenset(),
    **context: Any,
) -> HTMLResponse:
    """The page with the form of a login method, its values by field name; never a secret.

    `problem` is why it was refused, shown beside its field, if it is about one; `stored` are the fields with a stored
    secret.
    """
    invalid = problem.field if isinstance(problem, FieldRefused) else ""
    status = 200 if problem is None else INVALID
    methods = {"login_methods": LOGIN_METHODS.values(), "login": LOGIN_METHODS[method]}
    context |= {**methods, "texts": texts, "stored": stored}
    return page(request, template, status, problem=problem, problem_field=invalid, **context)


def save_connection(
    request: Request, method: AuthMethod, name: str, back: str, save: Callable[[Show | None], None]
) -> Response:
    """Save a connection and go to its page; by `AuthMethod.WEB` a person logs in first, or returns to `back`."""
    if method is AuthMethod.WEB:
        request.app.state.browser_logins.begin(name, back, save)
        return RedirectResponse("/browser-login", 303)
    save(None)
    return RedirectResponse(f"{org_path(name)}/connection", 303)


async def _value(sent: FormData, field: Field) -> str:
    value = sent.get(field.name, "")
    if isinstance(value, UploadFile):
        return (await value.read()).decode("utf-8", "replace").strip()
    return value


def _secrets(form: ConnectionForm, connection: Connection, stored: Connection | None) -> dict[str, str]:
    login = LOGIN_METHODS[form.method]
    secrets = {}
    for field in login.secrets:
        needed = field.name in login.needs
        if text := form.secrets[field.name]:
            secrets[field.stored_as] = private_key(field, text, _label) if field.kind is FieldKind.KEY_FILE else text
        elif field.name in form.delete and not needed:
            secrets[field.stored_as] = ""
        elif needed and stored is None:
            raise missing(field, form.method, _label)
        elif needed and stored and not stored.shares_login(connection):
            raise enter_again(field, connection, _label)
    return secrets
