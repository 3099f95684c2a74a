"""Draws the README picture: the report of a sandbox org, as a terminal shows it, as an SVG that needs no network."""

import io
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich import _export_format
from rich.console import Console
from rich.text import Text

from seatwise.app.entries.prices import import_prices
from seatwise.app.refresh.run import refresh_org
from seatwise.app.reports.run_panel import run_panel
from seatwise.bootstrap import Services
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.panels.licenses import LICENSES
from seatwise.render import terminal
from seatwise.sandbox.accounts import ADMIN
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.sandbox_process import SandboxProcess
from seatwise.sandbox.server.serve import serve_in_thread

MOMENT = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
WIDTH, LINES = 150, 31
COMMAND = f"seatwise licenses | head -n {LINES}"


def report(home: Path) -> str:
    """The report as text with ANSI colors."""
    services = Services(home)
    with serve_in_thread(Sandbox(1000, 7, MOMENT, MOMENT)) as url:
        connection = Connection("demo", AuthMethod.PASSWORD, url, username=ADMIN.username)
        secrets = {"password": ADMIN.password, "security_token": ADMIN.security_token}
        services.orgs().add(connection, secrets)
        refresh_org("demo", services.orgs(), services.storage, watch=lambda _: None)
    context = services.entry_context(services.connections.get("demo"))
    import_prices(context, SandboxProcess(home).sample_prices(), source="the sample prices", start=MOMENT.date())
    text = io.StringIO()
    screen = Console(
        file=text,
        width=WIDTH,
        force_terminal=True,
        color_system="truecolor",
        markup=False,
        emoji=False,
        highlight=False,
    )
    terminal.write(run_panel(LICENSES, {}, services.reports, org="demo"), screen)
    return text.getvalue()


def draw(text: str, path: Path) -> None:
    """The first lines of the text as an SVG. Rich's own format fetches a font: that part is left out."""
    screen = Console(file=io.StringIO(), width=WIDTH, record=True, force_terminal=True, markup=False, highlight=False)
    screen.print(Text.from_ansi("\n".join(text.splitlines()[:LINES])))
    form = re.sub(r"@font-face \{\{.*?\}\}", "", _export_format.CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    form = re.sub(r"<!-- .*? -->", "", form)
    svg = screen.export_svg(title=COMMAND, code_format=form, unique_id="licenses")
    path.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        draw(report(Path(home)), Path(__file__).with_name("licenses.svg"))
