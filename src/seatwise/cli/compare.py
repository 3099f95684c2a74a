"""`seatwise compare`: what moved between two snapshots of an org, and who."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import ListFormat, console, print_list, suggest_next
from seatwise.domain.gaps import by_remedy
from seatwise.render.sanitize import sanitize
from seatwise.views.changes import signed

if TYPE_CHECKING:
    from seatwise.views.changes import Changes, UserPage
    from seatwise.views.panel import Row

_SHOWN = 50  # users in the terminal


def compare(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The org's name, as in `seatwise org list`.")],
    earlier: Annotated[
        str | None,
        typer.Argument(metavar="[FROM]", help="A snapshot: its id or the start of it. Default: the one before TO."),
    ] = None,
    later: Annotated[
        str | None, typer.Argument(metavar="[TO]", help="What it is compared with. Default: the latest.")
    ] = None,
    change: Annotated[
        str, typer.Option("--change", help="Only these users: joined, left, profile, license, frozen or unfrozen.")
    ] = "",
    search: Annotated[
        str, typer.Option("--search", help="Only users with these words in a name, department, profile or license.")
    ] = "",
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")] = ListFormat.TABLE,
) -> None:
    """What moved between two snapshots: licenses, seats and money, and who joined, left or changed.

    Each snapshot is priced as of its own day.
    """
    from seatwise import wiring
    from seatwise.app.compare import Question, every_user, read_changes

    sources, question = wiring.sources(), Question(change, search, limit=_SHOWN)
    changes, page = read_changes(name, sources, earlier=earlier, later=later, question=question)
    if form is not ListFormat.TABLE:
        people = every_user(changes.earlier, changes.later, sources, question)
        sys.stdout.buffer.write(wiring.export_changes(changes, people, form.value)[0])
        return
    _print_counts(changes)
    _print_licenses(changes)
    _print_users(page)
    for note in changes.notes:
        console().print(f"- {note}", style="dim", soft_wrap=True)
    suggest_next(f"seatwise compare {name} {changes.earlier.id} {changes.later.id} --format csv")


def _print_counts(changes: "Changes") -> None:
    out = console()
    out.print(f"Changes of {sanitize(changes.org)}", style="bold", soft_wrap=True)
    days = f"from {changes.earlier.as_of:%d %b %Y %H:%M} to {changes.later.as_of:%d %b %Y %H:%M} UTC"
    out.print(f"{days}, money in {changes.currency} per year", style="dim", soft_wrap=True)
    out.print(changes.summary, soft_wrap=True)
    for remedy, gaps in by_remedy(gap for _, gap in changes.gaps).items():
        what = ", ".join(dict.fromkeys(gap.what for gap in gaps))
        out.print(f"Could not be read: {sanitize(what)}. {sanitize(remedy)}", style="yellow", soft_wrap=True)
    out.print()
    rows = [
        (count.label, "unknown" if count.users is None else f"{count.users:,}", _how(count.how))
        for count in changes.counts
    ]
    print_list(("Users", "How many", ""), rows, ListFormat.TABLE)


def _how(how: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{users:,} {word}" for word, users in how)


def _print_licenses(changes: "Changes") -> None:
    out = console()
    out.print()
    if not changes.licenses:
        out.print("No license moved, as far as could be read.")
        return
    heads = ("License", "Provisioned", "Assigned", "Available", "Committed", "Assigned cost", "Unassigned cost")
    rows = [(_named(row), *_moves(row)) for row in changes.licenses]
    totals = [(f"{row['group']}, total", *_moves(row)) for row in changes.totals]
    _print_table(heads, [*rows, *totals])


def _print_table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Names to the left, figures to the right."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(sanitize, row))
    console().print(table)


def _named(row: "Row") -> str:
    flags = row["flags"]
    return f"{row['label']} ({', '.join(flags)})" if isinstance(flags, list) and flags else str(row["label"])


def _moves(row: "Row") -> tuple[str, ...]:
    seats = tuple(_move(row, name) for name in ("provisioned", "assigned", "available"))
    return (*seats, *(signed(row[f"{name}_cost_change"]) for name in ("provisioned", "assigned", "unassigned")))


def _move(row: "Row", name: str) -> str:
    """`80 to 90 (+10)`; what did not move, or is not known, in one word."""
    before, after, change = (row[f"{name}_{side}"] for side in ("before", "after", "change"))
    if change is None or not isinstance(before, int) or not isinstance(after, int):
        return ""
    return f"{before:,}" if before == after else f"{before:,} to {after:,} ({signed(change)})"


def _print_users(page: "UserPage") -> None:
    out = console()
    out.print()
    if not page.rows:
        out.print("Nobody to show.")
        return
    rows = [
        (
            f"{row['name']}",
            row["username"],
            row["department"],
            _what(row),
            _names(row, "profile"),
            _names(row, "license"),
        )
        for row in page.rows
    ]
    print_list(("User", "Username", "Department", "Change", "Profile", "License"), rows, ListFormat.TABLE)
    if page.more:
        out.print(f"The first {len(page.rows)} by name. All: --format csv. Some: --change, --search.", style="dim")


def _what(row: "Row") -> str:
    return f"{row['change']} ({row['how']})" if row["how"] else str(row["change"])


def _names(row: "Row", what: str) -> str:
    before, after = row[f"{what}_before"], row[f"{what}_after"]
    if before == after or None in (before, after):
        return str(after or before or "")
    return f"{before} to {after}"
