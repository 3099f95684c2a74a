"""`seatwise report`: a panel in the terminal or as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import suggest_next
from seatwise.cli.history import history
from seatwise.cli.output import OutputFormat, open_output
from seatwise.cli.overview import overview
from seatwise.cli.profiles import profiles

if TYPE_CHECKING:
    from seatwise.views.panel import Panel

app = typer.Typer(no_args_is_help=True, help="Print a panel, or write it to a file.")


app.command("overview")(overview)
app.command("history")(history)
app.command("profiles")(profiles)


@app.callback()
def _panels() -> None:
    """One command per panel."""


@app.command("licenses")
def licenses(
    org: Annotated[str, typer.Option("--org", "-o", help="The org's name, as in `seatwise org list`.")],
    snapshot: Annotated[
        str | None, typer.Option("--snapshot", help="Which snapshot: its id or the start of it. Default: the latest.")
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option("--sort", help="Sort by a column, for example available; `seatwise explain licenses` lists them."),
    ] = None,
    descending: Annotated[bool, typer.Option("--desc", help="Largest first. Blanks stand last either way.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show licenses whose status is Disabled, too.")] = False,
    form: Annotated[OutputFormat, typer.Option("--format", "-f", help="How to write it.")] = OutputFormat.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write to this file. xlsx and parquet need one, or a redirect.")
    ] = None,
) -> None:
    """What you pay for: every license with its seats, price and cost.

    To see what to renegotiate first: --sort available --desc
    """
    from seatwise import wiring
    from seatwise.app.report import read_licenses

    panel = read_licenses(
        org,
        wiring.sources(),
        snapshot_id=snapshot,
        sort=sort,
        descending=descending,
        show_disabled=everything,
    )
    _write(panel, form, output)


def _write(panel: "Panel", form: OutputFormat, output: Path | None) -> None:
    if form is OutputFormat.TABLE and output is None:
        from seatwise.cli.panel_table import print_panel

        print_panel(panel)
        suggest_next(f"seatwise explain {panel.name} assigned_cost", f"seatwise price set --org {panel.org} KEY AMOUNT")
        return
    from seatwise import wiring

    with open_output(form, output, panel.name) as file:
        file.write(wiring.export(panel, form.value)[0])
