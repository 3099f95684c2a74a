"""`seatwise org`: connect orgs, see whether they answer, change and remove them."""

from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import ListFormat, console, notes, print_list, suggest_next, warn
from seatwise.cli.context import services
from seatwise.cli.default_org import default_org
from seatwise.cli.secret_options import TakesSecrets
from seatwise.domain.errors import OrgError, UsageError

if TYPE_CHECKING:
    from seatwise.domain.connection import Connection

app = typer.Typer(no_args_is_help=True, help="Connect Salesforce orgs: add, test, change, remove.")
app.command("default")(default_org)

_SECRET = "env:NAME, file:PATH, or nothing to be asked."  # noqa: S105 - a help text
_OWN, _APP, _OTHER, _ALL = "User name and password", "An app of yours", "Another login", "For every login method"
NAME = Annotated[str, typer.Argument(metavar="NAME", help="What you call the org, as in `seatwise org list`.")]
USERNAME = Annotated[str | None, typer.Option("--username", help="Salesforce user name.", rich_help_panel=_OWN)]
PASSWORD = Annotated[
    str | None, typer.Option("--password", metavar="SECRET", help=f"Password: {_SECRET}", rich_help_panel=_OWN)
]
TOKEN = Annotated[
    str | None, typer.Option("--token", metavar="SECRET", help=f"Security token: {_SECRET}", rich_help_panel=_OWN)
]
LOGIN_URL = Annotated[
    str | None,
    typer.Option(
        "--login-url",
        metavar="URL",
        help="Where to log in: a My Domain, or https://test.salesforce.com for a sandbox. "
        "Default: https://login.salesforce.com",
        rich_help_panel=_ALL,
    ),
]
CLIENT_ID = Annotated[str | None, typer.Option("--client-id", help="Consumer key of the app.", rich_help_panel=_APP)]
CLIENT_SECRET = Annotated[
    str | None,
    typer.Option("--client-secret", metavar="SECRET", help=f"Consumer secret: {_SECRET}", rich_help_panel=_APP),
]
JWT_KEY = Annotated[
    str | None,
    typer.Option("--jwt-key", metavar="FILE", help="Private key (PEM); with --client-id and --username.",
                 rich_help_panel=_APP),
]  # fmt: skip
WEB = Annotated[
    bool,
    typer.Option("--web", help="Log in with the browser; without --client-id as the sf CLI does.",
                 rich_help_panel=_OTHER),
]  # fmt: skip
SF_ALIAS = Annotated[
    str | None, typer.Option("--sf-alias", metavar="ALIAS", help="A login the sf CLI has.", rich_help_panel=_OTHER)
]
ACCESS_TOKEN = Annotated[
    str | None,
    typer.Option("--access-token", metavar="SECRET", help=f"A session you have: {_SECRET}", rich_help_panel=_OTHER),
]
INSTANCE_URL = Annotated[
    str | None, typer.Option("--instance-url", metavar="URL", help="The session's host.", rich_help_panel=_OTHER)
]
NO_TEST = Annotated[bool, typer.Option("--no-test", help="Do not log in now.", rich_help_panel=_ALL)]
YES = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
FORMAT = Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")]


@app.command("add", cls=TakesSecrets)
def add(
    name: NAME,
    username: USERNAME = None,
    password: PASSWORD = None,
    token: TOKEN = None,
    client_id: CLIENT_ID = None,
    client_secret: CLIENT_SECRET = None,
    jwt_key: JWT_KEY = None,
    web: WEB = False,
    sf_alias: SF_ALIAS = None,
    access_token: ACCESS_TOKEN = None,
    instance_url: INSTANCE_URL = None,
    login_url: LOGIN_URL = None,
    currency: Annotated[
        str, typer.Option("--currency", metavar="CODE", help="Currency of its prices.", rich_help_panel=_ALL)
    ] = "USD",
    no_test: NO_TEST = False,
) -> None:
    """Connect an org. Which login method is meant follows from the options you give.

    seatwise org add acme --username reader@acme.example   (asks for the password and the security token)

    seatwise org add acme --client-id KEY --client-secret env:SECRET --login-url https://acme.my.salesforce.com

    seatwise org add acme --client-id KEY --username reader@acme.example --jwt-key server.key

    seatwise org add acme --web    |    --sf-alias acme    |    --access-token env:TOKEN --instance-url URL

    Secrets are kept encrypted. Seatwise only reads: a user with view permissions is enough.
    """
    from seatwise.app.orgs import add_org
    from seatwise.cli.login_options import LoginOptions, connection_from

    options = LoginOptions(
        username,
        password,
        token,
        login_url,
        client_id,
        client_secret,
        jwt_key,
        web,
        sf_alias,
        access_token,
        instance_url,
    )
    connection, secrets = connection_from(name, options, currency=currency)
    _warn_of_retirement(connection)
    kept = add_org(
        connection, secrets, connections=services().connections, log_in_by_browser=services().log_in_by_browser()
    )
    notes().print(f"Added {kept.name}: {_reach(kept)}.", soft_wrap=True)
    _test_unless(name, no_test)


@app.command("list")
def list_orgs(form: FORMAT = ListFormat.TABLE) -> None:
    """Every org, whether it answered when it was last asked, and if not, why."""
    columns = ("Name", "Status", "Login method", "Login URL", "Org ID", "Currency", "Checked at", "Cause")
    rows = [
        (
            each.name,
            each.status.value,
            each.auth_method.value,
            each.login_url,
            each.org_id,
            each.currency,
            _moment(each),
            each.cause,
        )
        for each in services().connections.all()
    ]
    print_list(columns, rows, form, empty="No orgs yet. Connect one: seatwise org add NAME --username USER")


@app.command("show")
def show(name: NAME, form: FORMAT = ListFormat.TABLE) -> None:
    """One org: how it is reached, and what came of it. Secrets are never shown."""
    each = services().connections.get(name)
    facts = {
        "Name": each.name,
        "Status": each.status.value,
        "Cause": each.cause or None,
        "Checked at": _moment(each),
        "Login method": each.auth_method.value,
        "Login URL": each.login_url,
        "Username": each.username or None,
        "Client ID": each.client_id or None,
        "Alias": each.alias or None,
        "Org ID": each.org_id or None,
        "Currency": each.currency,
    }
    if form is ListFormat.TABLE:
        for title, fact in facts.items():
            console().print(f"{title:<14}{fact or '-'}", soft_wrap=True)
        suggest_next(f"seatwise org test {name}", f"seatwise refresh {name}")
    else:
        print_list(tuple(facts), [tuple(facts.values())], form)


@app.command("test")
def test(name: NAME) -> None:
    """Log in and look around: edition, API, and each permission with the panels that suffer without it.

    Exit code 3 when the org is down or does not let us in.
    """
    from seatwise.app.orgs import test_org
    from seatwise.cli.connection_report import print_connection_report

    found = test_org(name, services().connections, open_org=services().open_org, clock=services().clock)
    print_connection_report(name, found)
    suggest_next(f"seatwise refresh {name}")


@app.command("edit", cls=TakesSecrets)
def edit(
    name: NAME,
    username: USERNAME = None,
    password: PASSWORD = None,
    token: TOKEN = None,
    client_id: CLIENT_ID = None,
    client_secret: CLIENT_SECRET = None,
    jwt_key: JWT_KEY = None,
    web: WEB = False,
    sf_alias: SF_ALIAS = None,
    access_token: ACCESS_TOKEN = None,
    instance_url: INSTANCE_URL = None,
    login_url: LOGIN_URL = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help="Currency of its prices.", rich_help_panel=_ALL)
    ] = None,
    no_test: NO_TEST = False,
) -> None:
    """Change how an org is reached, or the currency of its prices. What you do not give stays as it is.

    seatwise org edit acme --password    (asks for the new one)

    Another login method keeps prices and snapshots, as long as it reaches the same org.
    """
    from seatwise.app.orgs import edit_org
    from seatwise.cli.login_options import LoginOptions, connection_from
    from seatwise.domain.connection import Status

    options = LoginOptions(
        username,
        password,
        token,
        login_url,
        client_id,
        client_secret,
        jwt_key,
        web,
        sf_alias,
        access_token,
        instance_url,
    )
    connections = services().connections
    before = connections.get(name)
    if not options.given and currency is None:
        raise UsageError("Nothing to change is given.", "See what can be changed: seatwise org edit --help")
    changed, secrets = connection_from(name, options, currency=currency or before.currency, stored=before)
    _warn_of_retirement(changed)
    after = edit_org(
        changed, secrets, connections=connections, log_in_by_browser=services().log_in_by_browser(), log_in_again=web
    )
    notes().print(f"Changed {name}: {_reach(after)}; prices in {after.currency}.", soft_wrap=True)
    if after.currency != before.currency and services().book.prices(name):
        warn(f"The amounts stay as they are: what was 100 {before.currency} is now 100 {after.currency}.")
    if options.given:
        _test_unless(name, no_test or after.status is Status.DISABLED)


@app.command("disable")
def disable(name: NAME) -> None:
    """Do not contact the org until it is enabled again. Its snapshots and prices stay."""
    from seatwise.app.orgs import disable_org

    disable_org(name, connections=services().connections, clock=services().clock)
    notes().print(f"{name} is disabled and will not be contacted.", soft_wrap=True)
    suggest_next(f"seatwise org enable {name}")


@app.command("enable")
def enable(name: NAME) -> None:
    """Let the org be contacted again."""
    from seatwise.app.orgs import enable_org

    enable_org(name, connections=services().connections, clock=services().clock)
    notes().print(f"{name} is enabled.", soft_wrap=True)
    suggest_next(f"seatwise org test {name}")


@app.command("remove")
def remove(name: NAME, yes: YES = False) -> None:
    """Forget an org: its login, secrets, prices, buckets and contracts. Its snapshots stay on disk."""
    import sys

    from seatwise.app.orgs import remove_org

    services().connections.get(name)
    prices = len(services().book.prices(name))
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"Removing {name} needs a yes.", f"To go on: seatwise org remove {name} --yes")
        typer.confirm(f"Forget {name}, its login and its {prices} prices? Snapshots stay.", abort=True, err=True)
    remove_org(name, connections=services().connections)
    notes().print(f"Removed {name} with {prices} prices. Its snapshots stay in the lake.", soft_wrap=True)


@app.command("key")
def key() -> None:
    """Print a new random key for SEATWISE_SECRET_KEY. Nothing is stored: keep it where you keep such things."""
    from seatwise.state.key_store import new_key

    typer.echo(new_key())


def _test_unless(name: str, not_now: bool) -> None:
    if not_now:
        suggest_next(f"seatwise org test {name}")
        return
    try:
        test(name)
    except OrgError as error:
        error.next_step = f"{error.next_step} Then: seatwise org edit {name}, or seatwise org test {name}".strip()
        raise


def _warn_of_retirement(connection: "Connection") -> None:
    from seatwise.app.auth_methods import RETIREMENT
    from seatwise.domain.connection import AuthMethod

    if connection.auth_method is AuthMethod.PASSWORD:
        warn(f"{RETIREMENT} To stay: an app with --client-id and --client-secret, or --jwt-key.")


def _reach(connection: "Connection") -> str:
    who = connection.username or connection.alias or connection.client_id
    return " ".join((connection.auth_method.value, *(("as", who) if who else ()), "at", connection.login_url))


def _moment(connection: "Connection") -> str | None:
    return f"{connection.checked_at:%Y-%m-%dT%H:%M:%SZ}" if connection.checked_at else None
