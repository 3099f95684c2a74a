"""The demo: start a sandbox org, connect it as a user would, take two snapshots a month apart, enter prices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from seatwise.app.connections.orgs import Orgs
from seatwise.app.entries.entry_context import EntryContext
from seatwise.app.entries.prices import import_prices
from seatwise.app.refresh.run import refresh_org
from seatwise.app.snapshot_ports import SnapshotStore
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.domain.errors import UsageError

NAME = "demo"
SEED = 7
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class RunningOrg:
    """A running sandbox org and how to log in to it."""

    url: str
    username: str
    password: str
    security_token: str


class SandboxHost(Protocol):
    """Runs a sandbox org in the background."""

    def start(self, users: int, seed: int, *, now: datetime, anchor: datetime) -> RunningOrg:
        """Start one; stops the one that is running."""

    def start_clock(self, url: str) -> None:
        """Set its clock to this machine's."""

    def sample_prices(self) -> str:
        """Sample prices of its licenses, as CSV."""


def make_demo(
    users: int,
    *,
    host: SandboxHost,
    orgs: Orgs,
    storage: SnapshotStore,
    entry_context: Callable[[Connection], EntryContext],
    report: Callable[[str], None],
) -> None:
    """Start a sandbox org, connect it, take two snapshots a month apart and enter sample prices.

    It is connected as `NAME`, with this number of users today; `report` is called with a sentence after each step.
    Raises UsageError: an org of that name exists and is not a sandbox.
    """
    known = {each.name: each for each in orgs.connections.all()}
    if NAME in known and not known[NAME].login_url.startswith("http://127.0.0.1:"):
        raise UsageError(f"You already have an org named {NAME}.", "Set SEATWISE_HOME to another folder for the demo.")
    today = orgs.clock().replace(microsecond=0)
    before = today - MONTH
    running = host.start(users, SEED, now=before, anchor=today)
    report(f"Sandbox org with {users:,} users started at {running.url}")
    connection = Connection(NAME, AuthMethod.PASSWORD, running.url, username=running.username)
    secrets = {"password": running.password, "security_token": running.security_token}
    save = orgs.edit if NAME in known else orgs.add
    save(connection, secrets)
    report(f"Connected as {running.username}, with password and security token")

    def read() -> str:
        taken, _ = refresh_org(NAME, orgs, storage, watch=lambda _: None, wait_for_lock=True, accept_clock=True)
        return f"{taken.id}, {len(taken.tables)} tables, {taken.rows:,} rows, {taken.calls} API calls"

    report(f"First snapshot, as of {before:%d %b %Y}: {read()}")
    host.start_clock(running.url)
    report(f"Second snapshot, today: {read()}")
    context = entry_context(orgs.connections.get(NAME))
    import_prices(context, host.sample_prices(), source="the sample prices", start=before.date())
    report("Sample prices entered")
