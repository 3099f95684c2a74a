"""`seatwise serve`: the pages, on this machine."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import TextOrJson, console, notes, print_json, warn
from seatwise.cli.context import services_of

if TYPE_CHECKING:
    from seatwise.web.server import PortTaken


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 picks a free port.")] = 8600,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on. There is no login yet: keep it local.")
    ] = "127.0.0.1",
    any_port: Annotated[bool, typer.Option("--any-port", help="If the port is in use, pick a free one.")] = False,
    form: Annotated[TextOrJson, typer.Option("--format", "-f", help="Format of the address.")] = TextOrJson.TEXT,
) -> None:
    """Show everything in the browser, until Ctrl-C. No data leaves this machine."""
    from seatwise.web.server import PortTaken, run

    if host not in ("127.0.0.1", "localhost", "::1"):
        warn("anyone who can reach this address can see your data and set prices.")

    def show(url: str) -> None:
        if form is TextOrJson.JSON:
            print_json({"url": url})
        else:
            console().print(f"Seatwise is at {url}   (Ctrl-C stops it)")

    try:
        run(services_of(context), host, port, on_ready=show)
    except PortTaken as taken:
        run(services_of(context), host, 0 if any_port else _another(taken), on_ready=show)


def _another(taken: "PortTaken") -> int:
    """Another port, if the person at the terminal agrees; else raises UsageError, which names the command."""
    if taken.free and sys.stdin.isatty():
        notes().print(f"{taken.message} {taken.remedy}")
        if typer.confirm(f"Take port {taken.free} instead?", err=True):
            return taken.free
    raise taken
