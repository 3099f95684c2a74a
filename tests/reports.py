"""What panels are read from in tests: a folder of snapshots on disk, and prices in memory."""

from collections.abc import Sequence
from pathlib import Path

from fakes import MemoryConnections, MemoryPrices, connection
from seatwise.app.inputs import query_of
from seatwise.app.ports import Connections
from seatwise.app.report_context import ReportContext, ReportSources
from seatwise.domain.period import Period
from seatwise.domain.snapshots import Snapshot
from seatwise.engine.query_engine import DuckQueryEngine
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.query import Row
from seatwise.storage.snapshot_files import FolderFiles
from seatwise.storage.snapshot_store import FolderStore


def report_sources(
    folder: Path, book: MemoryPrices | None = None, connections: Connections | None = None
) -> ReportSources:
    """The sources over the snapshots of a folder."""
    return ReportSources(
        connections or MemoryConnections(),
        FolderStore(folder),
        DuckQueryEngine(FolderFiles(folder)),
        book or MemoryPrices(),
    )


def license_rows(snapshot: Snapshot, sources: ReportSources, org: str = "") -> Sequence[Row]:
    """The licenses of a snapshot, priced as of its day."""
    reached = connection(org or snapshot.org, org_id=snapshot.org_id)
    context = ReportContext(reached, snapshot, Period(snapshot.as_of), sources)
    return sources.engine.query(query_of(LICENSES, context)).rows
