"""What could not be read and matters to a panel, and which of its columns are not known because of it."""

from collections.abc import Collection, Iterable, Sequence

from seatwise.app.report_context import ReportContext
from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.period import in_words
from seatwise.domain.snapshots import Snapshot
from seatwise.panels.declaration.panel import Panel, Reads, Span
from seatwise.panels.registry import PANELS
from seatwise.sources.activity import RECORD_TOUCH
from seatwise.sources.needs import lowers_figures, references, unmet_needs
from seatwise.sources.permissions import API_ENABLED
from seatwise.sources.registry import REGISTRY


def concerns(gap: Gap, reads: Reads) -> bool:
    """Whether the gap matters: rows of a table that is read are missing, or a field that a figure needs."""
    rows = gap.is_whole and gap.table in reads.tables and lowers_figures(gap)
    return rows or not reads.needs.isdisjoint(references(gap))


def affected_panels(gaps: Iterable[Gap]) -> tuple[Panel, ...]:
    """The panels of the menu that lose figures by the gaps."""
    given = tuple(gaps)
    return tuple(panel for panel in PANELS if panel.menu and any(concerns(gap, panel) for gap in given))


def panels_without(permission: str) -> tuple[Panel, ...]:
    """The panels of the menu that lose figures without a permission; without API Enabled all of them do."""
    lost = (source for source in REGISTRY if permission in {API_ENABLED, source.permission})
    return affected_panels(Gap(source.name, None, "", "") for source in lost)


def panel_gaps(
    reads: Reads, contexts: Sequence[ReportContext], needs: Collection[str] = frozenset()
) -> tuple[Gap, ...]:
    """The gaps of these snapshots that matter: a whole table that is read, or a field that a figure or filter needs.

    `needs` are those of the filter, where the figures themselves have no such needs.
    """
    found: dict[Gap, None] = {}
    for context in contexts:
        for gap in (*context.snapshot.gaps, *_never_read(context), *_days_not_read(reads, context)):
            if concerns(gap, reads) or not references(gap).isdisjoint(needs):
                found[gap] = None
    return tuple(found)


def unknown_columns(panel: Panel, snapshots: Sequence[Snapshot]) -> frozenset[str]:
    """The columns that need, or read, what could not be read."""
    unmet = unmet_needs(snapshots)
    metrics = (panel.row_metric, *((panel.totals,) if panel.totals else ()), *(table.metric for table in panel.facts))
    return frozenset(
        column.name
        for metric in metrics
        for column in metric.columns
        if not unmet.isdisjoint((*column.needs, *column.reads))
    )


def _days_not_read(reads: Reads, context: ReportContext) -> list[Gap]:
    """Days of records that the refresh did not read: Trends counts actors over as many days in every snapshot."""
    days, read = context.period.days, context.snapshot.actor_days(context.period.days)
    if not isinstance(reads, Panel) or reads.span is not Span.EVERY or read is None or read >= days:
        return []
    reason = f"Records of the {in_words(read)} before this snapshot were read; actors here are of {in_words(days)}."
    remedy = f"Look back {in_words(days)} in the next refresh: seatwise refresh {context.org} --period {days}"
    return [Gap(RECORD_TOUCH.name, ROWS, reason, remedy)]


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
