"""The command tree, and where every error becomes a message, a next step and an exit code."""

import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Annotated

import typer

from seatwise import __version__
from seatwise.bootstrap import services
from seatwise.cli.console import print_error, say
from seatwise.cli.stopping import exit_code
from seatwise.domain.errors import SeatwiseError

_PANELS = "Panels"
# In the order of --help. Each is a module beside this one: a group if it has an `app`, else a command of its name.


def _name(module: str) -> str:
    """The command of a module of `cli`."""
    return module.rpartition(".")[2]


_COMMANDS = {
    "Connect and read": ("orgs.org", "refresh", "snapshots"),
    _PANELS: (
        "panels.explain",
        "pages.serve",
        "pages.open",
        "pages.token",
    ),  # after the panels themselves, made from the registry
    "Prices and entitlements": ("entries.price", "entries.bucket", "entries.entitlement"),
    "Who works": ("entries.objects", "entries.actors"),
    "Upkeep": ("upkeep.doctor", "upkeep.backup", "upkeep.restore", "upkeep.key"),
    "Try it out": ("demo", "sandbox"),
}
_MODULES = frozenset(_name(module) for modules in _COMMANDS.values() for module in modules)


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
            "[bold]seatwise licenses[/]. Or try it with sample data: [bold]seatwise demo[/]."
        ),
        epilog="Everything is stored in SEATWISE_HOME. Seatwise only reads: it never writes to an org.",
    )
    tree.callback()(_root)
    panels = {} if only in _MODULES else panel_commands()
    whole = only not in _MODULES and only not in panels
    for group, modules in _COMMANDS.items():
        if group == _PANELS:
            for name, make_command in panels.items():
                if whole or name == only:
                    tree.command(name, rich_help_panel=group)(make_command())
        for module in modules:
            if whole or _name(module) == only:
                _add(tree, module, group)
    return tree


def panel_commands() -> Mapping[str, Callable[[], Callable[..., None]]]:
    """The commands of the panels, by name: each is made when it is wanted."""
    from seatwise.cli.panels.commands import panel_command
    from seatwise.panels.registry import PANELS

    return {panel.name: partial(panel_command, panel) for panel in PANELS}


def _add(tree: typer.Typer, path: str, group: str) -> None:
    name, module = _name(path), import_module(f"seatwise.cli.{path}")
    if hasattr(module, "app"):
        tree.add_typer(module.app, name=name, rich_help_panel=group)
    else:
        tree.command(name, rich_help_panel=group)(getattr(module, name))


def __getattr__(name: str) -> typer.Typer:
    """`app`, the whole tree, for whoever documents or tests it."""
    if name == "app":
        return command_tree()
    raise AttributeError(name)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"seatwise {__version__}")
        raise typer.Exit


def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Global options; what every command works with."""
    del version  # its callback has answered
    context.obj = context.obj or services()


def run() -> None:
    """Run one command; every error of ours becomes a message, a next step and its exit code."""
    typed = sys.argv[1] if len(sys.argv) > 1 and "_SEATWISE_COMPLETE" not in os.environ else None
    try:
        command_tree(typed)(standalone_mode=True)
    except SeatwiseError as error:
        print_error(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(141)
    except BaseException:
        if (code := exit_code()) is None:
            raise
        say("Stopped.")
        sys.exit(code)
