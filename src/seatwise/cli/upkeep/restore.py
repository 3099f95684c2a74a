"""`seatwise restore`: what a backup holds, put in place."""

from pathlib import Path
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
        typer.Argument(metavar="FILE", help="A backup. Without one, a restore that was stopped is finished."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace what is there: it is deleted once the backup is in place.")
    ] = False,
) -> None:
    """Put a backup in place. It is verified whole before anything is changed. Stop `seatwise serve` first.

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
        warn(
            f"The key of the secrets is not at hand: enter those of {', '.join(done.without_secrets)} again, "
            f"as in seatwise org edit {done.without_secrets[0]}"
        )
    suggest_next("seatwise doctor")
