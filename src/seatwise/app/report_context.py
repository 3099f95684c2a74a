"""What a metric is computed for: one org, one of its snapshots, an activity period, and what people entered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from seatwise.app.entry_gaps import with_entry_gaps
from seatwise.app.ports import Connections, PriceBook
from seatwise.app.snapshot_ports import SnapshotStore
from seatwise.domain.connection import Connection
from seatwise.domain.errors import UsageError
from seatwise.domain.period import DAYS, Period
from seatwise.domain.snapshots import Snapshot
from seatwise.metrics.query import InputTable, Query, QueryResult, Row


class QueryEngine(Protocol):
    """Runs queries, or prints them."""

    def query(self, query: Query) -> QueryResult:
        """The rows of a query. Raises Corrupt: a file of a snapshot cannot be trusted; it is named."""

    def script(self, query: Query) -> str:
        """The query as a complete SQL script."""


@dataclass(frozen=True)
class ReportSources:
    """What panels are read from."""

    connections: Connections
    storage: SnapshotStore
    engine: QueryEngine
    book: PriceBook


@dataclass(frozen=True)
class ReportContext:
    """One org at one moment. `texts` are what a metric reads as an input: the key of a detail panel."""

    connection: Connection
    snapshot: Snapshot
    period: Period  # of activity; it ends at the snapshot's moment
    sources: ReportSources  # where everything else is read
    texts: Mapping[str, str] = field(default_factory=dict)
    inputs: dict[str, InputTable | Query] = field(default_factory=dict, init=False, compare=False, repr=False)
    rows: dict[str, Sequence[Row]] = field(default_factory=dict, init=False, compare=False, repr=False)  # by metric

    @property
    def org(self) -> str:
        """The org's name."""
        return self.connection.name


def known_org(org: str | Connection, sources: ReportSources) -> Connection:
    """An org that was read before, by its name. Raises UsageError: there is no such org, or it was never read."""
    connection = org if isinstance(org, Connection) else sources.connections.get(org)
    if not connection.org_id:
        raise UsageError(
            f"{connection.name} has never been read.", f"Read it first: seatwise refresh {connection.name}"
        )
    return connection


def report_context(
    name: str, sources: ReportSources, *, snapshot_id: str | None = None, days: int = DAYS, **texts: str
) -> ReportContext:
    """The org at the moment of a snapshot; by default of the latest.

    Raises UsageError: there is no such org or snapshot; Corrupt: the snapshot cannot be trusted.
    """
    connection = known_org(name, sources)
    (snapshot,) = with_entry_gaps(
        connection.name, [sources.storage.snapshot(connection.org_id, snapshot_id)], sources.book
    )
    return ReportContext(connection, snapshot, Period(snapshot.as_of, days), sources, texts)
