"""Refresh: read every table of an org and commit them together, or keep nothing."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from threading import Event

from seatwise.app.orgs import OpenOrg, enter_org, noting_down
from seatwise.app.ports import Connections, Draft, Lake, Org, Progress, Watcher
from seatwise.domain.errors import NotVisible, UsageError
from seatwise.domain.gaps import Gap
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.tables import TABLES, Table

READERS = 4  # reads at once: an org allows 25 long ones, and other programs want some


def refresh_org(
    name: str,
    connections: Connections,
    lake: Lake,
    *,
    open_org: OpenOrg,
    clock: Callable[[], datetime],
    watch: Watcher,
    as_of: datetime | None = None,
    wait_for_lock: bool = False,
) -> tuple[Snapshot, int | None]:
    """Log in to an org and read it whole, as `enter_org` and `refresh` say.

    Returns:
        The committed snapshot, and the API calls left today as far as the org told.
    """
    org = enter_org(name, connections, open_org=open_org, clock=clock)
    try:
        with noting_down(name, connections, clock):
            snapshot = refresh(
                org, lake, name=name, tables=TABLES, as_of=as_of, clock=clock, watch=watch, wait_for_lock=wait_for_lock
            )
        return snapshot, org.calls_left
    finally:
        org.close()


def refresh(
    org: Org,
    lake: Lake,
    *,
    name: str,
    tables: Iterable[Table],
    as_of: datetime | None,
    clock: Callable[[], datetime],
    watch: Watcher,
    wait_for_lock: bool = False,
) -> Snapshot:
    """Read every table and commit them together, or keep nothing.

    Args:
        org: logged in.
        lake: where the snapshot goes.
        name: what people call the org.
        tables: what to read.
        as_of: the snapshot's moment; None means the org's own clock.
        clock: this machine's clock, for `read_at`.
        watch: told of every step.
        wait_for_lock: wait for a refresh that is running instead of refusing.

    Returns:
        The committed snapshot. What this user may not see is in its gaps.

    Raises:
        RefreshRunning: another refresh of the org is running.
        UsageError: there is a snapshot of that very second, or that moment has not come.
        OrgError: a read failed after its retries; nothing was kept.
        LakeError: nothing was kept.
    """
    if as_of is not None and as_of > org.clock():
        raise UsageError(
            f"{as_of:%Y-%m-%dT%H:%M:%SZ} has not come yet by the org's clock ({org.clock():%Y-%m-%dT%H:%M:%SZ}).",
            "A snapshot of the future would stay the latest for good: give an earlier moment, or none.",
        )
    with lake.draft(org.org_id, lambda: as_of or org.clock(), wait=wait_for_lock) as draft:
        gaps = _read_all(org, draft, tuple(tables), watch)
        return draft.commit(org=name, read_at=clock(), api_version=org.api_version, calls=org.calls, gaps=gaps)


def _read_all(org: Org, draft: Draft, tables: tuple[Table, ...], watch: Watcher) -> list[Gap]:
    """Read the tables, the largest first, several at once; the first failure stops the rest."""
    counts = org.count(tables)
    for table in tables:
        watch(Progress(table.name, "waiting", 0, counts.get(table.name), org.calls, org.calls_left))
    largest_first = sorted(tables, key=lambda table: -counts.get(table.name, 0))
    stop = Event()
    readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
    wait = True
    try:
        reads = [
            readers.submit(_read, org, draft, table, counts.get(table.name), watch=watch, stop=stop)
            for table in largest_first
        ]
        return [gap for read in as_completed(reads) for gap in read.result()]
    except BaseException as error:
        stop.set()  # the readers must not go on behind our back
        wait = not isinstance(error, KeyboardInterrupt)  # but nobody waits for their last answers after Ctrl-C
        raise
    finally:
        readers.shutdown(wait=wait, cancel_futures=True)


class _Stopped(Exception):
    """Another read failed, so this one gave up."""


def _read(
    org: Org, draft: Draft, table: Table, expected: int | None, *, watch: Watcher, stop: Event
) -> tuple[Gap, ...]:
    """Read and store one table; one that cannot be seen is a Gap."""

    def step(state: str, rows: int, rows_expected: int | None) -> None:
        if stop.is_set():
            raise _Stopped
        watch(Progress(table.name, state, rows, rows_expected, org.calls, org.calls_left))

    step("reading", 0, expected)
    try:
        pages = org.read(
            table, draft.folder(table), expected=expected, watch=lambda rows, total: step("reading", rows, total)
        )
    except NotVisible as refusal:
        step("gap", 0, None)
        return (Gap(table.name, None, refusal.message, refusal.next_step, refusal.code, table.panels),)
    step("storing", pages.rows, pages.rows)
    rows, gaps = draft.store(table, pages)
    step("done", rows, rows)
    return gaps
