"""`seatwise entitlement`: the yearly logins of a login license, which Salesforce does not show."""

from typing import Annotated

import typer

from seatwise.cli.console import ListFormat, notes, print_list, suggest_next
from seatwise.cli.org_option import OrgOption, chosen_org

app = typer.Typer(
    no_args_is_help=True,
    help="Enter the yearly logins that a login license entitles to, where Salesforce shows none or other ones.",
)

KEY = Annotated[str, typer.Argument(metavar="KEY", help="Key or label of a user license.")]


@app.command("set", context_settings={"ignore_unknown_options": True})
def set_one(
    key: KEY,
    yearly_logins: Annotated[int, typer.Option("--yearly-logins", metavar="N", help="Logins a year, as 120000.")],
    org: OrgOption = None,
) -> None:
    """Set the yearly logins of a login license. Without it: the org's yearly entitlement, or 12 x the monthly one.

    seatwise entitlement set --org acme PID_Customer_Community_Login --yearly-logins 120000
    """
    from seatwise import wiring
    from seatwise.app.license_overrides import set_yearly_logins

    connection = chosen_org(org)
    known = wiring.known_licenses(connection)
    meant = set_yearly_logins(connection.name, key, yearly_logins, known=known, book=wiring.price_book())
    notes().print(
        f"{meant.label} ({meant.key}) entitles to {yearly_logins:,} logins a year, in every snapshot, "
        "while it is in the bucket Community Login.",
        soft_wrap=True,
    )
    suggest_next(f"seatwise report licenses --org {connection.name}")


@app.command("clear")
def clear(key: KEY, org: OrgOption = None) -> None:
    """Clear the yearly logins you set: those of Salesforce are used again."""
    from seatwise import wiring
    from seatwise.app.license_overrides import set_yearly_logins

    connection = chosen_org(org)
    meant = set_yearly_logins(
        connection.name, key, None, known=wiring.known_licenses(connection), book=wiring.price_book()
    )
    notes().print(f"The yearly logins of {meant.key} are those of Salesforce again.", soft_wrap=True)
    suggest_next(f"seatwise report licenses --org {connection.name}")


@app.command("list")
def list_entitlements(
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")] = ListFormat.TABLE,
    org: OrgOption = None,
) -> None:
    """List the yearly logins you set."""
    from seatwise import wiring

    name = chosen_org(org).name
    rows = list(wiring.price_book().yearly_logins(name).items())
    print_list(("Key", "Yearly logins"), rows, form, empty="No yearly logins set.")
