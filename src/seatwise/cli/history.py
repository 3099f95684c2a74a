"""`seatwise report history`: past use, rebuilt from what Salesforce keeps."""

import sys
from typing import Annotated

import typer

from seatwise.cli.console import ListFormat, notes, print_list, suggest_next, warn

_SHOWN = 40  # days in the terminal


def history(
    org: Annotated[str, typer.Option("--org", "-o", help="The org's name, as in `seatwise org list`.")],
    snapshot: Annotated[
        str | None,
        typer.Option("--snapshot", help="Rebuilt from which snapshot. Default: the latest, and the oldest before it."),
    ] = None,
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")] = ListFormat.TABLE,
) -> None:
    """Past use, day by day and license by license, rebuilt from what Salesforce keeps: no snapshots.

    There from the first refresh on.
    """
    from seatwise import wiring
    from seatwise.app.history import read_history

    told = read_history(org, wiring.sources(), snapshot_id=snapshot)
    if form is not ListFormat.TABLE:
        sys.stdout.buffer.write(wiring.export_history(told.org, told.rows, told.gaps, told.notes, form.value))
        return
    for gap in told.gaps:
        warn(f"Could not be read: {gap.what}. {gap.remedy}")
    newest = sorted(told.rows, key=lambda row: str(row["day"]), reverse=True)[:_SHOWN]
    names = ("assigned", "logged_in_users", "daily_users", "created_users")
    heads = ("Day", "License", "Assigned", "Logged in", "Users that day", "Created by then", "Rebuilt from")
    rows = [(str(row["day"]), row["license"], *(row[name] for name in names), row["source"]) for row in newest]
    print_list(heads, rows, ListFormat.TABLE, empty=f"Nothing of {org}'s past could be rebuilt.")
    for note in told.notes:
        notes().print(f"- {note}", style="dim", soft_wrap=True)
    if len(told.rows) > _SHOWN:
        suggest_next(f"seatwise report history --org {org} --format csv   (all {len(told.rows):,} lines)")
