"""Read the trends of an org: each license of every snapshot, and the days before them as they can be rebuilt."""

from collections.abc import Sequence

from seatwise.app.history import read_history
from seatwise.app.place import Place
from seatwise.app.report import Sources, in_utc, license_inputs
from seatwise.domain.errors import Corrupt, UsageError
from seatwise.domain.gaps import ROWS
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.window import DAYS, Window
from seatwise.metrics.flat_trends import TRENDS
from seatwise.metrics.query import InputTable
from seatwise.views.trends import At, Trends, trends_of

_USERS = {"user": ("IsActive", "ProfileId"), "profile": ("UserLicenseId",)}
_NEEDS = {
    "users": _USERS,
    "logged_in_users": {**_USERS, "user": ("IsActive", "ProfileId", "LastLoginDate")},
    "actors": _USERS,
}


def read_trends(name: str, sources: Sources, *, of: str = "") -> Trends:
    """The trends of an org over all of its snapshots.

    Args:
        name: the org.
        sources: where it is read from.
        of: what is summed: a bucket, `all`, or one license as kind:key; by default Named, if there is such a license.

    Raises:
        UsageError: there is no such org, no snapshot yet, or no such license; says which there are.
    """
    connection = sources.connections.get(name)
    if not connection.org_id:
        raise UsageError(f"{name} has never been read.", f"Read it first: seatwise refresh {name}")
    sources.lake.snapshot(connection.org_id)  # says what to do where there is none
    snapshots = sources.lake.snapshots(connection.org_id)
    damaged = len(sources.lake.damaged(connection.org_id))
    points: list[At] = []
    for snapshot in snapshots:
        try:
            points.append(_at(Place(name, connection.currency, sources, snapshot, Window(snapshot.as_of))))
        except Corrupt:
            damaged += 1
    history = read_history(name, sources)
    return trends_of(points, history.rows, org=name, currency=connection.currency, of=of, damaged=damaged)


def _at(place: Place) -> At:
    """The models of the Licenses and of the Profiles panel, told what these panels tell them."""
    snapshot, sources = place.snapshot, place.sources
    inputs = {
        **license_inputs(snapshot, sources.book, place.name),
        "moment": InputTable({"day": ("DATE", [snapshot.as_of.date()]), "at": ("TIMESTAMP", [in_utc(snapshot.as_of)])}),
        "period": place.period,
        "unseen": InputTable({"figure": ("VARCHAR", _unseen(snapshot))}),
    }
    return At(snapshot.id, snapshot.as_of, tuple(sources.engine.once(TRENDS, snapshot, inputs)))


def _unseen(snapshot: Snapshot) -> Sequence[str]:
    """The counts that nobody can know of a snapshot."""
    others = snapshot.actor_days(DAYS) != DAYS or any(gap.table == "record_touch" for gap in snapshot.gaps)
    unseen = {figure for figure, needed in _NEEDS.items() if any(_hidden(snapshot, *each) for each in needed.items())}
    return sorted(unseen | ({"actors"} if others else set()))


def _hidden(snapshot: Snapshot, table: str, columns: Sequence[str]) -> bool:
    gaps = {gap.column for gap in snapshot.gaps if gap.table == table}
    return table not in snapshot.tables or not gaps.isdisjoint({None, ROWS, *columns})
