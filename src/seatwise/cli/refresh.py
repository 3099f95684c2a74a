"""`seatwise refresh`: read an org into a snapshot, and show its progress."""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import notes, suggest_next
from seatwise.cli.context import services_of
from seatwise.cli.org_option import OrgArgument
from seatwise.cli.timestamps import parse_moment
from seatwise.domain.errors import SeatwiseError, Stopped
from seatwise.domain.period import DAYS, MOST_DAYS
from seatwise.sources.gap_names import gap_name

if TYPE_CHECKING:
    from seatwise.bootstrap import Services
    from seatwise.domain.snapshots import Snapshot

_TAKES_LONG = 1_000_000  # rows that are more than a second of work


def refresh(
    context: typer.Context,
    name: OrgArgument,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="TIME", help="The snapshot's moment, as 2026-11-21T09:12:00Z. Default: the org's clock."
        ),
    ] = None,
    period: Annotated[
        int,
        typer.Option(
            "--period", metavar="DAYS", min=1, max=MOST_DAYS, help="How many days to look back for record activity."
        ),
    ] = DAYS,
    wait: Annotated[
        bool, typer.Option("--wait", help="If a refresh of this org is running, start when it ends.")
    ] = False,
    accept_clock: Annotated[
        bool,
        typer.Option(
            "--accept-clock", help="Read the org even if its clock differs from this machine's by more than a day."
        ),
    ] = False,
) -> None:
    """Read an org into a new snapshot: licenses, users, permissions, logins and record activity.

    Nothing is ever written to the org.

    All or nothing: Ctrl-C, a lost network or a full disk leaves earlier snapshots unchanged.
    """
    from seatwise.app.entries.tracked_objects import tracked_objects_of
    from seatwise.app.refresh.run import refresh_org
    from seatwise.cli.refresh_progress import watching

    moment = parse_moment(as_of)
    services = services_of(context)
    try:
        with watching() as watch:
            snapshot, calls_left = refresh_org(
                name,
                services.orgs(),
                services.storage,
                watch=watch,
                as_of=moment,
                read_days=period,
                tracked_objects=tracked_objects_of(name, services.tracked_objects),
                wait_for_lock=wait,
                accept_clock=accept_clock,
            )
    except Stopped as stopped:
        notes().print("Stopped. Nothing of this refresh was saved; earlier snapshots are unchanged.")
        sys.stdout.flush()
        os._exit(stopped.exit_code)  # without waiting for responses that may take the org minutes
    _print_summary(snapshot, name, calls_left)
    _build_user_index(services, snapshot, name)


def _build_user_index(services: "Services", snapshot: "Snapshot", name: str) -> None:
    """Build the page index of users. If that is stopped, the first reader builds it."""
    from seatwise.app.reports.run_panel import build_user_index

    if snapshot.rows > _TAKES_LONG:
        notes().print("Building the index of users, so that the Users panel opens at once. Ctrl-C is safe.")
    with suppress(SeatwiseError):
        build_user_index(name, services.reports)


def _print_summary(snapshot: "Snapshot", name: str, calls_left: int | None) -> None:
    left = "" if calls_left is None else f", {calls_left:,} left today"
    out = notes()
    out.print(
        f"Snapshot {snapshot.id} of {name}: {len(snapshot.tables)} tables, {snapshot.rows:,} rows, "
        f"{snapshot.calls} API calls{left}.",
        soft_wrap=True,
    )
    for gap in snapshot.gaps:
        out.print(f"Could not be read: {gap_name(gap)}. {gap.reason} {gap.remedy}", style="yellow", soft_wrap=True)
    suggest_next(f"seatwise licenses --org {name}")
