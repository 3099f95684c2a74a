"""Some profiles of a license or a bucket: what holds for them alone, and is not said of the whole."""

from collections import Counter
from collections.abc import Collection, Sequence

from seatwise.views.panel import Row
from seatwise.views.processes import together
from seatwise.views.tree import Level

GROUPS = {Level.LICENSE: "license_key", Level.BUCKET: "bucket"}
_PROCESSES = {"license_key": "license_processes", "bucket": "bucket_processes"}  # of the group as a whole


def alone(rows: Sequence[Row], chosen: Collection[object], processes: Sequence[Row]) -> Sequence[Row]:
    """The chosen profiles, each with the business processes of the chosen ones of its license and of its bucket.

    Seats that no user explains are of a whole license: of some of its profiles, nobody knows how many.

    Args:
        rows: every profile.
        chosen: profile ids.
        processes: the metric `profile_processes`, at least of the chosen ones.
    """
    told = [dict(row) for row in rows if row["profile_id"] in chosen]
    for group, column in _PROCESSES.items():
        partial = _partial(rows, told, group)
        for row in told:
            if row[group] in partial:
                members = [other for other in told if other[group] == row[group]]
                row[column] = _count_together(members, processes)
                row["license_unattributed"] = None if group == "license_key" else row["license_unattributed"]
    return told


def is_part(rows: Sequence[Row], chosen: Sequence[Row], level: Level) -> bool:
    """Whether some license, or bucket, has profiles that are not among the chosen ones, and others that are."""
    return level in GROUPS and bool(_partial(rows, chosen, GROUPS[level]))


def _partial(rows: Sequence[Row], chosen: Sequence[Row], group: str) -> frozenset[object]:
    whole = Counter(row[group] for row in rows)
    return frozenset(name for name, count in Counter(row[group] for row in chosen).items() if count < whole[name])


def _count_together(members: Sequence[Row], processes: Sequence[Row]) -> int | None:
    """How many business processes profiles work in together, each counted once; None: it could not be read."""
    if any(row["business_processes"] is None for row in members):
        return None
    ids = {row["profile_id"] for row in members}
    return len(together([row for row in processes if row["profile_id"] in ids]))
