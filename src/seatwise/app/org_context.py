"""The top of every page of an org: which org, which snapshot, what is damaged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seatwise.app.inputs import rows_of
from seatwise.app.report_context import ReportContext, ReportSources
from seatwise.domain.connection import Connection
from seatwise.domain.errors import Corrupt
from seatwise.domain.period import DAYS, Period
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.overview.overview import ORG_DETAILS


@dataclass(frozen=True)
class OrgContext:
    """An org and the snapshot that is shown."""

    connection: Connection
    snapshot: Snapshot | None  # the one that is shown; None: there is none yet
    snapshots: tuple[Snapshot, ...]  # all that can be opened, newest first
    damaged: tuple[tuple[str, str], ...]  # (id, what is wrong) of those that cannot
    organization: str = ""  # its name in Salesforce; empty where it could not be read
    edition: str = ""  # as Salesforce gives it; empty where it could not be read
    is_sandbox: bool | None = None  # None: it could not be read


def org_context(name: str, sources: ReportSources, snapshot_id: str = "", *, needs_snapshot: bool = True) -> OrgContext:
    """The top of an org's page. Without `needs_snapshot`, an org whose snapshots cannot be trusted has one, too.

    Raises UsageError: there is no such org or snapshot; Corrupt: the one that was chosen, or every one, cannot be
    trusted.
    """
    connection = sources.connections.get(name)
    found: Sequence[Snapshot] = sources.storage.snapshots(connection.org_id) if connection.org_id else ()
    damaged = tuple(sources.storage.damaged(connection.org_id)) if connection.org_id else ()
    if not found and damaged and needs_snapshot and not snapshot_id:
        raise Corrupt(damaged[-1][1])
    known = OrgContext(connection, None, tuple(reversed(found)), damaged)
    if not found:
        return known
    snapshot = sources.storage.snapshot(connection.org_id, snapshot_id) if snapshot_id else found[-1]
    try:
        context = ReportContext(connection, snapshot, Period(snapshot.as_of, DAYS), sources)
        rows = rows_of(ORG_DETAILS, context)
    except Corrupt:
        if needs_snapshot:
            raise
        return known
    row = rows[0] if rows else {}
    is_sandbox = row.get("is_sandbox")
    return replace(
        known,
        snapshot=snapshot,
        organization=str(row.get("name") or ""),
        edition=str(row.get("edition") or ""),
        is_sandbox=None if is_sandbox is None else bool(is_sandbox),
    )
