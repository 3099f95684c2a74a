"""What stands at the top of every page of an org: which org, which moment, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from seatwise.app.report import Sources
from seatwise.domain.connection import Connection
from seatwise.domain.errors import Corrupt
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.organization import ORGANIZATION


@dataclass(frozen=True)
class Header:
    """An org and the snapshot that is looked at.

    Attributes:
        connection: how it is reached, and its state.
        others: the names of all orgs.
        snapshot: the one looked at; None when there is none yet.
        snapshots: all that can be opened, newest first.
        damaged: (id, what is wrong) of those that cannot.
        organization: its name in Salesforce; empty when it could not be read.
        edition: as Salesforce says it; empty when it could not be read.
        is_sandbox: None when it could not be read.
    """

    connection: Connection
    others: tuple[str, ...]
    snapshot: Snapshot | None
    snapshots: tuple[Snapshot, ...]
    damaged: tuple[tuple[str, str], ...]
    organization: str = ""
    edition: str = ""
    is_sandbox: bool | None = None


def read_header(name: str, sources: Sources, snapshot_id: str | None = None) -> Header:
    """The header of an org's pages.

    Raises:
        UsageError: there is no such org or snapshot.
        Corrupt: the snapshot that was asked for cannot be trusted.
    """
    return sources.remembered(("header", name, snapshot_id), lambda: _read(name, sources, snapshot_id))


def _read(name: str, sources: Sources, snapshot_id: str | None) -> Header:
    connection = sources.connections.get(name)
    others = tuple(each.name for each in sources.connections.all())
    found: Sequence[Snapshot] = sources.lake.snapshots(connection.org_id) if connection.org_id else ()
    damaged = tuple(sources.lake.damaged(connection.org_id)) if connection.org_id else ()
    if not found and damaged and snapshot_id is None:
        raise Corrupt(damaged[-1][1])
    newest_first = tuple(reversed(found))
    if not found:
        return Header(connection, others, None, (), damaged)
    snapshot = newest_first[0] if snapshot_id is None else sources.lake.snapshot(connection.org_id, snapshot_id)
    rows = sources.engine.rows(ORGANIZATION, snapshot, {})
    told = rows[0] if rows else {}
    return Header(
        connection,
        others,
        snapshot,
        newest_first,
        damaged,
        str(told.get("name") or ""),
        str(told.get("edition") or ""),
        bool(told["is_sandbox"]) if told.get("is_sandbox") is not None else None,
    )


def read_header_anyway(name: str, sources: Sources) -> Header:
    """The header of a page that needs no snapshot: where the latest cannot be trusted, it is told without one.

    Raises:
        UsageError: there is no such org.
    """
    try:
        return read_header(name, sources)
    except Corrupt:
        connection = sources.connections.get(name)
        found, damaged = sources.lake.snapshots(connection.org_id), sources.lake.damaged(connection.org_id)
        others = tuple(each.name for each in sources.connections.all())
        return Header(connection, others, None, tuple(reversed(found)), tuple(damaged))
