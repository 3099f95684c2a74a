"""The command tree, and where every error becomes a message, a next step and an exit code."""

import os
import sys
from importlib import import_module
from typing import Annotated

import typer

from seatwise import __version__
from seatwise.cli.console import print_error
from seatwise.domain.errors import SeatwiseError

_CONNECT, _READ, _MONEY, _WORK, _TRY = (
    "Connect",
    "Read and report",
    "Prices and entitlements",
    "Who works",
    "Try it out",
)
# In the order of --help. Each is a module beside this one: a group if it has an `app`, else a command of its name.
_COMMANDS = {
    "org": _CONNECT,
    "refresh": _READ,
    "snapshots": _READ,
    "report": _READ,
    "compare": _READ,
    "explain": _READ,
    "serve": _READ,
    "price": _MONEY,
    "bucket": _MONEY,
    "entitlement": _MONEY,
    "objects": _WORK,
    "actors": _WORK,
    "demo": _TRY,
    "sandbox": _TRY,
}


def command_tree(only: str | None = None) -> typer.Typer:
    """The whole tree, or the branch of one command: building all of it costs 0.15 s and 8 MB (docs/benchmarks.md)."""
    tree = typer.Typer(
        name="seatwise",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
        help=(
            "What your Salesforce licenses cost, who really uses them, and what to change before the renewal.\n\n"
            "Start here: [bold]seatwise org add[/], then [bold]seatwise refresh[/] and "
            "[bold]seatwise report licenses[/]. Or try it on a made-up org: [bold]seatwise demo[/]."
        ),
        epilog="Everything is kept in SEATWISE_HOME. Seatwise only reads: it never writes to an org.",
    )
    tree.callback()(_root)
    for name, panel in _COMMANDS.items():
        if only in (None, name):
            module = import_module(f"seatwise.cli.{name}")
            if hasattr(module, "app"):
                tree.add_typer(module.app, name=name, rich_help_panel=panel)
            else:
                tree.command(name, rich_help_panel=panel)(getattr(module, name))
    return tree


def __getattr__(name: str) -> typer.Typer:
    """`app`, the whole tree, for whoever documents or tests it."""
    if name == "app":
        return command_tree()
    raise AttributeError(name)


def _version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"seatwise {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=lambda v: _version(asked=v))
    ] = False,
) -> None:
    """Global options."""


def run() -> None:
    """Run one command; every error of ours becomes a message, a next step and its exit code."""
    asked = sys.argv[1] if len(sys.argv) > 1 and "_SEATWISE_COMPLETE" not in os.environ else None
    try:
        command_tree(asked if asked in _COMMANDS else None)(standalone_mode=True)
    except SeatwiseError as error:
        print_error(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(141)
