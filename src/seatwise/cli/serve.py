"""`seatwise serve`: the pages, on this machine."""

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import console, notes
from seatwise.cli.context import services

if TYPE_CHECKING:
    from seatwise.web.server import PortTaken


class AddressFormat(StrEnum):
    """How the address is printed."""

    TEXT = "text"
    JSON = "json"


def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 picks a free port.")] = 8600,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on. There is no login yet: keep it local.")
    ] = "127.0.0.1",
    any_port: Annotated[bool, typer.Option("--any-port", help="If the port is in use, pick a free one.")] = False,
    form: Annotated[AddressFormat, typer.Option("--format", "-f", help="Format of the address.")] = AddressFormat.TEXT,
) -> None:
    """Show everything in the browser, until Ctrl-C. No data leaves this machine."""
    from seatwise.web.server import PortTaken, run

    if host not in ("127.0.0.1", "localhost", "::1"):
        notes().print("Warning: anyone who can reach this address can see your data and set prices.", style="yellow")
    show = _print_json if form is AddressFormat.JSON else _print
    try:
        run(services(), host, port, on_ready=show)
    except PortTaken as taken:
        another = 0 if any_port else _another(taken)
        run(services(), host, another, on_ready=show)


def _another(taken: "PortTaken") -> int:
    """Another port, if the person at the terminal agrees; else raises UsageError, which names the command."""
    if taken.free and sys.stdin.isatty():
        notes().print(f"{taken.message} {taken.remedy}")
        if typer.confirm(f"Take port {taken.free} instead?", err=True):
            return taken.free
    raise taken


def _print(url: str) -> None:
    console().print(f"Seatwise is at {url}   (Ctrl-C stops it)")


def _print_json(url: str) -> None:
    sys.stdout.write(json.dumps({"url": url}) + "\n")
    sys.stdout.flush()
