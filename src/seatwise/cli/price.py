"""`seatwise price`: tell what licenses cost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import ListFormat, notes, print_list, suggest_next
from seatwise.cli.org_option import OrgOption, chosen_org
from seatwise.domain.errors import StorageError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from seatwise.domain.connection import Connection

app = typer.Typer(
    no_args_is_help=True,
    help="Tell what licenses cost: per seat and year, or per login for login licenses. No price list ships.",
)

START = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="First day it counts, as 2026-01-31. Default: the latest snapshot's."),
]


@app.command("set", context_settings={"ignore_unknown_options": True})  # so that -5 is an amount, and refused as one
def set_one(
    key: Annotated[str, typer.Argument(metavar="KEY", help="License key, kind:key or label, as SFDC.")],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="In the org's currency: 1980 or 1980.50.")],
    start: START = None,
    org: OrgOption = None,
) -> None:
    """Tell what one license costs.

    seatwise price set --org acme SFDC 1980

    seatwise price set --org acme feature:SupportUser 300 --from 2026-01-01
    """
    from seatwise import wiring
    from seatwise.app.prices import set_price
    from seatwise.domain.money import price_text

    connection = chosen_org(org)
    day, latest = _start(connection, start)
    told = set_price(
        connection.name,
        key,
        amount,
        start=day,
        known=wiring.known_licenses(connection),
        book=wiring.price_book(),
        clock=wiring.now,
    )
    price, meant = told.prices[0], told.licenses[0]
    costs = "has no price any more"
    if price.amount is not None:
        money = f"{price_text(price.amount)} {connection.currency}"
        costs = f"costs {money} per seat and year (per login, if it is a login license)"
    notes().print(f"{meant.label} ({price.kind.value}:{price.key}) {costs}.", soft_wrap=True)
    _say_from_when(connection.name, day, told.notes, latest=latest)


@app.command("clear")
def clear(
    key: Annotated[str, typer.Argument(metavar="KEY", help="License key, kind:key or label, as SFDC.")],
    start: START = None,
    org: OrgOption = None,
) -> None:
    """Take a price back: from that day on the license is unpriced. Reports of earlier days keep theirs."""
    from seatwise.app.prices import NONE

    set_one(key, NONE, start, org)


@app.command("list")
def list_prices(
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")] = ListFormat.TABLE,
    org: OrgOption = None,
) -> None:
    """The prices you told, and from which day each counts."""
    from seatwise import wiring
    from seatwise.app.prices import effective_prices
    from seatwise.domain.money import price_text

    connection = chosen_org(org)
    rows = [
        (
            price.kind.value,
            price.key,
            None if price.amount is None else price_text(price.amount),
            connection.currency,
            price.effective_from.isoformat(),
            f"{price.recorded_at:%Y-%m-%dT%H:%M:%SZ}",
        )
        for price in effective_prices(connection.name, wiring.price_book())
    ]
    columns = ("Kind", "Key", "Amount", "Currency", "From", "Recorded at")
    print_list(columns, rows, form, empty="No prices yet. Set one: seatwise price set KEY AMOUNT")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV: key,amount and, if wanted, kind and from.")],
    start: START = None,
    org: OrgOption = None,
) -> None:
    """Tell many prices at once from a CSV file. If one line is wrong, none is taken.

    The first line names the columns: key and amount; kind (user, permission_set, feature, package) and from (a day)
    if wanted. `seatwise price export` writes such a file.
    """
    from seatwise import wiring
    from seatwise.app.prices import import_prices

    connection = chosen_org(org)
    day, latest = _start(connection, start)
    told = import_prices(
        connection.name,
        _text(file),
        source=file.name,
        start=day,
        known=wiring.known_licenses(connection),
        book=wiring.price_book(),
        clock=wiring.now,
    )
    notes().print(f"{len(told.prices)} prices of {connection.name} are told.", soft_wrap=True)
    _say_from_when(connection.name, day, told.notes, latest=latest)


@app.command("export")
def export(
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead of the screen.")] = None,
    org: OrgOption = None,
) -> None:
    """Write the prices as a CSV file that `seatwise price import` takes."""
    from seatwise import wiring
    from seatwise.app.prices import export_prices

    name = chosen_org(org).name
    text = export_prices(name, wiring.price_book())
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise StorageError(
            f"{output} cannot be written: {error.strerror}.", "Name another file with --output."
        ) from error
    notes().print(f"Written to {output}", soft_wrap=True)


def _start(connection: "Connection", typed: str | None) -> "tuple[date, bool]":
    """The first day, and whether it is the latest snapshot's."""
    from seatwise import wiring
    from seatwise.app.prices import parse_day

    if typed is not None:
        return parse_day(typed), False
    latest = wiring.latest_day(connection)
    return (latest, True) if latest else (wiring.now().date(), False)


def _say_from_when(org: str, day: "date", said: tuple[str, ...], *, latest: bool) -> None:
    more = " (the latest snapshot); for older snapshots too: --from DATE" if latest else ""
    notes().print(f"It counts from {day}{more}.", soft_wrap=True)
    for note in said:
        notes().print(note, soft_wrap=True)
    suggest_next(f"seatwise report licenses --org {org}" if not said else f"seatwise refresh {org}")


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeError as error:
        raise UsageError(f"{file} is not UTF-8 text.", "Save it as CSV UTF-8.") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Check its path.") from error
