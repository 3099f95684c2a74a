"""`seatwise demo`: the main job, on a sandbox org, through the same doors a user takes."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.show import notes, say_next
from seatwise.domain.errors import UsageError

if TYPE_CHECKING:
    from seatwise.sandbox.process import Running

NAME = "demo"
SEED = 7
MONTH = timedelta(days=30)


def demo(
    users: Annotated[int, typer.Option("--users", min=1, max=1_000_000, help="How many users the org has.")] = 1000,
    stop: Annotated[bool, typer.Option("--stop", help="Stop the sandbox org of an earlier demo, and end.")] = False,
) -> None:
    """Start a sandbox org, connect to it, take two snapshots a month apart, price it, and print the inventory.

    Everything is kept in SEATWISE_HOME; the org is called demo.
    """
    from seatwise import wiring

    note = wiring.home() / "demo-sandbox.json"
    if stop:
        said = "The sandbox org has stopped. What was read stays." if wiring.stop_sandbox(note) else "None is running."
        notes().print(said)
        return
    out = notes()
    wiring.stop_sandbox(note)
    today = wiring.now().replace(microsecond=0)
    before = today - MONTH
    running = wiring.start_sandbox(users, SEED, now=before, anchor=today, note=note)
    out.print(f"1. A sandbox org with {users:,} users answers at {running.url}", style="bold", soft_wrap=True)
    _connect(running)
    out.print(f"2. Connected as {running.username}, with password and security token", style="bold")
    out.print(f"3. First snapshot: the org as it was on {before:%d %b %Y}", style="bold")
    _refresh()
    wiring.let_sandbox_clock_run(running.url)
    out.print("4. Second snapshot: today", style="bold")
    _refresh()
    _price(before.date())
    out.print("5. Sample prices are told; this is what the licenses cost", style="bold")
    _report()
    _say_how_to_go_on(wiring.home())


def _connect(running: "Running") -> None:
    from seatwise import wiring
    from seatwise.app.orgs import add_org, edit_org
    from seatwise.domain.orgs import Connection, Way

    connections = wiring.connections()
    connection = Connection(NAME, Way.PASSWORD, running.url, username=running.username)
    secrets = {"password": running.password, "security_token": running.security_token}
    known = NAME in {each.name for each in connections.all()}
    if known and not connections.get(NAME).login_url.startswith("http://127.0.0.1:"):
        raise UsageError(
            f"You have an org of your own called {NAME}.", "Point SEATWISE_HOME to another folder for the demo."
        )
    keep = edit_org if known else add_org
    keep(connection, secrets, connections=connections, log_in_by_browser=wiring.log_in_by_browser())


def _refresh() -> None:
    from seatwise.cli.refresh import read

    snapshot, _ = read(NAME, None, wait=False, quiet=True)
    rows = sum(table.rows for table in snapshot.tables.values())
    notes().print(f"   {snapshot.id}: {len(snapshot.tables)} tables, {rows:,} rows, {snapshot.calls} API calls")


def _price(start: date) -> None:
    from seatwise import wiring
    from seatwise.app.prices import import_prices

    import_prices(
        NAME,
        wiring.sample_prices(),
        source="the sample prices",
        start=start,
        known=wiring.known_licenses(wiring.connections().get(NAME)),
        book=wiring.price_book(),
        clock=wiring.now,
    )


def _report() -> None:
    from seatwise import wiring
    from seatwise.app.report import read_licenses
    from seatwise.cli.panel_table import print_panel

    print_panel(read_licenses(NAME, wiring.sources()))


def _say_how_to_go_on(home: Path) -> None:
    from seatwise import settings

    given = settings.HOME.value()
    exported = [f"export {settings.HOME.name}={home}"] if given else []
    say_next(
        *exported,
        f"seatwise report licenses --org {NAME} --sort available --desc     (what to renegotiate first)",
        f"seatwise report licenses --org {NAME} --format xlsx --output licenses.xlsx",
        f"seatwise snapshots {NAME}",
        "seatwise explain licenses unassigned_cost",
        f"seatwise price set --org {NAME} SFDC 1850",
        f"seatwise refresh {NAME}",
        "seatwise demo --stop     (stops the sandbox org; what was read stays)",
    )
