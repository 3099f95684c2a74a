"""`seatwise entitlement`: set the yearly logins of a login license."""

from typing import Annotated

import typer

from seatwise.cli.console import ListFormat, notes, print_list, suggest_next
from seatwise.cli.context import services
from seatwise.cli.entries.start_option import StartOption, first_day
from seatwise.cli.org_option import OrgOption, chosen_org

app = typer.Typer(
    no_args_is_help=True,
    help="Set the yearly logins of a login license where Salesforce shows none, or a wrong number.",
)

KEY = Annotated[str, typer.Argument(metavar="KEY", help="Key or label of a user license.")]


@app.command("set", context_settings={"ignore_unknown_options": True})
def set_one(
    key: KEY,
    yearly_logins: Annotated[int, typer.Option("--yearly-logins", metavar="N", help="Logins a year, as 120000.")],
    start: StartOption = None,
    org: OrgOption = None,
) -> None:
    """Set the yearly logins of a login license. Without it: the org's yearly entitlement, or 12 x the monthly one.

    seatwise entitlement set PID_Customer_Community_Login --yearly-logins 120000
    """
    _set(key, yearly_logins, start, org)


@app.command("clear")
def clear(key: KEY, start: StartOption = None, org: OrgOption = None) -> None:
    """Clear the yearly logins you set: from that day on those of Salesforce are used."""
    _set(key, None, start, org)


@app.command("list")
def list_entitlements(
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="Output format.")] = ListFormat.TABLE,
    org: OrgOption = None,
) -> None:
    """List the yearly logins you set, and from which day each is in effect."""
    from seatwise.app.entries.license_overrides import effective_overrides

    rows = [
        (
            override.key,
            override.yearly_logins,
            override.effective_from.isoformat(),
            f"{override.recorded_at:%Y-%m-%dT%H:%M:%SZ}",
        )
        for override in effective_overrides(services().book.entitlement_overrides(chosen_org(org).name))
    ]
    print_list(("Key", "Yearly logins", "Effective from", "Entered at"), rows, form, empty="No yearly logins set.")


def _set(key: str, yearly_logins: int | None, start: str | None, org: str | None) -> None:
    from seatwise.app.entries.license_overrides import set_yearly_logins
    from seatwise.domain.licensing.entries import day_text

    connection = chosen_org(org)
    update = set_yearly_logins(
        connection.name,
        key,
        yearly_logins,
        start=first_day(connection, start),
        known=services().known_licenses(connection),
        book=services().book,
        clock=services().clock,
        latest=services().latest_day(connection),
    )
    day = day_text(update.override.effective_from)
    what = "has the yearly logins of Salesforce again"
    if yearly_logins is not None:
        what = f"has {yearly_logins:,} logins a year while its bucket is Community Login,"
    notes().print(f"{update.license.label} ({update.license.key}) {what} from {day} on.", soft_wrap=True)
    for note in update.notes:
        notes().print(note, soft_wrap=True)
    suggest_next(f"seatwise licenses --org {connection.name}")
