"""The form of a connection: what was typed into it, what it means, and the form again with what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import File, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse

from seatwise.app.auth_methods import AUTH_METHODS, SECRET_NAMES, FieldRefused, make_connection, missing, private_key
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.domain.errors import UsageError
from seatwise.domain.money import parse_currency
from seatwise.web.auth_methods import GUIDES, guide, label
from seatwise.web.templating import page

REFUSED = 422


@dataclass(frozen=True)
class Typed:
    """What was typed. Texts and secrets by field; `forgotten` names kept secrets to forget; `again` asks to log in."""

    auth_method: AuthMethod
    called: str
    currency: str
    texts: Mapping[str, str]
    secrets: Mapping[str, str]
    forgotten: frozenset[str]
    again: bool


def typed(
    *,
    method: Annotated[AuthMethod, Form()],
    called: Annotated[str, Form()] = "",
    currency: Annotated[str, Form()] = "",
    username: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form()] = "",
    sf_alias: Annotated[str, Form()] = "",
    login_url: Annotated[str, Form()] = "",
    instance_url: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    token: Annotated[str, Form()] = "",
    client_secret: Annotated[str, Form()] = "",
    access_token: Annotated[str, Form()] = "",
    jwt_key: Annotated[bytes, File()] = b"",
    forget: Annotated[list[str] | None, Form()] = None,
    again: Annotated[str, Form()] = "",
) -> Typed:
    """The form, as it was sent."""
    texts = {
        "username": username,
        "client_id": client_id,
        "sf_alias": sf_alias,
        "login_url": login_url,
        "instance_url": instance_url,
    }
    secrets = {
        "password": password,
        "token": token,
        "client_secret": client_secret,
        "access_token": access_token,
        "jwt_key": jwt_key.decode("utf-8", "replace").strip(),
    }
    trimmed = {field: text.strip() for field, text in texts.items()}
    return Typed(method, called.strip(), currency.strip(), trimmed, secrets, frozenset(forget or ()), bool(again))


def meant(form: Typed, stored: Connection | None = None) -> tuple[Connection, dict[str, str]]:
    """The connection and the new secrets that the form means.

    Args:
        form: as typed.
        stored: what is changed; of the same login method, a secret that is left empty stays.

    Raises:
        FieldRefused: a field is missing, or does not hold what it should.
    """
    try:
        currency = parse_currency(form.currency)
    except UsageError as error:
        raise FieldRefused("currency", error.message, error.next_step) from error
    name = stored.name if stored else form.called
    connection = make_connection(name, form.auth_method, form.texts, currency=currency, stored=None, call=label)
    return connection, _secrets(form, keep=stored is not None and stored.auth_method is form.auth_method)


def _secrets(form: Typed, *, keep: bool) -> dict[str, str]:
    secrets = {}
    for field in AUTH_METHODS[form.auth_method].fields:
        if field not in SECRET_NAMES:
            continue
        if text := form.secrets[field]:
            secrets[SECRET_NAMES[field]] = private_key(text, label) if field == "jwt_key" else text
        elif field in form.forgotten and field not in AUTH_METHODS[form.auth_method].needs:
            secrets[SECRET_NAMES[field]] = ""
        elif field in AUTH_METHODS[form.auth_method].needs and not keep:
            raise missing(field, form.auth_method, label)
    return secrets


def draw_form(
    request: Request,
    template: str,
    method: AuthMethod,
    texts: Mapping[str, str],
    *,
    problem: UsageError | None = None,
    kept: frozenset[str] = frozenset(),
    **context: Any,
) -> HTMLResponse:
    """The form's page.

    Args:
        request: what it answers.
        template: around the fields.
        method: the login method whose fields are shown.
        texts: what they hold, by field; never a secret.
        problem: why it was refused; shown beside its field, if it is of one.
        kept: the fields whose secrets are kept.
        context: what else the template needs.
    """
    field = problem.field if isinstance(problem, FieldRefused) else ""
    status = 200 if problem is None else REFUSED
    context |= {"guides": GUIDES, "guide": guide(method), "texts": texts, "kept": kept}
    return page(request, template, status, problem=problem, problem_field=field, **context)
