"""`seatwise org default`: the org of commands that name none."""

from typing import Annotated

import typer

from seatwise.cli.console import notes
from seatwise.cli.context import services
from seatwise.domain.errors import UsageError


def default_org(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The org's name. Without it: show the default org.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Clear the default org.")] = False,
) -> None:
    """Choose the org of commands without --org, or show which one it is.

    seatwise org default acme
    """
    connections = services().connections
    if clear:
        if name is not None:
            raise UsageError("Both a name and --clear are given.", "Give one of them.")
        connections.set_default(None)
        notes().print("The default org is cleared.")
    elif name is not None:
        connections.set_default(name)
        notes().print(f"{name} is the default org: commands without --org use it.", soft_wrap=True)
    elif (default := connections.default()) is not None:
        typer.echo(default)
    else:
        notes().print("There is no default org. Choose one: seatwise org default NAME")
