"""What the commands share that enter something for a license from a day on."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from seatwise.cli.console import ListFormat, print_list, say, suggest_next
from seatwise.cli.org_option import chosen_org
from seatwise.cli.timestamps import moment_text

if TYPE_CHECKING:
    from seatwise.app.entries.entry_context import EntryContext, Update
    from seatwise.bootstrap import Services
    from seatwise.domain.licensing.entries import AnyEntry, Entry

Shown = TypeVar("Shown")
UserLicense = Annotated[str, typer.Argument(metavar="KEY", help="Key or label of a user license.")]
StartOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DAY",
        help="First day it is in effect, as in 2026-01-31. Default: the day of the latest snapshot, else today.",
    ),
]


def chosen_context(services: "Services", org: str | None) -> "EntryContext":
    """What entering something needs, of the org that the option names. Raises UsageError as `chosen_org`."""
    return services.entry_context(chosen_org(services, org))


def print_override(context: "EntryContext", update: "Update[AnyEntry]", what: str) -> None:
    """Say what was recorded of a license, what hides it, and what to do next."""
    from seatwise.domain.licensing.entries import day_text

    (entry,), (meant,) = update.entries, update.licenses
    for line in (f"{meant.label_and_key} {what} from {day_text(entry.effective_from)} on.", *update.notes):
        say(line)
    suggest_next(f"seatwise licenses --org {context.org}")


def entered(services: "Services", org: str | None, what: "type[AnyEntry]") -> "list[AnyEntry]":
    """What was entered of one sort, for the org that the option names."""
    from seatwise.domain.licensing.entries import latest_per_day

    return latest_per_day(services.book.entries(chosen_org(services, org).name, what))


def entry_text(entry: "Entry", value: "Shown | None", as_text: "Callable[[Shown], object]") -> object:
    """The value of an entry in a list; of one that is damaged that nobody knows it."""
    from seatwise.domain.licensing.entries import DAMAGED

    return DAMAGED if entry.damaged else None if value is None else as_text(value)


def print_entries(
    columns: Sequence[str], entries: "Sequence[tuple[Sequence[object], Entry]]", form: ListFormat, *, empty: str
) -> None:
    """List entries: the columns of each, from which day it is in effect, and when it was entered."""
    from seatwise.domain.licensing.entries import day_text

    day, moment = (
        (day_text, moment_text) if form is ListFormat.TABLE else (date.isoformat, "{:%Y-%m-%dT%H:%M:%SZ}".format)
    )
    rows = [(*values, day(entry.effective_from), moment(entry.recorded_at)) for values, entry in entries]
    print_list((*columns, "Effective from", "Entered at"), rows, form, empty=empty)
