"""`seatwise org`: connect, test, change and remove orgs."""

from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import FormOption, ListFormat, console, notes, print_list, say, suggest_next, warn
from seatwise.cli.context import services_of
from seatwise.cli.org_option import OrgArgument
from seatwise.cli.orgs.login_options import Options, connection_from, secrets_again, with_login_options
from seatwise.cli.orgs.secret_options import SecretReader, TakesSecrets
from seatwise.cli.timestamps import moment_text
from seatwise.domain.errors import OrgError, UsageError

if TYPE_CHECKING:
    from seatwise.domain.connection import Connection


app = typer.Typer(no_args_is_help=True, help="Connect Salesforce orgs: add, test, change, remove.")

_ALL = "All login methods"
NAME = Annotated[str, typer.Argument(metavar="NAME", help="What you call the org.")]
NO_TEST = Annotated[bool, typer.Option("--no-test", help="Do not log in now.", rich_help_panel=_ALL)]
YES = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")]


@app.command("add", cls=TakesSecrets)
@with_login_options
def add(
    context: typer.Context,
    name: NAME,
    options: Options,
    reader: SecretReader,
    currency: Annotated[
        str, typer.Option("--currency", metavar="CODE", help="Price currency.", rich_help_panel=_ALL)
    ] = "USD",
    no_test: NO_TEST = False,
) -> None:
    """Connect an org. The options determine the login method.

    seatwise org add acme --username reader@acme.example   (prompts for password and security token)

    seatwise org add acme --client-id KEY --client-secret env:SECRET --login-url https://acme.my.salesforce.com

    seatwise org add acme --client-id KEY --username reader@acme.example --jwt-key server.key

    seatwise org add acme --web    |    --sf-alias acme    |    --access-token env:TOKEN --instance-url URL

    Secrets are stored encrypted. Seatwise only reads: a user with view permissions is enough.
    """
    connection, secrets = connection_from(name, options, reader, currency=currency)
    _warn_of_retirement(connection)
    with services_of(context).made_anew():
        added = services_of(context).orgs().add(connection, secrets)
    say(f"Added {added.name}: {_reach(added)}.")
    _test_unless(context, name, no_test)


@app.command("list")
def list_orgs(context: typer.Context, form: FormOption = ListFormat.TABLE) -> None:
    """All orgs and their status."""
    columns = ("Name", "Status", "Login method", "Login URL", "Org ID", "Currency", "Checked at", "Cause")
    every = (_facts(each, form) for each in services_of(context).connections.all())
    rows = [tuple(facts[column] for column in columns) for facts in every]
    print_list(columns, rows, form, empty="No orgs yet. Connect one: seatwise org add NAME --username USER")


@app.command("show")
def show(context: typer.Context, name: OrgArgument, form: FormOption = ListFormat.TABLE) -> None:
    """One org: its connection and status. Secrets are never shown."""
    facts = {title: fact or None for title, fact in _facts(services_of(context).connections.get(name), form).items()}
    if form is ListFormat.TABLE:
        for title, fact in facts.items():
            console().print(f"{title:<14}{fact or '-'}", soft_wrap=True)
        suggest_next(f"seatwise org test {name}", f"seatwise refresh {name}")
    else:
        print_list(tuple(facts), [tuple(facts.values())], form)


@app.command("test")
def test(context: typer.Context, name: OrgArgument) -> None:
    """Test the connection: edition, API, and each permission with the panels that need it.

    Exit code 3 if the org cannot be reached or refuses the login.
    """
    from seatwise.cli.orgs.connection_report import print_connection_report

    print_connection_report(name, services_of(context).orgs().test(name))
    suggest_next(f"seatwise refresh {name}")


@app.command("edit", cls=TakesSecrets)
@with_login_options
def edit(
    context: typer.Context,
    name: OrgArgument,
    options: Options,
    reader: SecretReader,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help="Price currency.", rich_help_panel=_ALL)
    ] = None,
    no_test: NO_TEST = False,
) -> None:
    """Change the connection of an org, or the currency of its prices. Only the options you use are changed.

    Without options it prompts for the secrets of the login again.

    seatwise org edit acme --password    (prompts for the new one)

    You can change the login method; prices and snapshots are kept, if it is the same org.
    """
    from seatwise.domain.connection import Status
    from seatwise.domain.licensing.entries import Price

    before = services_of(context).connections.get(name)
    if not options and currency is None:
        options = secrets_again(before.auth_method)
    changed, secrets = connection_from(name, options, reader, currency=currency or before.currency, stored=before)
    _warn_of_retirement(changed)
    after = services_of(context).orgs().edit(changed, secrets, log_in_again="web" in options)
    say(f"Changed {name}: {_reach(after)}; prices in {after.currency}.")
    if after.currency != before.currency and services_of(context).book.entries(name, Price):
        warn(f"Prices keep their amounts: 100 {before.currency} is now 100 {after.currency}.")
    if options:
        _test_unless(context, name, no_test or after.status is Status.DISABLED)


@app.command("rename")
def rename(
    context: typer.Context, name: OrgArgument, new: Annotated[str, typer.Argument(metavar="NEW", help="Its new name.")]
) -> None:
    """Give an org another name. Its login, prices and snapshots go with it; nothing changes in Salesforce.

    seatwise org rename acme acme-emea
    """
    renamed = services_of(context).orgs().rename(name, new)
    say(f"{name} is now {renamed}.")
    suggest_next(f"seatwise org show {renamed}")


@app.command("disable")
def disable(context: typer.Context, name: OrgArgument) -> None:
    """Stop contacting an org until it is enabled. Snapshots and prices are kept."""
    services_of(context).orgs().disable(name)
    say(f"{name} is disabled and will not be contacted.")
    suggest_next(f"seatwise org enable {name}")


@app.command("enable")
def enable(context: typer.Context, name: OrgArgument) -> None:
    """Enable a disabled org."""
    services_of(context).orgs().enable(name)
    say(f"{name} is enabled.")
    suggest_next(f"seatwise org test {name}")


@app.command("remove")
def remove(context: typer.Context, name: OrgArgument, yes: YES = False) -> None:
    """Remove an org with its login, secrets, prices, buckets and entitlements. Its snapshots stay on disk."""
    import sys

    from seatwise.domain.counts import counted
    from seatwise.domain.licensing.entries import Price

    services_of(context).connections.get(name)
    prices = len(services_of(context).book.entries(name, Price))
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"Removing {name} must be confirmed.", f"Confirm it: seatwise org remove {name} --yes")
        typer.confirm(
            f"Remove {name}, its login and {counted(prices, 'price')}? Snapshots are kept.", abort=True, err=True
        )
    services_of(context).connections.remove(name)
    say(f"Removed {name} with {counted(prices, 'price')}. Its snapshots are kept.")


def _test_unless(context: typer.Context, name: str, not_now: bool) -> None:
    if not_now:
        suggest_next(f"seatwise org test {name}")
        return
    try:
        test(context, name)
    except OrgError as error:
        error.next_step = f"{error.next_step} Then: seatwise org edit {name}, or seatwise org test {name}".strip()
        raise


def _warn_of_retirement(connection: "Connection") -> None:
    from seatwise.app.connections.auth_methods import LOGIN_METHODS

    if warning := LOGIN_METHODS[connection.auth_method].warning:
        warn(warning)


def _reach(connection: "Connection") -> str:
    who = connection.username or connection.alias or connection.client_id
    return " ".join((connection.auth_method.value, *(("as", who) if who else ()), "at", connection.login_url))


def _facts(connection: "Connection", form: ListFormat) -> dict[str, str | None]:
    checked_at = connection.checked_at
    text = moment_text if form is ListFormat.TABLE else "{:%Y-%m-%dT%H:%M:%SZ}".format
    return {
        "Name": connection.name,
        "Status": connection.status.value,
        "Cause": connection.cause,
        "Checked at": text(checked_at) if checked_at else None,
        "Login method": connection.auth_method.value,
        "Login URL": connection.login_url,
        "Username": connection.username,
        "Client ID": connection.client_id,
        "Alias": connection.alias,
        "Org ID": connection.org_id,
        "Currency": connection.currency,
    }


@app.command("default")
def default_org(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The org's name. Without it: show the default org.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Clear the default org.")] = False,
) -> None:
    """Set the default org of commands without --org, or show it.

    seatwise org default acme
    """
    connections = services_of(context).connections
    if clear:
        if name is not None:
            raise UsageError("Both a name and --clear are given.", "Give one of them.")
        connections.set_default(None)
        notes().print("The default org is cleared.")
    elif name is not None:
        connections.set_default(name)
        say(f"{name} is the default org: commands without --org use it.")
    elif (default := connections.default()) is not None:
        typer.echo(default)
    else:
        notes().print("There is no default org. Choose one: seatwise org default NAME")
