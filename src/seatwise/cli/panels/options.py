"""The options of a panel's command, made from its parameters."""

from collections.abc import Iterator, Mapping, Sequence
from inspect import Parameter
from pathlib import Path
from typing import Annotated, Any

import typer

from seatwise.cli.org_option import OrgOption
from seatwise.cli.panels.output import OutputFormat
from seatwise.panels.declaration.panel import Panel, Shape, Span
from seatwise.panels.declaration.params import Kind, Param
from seatwise.panels.registry import USER_LEVEL


def panel_params(panel: Panel, per_user: Panel | None = None) -> tuple[Param, ...]:
    """The parameters of a command: the panel's, and those of the panel that `--level user` shows."""
    params = {param.name: param for param in panel.all_params}
    if per_user is not None:
        level = params.get("level")
        choices = tuple(dict.fromkeys((*(level.choices if level else (panel.row_word[0],)), USER_LEVEL)))
        help_ = f"{level.help if level else 'What a row is.'} {USER_LEVEL}: the panel {per_user.name}, its files too."
        params["level"] = Param("level", help_, Kind.CHOICE, level.default if level else None, choices)
        params = {**{param.name: param for param in per_user.all_params}, **params}
    return tuple(sorted(params.values(), key=lambda param: not param.positional))


def param_option(param: Param, *, positional: bool = True) -> Parameter:
    """The option or argument of one parameter. Its value is checked by the parameter itself, not by Typer."""
    if param.positional and positional:
        annotation = Annotated[str, typer.Argument(metavar=param.name.upper(), help=param.help)]
        return Parameter(param.name, Parameter.KEYWORD_ONLY, annotation=annotation)
    kinds: Mapping[Kind, tuple[Any, object]] = {Kind.FLAG: (bool, False), Kind.TEXTS: (list[str], [])}
    kind, default = kinds.get(param.kind, (str | None, None))
    option = typer.Option(
        f"--{param.name.replace('_', '-')}", help=_help(param), metavar=_metavar(param), show_default=False
    )
    return own_option(param.name, kind, default, option)


def org_option(panel: Panel) -> Iterator[Parameter]:
    """`--org`, of a panel about one org."""
    if panel.span is not Span.ORGS:
        yield Parameter("org", Parameter.KEYWORD_ONLY, default=None, annotation=OrgOption)


def output_options(panels: Sequence[Panel]) -> Iterator[Parameter]:
    """How the result is written: `--format`, `--output`, `--all` and `--chart`, where they mean something."""
    charts = [chart.name for panel in panels for chart in panel.charts]
    formats = [each.value for each in OutputFormat if charts or not each.is_chart]
    of_charts = " A chart is written as svg or png, or shown as a table in the terminal." if charts else ""
    binary = "xlsx, parquet and png" if charts else "xlsx and parquet"
    yield own_option(
        "format_",
        OutputFormat,
        OutputFormat.TABLE,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help=f"Output format: {_or(formats)}.{of_charts}", show_default=False
        ),
    )
    yield own_option(
        "output",
        Path | None,
        None,
        typer.Option("--output", help=f"Output file. {binary} need one, or a redirect."),
    )
    if any(may_be_long(panel) for panel in panels):
        help_ = "Show every row in the terminal. Files always have every row."
        yield own_option("every_row", bool, False, typer.Option("--all", help=help_))
    if charts:
        help_ = f"A chart instead of the rows: {_or(charts)}. Written with --format svg or png, else shown as a table."
        yield own_option("chart", str | None, None, typer.Option("--chart", metavar="NAME", help=help_))


def may_be_long(panel: Panel) -> bool:
    """Whether the terminal shows the first rows only, unless every one is wanted."""
    return panel.shape is Shape.LIST or (panel.shape is Shape.TABLE and not panel.group_by)


def chosen_panel(
    panel: Panel, per_user: Panel | None, given: Mapping[str, object]
) -> tuple[Panel, Mapping[str, object]]:
    """The panel that the level means, and what was typed, without a level where that panel has none."""
    is_per_user = str(given.get("level", "")).casefold() == USER_LEVEL
    shown = per_user if per_user is not None and is_per_user else panel
    has_level = any(param.name == "level" for param in shown.all_params)
    return shown, {name: value for name, value in given.items() if has_level or name != "level"}


def given_values(params: Sequence[Param], typed: Mapping[str, Any]) -> dict[str, object]:
    """What was typed, by parameter; what was not is absent."""
    return {param.name: typed[param.name] for param in params if typed[param.name] not in (None, False, [], ())}


def own_option(name: str, kind: Any, default: object, option: Any) -> Parameter:
    """An option or argument that is no parameter of the panel."""
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


def _help(param: Param) -> str:
    choices = f" One of: {', '.join(param.values)}." if param.values else ""
    several = " May be given several times." if param.kind is Kind.TEXTS else ""
    default = f" Default: {param.default}." if param.kind in {Kind.NUMBER, Kind.CHOICE} and param.default else ""
    return f"{param.help}{choices}{several}{default}"


def _or(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _metavar(param: Param) -> str | None:
    if param.kind is Kind.FLAG:
        return None
    return "NUMBER" if param.kind is Kind.NUMBER else param.name.upper()
