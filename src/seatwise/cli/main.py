"""The command tree, and where every error becomes a message, a next step and an exit code."""

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from seatwise import __version__
from seatwise.cli import bucket, contract, demo, explain, org, price, refresh, report, sandbox, snapshots
from seatwise.cli.show import complain
from seatwise.domain.errors import SeatwiseError


class _InOrder(TyperGroup):
    """Commands in the order of the work: connect, read, price, try. Typer lists groups after commands."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command's name, in reading order."""
        rest = [name for name in super().list_commands(ctx) if name not in _ORDER]
        return [*_ORDER, *rest]


_ORDER = ("org", "refresh", "snapshots", "report", "explain", "price", "bucket", "contract", "demo", "sandbox")
app = typer.Typer(
    name="seatwise",
    cls=_InOrder,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "What your Salesforce licenses cost, who really uses them, and what to change before the renewal.\n\n"
        "Start here: [bold]seatwise org add[/], then [bold]seatwise refresh[/] and [bold]seatwise report licenses[/]. "
        "Or try it on a made-up org: [bold]seatwise demo[/]."
    ),
    epilog="Everything is kept in SEATWISE_HOME. Seatwise only reads: it never writes to an org.",
)

_CONNECT, _READ, _MONEY, _TRY = "Connect", "Read and report", "Prices and contracts", "Try it out"
app.add_typer(org.app, name="org", rich_help_panel=_CONNECT)
app.command("refresh", rich_help_panel=_READ)(refresh.refresh)
app.command("snapshots", rich_help_panel=_READ)(snapshots.snapshots)
app.add_typer(report.app, name="report", rich_help_panel=_READ)
app.command("explain", rich_help_panel=_READ)(explain.explain)
app.add_typer(price.app, name="price", rich_help_panel=_MONEY)
app.add_typer(bucket.app, name="bucket", rich_help_panel=_MONEY)
app.add_typer(contract.app, name="contract", rich_help_panel=_MONEY)
app.command("demo", rich_help_panel=_TRY)(demo.demo)
app.add_typer(sandbox.app, name="sandbox", rich_help_panel=_TRY)


def _version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"seatwise {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=lambda v: _version(asked=v))
    ] = False,
) -> None:
    """Global options."""


def run() -> None:
    """Run one command; every error of ours becomes a message, a next step and its exit code."""
    try:
        app(standalone_mode=True)
    except SeatwiseError as error:
        complain(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(141)
