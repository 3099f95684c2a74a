"""`seatwise refresh`: read an org into a snapshot, and show what is going on."""

import os
import sys
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from seatwise.cli.console import notes, suggest_next
from seatwise.cli.context import services
from seatwise.cli.org_option import OrgArgument
from seatwise.cli.timestamps import parse_moment
from seatwise.domain.errors import SeatwiseError
from seatwise.domain.window import DAYS, MOST_DAYS

if TYPE_CHECKING:
    from seatwise.domain.snapshots import Snapshot

_TAKES_LONG = 1_000_000  # rows that are more than a second of work
_INTERRUPTED = 130  # what shells say of a command that was ended by Ctrl-C


def refresh(
    name: OrgArgument,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="TIME", help="The snapshot's moment, as 2026-11-21T09:12:00Z. Default: the org's clock."
        ),
    ] = None,
    window: Annotated[
        int,
        typer.Option(
            "--window", metavar="DAYS", min=1, max=MOST_DAYS, help="How many days to look back for who touched records."
        ),
    ] = DAYS,
    wait: Annotated[
        bool, typer.Option("--wait", help="If a refresh of this org is running, begin when it ends.")
    ] = False,
) -> None:
    """Read an org into a new snapshot: licenses, users, rights, logins, and who touched the backbone's records.

    Nothing is ever written to the org.

    All or nothing: Ctrl-C, a lost network or a full disk leaves the earlier snapshots as they were.
    """
    snapshot, calls_left = read(name, parse_moment(as_of), wait=wait, window=window)
    _tell(snapshot, name, calls_left)
    _make_ready(snapshot, name)


def read(
    name: str, as_of: datetime | None, *, wait: bool, window: int = DAYS, quiet: bool = False
) -> "tuple[Snapshot, int | None]":
    """Log in and refresh, with progress on stderr unless quiet. Returns the snapshot and the calls left today."""
    from seatwise.app.refresh.run import refresh_org
    from seatwise.app.tracked_objects import tracked_objects_of
    from seatwise.cli.refresh_progress import watching

    try:
        with watching(quiet=quiet) as watch:
            return refresh_org(
                name,
                services().connections,
                services().storage,
                open_org=services().open_org,
                clock=services().clock,
                watch=watch,
                as_of=as_of,
                window_days=window,
                tracked_objects=tracked_objects_of(name, services().tracked_objects),
                wait_for_lock=wait,
            )
    except KeyboardInterrupt:
        _stop_at_once()


def _stop_at_once() -> NoReturn:
    """End the process after Ctrl-C, without waiting for answers that the org may give in minutes."""
    notes().print("Stopped. Nothing of this refresh was kept; earlier snapshots are as they were.")
    sys.stdout.flush()
    os._exit(_INTERRUPTED)


def _make_ready(snapshot: "Snapshot", name: str) -> None:
    """Make what the pages of users are read from. Whatever comes between: the first reader makes it."""
    from seatwise.app.user_index import build_user_index

    if snapshot.rows > _TAKES_LONG:
        notes().print("Making the pages of users ready, for their first reader not to wait; Ctrl-C does no harm.")
    with suppress(KeyboardInterrupt, SeatwiseError):
        build_user_index(name, services().reports)


def _tell(snapshot: "Snapshot", name: str, calls_left: int | None) -> None:
    left = "" if calls_left is None else f", {calls_left:,} left today"
    out = notes()
    out.print(
        f"Snapshot {snapshot.id} of {name}: {len(snapshot.tables)} tables, {snapshot.rows:,} rows, "
        f"{snapshot.calls} API calls{left}.",
        soft_wrap=True,
    )
    for gap in snapshot.gaps:
        out.print(f"Could not be read: {gap.what}. {gap.reason} {gap.remedy}", style="yellow", soft_wrap=True)
    suggest_next(f"seatwise licenses --org {name}")
