"""`seatwise open`: a new address that opens the pages once."""

from typing import Annotated

import typer

from seatwise.cli.console import TextOrJson, console, print_json
from seatwise.cli.context import services_of
from seatwise.cli.pages.browser import BrowserOption, open_in_browser


def open(  # noqa: A001 - the name of the command
    context: typer.Context,
    url: Annotated[
        str, typer.Option("--url", help="Where the pages are, as `seatwise serve` printed it, without a token.")
    ] = "http://127.0.0.1:8600",
    browser: BrowserOption = True,
    form: Annotated[TextOrJson, typer.Option("--format", "-f", help="Format of the address.")] = TextOrJson.TEXT,
) -> None:
    """Print an address that opens the pages of `seatwise serve` once, within an hour, and open it in the browser.

    For a second browser, or when the address that `seatwise serve` printed has been used.
    """
    from seatwise.web.access.site import entry_address, parse_site_url

    base = parse_site_url(url)
    address = entry_address(base, services_of(context).access.start())
    if form is TextOrJson.JSON:
        print_json({"url": address})
    else:
        console().print(address, soft_wrap=True)
    if browser:
        open_in_browser(address)
