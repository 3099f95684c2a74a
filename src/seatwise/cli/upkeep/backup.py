"""`seatwise backup`: everything that is stored, in one file."""

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from seatwise.cli.console import say, warn
from seatwise.cli.context import services_of
from seatwise.domain.counts import counted


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, as in seatwise-backup.tar.")],
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Include the key of the secrets: anyone with the file can log in.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")] = False,
) -> None:
    """Save everything that is stored to one file: prices, connections and snapshots.

    Pages and refreshes can run meanwhile; the backup is of one moment. The key of the secrets is not in it: if the key
    is missing where you restore it, enter the secrets again.

    seatwise backup /mnt/backups/seatwise-2026-11-21.tar
    """
    done = services_of(context).back_up(file, with_key=with_key, overwrite=overwrite)
    for problem in done.damaged:
        warn(f"Saved as it is, but it cannot be trusted: {problem}")
    say(f"Saved state.db and {counted(done.snapshots, 'snapshot')} to {done.file} ({done.bytes:,} bytes).")
    say(f"To restore it: seatwise restore {quote(str(done.file))}")
