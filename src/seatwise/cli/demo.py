"""`seatwise demo`: the main job on a sandbox org, with the use cases of a real one."""

import sys
from itertools import count
from pathlib import Path
from shutil import which
from typing import Annotated

import typer

from seatwise.cli.console import console, notes, suggest_next
from seatwise.cli.context import services_of
from seatwise.cli.pages.browser import BrowserOption, open_in_browser

NAME = "demo"


def demo(
    context: typer.Context,
    users: Annotated[int, typer.Option("--users", min=1, max=1_000_000, help="How many users the org has.")] = 1000,
    stop: Annotated[
        bool, typer.Option("--stop", help="Stop the sandbox org and the pages of an earlier demo.")
    ] = False,
    browser: BrowserOption = True,
) -> None:
    """Start a sandbox org, connect to it, take two snapshots a month apart, enter sample prices, and show the licenses.

    Everything is stored in SEATWISE_HOME; the org is named demo. At the end it opens the browser, if there is one.
    """
    from seatwise.app.reports.run_panel import run_panel
    from seatwise.panels.licenses import LICENSES
    from seatwise.render import terminal
    from seatwise.web.access.site import entry_address

    services, out = services_of(context), notes()
    if stop:
        out.print("The demo has stopped. Its snapshots remain." if services.stop_demo() else "No demo is running.")
        return
    step = count(1)
    services.make_demo(users, report=lambda text: out.print(f"{next(step)}. {text}", style="bold", soft_wrap=True))
    terminal.write(run_panel(LICENSES, {}, services.reports, org=NAME), console())
    url = services.start_demo_pages()

    def address(panel: str) -> str:
        return entry_address(url, services.access.start(), f"/orgs/{NAME}/{panel}")

    out.print(f"The same in the browser: {address('licenses')}", style="bold", soft_wrap=True)
    out.print(f"Who uses it, down to each user: {address('profiles')}", style="bold", soft_wrap=True)
    out.print("Each address opens the pages once, within an hour.", soft_wrap=True)
    _say_how_to_go_on(services.home, url)
    if browser:
        open_in_browser(address("licenses"))


def _say_how_to_go_on(home: Path, url: str) -> None:
    from seatwise import settings
    from seatwise.web.access.site import Site

    program = Path(sys.executable).with_name("seatwise")
    paths = [f'export PATH="{program.parent}:$PATH"'] if which("seatwise") is None and program.exists() else []
    home_lines = [f'export {settings.HOME.name}="{home}"'] if settings.HOME.value() else []
    suggest_next(
        *paths,
        *home_lines,
        f"seatwise licenses --org {NAME} --has-unassigned     (what to renegotiate first)",
        f"seatwise profiles --org {NAME} --sort -actor_cost     (who actually works)",
        f"seatwise changes --org {NAME}     (what changed within the month; --level user: who)",
        f"seatwise actors export {NAME} --output usage-actors.json     (who created and modified records)",
        f"seatwise licenses --org {NAME} --format xlsx --output licenses.xlsx",
        f"seatwise snapshots list {NAME}",
        "seatwise explain licenses unassigned_cost",
        f"seatwise price set --org {NAME} SFDC 1850",
        f"seatwise refresh {NAME}",
        f"{Site(url).open_command}     (another address to open)",
        "seatwise demo --stop     (stops the sandbox org and the pages; snapshots remain)",
    )
