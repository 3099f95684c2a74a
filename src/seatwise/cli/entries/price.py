"""`seatwise price`: set what licenses cost."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import FormOption, ListFormat, notes, say, suggest_next
from seatwise.cli.context import services_of
from seatwise.cli.entries.license_entry import StartOption, chosen_context, entered, entry_text, print_entries
from seatwise.cli.org_option import OrgOption, chosen_org
from seatwise.cli.panels.output import write_text
from seatwise.domain.errors import UsageError

if TYPE_CHECKING:
    from seatwise.app.entries.entry_context import EntryContext, Update
    from seatwise.domain.licensing.entries import Price

app = typer.Typer(
    no_args_is_help=True,
    help="Set what licenses cost: per seat per year, or per login for login licenses. No price list ships.",
)

KEY = Annotated[str, typer.Argument(metavar="KEY", help="License key, kind:key or label, as in SFDC.")]
_LISTED = 5


@app.command("set", context_settings={"ignore_unknown_options": True})  # so that -5 is an amount, and refused as one
def set_one(
    context: typer.Context,
    key: KEY,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="In the org's currency: 1980, 1980.50 or 1,980.50.")],
    start: StartOption = None,
    org: OrgOption = None,
) -> None:
    """Set the price of one license.

    seatwise price set SFDC 1980

    seatwise price set feature:SupportUser 300 --from 2026-01-01 --org acme
    """
    from seatwise.app.entries.prices import set_price
    from seatwise.domain.licensing.entries import day_text
    from seatwise.domain.licensing.money import shown_price

    entering = chosen_context(services_of(context), org)
    update = set_price(entering, key, amount, start=entering.first_day(start))
    (price,), (meant,) = update.entries, update.licenses
    costs = "has no price"
    if price.amount is not None:
        unit = {None: "seat per year, or per login", False: "seat per year", True: "login"}[meant.by_login]
        costs = f"costs {shown_price(price.amount)} {entering.currency} per {unit}"
    say(f"{meant.label} ({price.kind.value}:{price.key}) {costs} from {day_text(price.effective_from)} on.")
    _print_notes(entering, update, chosen=start is not None)


@app.command("clear")
def clear(context: typer.Context, key: KEY, start: StartOption = None, org: OrgOption = None) -> None:
    """Clear a price: from that day on the license has none. Snapshots of earlier days keep theirs."""
    from seatwise.app.entries.prices import NONE

    set_one(context, key, NONE, start, org)


@app.command("list")
def list_prices(context: typer.Context, form: FormOption = ListFormat.TABLE, org: OrgOption = None) -> None:
    """List the prices you entered, and from which day each is in effect."""
    from seatwise.domain.licensing.entries import Price
    from seatwise.domain.licensing.money import price_text, shown_price

    as_text = shown_price if form is ListFormat.TABLE else price_text
    currency = chosen_org(services_of(context), org).currency
    entries = [
        ((each.kind.value, each.key, entry_text(each, each.amount, as_text), currency), each)
        for each in entered(services_of(context), org, Price)
    ]
    columns = ("Kind", "Key", "Amount", "Currency")
    print_entries(columns, entries, form, empty="No prices yet. Set one: seatwise price set KEY AMOUNT")


@app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A CSV file with the columns key and amount, and optionally kind and from."
        ),
    ],
    start: StartOption = None,
    org: OrgOption = None,
) -> None:
    """Set many prices at once from a CSV file. If one line is wrong, none is set.

    The first line names the columns: key and amount; kind (user, permission_set, feature, package) and from (a day)
    are optional. `seatwise price export` writes such a file.
    """
    from seatwise.app.entries.prices import import_prices
    from seatwise.domain.counts import counted
    from seatwise.domain.licensing.entries import day_text

    entering = chosen_context(services_of(context), org)
    update = import_prices(entering, _text(file), source=file.name, start=entering.first_day(start))
    for day, count in sorted(Counter(price.effective_from for price in update.entries).items()):
        say(f"{counted(count, 'price')} of {entering.org} set from {day_text(day)} on.")
    _print_notes(entering, update, chosen=start is not None)


@app.command("export")
def export(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead of the screen.")] = None,
    org: OrgOption = None,
) -> None:
    """Write the prices as a CSV file that `seatwise price import` reads."""
    from seatwise.app.entries.prices import export_prices

    write_text(export_prices(chosen_org(services_of(context), org).name, services_of(context).book), output)


def _print_notes(entering: "EntryContext", update: "Update[Price]", *, chosen: bool) -> None:
    """What hides the prices that were set, and what to do next."""
    from seatwise.domain.licensing.entries import day_text

    for note in update.notes[:_LISTED]:
        say(note)
    if len(update.notes) > _LISTED:
        notes().print(f"... and {len(update.notes) - _LISTED} more such notes. See: seatwise price list")
    if entering.latest is not None and not chosen:
        latest = day_text(entering.latest)
        notes().print(f"{latest} is the day of the latest snapshot. For older snapshots, too: --from DAY")
    next_step = "licenses --org" if entering.latest is not None else "refresh"
    suggest_next(f"seatwise {next_step} {entering.org}")


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeError as error:
        raise UsageError(f"{file} is not UTF-8 text.", "Save it as CSV UTF-8.") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Check its path.") from error
