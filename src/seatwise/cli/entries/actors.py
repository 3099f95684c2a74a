"""`seatwise actors`: who creates and modifies records, as a file to exchange with other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import say, suggest_next, warn
from seatwise.cli.context import services_of
from seatwise.cli.org_option import OrgArgument
from seatwise.cli.panels.output import write_text
from seatwise.domain.errors import UsageError

if TYPE_CHECKING:
    from seatwise.app.entries.actors import Taken

app = typer.Typer(
    no_args_is_help=True,
    help="Export actors to a usage-actors.json file, or import them from one.",
)

SNAPSHOT = Annotated[
    str | None, typer.Option("--snapshot", help="Snapshot ID, or the start of one. Default: the latest.")
]
_SHOWN = 5


@app.command("export")
def export(
    context: typer.Context,
    name: OrgArgument,
    snapshot: SNAPSHOT = None,
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file. Default: stdout.")] = None,
) -> None:
    """Write the actors of a snapshot as usage-actors.json, the format of Stood Flows.

    Records without a record type have "recordTypeId": null.
    """
    from seatwise.app.entries.actors import export_actors
    from seatwise.sources.gap_names import gap_sentence_start

    text, taken = export_actors(name, services_of(context).reports, snapshot_id=snapshot)
    for gap in taken.gaps:
        if gap.table == "record_touch":
            warn(f"{gap_sentence_start(gap)} could not be read: {gap.reason} {gap.remedy}")
    write_text(text, output)


@app.command("import")
def import_(
    context: typer.Context,
    name: OrgArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A usage-actors.json.")],
    snapshot: SNAPSHOT = None,
) -> None:
    """Use the actors of a file for a snapshot, instead of those that were read. All of the file, or nothing.

    The file has no period: the snapshot's is used. Undo it: seatwise actors forget
    """
    from seatwise.app.entries.actors import import_actors

    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Name a usage-actors.json.") from error
    taken = import_actors(
        name, content, services_of(context).reports, clock=services_of(context).clock, snapshot_id=snapshot
    )
    _tell(taken, name)


def _tell(taken: "Taken", name: str) -> None:
    say(
        f"Snapshot {taken.snapshot.id} of {name} now uses the actors of the file. Users in it: {taken.users:,}; "
        f"objects and record types: {taken.entries:,}."
    )
    for what, ids in (("user", taken.unknown_users), ("record type", taken.unknown_record_types)):
        if ids:
            named = ", ".join(ids[:_SHOWN]) + (", ..." if len(ids) > _SHOWN else "")
            warn(f"Unknown {what} IDs: {len(ids):,}. They stay in the import, as they may have been deleted: {named}")
    for table in taken.not_compared:
        warn(f"The snapshot has no table {table}, so unknown IDs were not checked.")
    suggest_next(f"seatwise actors forget {name}", f"seatwise actors export {name}")


@app.command("forget")
def forget(context: typer.Context, name: OrgArgument, snapshot: SNAPSHOT = None) -> None:
    """Undo an import: the actors are again those read from the org."""
    from seatwise.app.entries.actors import forget_actors

    taken = forget_actors(name, services_of(context).reports, snapshot_id=snapshot)
    say(f"The actors of snapshot {taken.id} of {name} are again those read from the org.")
