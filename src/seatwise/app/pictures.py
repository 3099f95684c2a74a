"""Read the pictures of an org: what its licenses cost, and its seats over all snapshots."""

from collections.abc import Sequence

from seatwise.app.ports import Engine
from seatwise.domain.errors import Corrupt
from seatwise.domain.snapshots import Snapshot
from seatwise.measures.license_seats import LICENSE_SEATS
from seatwise.views.panel import Panel
from seatwise.views.pictures import Picture, SeatsAt, costs_picture, seats_picture


def read_pictures(
    panel: Panel, snapshots: Sequence[Snapshot], engine: Engine, *, damaged: int
) -> tuple[Picture, Picture]:
    """The pictures of the Licenses page.

    Args:
        panel: what the page shows; its licenses are drawn.
        snapshots: every snapshot of the org that can be opened, in any order.
        engine: counts the seats.
        damaged: how many snapshots cannot be opened. One that turns out damaged here is counted with them.
    """
    points: list[SeatsAt] = []
    for snapshot in sorted(snapshots, key=lambda each: each.as_of):
        try:
            (row,) = engine.once(LICENSE_SEATS, snapshot)
        except Corrupt:
            damaged += 1
        else:
            told = {name: value for name, value in row.items() if isinstance(value, int)}
            points.append(
                SeatsAt(snapshot.as_of, told.get("provisioned"), told.get("assigned"), told.get("unlimited", 0))
            )
    return costs_picture(panel), seats_picture(points, left_out=damaged)
