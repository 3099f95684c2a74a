"""`seatwise refresh`: read an org into a snapshot, and show what is going on."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.show import notes, say_next
from seatwise.domain.errors import UsageError

if TYPE_CHECKING:
    from seatwise.domain.snapshots import Snapshot


def refresh(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The org's name, as in `seatwise org list`.")],
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="TIME", help="The snapshot's moment, as 2026-11-21T09:12:00Z. Default: the org's clock."
        ),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="If a refresh of this org is running, begin when it ends.")
    ] = False,
) -> None:
    """Read an org into a new snapshot: licenses, users, assignments. Nothing is ever written to the org.

    All or nothing: Ctrl-C, a lost network or a full disk leaves the earlier snapshots as they were.
    """
    from seatwise import wiring
    from seatwise.app.orgs import enter_org
    from seatwise.app.refresh import refresh as read_org
    from seatwise.cli.refresh_progress import watching
    from seatwise.domain.tables import TABLES

    moment = None if as_of is None else _moment(as_of)
    org = enter_org(name, wiring.connections(), open_org=wiring.org, clock=wiring.now)
    try:
        with watching(TABLES) as watch:
            snapshot = read_org(
                org,
                wiring.lake(),
                name=name,
                tables=TABLES,
                as_of=moment,
                clock=wiring.now,
                watch=watch,
                wait_for_lock=wait,
            )
    finally:
        org.close()
    _tell(snapshot, name, org.calls_left)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no moment.", "Write it as 2026-11-21T09:12:00Z.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _tell(snapshot: "Snapshot", name: str, calls_left: int | None) -> None:
    rows = sum(table.rows for table in snapshot.tables.values())
    left = "" if calls_left is None else f", {calls_left:,} left today"
    out = notes()
    out.print(
        f"Snapshot {snapshot.id} of {name}: {len(snapshot.tables)} tables, {rows:,} rows, "
        f"{snapshot.calls} API calls{left}.",
        soft_wrap=True,
    )
    for gap in snapshot.gaps:
        out.print(f"Could not be read: {gap.what}. {gap.reason} {gap.remedy}", style="yellow", soft_wrap=True)
    say_next(f"seatwise report licenses --org {name}")
