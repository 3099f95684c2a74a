"""`seatwise restore`: what a backup holds, put in place."""

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from seatwise.cli.console import say, suggest_next, warn
from seatwise.cli.context import services_of
from seatwise.domain.counts import counted
from seatwise.domain.errors import UsageError


def restore(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A backup. Without it, a restore that was stopped is finished."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the data that is there. It is deleted after the restore.")
    ] = False,
) -> None:
    """Restore a backup. All of it is verified before anything is changed. Stop `seatwise serve` first.

    seatwise restore /mnt/backups/seatwise-2026-11-21.tar
    """
    services = services_of(context)
    if file is None:
        if not services.finish_restore():
            raise UsageError("No restore was stopped here.", "Name the backup: seatwise restore FILE")
        say("The restore that was stopped is finished.")
        return
    done = services.restore(file, replace=replace)
    say(f"Restored state.db and {counted(done.snapshots, 'snapshot')}, as of {done.created_at:%Y-%m-%d %H:%M} UTC.")
    if done.without_secrets:
        warn("The key of the secrets is missing. Enter the secrets of each org again:")
        for name in done.without_secrets:
            say(f"  seatwise org edit {quote(name)}")
    suggest_next("seatwise doctor")
