"""`seatwise serve`: the pages, on this machine."""

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from seatwise.cli.show import console, notes
from seatwise.domain.errors import UsageError


class Said(StrEnum):
    """How the address is told."""

    TEXT = "text"
    JSON = "json"


def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 8600,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen. There is no login yet: keep it on this machine.")
    ] = "127.0.0.1",
    any_port: Annotated[bool, typer.Option("--any-port", help="If the port is taken, take a free one.")] = False,
    form: Annotated[Said, typer.Option("--format", "-f", help="How to tell the address.")] = Said.TEXT,
) -> None:
    """Show everything in the browser, until Ctrl-C. Nothing leaves this machine but what goes to your orgs."""
    from seatwise.web.serving import run, who_listens

    if host not in ("127.0.0.1", "localhost", "::1"):
        notes().print("Warning: everybody who reaches this address can read and price your orgs.", style="yellow")
    tell = _tell_json if form is Said.JSON else _tell
    try:
        run(host, port, on_ready=tell)
    except OSError as error:
        if any_port:
            run(host, 0, on_ready=tell)
            return
        taken = who_listens(port)
        raise UsageError(
            f"Port {port} is taken{f' by {taken}' if taken else ''}.",
            f"Stop that program, or take the next port: seatwise serve --port {port + 1}",
        ) from error


def _tell(url: str) -> None:
    console().print(f"Seatwise is at {url}   (Ctrl-C stops it)")


def _tell_json(url: str) -> None:
    sys.stdout.write(json.dumps({"url": url}) + "\n")
    sys.stdout.flush()
