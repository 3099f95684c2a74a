"""One command per panel, made from its declaration: its parameters are the options, its question is the help."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from inspect import Signature
from pathlib import Path
from typing import Any

import typer

from seatwise.bootstrap import Services
from seatwise.cli.console import console, suggest_next
from seatwise.cli.context import CONTEXT, services_of
from seatwise.cli.org_option import chosen_org
from seatwise.cli.panels.options import (
    chosen_panel,
    given_values,
    org_option,
    output_options,
    panel_params,
    param_option,
)
from seatwise.cli.panels.output import OutputFormat, open_output
from seatwise.domain.errors import UsageError
from seatwise.panels.declaration.panel import Panel
from seatwise.panels.registry import PANELS, panel_per_user

_MOST_ROWS = 100  # of a long table in the terminal
_NEXT = {"licenses": "seatwise price set KEY AMOUNT"}


@dataclass(frozen=True)
class _Request:
    """What one call of a command wants."""

    services: Services
    panel: Panel
    given: Mapping[str, object]  # parameters of the panel, as typed; only those that were
    typed_org: str | None  # where it was typed
    org: str  # empty for panels over all orgs
    format_: OutputFormat
    output: Path | None
    every_row: bool = False  # whether the terminal shows every row
    chart: str | None = None  # the name of one that is wanted instead of the rows


def panel_command(panel: Panel) -> Callable[..., None]:
    """The function that Typer makes the panel's command of."""
    per_user = panel_per_user(panel)
    params = panel_params(panel, per_user)

    def command(context: typer.Context, **typed: Any) -> None:
        shown, given = chosen_panel(panel, per_user, given_values(params, typed))
        own = {name: typed[name] for name in ("format_", "output", "every_row", "chart") if name in typed}
        services = services_of(context)
        org = chosen_org(services, typed["org"]).name if "org" in typed else ""
        with services.shared_connection():
            _write(_Request(services, shown, given, typed.get("org"), org, **own))

    panels = (panel, per_user) if per_user else (panel,)
    options = (CONTEXT, *map(param_option, params), *org_option(panel), *output_options(panels))
    command.__signature__ = Signature(list(options))  # type: ignore[attr-defined]
    command.__annotations__ = {option.name: option.annotation for option in options}
    command.__doc__ = "\n\n".join((panel.question, *_presets(panel)))
    return command


def _presets(panel: Panel) -> Iterator[str]:
    """The questions that a combination of options answers."""
    for preset in panel.presets:
        if preset.panel == panel.name:
            options = (_typed_option(name, value) for name, value in preset.values.items())
            yield preset.question
            yield f"seatwise {panel.name} {' '.join(options)}"


def _typed_option(name: str, value: str | tuple[str, ...]) -> str:
    option = f"--{name.replace('_', '-')}"
    if value == "1":
        return option
    values = (value,) if isinstance(value, str) else value
    return " ".join(f"{option} {each!r}" if " " in each else f"{option} {each}" for each in values)


def _write(request: _Request) -> None:
    if request.chart is not None or request.format_.is_chart:
        _write_chart(request)
    elif request.format_ is OutputFormat.TABLE and request.output is None:
        _print(request)
    else:
        _write_file(request)


def _print(request: _Request) -> None:
    from seatwise.app.reports.run_panel import run_panel
    from seatwise.render import terminal

    result = run_panel(
        request.panel, request.given, request.services.reports, org=request.org, every_row=request.every_row
    )
    terminal.write(result, console(), most=None if request.every_row else _MOST_ROWS)
    suggest_next(*_next_commands(request))


def _write_file(request: _Request) -> None:
    """Every row, unless a page of them is wanted. What cannot be done is said before a file is begun."""
    from seatwise.app.reports.run_panel import run_panel
    from seatwise.render import Format, write

    page = {"limit", "after"} & request.given.keys()
    result = run_panel(request.panel, request.given, request.services.reports, org=request.org, every_row=not page)
    with open_output(request.format_, request.output, request.panel.name) as file:
        write(result, Format(request.format_.value), file)


def _write_chart(request: _Request) -> None:
    from seatwise.app.reports.run_charts import chart_of, draw_chart
    from seatwise.app.reports.run_panel import panel_queries
    from seatwise.charts.vega import THEMES, specification
    from seatwise.render import ChartFormat, terminal

    if not request.panel.charts:
        raise UsageError(
            f"{request.panel.title} has no charts.", "Its rows: --format json, csv, xlsx, parquet or html."
        )
    if request.chart is None:
        names = ", ".join(chart.name for chart in request.panel.charts)
        raise UsageError(f"Which chart is written as {request.format_.value}?", f"Name it with --chart: {names}.")
    queries = panel_queries(request.panel, request.given, request.services.reports, org=request.org)
    drawing = draw_chart(chart_of(queries, request.chart), queries, request.services.reports)
    if request.format_ is OutputFormat.TABLE and request.output is None:
        terminal.write_drawing(drawing, console())
        return
    if not request.format_.is_chart:
        raise UsageError("A chart is written as svg or png.", "Its figures in the terminal: without --format.")
    if not drawing.marks:
        raise UsageError(drawing.alt, drawing.caption)
    picture = request.services.charts.draw(specification(drawing, THEMES["light"]), ChartFormat(request.format_.value))
    with open_output(request.format_, request.output, request.chart) as file:
        file.write(picture)


def _next_commands(request: _Request) -> Iterator[str]:
    """The commands to suggest next."""
    panel, org = request.panel, f" --org {request.typed_org}" if request.typed_org else ""
    link = panel.links.get(panel.shown_columns[0].name)
    detail = next((each for each in PANELS if link and each.name == link.panel), None)
    if detail and detail.key:
        yield f"seatwise {detail.name} {detail.key.name.upper()}{org}"
    if panel.charts:
        name = panel.charts[0].name
        yield f"seatwise {panel.name}{org} --chart {name} --format svg --output {name}.svg"
    yield f"seatwise explain {panel.name} {(panel.order or panel.shown_columns[-1].name).lstrip('-')}"
    if panel.name in _NEXT:
        yield f"{_NEXT[panel.name]}{org}"
