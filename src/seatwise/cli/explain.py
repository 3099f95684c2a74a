"""`seatwise explain`: the sentence, the formula and the SQL behind any figure."""

from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.show import ListFormat, console, print_list, say_next
from seatwise.domain.errors import UsageError
from seatwise.domain.nearest import nearest

if TYPE_CHECKING:
    from seatwise.measures.model import Column, Measure


def explain(
    measure: Annotated[str | None, typer.Argument(metavar="[MEASURE]", help="For example licenses.")] = None,
    column: Annotated[str | None, typer.Argument(metavar="[COLUMN]", help="For example assigned_cost.")] = None,
) -> None:
    """Say what a figure means, how it is computed, and show the SQL.

    Without a column: every column in a sentence. Without a measure: the measures there are.
    """
    from seatwise.measures.catalogue import MEASURES

    if measure is None:
        print_list(
            ("Measure", "One row is"), [(each.name, each.sentence) for each in MEASURES.values()], ListFormat.TABLE
        )
        say_next("seatwise explain licenses")
        return
    found = MEASURES.get(measure)
    if found is None:
        raise UsageError(f"There is no measure {measure!r}.", f"There are: {', '.join(MEASURES)}.")
    if column is None:
        rows = [(each.name, each.unit.value, each.sentence) for each in found.columns]
        print_list(("Column", "Unit", "Meaning"), rows, ListFormat.TABLE)
        say_next(f"seatwise explain {found.name} {found.columns[-1].name}")
        return
    chosen = found.column(column)
    if chosen is None:
        near = nearest(column, [each.name for each in found.columns])
        hint = f"Nearest: {', '.join(near)}." if near else f"List them: seatwise explain {found.name}"
        raise UsageError(f"{found.name} has no column {column!r}.", hint)
    _print(found, chosen)


def _print(measure: "Measure", column: "Column") -> None:
    out = console()
    out.print(f"{measure.name}.{column.name}: {column.label}", style="bold", soft_wrap=True)
    out.print(column.sentence, soft_wrap=True)
    out.print(f"Unit:     {column.unit.value}", soft_wrap=True)
    if column.formula:
        out.print(f"Formula:  {column.name} = {column.formula}", soft_wrap=True)
    if column.source:
        out.print(f"Source:   {column.source}", soft_wrap=True)
    reads = (*measure.tables, *(base.name for base in measure.bases), *measure.inputs)
    out.print(f"Reads:    {', '.join(reads)}", soft_wrap=True)
    for model in (measure, *measure.bases):
        out.print(f"\n-- {model.name}.sql", style="bold")
        out.print(model.sql.rstrip(), soft_wrap=True)
