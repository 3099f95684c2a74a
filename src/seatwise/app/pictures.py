"""Read the pictures of an org: what its licenses cost, and its Named seats over all snapshots."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from seatwise.app.report import Sources, license_rows
from seatwise.domain.errors import Corrupt
from seatwise.domain.licenses import Bucket, Kind
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.license_seats import LICENSE_SEATS
from seatwise.metrics.query import Row
from seatwise.views.panel import Panel
from seatwise.views.pictures import Picture, SeatsAt, costs_picture, seats_picture


def read_pictures(
    panel: Panel, shown: Snapshot, snapshots: Sequence[Snapshot], sources: Sources, *, damaged: int
) -> tuple[Picture, Picture]:
    """The pictures of the Licenses page.

    Args:
        panel: what the page shows; its licenses are drawn.
        shown: the snapshot it shows; the buckets of its licenses count for every snapshot.
        snapshots: every snapshot of the org that can be opened, in any order.
        sources: where they are read.
        damaged: how many snapshots cannot be opened. One that turns out damaged here is counted with them.
    """
    licenses = license_rows(shown, sources.engine, sources.book, panel.org)
    buckets = {row["id"]: row["bucket"] for row in licenses if row["kind"] == Kind.USER.value}
    points: list[SeatsAt] = []
    for snapshot in sorted(snapshots, key=lambda each: each.as_of):
        try:
            seats = sources.engine.once(LICENSE_SEATS, snapshot)
        except Corrupt:
            damaged += 1
        else:
            points.append(_named(snapshot.as_of, seats, buckets))
    return costs_picture(panel), seats_picture(points, left_out=damaged)


def _named(as_of: datetime, seats: Sequence[Row], buckets: Mapping[object, object]) -> SeatsAt:
    """The Named seats of one snapshot. Unknown as soon as one of them, or one bucket, could not be read."""
    named = [row for row in seats if buckets.get(row["id"]) == Bucket.NAMED.value]
    limited = [row for row in named if not row["unlimited"]]
    known = bool(seats) and all(buckets.get(row["id"], "gone") is not None for row in seats)
    return SeatsAt(
        as_of,
        _sum(row["provisioned"] for row in limited) if known else None,
        _sum(row["assigned"] for row in limited) if known else None,
        unlimited=len(named) - len(limited),
        gone=sum(row["id"] not in buckets for row in seats),
    )


def _sum(figures: Iterable[object]) -> int | None:
    told = list(figures)
    known = [figure for figure in told if isinstance(figure, int)]
    return sum(known) if len(known) == len(told) else None
