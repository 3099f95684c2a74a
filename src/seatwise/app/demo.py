"""The demo: a sandbox org, connected to through the same doors a user takes, read twice a month apart, and priced."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from seatwise.app.orgs import OpenOrg, add_org, edit_org
from seatwise.app.ports import Connections, Login, PriceBook
from seatwise.app.prices import import_prices
from seatwise.app.refresh.run import refresh_org
from seatwise.app.snapshot_ports import SnapshotStore
from seatwise.domain.connection import AuthMethod, Connection
from seatwise.domain.errors import UsageError
from seatwise.domain.licenses import LicenseName

NAME = "demo"
SEED = 7
MONTH = timedelta(days=30)


class RunningOrg(Protocol):
    """A sandbox org that is being served, and how to log in to it."""

    @property
    def url(self) -> str:
        """Where it answers."""

    @property
    def username(self) -> str:
        """Who logs in."""

    @property
    def password(self) -> str:
        """With which password."""

    @property
    def security_token(self) -> str:
        """And which security token."""


class SandboxHost(Protocol):
    """Runs a sandbox org in a process of its own."""

    def start(self, users: int, seed: int, *, now: datetime, anchor: datetime) -> RunningOrg:
        """Start one; one that runs already is stopped first."""

    def let_clock_run(self, url: str) -> None:
        """Set its clock to this machine's, and let it run."""

    def sample_prices(self) -> str:
        """Made-up prices of its licenses, as CSV."""


def make_demo(
    users: int,
    *,
    host: SandboxHost,
    connections: Connections,
    lake: SnapshotStore,
    book: PriceBook,
    open_org: OpenOrg,
    log_in_by_browser: Login,
    known_licenses: Callable[[Connection], Sequence[LicenseName]],
    clock: Callable[[], datetime],
    tell: Callable[[str], None],
) -> None:
    """Start a sandbox org, connect, take two snapshots a month apart, tell sample prices.

    Args:
        users: how many the org has today.
        host: runs the sandbox org.
        connections: where the connection is kept, as `NAME`.
        lake: where the snapshots go.
        book: where the prices go.
        open_org: logs in.
        log_in_by_browser: as `add_org` needs it; not used here.
        known_licenses: the licenses of a connection's latest snapshot.
        clock: this machine's.
        tell: told each step in a sentence.

    Raises:
        UsageError: there is an org of that name that is no sandbox.
    """
    known = {each.name: each for each in connections.all()}
    if NAME in known and not known[NAME].login_url.startswith("http://127.0.0.1:"):
        raise UsageError(
            f"You have an org of your own called {NAME}.", "Point SEATWISE_HOME to another folder for the demo."
        )
    today = clock().replace(microsecond=0)
    before = today - MONTH
    running = host.start(users, SEED, now=before, anchor=today)
    tell(f"A sandbox org with {users:,} users answers at {running.url}")
    connection = Connection(NAME, AuthMethod.PASSWORD, running.url, username=running.username)
    secrets = {"password": running.password, "security_token": running.security_token}
    keep = edit_org if NAME in known else add_org
    keep(connection, secrets, connections=connections, log_in_by_browser=log_in_by_browser)
    tell(f"Connected as {running.username}, with password and security token")

    def read() -> str:
        taken, _ = refresh_org(
            NAME, connections, lake, open_org=open_org, clock=clock, watch=lambda _: None, wait_for_lock=True
        )
        return f"{taken.id}, {len(taken.tables)} tables, {taken.rows:,} rows, {taken.calls} API calls"

    tell(f"First snapshot, the org as it was on {before:%d %b %Y}: {read()}")
    host.let_clock_run(running.url)
    tell(f"Second snapshot, today: {read()}")
    _price(before.date(), host, known_licenses(connections.get(NAME)), book, clock)
    tell("Sample prices are told")


def _price(
    start: date, host: SandboxHost, known: Sequence[LicenseName], book: PriceBook, clock: Callable[[], datetime]
) -> None:
    source = "the sample prices"
    import_prices(NAME, host.sample_prices(), source=source, start=start, known=known, book=book, clock=clock)
