"""Refresh: read every table of an org and commit them together, or store nothing."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from seatwise.app.connections.orgs import Orgs
from seatwise.app.extract import Check, Progress, Watcher
from seatwise.app.ports import Org
from seatwise.app.refresh.plan import Plan
from seatwise.app.refresh.scheduler import read_all
from seatwise.app.snapshot_ports import SnapshotStore
from seatwise.domain.errors import ClocksDiffer, UsageError
from seatwise.domain.period import DAYS, Period
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.activity import RECORD_TOUCH, TRACKED_OBJECTS
from seatwise.sources.registry import REGISTRY
from seatwise.sources.source import Source

CLOCKS_DIFFER = timedelta(days=1)  # more than that is refused


def refresh_org(
    name: str,
    orgs: Orgs,
    store: SnapshotStore,
    *,
    watch: Watcher,
    check: Check = lambda: None,
    as_of: datetime | None = None,
    read_days: int = DAYS,
    tracked_objects: Sequence[str] = TRACKED_OBJECTS,
    wait_for_lock: bool = False,
    accept_clock: bool = False,
) -> tuple[Snapshot, int | None]:
    """Log in to an org and read it whole, as `Orgs.enter` and `refresh` say. Also the API calls left, if known.

    Raises ClocksDiffer: the org's clock is more than a day from this machine's, unless it is to `accept_clock`.
    """
    org = orgs.enter(name)
    try:
        with orgs.record_status(name):
            if not accept_clock:
                _check_clock(name, org.clock(), orgs.clock())
            snapshot = refresh(
                org,
                store,
                name=name,
                tables=REGISTRY,
                as_of=as_of,
                read_days=read_days,
                tracked_objects=tracked_objects,
                clock=orgs.clock,
                watch=watch,
                check=check,
                wait_for_lock=wait_for_lock,
            )
        return snapshot, org.calls_left
    finally:
        org.close()


def _check_clock(name: str, theirs: datetime, ours: datetime) -> None:
    """One of two clocks that are days apart is wrong, and then so are all periods: a login of today is an old one."""
    if abs(theirs - ours) > CLOCKS_DIFFER:
        raise ClocksDiffer(
            f"The clock of {name} shows {theirs:%d %b %Y, %H:%M:%S} UTC and this machine's {ours:%d %b %Y, %H:%M:%S} "
            f"UTC: they are more than a day apart.",
            "Set this machine's clock if it is wrong. If the org's is meant to differ, accept it: "
            f"seatwise refresh {name} --accept-clock",
        )


def refresh(
    org: Org,
    store: SnapshotStore,
    *,
    name: str,
    tables: Iterable[Source],
    as_of: datetime | None,
    clock: Callable[[], datetime],
    watch: Watcher,
    check: Check = lambda: None,
    read_days: int = DAYS,
    tracked_objects: Sequence[str] = TRACKED_OBJECTS,
    wait_for_lock: bool = False,
) -> Snapshot:
    """Read every table and commit them together, or store nothing. What this user may not see is in its gaps.

    `as_of` None means the org's own clock; `clock` is this machine's, for `read_at`; `watch` is called at every step,
    `check` while nothing happens; `read_days` before the snapshot's moment records are looked at for who touched them.
    Raises RefreshRunning, unless it is to `wait_for_lock`; UsageError: there is a snapshot of that very second, that
    moment has not come, or no period is that long; OrgError: a read failed after its retries; StorageError. Then
    nothing was saved.
    """
    if as_of is not None and as_of > org.clock():
        raise UsageError(
            f"{as_of:%Y-%m-%dT%H:%M:%SZ} is in the future by the org's clock ({org.clock():%Y-%m-%dT%H:%M:%SZ}).",
            "A snapshot from the future would remain the latest: give an earlier time, or none.",
        )

    def report(what: str, state: str, rows: int, expected: int | None) -> None:
        watch(Progress(what, state, rows, expected, org.calls, org.calls_left))

    sources = tuple(tables)
    touches = RECORD_TOUCH in sources
    with store.new_snapshot(org.org_id, lambda: as_of or org.clock(), wait=wait_for_lock) as writer:
        plan = Plan(org, writer, sources, Period(writer.as_of, read_days), tuple(tracked_objects))
        gaps = plan.all_gaps(read_all(plan.reads, report, check))
        snapshot = Snapshot(
            org_id=org.org_id,
            org=name,
            as_of=writer.as_of,
            read_at=clock(),
            api_version=org.api_version,
            calls=org.calls,
            tables={},
            gaps=tuple(gaps),
            read_days=read_days if touches else None,
            tracked_objects=tuple(tracked_objects) if touches else (),
            as_of_set_by_hand=as_of is not None,
        )
        return writer.commit(snapshot)
