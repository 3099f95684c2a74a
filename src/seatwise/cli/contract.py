"""`seatwise contract`: what the contract says and Salesforce does not tell."""

from typing import Annotated

import typer

from seatwise.cli.console import ListFormat, notes, print_list, suggest_next

app = typer.Typer(
    no_args_is_help=True,
    help="Tell what the contract says and Salesforce does not: the yearly logins of a login license.",
)

ORG = Annotated[str, typer.Option("--org", "-o", help="The org's name, as in `seatwise org list`.")]
KEY = Annotated[str, typer.Argument(metavar="KEY", help="Key or label of a user license.")]


@app.command("set", context_settings={"ignore_unknown_options": True})
def set_one(
    org: ORG,
    key: KEY,
    yearly_logins: Annotated[int, typer.Option("--yearly-logins", metavar="N", help="Logins a year, as 120000.")],
) -> None:
    """Tell the yearly logins of a login license. Without it: the org's yearly entitlement, or 12 monthly ones.

    seatwise contract set --org acme PID_Customer_Community_Login --yearly-logins 120000
    """
    from seatwise import wiring
    from seatwise.app.terms import set_yearly_logins

    connection = wiring.connections().get(org)
    known = wiring.known_licenses(connection)
    meant = set_yearly_logins(org, key, yearly_logins, known=known, book=wiring.price_book())
    notes().print(
        f"The contract grants {yearly_logins:,} logins a year of {meant.label} ({meant.key}), in every snapshot. "
        "It counts while the license is in the bucket Community Login.",
        soft_wrap=True,
    )
    suggest_next(f"seatwise report licenses --org {org}")


@app.command("clear")
def clear(org: ORG, key: KEY) -> None:
    """Take the yearly logins back: again those that Salesforce tells."""
    from seatwise import wiring
    from seatwise.app.terms import set_yearly_logins

    connection = wiring.connections().get(org)
    meant = set_yearly_logins(org, key, None, known=wiring.known_licenses(connection), book=wiring.price_book())
    notes().print(f"The yearly logins of {meant.key} are no longer told by hand.", soft_wrap=True)
    suggest_next(f"seatwise report licenses --org {org}")


@app.command("list")
def list_contracts(
    org: ORG,
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")] = ListFormat.TABLE,
) -> None:
    """The yearly logins told by hand."""
    from seatwise import wiring

    wiring.connections().get(org)
    rows = list(wiring.price_book().yearly_logins(org).items())
    print_list(("Key", "Yearly logins"), rows, form, empty="No yearly logins are told by hand.")
