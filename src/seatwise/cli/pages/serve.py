"""`seatwise serve`: the pages, on this machine."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import TextOrJson, console, notes, print_json
from seatwise.cli.context import services_of
from seatwise.cli.pages.browser import BrowserOption, open_in_browser
from seatwise.cli.pages.exposure import check, say_what_is_exposed
from seatwise.domain.errors import UsageError

if TYPE_CHECKING:
    from seatwise.web.server import PortTaken

_OTHERS = "Beyond this machine"


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 picks a free port.")] = 8600,
    any_port: Annotated[bool, typer.Option("--any-port", help="If the port is in use, pick a free one.")] = False,
    browser: BrowserOption = True,
    form: Annotated[TextOrJson, typer.Option("--format", "-f", help="Format of the address.")] = TextOrJson.TEXT,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            help="Address to listen on. Any but this machine's own needs a token and TLS.",
            rich_help_panel=_OTHERS,
        ),
    ] = "127.0.0.1",
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FILE", help="Certificate chain, PEM.", rich_help_panel=_OTHERS)
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help="Its private key, PEM.", rich_help_panel=_OTHERS)
    ] = None,
    behind_proxy: Annotated[
        bool,
        typer.Option(
            "--behind-proxy",
            help="All requests come through a proxy that has TLS; its X-Forwarded-Host and -For are trusted.",
            rich_help_panel=_OTHERS,
        ),
    ] = False,
    public_url: Annotated[
        str, typer.Option("--public-url", metavar="URL", help="The address that people open.", rich_help_panel=_OTHERS)
    ] = "",
) -> None:
    """Show everything in the browser, until Ctrl-C. No data leaves this machine.

    It prints an address that opens the pages once, and opens it. For another one: seatwise open
    """
    from seatwise.web.access.listening import Listening
    from seatwise.web.access.site import entry_address
    from seatwise.web.server import PortTaken, run

    if (tls_cert is None) != (tls_key is None):
        raise UsageError("TLS needs a certificate and its key.", "Give both: --tls-cert FILE --tls-key FILE")
    services = services_of(context)
    tls = (tls_cert, tls_key) if tls_cert and tls_key else None
    listening = Listening(host, port, tls, behind_proxy, public_url)
    check(listening, services.access)
    if listening.is_exposed:
        say_what_is_exposed(services)

    def show(url: str) -> None:
        address = entry_address(url, services.access.start())
        if form is TextOrJson.JSON:
            print_json({"url": address})
        else:
            console().print(f"Seatwise is at {address}   (Ctrl-C stops it)", soft_wrap=True)
        if browser:
            open_in_browser(address)

    try:
        run(services, listening, on_ready=show)
    except PortTaken as taken:
        run(services, replace(listening, port=0 if any_port else _another(taken)), on_ready=show)


def _another(taken: "PortTaken") -> int:
    """Another port, if the person at the terminal agrees; else raises UsageError, which names the command."""
    if taken.free and sys.stdin.isatty():
        notes().print(f"{taken.message} {taken.remedy}")
        if typer.confirm(f"Take port {taken.free} instead?", err=True):
            return taken.free
    raise taken
