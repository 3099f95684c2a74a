"""The only file that knows every room. It imports them late: `--help` must not pay for DuckDB or SQLAlchemy."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache, lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from seatwise import settings
from seatwise.domain.connection import Connection
from seatwise.domain.errors import UsageError
from seatwise.domain.licenses import LicenseName

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from seatwise.app.ports import Connections, Engine, Login, Org, PriceBook, TrackedObjects
    from seatwise.app.report import Sources
    from seatwise.app.report_context import QueryEngine
    from seatwise.app.snapshot_ports import SnapshotStore
    from seatwise.export.sheets.sheet import Sheet
    from seatwise.render.chart import ChartRenderer
    from seatwise.sandbox.server.serve import Credentials
    from seatwise.state.repositories import Repositories
    from seatwise.views.panel import Panel
    from seatwise.views.tree import PeoplePage

EXPORTS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "html": "text/html; charset=utf-8",
}


def now() -> datetime:
    """This machine's clock, in UTC."""
    return datetime.now(UTC)


def home() -> Path:
    """The folder where everything is kept: SEATWISE_HOME, or the platform's data folder."""
    chosen = settings.HOME.value()
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("seatwise", appauthor=False))


@cache
def _state(folder: Path) -> "Repositories":
    from seatwise.state.repositories import open_repositories

    return open_repositories(folder)


def connections() -> "Connections":
    """The orgs this installation knows."""
    return _state(home()).connections


def price_book() -> "PriceBook":
    """Prices, bucket overrides and login entitlements."""
    return _state(home()).prices


def tracked_objects() -> "TrackedObjects":
    """Which objects make somebody an actor."""
    return _state(home()).tracked_objects


@contextmanager
def shared_connection() -> Iterator[None]:
    """Within the block, or the function that it decorates, this thread opens state.db once."""
    with _state(home()).prices.database.shared_connection():
        yield


def lake() -> "SnapshotStore":
    """Where snapshots are kept. One for the process: it keeps the manifests it has read."""
    return _lake(home() / "lake")


@cache
def _lake(folder: Path) -> "SnapshotStore":
    from seatwise.storage.snapshot_store import FolderStore

    return FolderStore(folder)


def engine() -> "Engine":
    """Where SQL runs. One for the process: it keeps what it has opened."""
    return _engine(home() / "lake")


@cache
def _engine(folder: Path) -> "Engine":
    from seatwise.engine.duckdb_engine import DuckEngine
    from seatwise.storage.snapshot_files import FolderFiles

    return DuckEngine(FolderFiles(folder))


def query_engine() -> "QueryEngine":
    """Runs queries. One for the process: it has a cache of results."""
    return _query_engine(home() / "lake")


@cache
def _query_engine(folder: Path) -> "QueryEngine":
    from seatwise.engine.query_engine import DuckQueryEngine
    from seatwise.storage.snapshot_files import FolderFiles

    return DuckQueryEngine(FolderFiles(folder))


def sources() -> "Sources":
    """Where views are read from. What they found out they keep, for as long as nothing has changed."""
    return _sources(data_version())


@lru_cache(maxsize=1)
def _sources(_state: tuple[object, ...]) -> "Sources":
    from seatwise.app.memory import Memory
    from seatwise.app.report import Sources

    return Sources(connections(), lake(), engine(), price_book(), Memory())


def data_version() -> tuple[object, ...]:
    """Something that differs as soon as what a page shows has changed: state.db, snapshots, or actors."""
    folder = home()
    files = (
        folder / "state.db",
        *sorted(folder.glob("lake/org=*")),
        *sorted(folder.glob("lake/org=*/actors=*")),
    )
    log = _status(folder / "state.db-wal")
    if log and not log[1]:
        log = None  # whoever reads state.db makes it, empty, and takes it away again: nothing has changed
    return (folder, log, *(_status(path) for path in files))


def _status(path: Path) -> tuple[Path, int, int] | None:
    """The file as it is now: path, bytes, time of change."""
    try:
        status = path.stat()
    except OSError:
        return None
    return path, status.st_size, status.st_mtime_ns


def login() -> "Login":
    """Every login method."""
    from seatwise.salesforce.auth import login as log_in

    return log_in


def log_in_by_browser(show: "Callable[[str], object] | None" = None) -> "Login":
    """Logging in by the browser: a person logs in, and the session holds the refresh token for later.

    Args:
        show: shows the address at which the person logs in; by default opens the browser of this machine.
    """
    from seatwise.salesforce.auth import log_in_by_browser as log_in

    return log_in if show is None else partial(log_in, open_browser=show)


def new_key() -> str:
    """A new random key for SEATWISE_SECRET_KEY."""
    from seatwise.state.key_store import new_key as make

    return make()


def org(connection: Connection, secrets: Mapping[str, str]) -> "Org":
    """Log in and return the org, ready to be read.

    Raises:
        LoginRefused, Unreachable: each with its next step.
    """
    from seatwise.salesforce.org import open_org

    def save(renewed: Mapping[str, str]) -> None:
        known = connections()
        known.update(known.get(connection.name), renewed)

    return open_org(connection, secrets, save_secrets=save)


def latest_day(connection: Connection) -> date | None:
    """The day (UTC) of the org's latest snapshot, or None."""
    found = lake().snapshots(connection.org_id) if connection.org_id else ()
    return found[-1].as_of.date() if found else None


def known_licenses(connection: Connection) -> list[LicenseName]:
    """Every license of the org's latest snapshot; empty when there is none."""
    from seatwise.app.license_lookup import license_name
    from seatwise.app.report import license_rows

    if latest_day(connection) is None:
        return []
    snapshot = lake().snapshot(connection.org_id)
    rows = license_rows(snapshot, engine(), price_book(), connection.name)
    return [license_name(row) for row in rows]


def serve_sandbox(
    users: int,
    seed: int,
    host: str,
    port: int,
    *,
    now: datetime | None,
    anchor: datetime | None,
    records: int | None,
    logins: int | None,
    on_ready: "Callable[[str, Credentials], None]",
) -> None:
    """Serve a sandbox org until the process is told to end."""
    from seatwise.sandbox.server.serve import serve

    serve(users, seed, host, port, now=now, anchor=anchor, records=records, login_rows=logins, on_ready=on_ready)


def export(panel: "Panel", form: str) -> tuple[bytes, str]:
    """A panel as a file, and the file's media type.

    Args:
        panel: what is shown.
        form: json, csv, xlsx, parquet or html.

    Raises:
        UsageError: there is no such form.
    """
    from seatwise.views.tree import ProfilesPanel

    if isinstance(panel, ProfilesPanel):
        from seatwise.export.sheets.sheet import of_profiles

        file = BytesIO()
        write_sheet(of_profiles(panel), form, file)
        return file.getvalue(), EXPORTS[form]
    if form == "json":
        from seatwise.export.json_file import write_json as write
    elif form == "csv":
        from seatwise.export.csv_file import write_csv as write
    elif form == "xlsx":
        from seatwise.export.xlsx_file import write_xlsx as write
    elif form == "parquet":
        from seatwise.export.parquet_rows import parquet_rows
        from seatwise.sql.parquet_file import write_parquet

        return write_parquet(*parquet_rows(panel)), EXPORTS[form]
    elif form == "html":
        from seatwise.export.html_file import write_html as write
    else:
        raise UsageError(f"There is no form {form!r}.", f"There are: {', '.join(EXPORTS)}.")
    return write(panel), EXPORTS[form]


def export_people(pages: "Iterator[PeoplePage]", form: str, file: "BinaryIO") -> None:
    """Write users to a file, page by page as they are read.

    Args:
        pages: at least one.
        form: json, csv, xlsx, parquet or html.
        file: where to.

    Raises:
        UsageError: there is no such form.
    """
    from seatwise.export.sheets.sheet import of_people

    write_sheet(of_people(pages), form, file)


def write_sheet(sheet: "Sheet", form: str, file: "BinaryIO") -> None:
    """Write a sheet to a file. Raises UsageError: there is no such form."""
    if form == "json":
        from seatwise.export.sheets.text_files import write_json as write
    elif form == "csv":
        from seatwise.export.sheets.text_files import write_csv as write
    elif form == "xlsx":
        from seatwise.export.sheets.workbook import write_xlsx as write
    elif form == "html":
        from seatwise.export.sheets.page import write_html as write
    elif form == "parquet":
        from seatwise.export.sheets.parquet_parts import about, parquet_parts
        from seatwise.sql.parquet_file import copy_parquet_parts

        copy_parquet_parts(parquet_parts(sheet), about(sheet), file)
        return
    else:
        raise UsageError(f"There is no form {form!r}.", f"There are: {', '.join(EXPORTS)}.")
    write(sheet, file)


def as_json(panel: "Panel") -> dict[str, object]:
    """A panel as the JSON object that `export` writes."""
    from seatwise.export.json_file import as_json as convert

    return convert(panel)


def draw(spec: Mapping[str, object], form: str) -> tuple[bytes, str]:
    """A picture as a file, and the file's media type.

    Args:
        spec: the Vega-Lite specification.
        form: svg or png.

    Raises:
        UsageError: there is no such form.
    """
    from seatwise.render import ChartFormat

    if form not in set(ChartFormat):
        raise UsageError(f"There is no form {form!r}.", f"There are: {', '.join(ChartFormat)}.")
    return chart_renderer().draw(spec, ChartFormat(form)), ChartFormat(form).media_type


def ready_to_draw() -> None:
    """Start what draws, without waiting for it: the first picture need not."""
    chart_renderer().warm_up()


@cache
def chart_renderer() -> "ChartRenderer":
    """The one process that draws charts."""
    from seatwise.render.chart import ChartRenderer

    return ChartRenderer()


def make_demo(users: int, *, report: "Callable[[str], None]") -> None:
    """Start a sandbox org, connect to it, take two snapshots and enter prices; `report` is called after each step."""
    from seatwise.app.demo import make_demo as make
    from seatwise.sandbox.sandbox_process import SandboxProcess

    make(
        users,
        host=SandboxProcess(home()),
        connections=connections(),
        lake=lake(),
        book=price_book(),
        open_org=org,
        log_in_by_browser=log_in_by_browser(),
        known_licenses=known_licenses,
        clock=now,
        report=report,
    )


def start_demo_pages() -> str:
    """Serve the pages in a process of its own, at the usual port or a free one. Returns the address."""
    from seatwise.sandbox.background_process import BackgroundProcess

    return BackgroundProcess(home(), "demo-pages").start(["serve", "--format", "json", "--any-port"])["url"]


def stop_demo() -> bool:
    """Stop what the demo has started. Whether anything ran."""
    from seatwise.sandbox.background_process import BackgroundProcess
    from seatwise.sandbox.sandbox_process import SandboxProcess

    return any([BackgroundProcess(home(), "demo-pages").stop(), SandboxProcess(home()).stop()])
