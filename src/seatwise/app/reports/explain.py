"""Explains a figure: the SQL of a panel's rows or totals, complete, with everything that people entered."""

from collections.abc import Mapping

from seatwise.app.report_context import ReportSources
from seatwise.app.reports.run_panel import panel_queries
from seatwise.domain.errors import UsageError
from seatwise.panels.declaration.panel import Panel


def explain_script(
    panel: Panel, given: Mapping[str, object], sources: ReportSources, *, org: str, totals: bool = False
) -> str:
    """A script that returns the panel's rows, with the names and values of its JSON.

    `given` are its parameters, as typed; without any, every row there is, hidden ones too. With `totals`, its totals.
    Raises UsageError: there is no such org, snapshot or parameter, no totals, or it is not said which thing a detail
    panel is of.
    """
    chosen = dict(given) or {param.name: True for param in panel.params if param.hides}
    queries = panel_queries(panel, chosen, sources, org=org)
    query = queries.totals() if totals else queries.rows()
    if query is None:
        raise UsageError(f"{panel.title} has no totals.", f"Its rows: seatwise explain {panel.name} --sql")
    return sources.engine.script(query)
