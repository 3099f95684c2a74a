"""Builds what a process works with, from the settings: one Services object that is passed on."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from seatwise import settings
from seatwise.domain.connection import Connection, Secrets, Session

if TYPE_CHECKING:
    from seatwise.app.access.access_control import AccessControl
    from seatwise.app.connections.orgs import Orgs
    from seatwise.app.entries.entry_context import EntryContext
    from seatwise.app.ports import Connections, Org, PriceBook, TrackedObjects
    from seatwise.app.report_context import QueryEngine, ReportSources
    from seatwise.app.snapshot_ports import Lake, SnapshotStore
    from seatwise.render.chart import ChartRenderer
    from seatwise.state.encryption.rotation import Rotation
    from seatwise.state.repositories import Repositories
    from seatwise.upkeep.backup import BackupReport
    from seatwise.upkeep.problem import CheckResult
    from seatwise.upkeep.restore import RestoreReport


def _now() -> datetime:
    """This machine's clock, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """What commands and pages work with. Each part is built when it is first used: `--help` must not pay for DuckDB."""

    home: Path  # the folder with everything that Seatwise saves
    clock: Callable[[], datetime] = _now  # this machine's time, in UTC

    @cached_property
    def _state(self) -> "Repositories":
        from seatwise.state.repositories import open_repositories

        return open_repositories(self.home, self.lake)

    @cached_property
    def lake(self) -> "Lake":
        """All snapshots."""
        from seatwise.storage.lake import FolderLake

        return FolderLake(self.home / "lake")

    def rotate_key(self) -> "Rotation":
        """Replace the key of the stored secrets. Raises as `state.encryption.rotation.rotate_key`."""
        from seatwise.state.encryption.rotation import rotate_key

        stored = self._state.connections
        return rotate_key(stored.database, stored.secret_store)

    def back_up(self, file: Path, *, with_key: bool, overwrite: bool) -> "BackupReport":
        """Write everything that is stored to a file. Raises as `upkeep.backup.back_up`."""
        from seatwise.upkeep.backup import back_up

        keys = self._state.connections.keys() if with_key else ()
        return back_up(self.home, file, now=self.clock(), keys=keys, overwrite=overwrite)

    def restore(self, file: Path, *, replace: bool) -> "RestoreReport":
        """Put a backup in place. Raises as `upkeep.restore.restore`."""
        from seatwise.upkeep.restore import restore

        return restore(self.home, file, secret_key=settings.SECRET_KEY.value(), replace=replace)

    def examine(self, org: str | None) -> "Iterator[CheckResult]":
        """Check everything that is stored, or what is stored of one org. Raises UsageError: no such org."""
        from seatwise.upkeep.doctor import CheckTarget, examine

        org_id = self.connections.get(org).org_id if org else None
        return examine(CheckTarget(self.home, self.lake, settings.SECRET_KEY.value(), self.clock(), org, org_id))

    def discard_damaged(self) -> int:
        """Delete damaged rows of state.db. Raises as `upkeep.doctor.discard_damaged`."""
        from seatwise.upkeep.doctor import discard_damaged

        return discard_damaged(self.home)

    def finish_restore(self) -> bool:
        """Finish a restore that was stopped. Whether there was one."""
        from seatwise.upkeep.restore import finish

        return finish(self.home)

    def made_anew(self) -> AbstractContextManager[None]:
        """Within the block an org is added, also where state.db was lost; if that fails, it is lost as before."""
        from seatwise.state.repositories import made_anew

        return made_anew(self.home, self.lake)

    @property
    def connections(self) -> "Connections":
        """The orgs that this installation knows."""
        return self._state.connections

    @property
    def book(self) -> "PriceBook":
        """Prices, bucket overrides and login entitlements."""
        return self._state.prices

    @property
    def tracked_objects(self) -> "TrackedObjects":
        """The objects whose records make users actors."""
        return self._state.tracked_objects

    @cached_property
    def access(self) -> "AccessControl":
        """Who may use the pages. Raises UsageError: SEATWISE_TOKEN is too short."""
        from seatwise.app.access.access_control import AccessControl

        return AccessControl(lambda: self._state.access_tokens, self._state_version, self.clock, settings.TOKEN.value())

    @contextmanager
    def shared_connection(self) -> Iterator[None]:
        """Within the block, this thread opens state.db once."""
        with self._state.prices.database.shared_connection():
            yield

    @cached_property
    def storage(self) -> "SnapshotStore":
        """The snapshots of all orgs."""
        from seatwise.storage.snapshot_store import FolderStore

        return FolderStore(self.home / "lake")

    @cached_property
    def engine(self) -> "QueryEngine":
        """Runs queries."""
        from seatwise.engine.query_engine import DuckQueryEngine
        from seatwise.storage.snapshot_files import FolderFiles

        return DuckQueryEngine(FolderFiles(self.home / "lake"))

    @cached_property
    def reports(self) -> "ReportSources":
        """What panels are read from."""
        from seatwise.app.report_context import ReportSources

        return ReportSources(self.connections, self.storage, self.engine, self.book)

    @cached_property
    def charts(self) -> "ChartRenderer":
        """Draws charts, in a process of its own."""
        from seatwise.render.chart import ChartRenderer

        return ChartRenderer()

    def data_version(self) -> tuple[object, ...]:
        """Something that differs as soon as what a page shows has changed: state.db, snapshots, or actors."""
        files = (
            *sorted(self.home.glob("lake/org=*")),
            *sorted(self.home.glob("lake/org=*/actors=*")),
        )
        return (self.home, *self._state_version(), *(_status(path) for path in files))

    def _state_version(self) -> tuple[object, ...]:
        """Something that differs as soon as state.db has changed."""
        log = _status(self.home / "state.db-wal")
        if log and not log[1]:
            log = None  # reading state.db creates it, empty, and removes it again: nothing has changed
        return (log, _status(self.home / "state.db"))

    def orgs(self, show: Callable[[str], object] | None = None) -> "Orgs":
        """The use cases of connections; `show` shows the address of a browser login, by default the browser does."""
        from seatwise.app.connections.orgs import Orgs

        return Orgs(self.connections, self.open_org, partial(self.log_in_by_browser, show=show), self.clock)

    def log_in_by_browser(
        self, connection: Connection, secrets: Secrets, *, show: Callable[[str], object] | None = None
    ) -> "Session":
        """Let a person log in; the session holds the refresh token for later."""
        import webbrowser

        from seatwise.salesforce.auth.browser import log_in_by_browser

        return log_in_by_browser(connection, secrets, open_browser=show or webbrowser.open)

    def open_org(self, connection: Connection, secrets: Secrets) -> "Org":
        """Log in and return the org, ready to be read. Raises LoginRefused or Unreachable, each with its next step."""
        from seatwise.salesforce.org import open_org

        def save(renewed: Mapping[str, str]) -> None:
            self.connections.renew_secrets(connection, renewed)

        return open_org(connection, secrets, save_secrets=save)

    def entry_context(self, connection: Connection) -> "EntryContext":
        """What entering something for a license of an org needs."""
        from seatwise.app.entries.entry_context import entry_context

        return entry_context(connection, self.reports, self.clock)

    def make_demo(self, users: int, *, report: Callable[[str], None]) -> None:
        """Start a sandbox org, connect to it, take two snapshots and enter prices; `report` is called at each step."""
        from seatwise.app.demo import make_demo
        from seatwise.sandbox.sandbox_process import SandboxProcess

        make_demo(
            users,
            host=SandboxProcess(self.home),
            orgs=self.orgs(),
            storage=self.storage,
            entry_context=self.entry_context,
            report=report,
        )

    def start_demo_pages(self) -> str:
        """Serve the pages in a process of its own, at the usual port or a free one; returns where, without a token."""
        from seatwise.sandbox.background_process import BackgroundProcess

        command = ["serve", "--format", "json", "--any-port", "--no-browser"]
        return BackgroundProcess(self.home, "demo-pages").start(command)["url"].partition("/?")[0]

    def stop_demo(self) -> bool:
        """Stop what the demo has started. Whether anything ran."""
        from seatwise.sandbox.background_process import BackgroundProcess
        from seatwise.sandbox.sandbox_process import SandboxProcess

        return any([BackgroundProcess(self.home, "demo-pages").stop(), SandboxProcess(self.home).stop()])


def services() -> Services:
    """The services of this process, over SEATWISE_HOME or the platform's data folder."""
    chosen = settings.HOME.value()
    if chosen:
        return services_at(Path(os.path.expanduser(chosen)).absolute())  # noqa: PTH111 - Path refuses the ~ of a user that is not there
    import platformdirs

    return services_at(Path(platformdirs.user_data_dir("seatwise", appauthor=False)))


@cache
def services_at(home: Path) -> Services:
    """The services over one folder; the same object each time."""
    return Services(home)


def _status(path: Path) -> tuple[Path, int, int] | None:
    """The file as it is now: path, bytes, time of change."""
    try:
        status = path.stat()
    except OSError:
        return None
    return path, status.st_size, status.st_mtime_ns
