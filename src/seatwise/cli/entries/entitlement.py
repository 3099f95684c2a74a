"""`seatwise entitlement`: set the yearly logins of a login license."""

from typing import Annotated

import typer

from seatwise.cli.console import FormOption, ListFormat
from seatwise.cli.context import services_of
from seatwise.cli.entries import license_entry
from seatwise.cli.org_option import OrgOption

app = typer.Typer(
    no_args_is_help=True,
    help="Set the yearly logins of a login license where Salesforce shows none, or a wrong number.",
)


@app.command("set", context_settings={"ignore_unknown_options": True})
def set_one(
    context: typer.Context,
    key: license_entry.UserLicense,
    yearly_logins: Annotated[int, typer.Option("--yearly-logins", metavar="N", help="Logins a year, as in 120000.")],
    start: license_entry.StartOption = None,
    org: OrgOption = None,
) -> None:
    """Set the yearly logins of a login license. By default: the org's yearly entitlement, or 12 x the monthly one.

    seatwise entitlement set PID_Customer_Community_Login --yearly-logins 120000
    """
    _set(context, key, yearly_logins, start, org)


@app.command("clear")
def clear(
    context: typer.Context,
    key: license_entry.UserLicense,
    start: license_entry.StartOption = None,
    org: OrgOption = None,
) -> None:
    """Clear the yearly logins you set: from that day on those of Salesforce are used."""
    _set(context, key, None, start, org)


@app.command("list")
def list_entitlements(context: typer.Context, form: FormOption = ListFormat.TABLE, org: OrgOption = None) -> None:
    """List the yearly logins you set, and from which day each is in effect."""
    from seatwise.domain.licensing.entries import EntitlementOverride

    entries = [
        ((each.key, license_entry.entry_text(each, each.yearly_logins, int)), each)
        for each in license_entry.entered(services_of(context), org, EntitlementOverride)
    ]
    license_entry.print_entries(("Key", "Yearly logins"), entries, form, empty="No yearly logins set.")


def _set(context: typer.Context, key: str, yearly_logins: int | None, start: str | None, org: str | None) -> None:
    from seatwise.app.entries.license_overrides import set_yearly_logins

    entering = license_entry.chosen_context(services_of(context), org)
    update = set_yearly_logins(entering, key, yearly_logins, start=entering.first_day(start))
    what = "has the yearly logins of Salesforce again"
    if yearly_logins is not None:
        what = f"has {yearly_logins:,} logins a year while its bucket is Community Login,"
    license_entry.print_override(entering, update, what)
