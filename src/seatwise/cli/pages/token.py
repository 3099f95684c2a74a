"""`seatwise token`: tokens with which programs use the API, and people open the pages."""

from typing import Annotated

import typer

from seatwise.cli.console import FormOption, ListFormat, print_list, say, suggest_next
from seatwise.cli.context import services_of
from seatwise.cli.timestamps import moment_text

app = typer.Typer(no_args_is_help=True, help="Tokens for the API and the pages: create, list, revoke.")
_NAME = Annotated[str, typer.Argument(metavar="NAME", help="What you call the token, as in `seatwise token list`.")]


@app.command("create")
def create(context: typer.Context, name: _NAME) -> None:
    """Create a token for a program or a person. It is printed once; only its SHA-256 is stored.

    seatwise token create nightly-report

    It is valid until you revoke it. Anyone with it sees every org of this home and can set prices.
    """
    token = services_of(context).access.create(name)
    say("The token, shown only once. Send it as `Authorization: Bearer`, or enter it where the pages ask for one:")
    typer.echo(token)
    suggest_next("seatwise token list", f"seatwise token revoke {name}")


@app.command("list")
def list_tokens(context: typer.Context, form: FormOption = ListFormat.TABLE) -> None:
    """The tokens and the browsers that are signed in, oldest first. The tokens themselves are not shown."""
    text = moment_text if form is ListFormat.TABLE else "{:%Y-%m-%dT%H:%M:%SZ}".format
    rows = [
        (each.name, each.kind.value, text(each.created_at), text(each.expires_at) if each.expires_at else None)
        for each in services_of(context).access.tokens()
    ]
    print_list(("Name", "Kind", "Created", "Expires"), rows, form, empty="No tokens, and no browser is signed in.")


@app.command("revoke")
def revoke(context: typer.Context, name: _NAME) -> None:
    """Make a token invalid at once, with every browser that was signed in with it; or sign one browser out.

    seatwise token revoke nightly-report
    """
    services_of(context).access.revoke(name)
    say(f"Revoked {name}.")
