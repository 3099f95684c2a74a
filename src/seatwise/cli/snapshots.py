"""`seatwise snapshots`: what has been read of an org, and what was damaged since."""

from typing import Annotated

import typer

from seatwise.cli.console import ListFormat, print_list, suggest_next, warn
from seatwise.cli.context import services


def snapshots(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The org's name, as in `seatwise org list`.")],
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")] = ListFormat.TABLE,
) -> None:
    """List the snapshots of an org, oldest first."""
    connection = services().connections.get(name)
    lake = services().storage
    found = lake.snapshots(connection.org_id) if connection.org_id else ()
    print_list(
        ("Id", "As of", "Users", "Rows", "MB", "Calls", "Gaps", "API", "Note"),
        [
            (
                each.id,
                each.as_of.isoformat(timespec="seconds"),
                each.users,
                each.rows,
                round(each.bytes / 1e6, 2),
                each.calls,
                len(each.gaps),
                each.api_version,
                "moment set by hand" if each.as_of_set_by_hand else "",
            )
            for each in found
        ],
        form,
        empty=f"{name} has no snapshot yet.",
    )
    for damaged, problem in lake.damaged(connection.org_id) if connection.org_id else ():
        warn(f"Snapshot {damaged} is damaged and left out. {problem}")
    if form is ListFormat.TABLE:
        last = f" --snapshot {found[-1].id}" if len(found) > 1 else ""
        suggest_next(f"seatwise licenses --org {name}{last}" if found else f"seatwise refresh {name}")
