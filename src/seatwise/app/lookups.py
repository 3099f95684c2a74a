"""What a person typed, found: the license, profile or user that is meant, before a panel is run."""

from collections.abc import Callable, Mapping, Sequence

from seatwise.app.report_context import ReportContext
from seatwise.panels.panel import Panel
from seatwise.panels.params import Params, ParamValue

Lookup = Callable[[ParamValue, ReportContext], ParamValue]

LOOKUPS: Mapping[str, Lookup] = {}


def found_values(panel: Panel, params: Params, contexts: Sequence[ReportContext]) -> Params:
    """The parameters, with what was found in place of what was typed.

    Raises:
        UsageError: there is nothing of that name; names the nearest.
    """
    found = {
        param.name: LOOKUPS[param.lookup](params[param.name], contexts[-1])
        for param in panel.all_params
        if param.lookup and params[param.name] and contexts
    }
    return {**params, **found}
