"""The options of the login methods: how a command takes them, and the login method and connection they mean."""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from operator import attrgetter
from typing import Annotated, Any

import typer

from seatwise.app.connections.auth_methods import FIELDS, LOGIN_METHODS, Field, FieldKind, LoginMethod
from seatwise.app.connections.connection_form import Label, make_connection, missing, private_key
from seatwise.cli.console import say
from seatwise.cli.orgs.secret_options import ASK, FORMS, INSECURE, SecretReader, read_secret_file
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.domain.errors import UsageError

_SECRET = "env:NAME, file:PATH or -; without a value, a prompt."  # noqa: S105 - a help text
_HELP = "See: seatwise org add --help"
_option: Label = attrgetter("option")

Options = Mapping[str, str]
"""The options that were typed, by field name."""

_GIVEN = ("options", "reader")  # what a command gets instead of the options
_LITERAL = inspect.Parameter(
    "insecure_literal",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[
        bool,
        typer.Option(
            INSECURE,
            help="Accept the secret itself as the value of an option. Other users of this machine can see it.",
            rich_help_panel="All login methods",
        ),
    ],
)


def with_login_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of all login methods. It gets those that were typed as `options`, and a `reader`."""

    @wraps(command)
    def run(**arguments: Any) -> None:
        given = {name: arguments.pop(name) for name in FIELDS}
        typed = {name: str(value) for name, value in given.items() if value not in (None, False)}
        reader = SecretReader(literal=arguments.pop(_LITERAL.name))
        command(**arguments, options=typed, reader=reader)

    signature = inspect.signature(command)
    context, first, *rest = (each for each in signature.parameters.values() if each.name not in _GIVEN)
    options = (*map(_parameter, FIELDS), _LITERAL)
    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (context, first, *options, *rest)]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined] # read by Typer
    return run


def method_of(options: Options, stored: AuthMethod | None = None) -> AuthMethod:
    """The login method that the options mean; of an org that is edited, the stored one unless they mean another.

    Raises UsageError: they mean none, or two, or one is not an option of the login method.
    """
    marks = {each.method: [name for name in each.marks if name in options] for each in LOGIN_METHODS.values()}
    marked = [method for method, names in marks.items() if names]
    known = [*marked, *([stored] if stored else [])]
    meant = [method for method in marked if not _belongs_to_another(marks[method], method, known)]
    if len(meant) > 1:
        names = sorted(FIELDS[name].option for method in meant for name in marks[method])
        labels = "; ".join(LOGIN_METHODS[method].label for method in meant)
        raise UsageError(
            f"{' and '.join(names)} belong to different login methods ({labels}).",
            f"Use the options of one login method. {_HELP}",
        )
    method = meant[0] if meant else stored or _implied(options)
    login = LOGIN_METHODS[method]
    takes = {field.name: field.option for field in login.fields}
    if extra := sorted(options.keys() - takes.keys()):
        raise UsageError(
            f"{FIELDS[extra[0]].option} is not an option of the login method {login.label}.",
            f"It takes {', '.join(takes.values())}.",
        )
    return method


def secrets_again(method: AuthMethod) -> Options:
    """The options that prompt for the secrets of a login method again. Raises UsageError: there are none."""
    if method is AuthMethod.WEB:
        return {"web": "True"}
    login = LOGIN_METHODS[method]
    needed = [each for each in login.secrets if each.name in login.needs]
    for field in needed:
        if field.kind is FieldKind.KEY_FILE:
            raise missing(field, method, _option)
    if not needed:
        raise UsageError("There is nothing to change.", "See the options: seatwise org edit --help")
    return {each.name: ASK for each in needed}


def connection_from(
    name: str, options: Options, reader: SecretReader, *, currency: str, stored: Connection | None = None
) -> tuple[Connection, dict[str, str]]:
    """The connection and the secrets that the options mean; the rest comes from the stored connection.

    Raises UsageError: an option is missing, contradicts another, or has an invalid value.
    """
    method = method_of(options, stored.auth_method if stored else None)
    found = make_connection(name, method, options, currency=currency, stored=stored, label=_option)
    needed = stored is None or not stored.shares_login(found)
    if stored and needed and LOGIN_METHODS[method].secrets:
        say(f"Secrets that are stored for another login are not sent to {found.login_url}: enter them again.")
    return found, _secrets(options, LOGIN_METHODS[method], reader, needed=needed)


def _parameter(name: str) -> inspect.Parameter:
    field = FIELDS[name]
    flag = field.kind is FieldKind.FLAG
    metavars = {FieldKind.SECRET: "SECRET", FieldKind.KEY_FILE: "FILE", FieldKind.URL: "URL"}
    help_ = f"{field.option_help}: {_SECRET}" if field.kind is FieldKind.SECRET else field.option_help
    option = typer.Option(field.option, metavar=metavars.get(field.kind), help=help_, rich_help_panel=field.group)
    annotation = Annotated[bool if flag else str | None, option]  # type: ignore[valid-type] # read by Typer
    default = False if flag else None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _belongs_to_another(names: list[str], method: AuthMethod, known: list[AuthMethod]) -> bool:
    """Whether another login method that is meant, too, takes all of these options: `--web --client-secret` is one."""
    others = (LOGIN_METHODS[other] for other in known if other is not method)
    return any({*names} <= {*other.needs, *other.takes} for other in others)


def _secrets(options: Options, login: LoginMethod, reader: SecretReader, *, needed: bool) -> dict[str, str]:
    """The secrets that were typed. Prompts for required ones, and for those that go with them."""
    secrets = {}
    prompted = set()
    for field in login.secrets:
        typed = options.get(field.name)
        if typed is None and needed and field.name in login.needs:
            if field.kind is FieldKind.KEY_FILE:
                raise missing(field, login.method, _option)
            typed = ASK
        if typed is not None:
            secrets[field.stored_as] = _read(field, typed, reader)
            prompted |= {field.name} if typed == ASK else set()
        elif field.prompt_with in prompted:
            secrets[field.stored_as] = reader.ask(field.prompt)
    return secrets


def _read(field: Field, typed: str, reader: SecretReader) -> str:
    if field.kind is FieldKind.KEY_FILE:
        from_variable = typed.startswith("env:")
        path = typed.removeprefix("file:")
        text = reader.read(field.option, typed) if from_variable else read_secret_file(field.option, path)
        return private_key(field, text, _option)
    secret = reader.read(field.option, typed)
    if not secret and not field.prompt:
        raise UsageError(f"{field.option} is empty.", FORMS.format(option=field.option))
    return secret


def _implied(options: Options) -> AuthMethod:
    implied = [each.method for each in LOGIN_METHODS.values() if each.implied_by in options]
    if len(implied) == 1:
        return implied[0]
    if implied:
        names = " and ".join(sorted(FIELDS[LOGIN_METHODS[method].implied_by].option for method in implied))
        marks = ", ".join(
            f"{FIELDS[each.marks[0]].option} ({each.label})"
            for each in LOGIN_METHODS.values()
            if options.keys() & {*each.needs}
        )
        raise UsageError(f"{names} alone do not determine the login method.", f"Add one of {marks}.")
    needs = "; ".join(" ".join(FIELDS[name].option for name in each.needs) for each in LOGIN_METHODS.values())
    raise UsageError("No login method is given.", f"Use one of: {needs}. {_HELP}")
