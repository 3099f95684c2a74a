"""`seatwise report overview`: all orgs side by side."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import ListFormat, console, notes, suggest_next
from seatwise.render.sanitize import sanitize

if TYPE_CHECKING:
    from seatwise.views.panel import Row

_HEADS = ("Org", "Read at", "Users", "Provisioned", "Assigned", "Committed", "Assigned cost", "Unassigned", "Gaps")
_NAMES = ("users", "provisioned", "assigned", "provisioned_cost", "assigned_cost", "unassigned_cost", "gaps")


def overview(
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")] = ListFormat.TABLE,
) -> None:
    """All orgs side by side, with totals per currency; sandboxes apart, what is worst first."""
    from seatwise import wiring
    from seatwise.app.overview import overview as read

    told = read(wiring.sources())
    if form is not ListFormat.TABLE:
        sys.stdout.buffer.write(wiring.export_overview(told, form.value)[0])
        return
    if not told.rows:
        notes().print("Seatwise knows no org yet.")
        suggest_next("seatwise org add", "seatwise demo")
        return
    for group in told.groups:
        total = {**group.total, "org": f"All {group.total['orgs']} in {group.currency}"}
        _print(f"Orgs, money in {group.currency} per year", [*group.rows, total])
    if told.sandboxes:
        _print("Sandboxes, in no total", told.sandboxes)
    for note in told.notes:
        console().print(f"- {note}", style="dim", soft_wrap=True)


def _print(title: str, rows: "list[Row] | tuple[Row, ...]") -> None:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, head in enumerate(_HEADS):
        table.add_column(head, justify="right" if number > 1 else "left", overflow="fold")
    for row in rows:
        table.add_row(_name(row), _read_at(row), *(_figure(row, name) for name in _NAMES))
    console().print(table)
    console().print()


def _name(row: "Row") -> str:
    said = [str(row[name]) for name in ("status", "cause") if row.get(name)]
    same = f", same org as {row['same_as']}" if row.get("same_as") else ""
    return sanitize(f"{row['org']} ({': '.join(said)}{same})" if said else row["org"])


def _read_at(row: "Row") -> str:
    if "as_of" not in row:
        return ""
    return f"{row['as_of']:%d %b %Y %H:%M}" if row["as_of"] else sanitize(row["trouble"] or "never")


def _figure(row: "Row", name: str) -> str:
    value, read = row[name], row.get("snapshot", True)
    if value is None or not read:
        return "unknown" if read else ""
    return f"{value:,}"
