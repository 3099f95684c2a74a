"""`seatwise snapshots`: list and delete what was read of an org."""

import sys
from typing import Annotated

import typer

from seatwise.cli.console import FormOption, ListFormat, print_list, say, suggest_next, warn
from seatwise.cli.context import services_of
from seatwise.cli.org_option import OrgArgument
from seatwise.cli.timestamps import moment_text
from seatwise.domain.errors import UsageError

app = typer.Typer(no_args_is_help=True, help="List the snapshots of an org, and delete them.")


@app.command("list")
def list_snapshots(context: typer.Context, org: OrgArgument, form: FormOption = ListFormat.TABLE) -> None:
    """List the snapshots of an org, oldest first."""
    connection = services_of(context).connections.get(org)
    storage = services_of(context).storage
    found = storage.snapshots(connection.org_id) if connection.org_id else ()
    print_list(
        ("Id", "As of", "Users", "Rows", "MB", "Calls", "Data gaps", "API", "Note"),
        [
            (
                each.id,
                moment_text(each.as_of) if form is ListFormat.TABLE else each.as_of.isoformat(timespec="seconds"),
                each.users,
                each.rows,
                round(each.bytes / 1e6, 2),
                each.calls,
                len(each.gaps),
                each.api_version,
                "time set by hand" if each.as_of_set_by_hand else "",
            )
            for each in found
        ],
        form,
        empty=f"{org} has no snapshot yet.",
    )
    for damaged, problem in storage.damaged(connection.org_id) if connection.org_id else ():
        warn(f"Snapshot {damaged} is damaged and left out. {problem}")
    if form is ListFormat.TABLE:
        last = f" --snapshot {found[-1].id}" if len(found) > 1 else ""
        suggest_next(f"seatwise licenses --org {org}{last}" if found else f"seatwise refresh {org}")


@app.command("delete")
def delete(
    context: typer.Context,
    org: OrgArgument,
    snapshot: Annotated[str, typer.Argument(metavar="SNAPSHOT", help="Its ID, or the start of it.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
) -> None:
    """Delete a snapshot from this machine, even a damaged one. Nothing changes in Salesforce.

    It says what will be deleted, and asks.

    seatwise snapshots delete acme 20261121T091200Z
    """
    from seatwise.app.snapshot_deletion import what_goes

    connection = services_of(context).connections.get(org)
    storage = services_of(context).storage
    found = storage.find(connection.org_id, snapshot)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(
                f"Deleting {found} must be confirmed.", f"Confirm it: seatwise snapshots delete {org} {found} --yes"
            )
        say("Will be deleted:")
        for sentence in what_goes(org, found, storage.snapshots(connection.org_id)):
            say(f"- {sentence}")
        typer.confirm(f"Delete snapshot {found} of {org}?", abort=True, err=True)
    storage.delete(connection.org_id, found)
    say(f"Deleted snapshot {found} of {org}.")
    suggest_next(f"seatwise snapshots list {org}")
