"""Read the history of an org: past use, rebuilt from what Salesforce keeps, back to before the first snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from seatwise.app.report import Sources
from seatwise.domain.errors import UsageError
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.history import HISTORY
from seatwise.metrics.query import InputTable, Row

# For each source, the table and the columns without which it tells nothing, or too little.
_NEEDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ActiveProfileMetric": {"active_profile_metric": ("UserLicenseId", "MetricsDate")},
    "ActivePermSetLicenseMetric": {"active_perm_set_license_metric": ("PermissionSetLicenseId", "MetricsDate")},
    "LoginHistory": {"login_day": ("UserId",)},
    "User.CreatedDate": {"user": ("IsActive", "CreatedDate")},
}
UNKNOWN = "(license unknown)"  # of users whose profile could not be read
NOTES = (
    "Rebuilt from what Salesforce keeps; these are no snapshots. Only what they were asked on a day, snapshots know.",
    "ActiveProfileMetric and ActivePermSetLicenseMetric: Salesforce's own daily counts.",
    "LoginHistory keeps six months; it and User.CreatedDate are told by the license that a user has now.",
    "User.CreatedDate knows only users who are still active: the further back, the more are missing.",
)


@dataclass(frozen=True)
class History:
    """Past use, day by day.

    Attributes:
        org: the connection's name.
        rows: the metric `history`, each with the `snapshot` it was rebuilt from; by source, day and license.
        gaps: what could not be read, and so is missing here.
        notes: what the figures mean, one sentence each.
    """

    org: str
    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...] = NOTES


def read_history(name: str, sources: Sources, *, snapshot_id: str | None = None) -> History:
    """The history of an org: of one snapshot; by default of the latest, and for earlier days of the oldest.

    Raises:
        UsageError: there is no such org or snapshot.
        Corrupt: a file of a snapshot cannot be trusted.
    """
    connection = sources.connections.get(name)
    if not connection.org_id:
        raise UsageError(f"{name} has never been read.", f"Read it first: seatwise refresh {name}")
    latest = sources.lake.snapshot(connection.org_id, snapshot_id)
    read = [latest] if snapshot_id else [latest, *sources.lake.snapshots(connection.org_id)[:1]]
    told: list[Row] = []
    for snapshot in dict.fromkeys(each.id for each in read):
        found = next(each for each in read if each.id == snapshot)
        begun = _first_days(told)
        told += [row for row in _rebuilt(found, sources) if _before(row, begun)]
    gaps = tuple(gap for gap in latest.gaps if any(gap.table in needed for needed in _NEEDS.values()))
    return History(name, tuple(sorted(told, key=_order)), gaps)


def _order(row: Row) -> tuple[Any, ...]:
    """By source, then by day, then by license."""
    return row["source"], row["day"], row["kind"], str(row["license"]), str(row["license_id"])


def _rebuilt(snapshot: Snapshot, sources: Sources) -> list[Row]:
    """What one snapshot tells; a source that some rows are missing of tells nothing: too few is no count."""
    moment = {"moment": InputTable({"day": ("DATE", [snapshot.as_of.date()])})}
    rows = sources.engine.once(HISTORY, snapshot, moment)
    blind = any(_hidden(snapshot, *each) for each in (("user", ("ProfileId",)), ("profile", ("UserLicenseId",))))
    return [
        {**row, "snapshot": snapshot.id, "license": UNKNOWN if blind and row["license_id"] is None else row["license"]}
        for row in rows
        if not any(_hidden(snapshot, *each) for each in _NEEDS[str(row["source"])].items())
    ]


def _hidden(snapshot: Snapshot, table: str, columns: Sequence[str]) -> bool:
    return any(gap.table == table and gap.column in (None, ROWS, *columns) for gap in snapshot.gaps)


def _first_days(rows: list[Row]) -> dict[object, date]:
    """The first day that each source tells of."""
    first: dict[object, date] = {}
    for row in rows:
        day = row["day"]
        if isinstance(day, date):
            first[row["source"]] = min(day, first.get(row["source"], day))
    return first


def _before(row: Row, begun: dict[object, date]) -> bool:
    first, day = begun.get(row["source"]), row["day"]
    return first is None or (isinstance(day, date) and day < first)
