"""`seatwise explain`: what a figure of a panel means, how it is computed, and the SQL that returns it."""

from collections.abc import Callable
from inspect import Signature
from typing import Any

import typer
from typer.core import TyperGroup

from seatwise.cli.console import ListFormat, console, print_list, suggest_next
from seatwise.cli.context import CONTEXT, services_of
from seatwise.cli.org_option import chosen_org
from seatwise.cli.panels.options import (
    chosen_panel,
    given_values,
    org_option,
    own_option,
    panel_params,
    param_option,
)
from seatwise.domain.errors import UsageError
from seatwise.domain.suggestions import did_you_mean, suggestions
from seatwise.metrics.model import Column, Metric
from seatwise.panels.declaration.panel import Panel
from seatwise.panels.registry import PANELS, panel_of, panel_per_user

_COLUMN_HELP = "One column. Without it: a sentence for each column."
_SQL_HELP = "Print a complete SQL script for DuckDB that returns the panel's rows, or those of the column's table."

Explained = dict[str, tuple[Metric, Column]]  # by the name under which `explain` knows it


class _Panels(TyperGroup):
    """A command per panel; where there is none of that name, says which there are."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a panel."""
        return super().get_command(ctx, panel_of(cmd_name).name)


def list_panels(context: typer.Context) -> None:
    """List the panels."""
    if context.invoked_subcommand is None:
        print_list(("Panel", "What it answers"), [(each.name, each.question) for each in PANELS], ListFormat.TABLE)
        suggest_next(f"seatwise explain {PANELS[0].name}")


def command_group() -> typer.Typer:
    """The group, with a command per panel of the registry."""
    group = typer.Typer(
        cls=_Panels,
        invoke_without_command=True,
        help="Explain what a figure means and how it is computed, and print its SQL.",
    )
    group.callback()(list_panels)
    for panel in PANELS:
        group.command(panel.name)(explain_command(panel))
    return group


def __getattr__(name: str) -> typer.Typer:
    """`app`, the group of the panels that there are now."""
    if name == "app":
        return command_group()
    raise AttributeError(name)


def explain_command(panel: Panel) -> Callable[..., None]:
    """The function that Typer makes the panel's command of."""
    per_user = panel_per_user(panel)
    params = [param for param in panel_params(panel, per_user) if param.name not in {"limit", "after"}]

    def command(context: typer.Context, **typed: Any) -> None:
        column, totals = typed["column"], bool(typed.get("totals"))
        shown, given = chosen_panel(panel, per_user, given_values(params, typed))
        found = explained(shown, totals=totals)
        if column and column not in found:
            hint = did_you_mean(suggestions(column, found)) or f"List them: seatwise explain {shown.name}"
            raise UsageError(f"{shown.title} has no column {column!r}.", hint)
        if typed["sql"]:
            from seatwise.app.reports.run_panel import explain_script

            services = services_of(context)
            org = chosen_org(services, typed["org"]).name if "org" in typed else ""
            table = next((each for each in shown.facts if str(column).startswith(f"{each.name}.")), None)
            typer.echo(explain_script(shown, given, services.reports, org=org, totals=totals, table=table))
        elif column:
            _print_column(shown, column, *found[column], totals=totals)
        else:
            _list_columns(shown, found, totals=totals)

    options = [
        CONTEXT,
        own_option("column", str | None, None, typer.Argument(metavar="[COLUMN]", help=_COLUMN_HELP)),
        own_option("sql", bool, False, typer.Option("--sql", help=_SQL_HELP)),
        *org_option(panel),
        *(param_option(param, positional=False) for param in params),
    ]
    if panel.totals:
        help_ = "Totals instead of rows."
        options.append(own_option("totals", bool, False, typer.Option("--totals", help=help_)))
    command.__signature__ = Signature(options)  # type: ignore[attr-defined]
    command.__annotations__ = {option.name: option.annotation for option in options}
    command.__doc__ = f"What the figures of {panel.title} mean, and the SQL that computes them."
    return command


def explained(panel: Panel, *, totals: bool = False) -> Explained:
    """Every figure of a panel, or of its totals; those of further tables as `table.column`."""
    if totals:
        return {column.name: (panel.totals, column) for column in panel.total_columns} if panel.totals else {}
    found: Explained = {column.name: (_metric_of(panel, column), column) for column in panel.columns}
    for table in panel.facts:
        if table.metric is not panel.metric:
            found |= {f"{table.name}.{column.name}": (table.metric, column) for column in table.columns}
    return found


def _metric_of(panel: Panel, column: Column) -> Metric:
    """The metric that computes a column: where a row is of one snapshot or org, not the one that lists the rows."""
    return panel.metric if panel.metric.column(column.name) else panel.row_metric


def _list_columns(panel: Panel, found: Explained, *, totals: bool) -> None:
    rows = [(name, column.type.unit, column.sentence) for name, (_, column) in found.items()]
    print_list(("Column", "Unit", "Meaning"), rows, ListFormat.TABLE)
    option = " --totals" if totals else ""
    suggest_next(
        f"seatwise explain {panel.name} {list(found)[-1]}{option}",
        f"seatwise explain {panel.name} --sql{option}{_key_option(panel)}",
    )


def _key_option(panel: Panel) -> str:
    """The option that says which thing a detail panel is of."""
    return f" --{panel.key.name} {panel.key.name.upper()}" if panel.key else ""


def _print_column(panel: Panel, name: str, metric: Metric, column: Column, *, totals: bool) -> None:
    lines = (
        ("Unit", column.type.unit),
        ("Formula", column.formula and f"{column.name} = {column.formula}"),
        ("Source", column.source),
        ("Needs", ", ".join(column.needs)),
        ("Incomplete", column.missing and f"{column.name}_missing says how many are left out"),
        ("Reads", ", ".join((*metric.tables, *(base.name for base in metric.bases), *metric.inputs))),
    )
    out = console()
    out.print(f"{panel.name}.{name}: {column.label}", style="bold", soft_wrap=True)
    out.print(column.sentence, soft_wrap=True)
    for heading, text in lines:
        if text:
            out.print(f"{heading + ':':<11} {text}", soft_wrap=True)
    if panel.combined or column not in panel.front_columns:  # which snapshot a row is of is not computed
        out.print(f"\n-- {metric.name}.sql", style="bold")
        out.print(metric.sql.rstrip(), soft_wrap=True)
    suggest_next(f"seatwise explain {panel.name} {name} --sql{' --totals' if totals else ''}{_key_option(panel)}")
