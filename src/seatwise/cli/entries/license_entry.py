"""What the commands share that enter something for a license from a day on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seatwise.cli.console import ListFormat, notes, print_list, suggest_next
from seatwise.cli.context import services

if TYPE_CHECKING:
    from datetime import date

    from seatwise.app.entries.license_overrides import OverrideUpdate
    from seatwise.domain.connection import Connection
    from seatwise.domain.licensing.entries import Entry

UserLicense = Annotated[str, typer.Argument(metavar="KEY", help="Key or label of a user license.")]
StartOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DAY",
        help="First day it is in effect, as 2026-01-31. Default: the day of the latest snapshot, else today.",
    ),
]


def first_day(connection: "Connection", typed: str | None) -> "date":
    """The day that was typed, else that of the org's latest snapshot, else today. Raises UsageError: no day."""
    from seatwise.app.entries.prices import parse_day

    return parse_day(typed) if typed is not None else services().latest_day(connection) or services().clock().date()


def entry_options(connection: "Connection", start: str | None) -> dict[str, Any]:
    """What every entry needs besides its license and value: the first day, the known licenses, book and clock."""
    known = services().known_licenses(connection)
    return {"start": first_day(connection, start), "known": known, "book": services().book, "clock": services().clock}


def print_override(connection: "Connection", update: "OverrideUpdate[Any]", what: str) -> None:
    """Say what was recorded of a license, what hides it, and what to do next."""
    from seatwise.domain.licensing.entries import day_text

    day, license_ = day_text(update.override.effective_from), update.license
    for line in (f"{license_.label} ({license_.key}) {what} from {day} on.", *update.notes):
        notes().print(line, soft_wrap=True)
    suggest_next(f"seatwise licenses --org {connection.name}")


def print_entries(
    columns: Sequence[str], entries: "Sequence[tuple[Sequence[object], Entry]]", form: ListFormat, *, empty: str
) -> None:
    """List entries: the columns of each, from which day it is in effect, and when it was entered."""
    rows = [
        (*values, entry.effective_from.isoformat(), f"{entry.recorded_at:%Y-%m-%dT%H:%M:%SZ}")
        for values, entry in entries
    ]
    print_list((*columns, "Effective from", "Entered at"), rows, form, empty=empty)
