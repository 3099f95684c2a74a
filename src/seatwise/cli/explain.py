"""`seatwise explain`: the sentence, the formula and the SQL behind any figure."""

from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import ListFormat, console, print_list, suggest_next
from seatwise.domain.errors import UsageError
from seatwise.domain.suggestions import suggestions

if TYPE_CHECKING:
    from seatwise.metrics.model import Column, Metric


def explain(
    metric: Annotated[str | None, typer.Argument(metavar="[MEASURE]", help="For example licenses.")] = None,
    column: Annotated[str | None, typer.Argument(metavar="[COLUMN]", help="For example assigned_cost.")] = None,
) -> None:
    """Say what a figure means, how it is computed, and show the SQL.

    Without a column: every column in a sentence. Without a metric: the metrics there are.
    """
    from seatwise.metrics.catalogue import METRICS

    if metric is None:
        print_list(
            ("Metric", "One row is"), [(each.name, each.sentence) for each in METRICS.values()], ListFormat.TABLE
        )
        suggest_next("seatwise explain licenses")
        return
    found = METRICS.get(metric)
    if found is None:
        raise UsageError(f"There is no metric {metric!r}.", f"There are: {', '.join(METRICS)}.")
    if column is None:
        rows = [(each.name, each.type.unit, each.sentence) for each in found.columns]
        print_list(("Column", "FieldType", "Meaning"), rows, ListFormat.TABLE)
        suggest_next(f"seatwise explain {found.name} {found.columns[-1].name}")
        return
    chosen = found.column(column)
    if chosen is None:
        near = suggestions(column, [each.name for each in found.columns])
        hint = f"Nearest: {', '.join(near)}." if near else f"List them: seatwise explain {found.name}"
        raise UsageError(f"{found.name} has no column {column!r}.", hint)
    _print(found, chosen)


def _print(metric: "Metric", column: "Column") -> None:
    out = console()
    out.print(f"{metric.name}.{column.name}: {column.label}", style="bold", soft_wrap=True)
    out.print(column.sentence, soft_wrap=True)
    out.print(f"FieldType:     {column.type.unit}", soft_wrap=True)
    if column.formula:
        out.print(f"Formula:  {column.name} = {column.formula}", soft_wrap=True)
    if column.source:
        out.print(f"Source:   {column.source}", soft_wrap=True)
    reads = (*metric.tables, *(base.name for base in metric.bases), *metric.inputs)
    out.print(f"Reads:    {', '.join(reads)}", soft_wrap=True)
    for model in (metric, *metric.bases):
        out.print(f"\n-- {model.name}.sql", style="bold")
        out.print(model.sql.rstrip(), soft_wrap=True)
