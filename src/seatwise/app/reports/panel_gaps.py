"""What could not be read and matters to a panel, and which of its columns are not known because of it."""

from collections.abc import Sequence

from seatwise.app.report_context import ReportContext
from seatwise.app.reports.affected_panels import Reads, concerns
from seatwise.domain.gaps import Gap
from seatwise.domain.snapshots import Snapshot
from seatwise.panels.declaration.panel import Panel
from seatwise.sources.needs import unmet_needs
from seatwise.sources.registry import REGISTRY


def panel_gaps(reads: Reads, contexts: Sequence[ReportContext]) -> tuple[Gap, ...]:
    """The gaps of these snapshots that matter: a whole table that is read, or a field that a figure needs."""
    found: dict[Gap, None] = {}
    for context in contexts:
        for gap in (*context.snapshot.gaps, *_never_read(context)):
            if concerns(gap, reads):
                found[gap] = None
    return tuple(found)


def unknown_columns(panel: Panel, snapshots: Sequence[Snapshot]) -> frozenset[str]:
    """The columns that need, or read, what could not be read."""
    unmet = unmet_needs(snapshots)
    metrics = (panel.row_metric, *((panel.totals,) if panel.totals else ()))
    return frozenset(
        column.name
        for metric in metrics
        for column in metric.columns
        if not unmet.isdisjoint((*column.needs, *column.reads))
    )


def _never_read(context: ReportContext) -> list[Gap]:
    """Tables that the snapshot lacks without saying why: it was taken before Seatwise read them."""
    explained = {gap.table for gap in context.snapshot.gaps if gap.column is None}
    return [
        Gap(
            source.name,
            None,
            "This snapshot was taken by an earlier version of Seatwise, which did not read it.",
            f"Refresh the org: seatwise refresh {context.org}",
        )
        for source in REGISTRY
        if source.name not in context.snapshot.tables and source.name not in explained
    ]
