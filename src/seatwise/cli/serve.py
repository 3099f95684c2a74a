"""`seatwise serve`: the pages, on this machine."""

from typing import Annotated

import typer

from seatwise.cli.show import console, notes
from seatwise.domain.errors import UsageError


def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 8600,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen. There is no login yet: keep it on this machine.")
    ] = "127.0.0.1",
) -> None:
    """Show everything in the browser, until Ctrl-C. Nothing leaves this machine but what goes to your orgs."""
    from seatwise.web.serving import run, who_listens

    out = notes()
    if host not in ("127.0.0.1", "localhost", "::1"):
        out.print("Warning: everybody who reaches this address can read and price your orgs.", style="yellow")
    try:
        run(host, port, on_ready=lambda url: console().print(f"Seatwise is at {url}   (Ctrl-C stops it)"))
    except OSError as error:
        taken = who_listens(port)
        raise UsageError(
            f"Port {port} is taken{f' by {taken}' if taken else ''}.",
            f"Stop that program, or take the next port: seatwise serve --port {port + 1}",
        ) from error
