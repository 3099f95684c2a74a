"""Deleting a snapshot: what goes with it, as commands and pages say it before they ask."""

from collections.abc import Iterator, Sequence

from seatwise.domain.counts import counted
from seatwise.domain.snapshots import ACTORS_FILE, Snapshot


def what_goes(org: str, snapshot_id: str, snapshots: Sequence[Snapshot]) -> Iterator[str]:
    """A sentence per thing that goes with a snapshot of an org; `snapshots` are those that open, oldest first."""
    found = next((each for each in snapshots if each.id == snapshot_id), None)
    if found is None:
        yield "Its files, which are damaged."
    else:
        size = f"{counted(found.rows, 'row')} in {counted(len(found.tables), 'table')}"
        yield f"The figures as of {_moment(found)}: {size}."
        yield "Logins and other history in it that Salesforce no longer stores, and that cannot be read again."
        if any(table.route == ACTORS_FILE for table in found.tables.values()):
            yield "The actors that were imported for it."
    others = [each for each in snapshots if each.id != snapshot_id]
    if others:
        yield "Its day in Trends, and comparisons with it in Changes."
    if not others:
        yield f"It is the only snapshot of {org}."
    elif snapshot_id > others[-1].id:
        yield f"It is the latest snapshot: afterwards the latest is that of {_moment(others[-1])}."


def _moment(snapshot: Snapshot) -> str:
    return f"{snapshot.as_of:%d %b %Y, %H:%M} UTC"
