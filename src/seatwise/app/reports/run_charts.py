"""Draw the charts of a panel: of all its rows, whatever the filter, and of other snapshots where a chart needs them."""

from collections.abc import Iterator, Sequence

from seatwise.app.report_context import ReportContext, ReportSources, report_context
from seatwise.app.reports.panel_gaps import panel_gaps
from seatwise.app.reports.panel_queries import PanelQueries
from seatwise.charts.chart import Chart, ChartData, Drawing, Point, Row
from seatwise.domain.errors import Corrupt, UsageError
from seatwise.domain.suggestions import did_you_mean, suggestions
from seatwise.panels.declaration.panel import Span


def draw_charts(queries: PanelQueries, sources: ReportSources) -> list[tuple[Chart, Drawing]]:
    """Every chart of the panel. Raises Corrupt: a file of the snapshot that is shown cannot be trusted."""
    if not queries.panel.charts:
        return []
    rows = sources.engine.query(queries.every_row()).rows
    return [(chart, _drawn(chart, queries, sources, rows)) for chart in queries.panel.charts]


def chart_of(queries: PanelQueries, name: str) -> Chart:
    """The chart of that name. Raises UsageError: there is none; names those there are."""
    found = queries.panel.chart(name)
    if found is None:
        names = [chart.name for chart in queries.panel.charts]
        choices = f"Choose one of: {', '.join(names)}." if names else "It has none."
        there = did_you_mean(suggestions(name, names)) or choices
        raise UsageError(f"{queries.panel.title} has no chart {name[:40]!r}.", there)
    return found


def draw_chart(chart: Chart, queries: PanelQueries, sources: ReportSources) -> Drawing:
    """One chart. Raises as `draw_charts` does."""
    return _drawn(chart, queries, sources, sources.engine.query(queries.every_row()).rows)


def _drawn(chart: Chart, queries: PanelQueries, sources: ReportSources, every_row: Sequence[Row]) -> Drawing:
    contexts = list(queries.contexts)
    points, damaged = [], len(queries.damaged)
    for context in _read_for(chart, queries, sources):
        assert chart.metric is not None
        try:
            query = queries.of_chart(chart.metric, context, of_many=chart.every_snapshot)
            rows = sources.engine.query(query).rows
        except Corrupt:
            if not chart.every_snapshot:
                raise
            damaged += 1
        else:
            points.append(Point(context.snapshot.id, context.snapshot.as_of, rows))
            contexts.append(context)
    shown = queries.contexts[-1]
    if chart.every_snapshot:
        damaged += len(sources.storage.damaged(shown.connection.org_id))
    return chart.draw(
        ChartData(
            rows=every_row,
            points=tuple(points),
            as_of=shown.snapshot.as_of,
            currency=shown.connection.currency,
            days=shown.period.days,
            gaps=panel_gaps(queries.panel, contexts),
            damaged=damaged,
            chosen=", ".join(str(queries.params[param.name]) for param in queries.panel.params if param.chooses),
        )
    )


def _read_for(chart: Chart, queries: PanelQueries, sources: ReportSources) -> Iterator[ReportContext]:
    """The snapshots that the chart's own metric is read of."""
    shown = queries.contexts[-1]
    if chart.metric is None:
        return
    if not chart.every_snapshot or queries.panel.span is Span.ORGS:
        yield shown
        return
    found = sources.storage.snapshots(shown.connection.org_id)
    for each in sorted(found, key=lambda snapshot: snapshot.as_of):
        yield report_context(shown.org, sources, snapshot_id=each.id, days=shown.period.days)
