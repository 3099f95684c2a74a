"""Every misbehaviour of the sandbox, at every read, once and for ever: the true figures, a clear refusal, or a gap."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from keyboard import EARLY, NOW
from truth import BULK_ALWAYS, REST_ONLY, Truth, must_have_kept_nothing, take

from seatwise.domain.errors import SeatwiseError
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.tables import ACTIVE_PROFILE_METRIC, ORGANIZATION, TABLES, USER, USER_LOGIN, Table
from seatwise.lake.folder import FolderLake
from seatwise.salesforce.reading import rest
from seatwise.sandbox.faults import STANDING, Fault, Kind
from seatwise.sandbox.objects import OBJECTS
from seatwise.sandbox.org import Sandbox

STRIKING = [kind for kind in Kind if kind not in STANDING]
FAULTS = [Fault(kind, seconds=0.01) for kind in STRIKING] + [Fault(Kind.HTML, status=200)]
NAMES = [f"{fault.kind}-200" if fault.status == 200 else fault.kind.value for fault in FAULTS]
ONCE, FOR_EVER = 1, None
# Once is enough to refuse; a locator that expires where there is none makes no sense, and is refused too.
STAYING = {Kind.QUOTA, Kind.REDIRECT, Kind.JOB_FAILED, Kind.JOB_STUCK, Kind.EXPIRED_LOCATOR}

JOB = "*/jobs/query/" + "[!/]" * 18
STAGES = {"create": "*/jobs/query", "watch": JOB, "results": f"{JOB}/results[?]*"}
BY_BULK = [table for table in TABLES if OBJECTS[table.sobject].bulk and table.bulk]


def reads() -> Iterator[tuple[str, Table, int, str]]:
    """Every call that a refresh makes, as (what, a table it serves, route, pattern of the call)."""
    yield "versions", ORGANIZATION, REST_ONLY, "/services/data"
    yield "recordCount", USER, REST_ONLY, "*/limits/recordCount*"
    for table in TABLES:
        yield f"{table.name} query", table, REST_ONLY, f"*[?]q=*FROM {table.sobject}"
        if table.described:
            yield f"{table.name} describe", table, REST_ONLY, f"*/{table.sobject}/describe"
    for table in BY_BULK:
        for stage in STAGES if table in (USER, USER_LOGIN) else ("results",):
            yield f"{table.name} bulk {stage}", table, BULK_ALWAYS, STAGES[stage]


READS = list(reads())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lake"


@pytest.mark.parametrize("times", [ONCE, FOR_EVER], ids=["once", "for ever"])
@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_at_every_read_the_rows_are_the_true_ones_or_nothing_is_kept(
    sandbox: Sandbox, truth: Truth, folder: Path, fault: Fault, times: int | None
) -> None:
    kept: list[Snapshot] = []
    refused: list[str] = []
    for number, (what, table, bulk_from, path) in enumerate(where(fault)):
        sandbox.faults.clear()
        sandbox.calls.clear()
        sandbox.calls_used = 0
        sandbox.faults.add(replace(fault, path=path, times=times))
        try:
            as_of = EARLY + timedelta(seconds=number)
            taken = take(sandbox, folder, bulk_from=bulk_from, tables=[table], as_of=as_of, job_time=patience(fault))
        except SeatwiseError as error:
            must_have_kept_nothing(error, folder, kept, sandbox.org_id)
            refused.append(what)
        else:
            truth.must_be_whole(taken, folder)
            assert set(taken.tables) == {table.name}, what
            kept.append(taken)
        assert sandbox.faults._met, (what, sandbox.calls)
    if fault.kind is Kind.SLOW or (times is ONCE and fault.kind not in STAYING):
        assert not refused
    else:
        assert refused


def where(fault: Fault) -> list[tuple[str, Table, int, str]]:
    """The calls at which the fault means something."""
    if fault.kind in (Kind.JOB_FAILED, Kind.JOB_STUCK):
        return [read for read in READS if read[0].endswith("create")]
    return READS


def patience(fault: Fault) -> float:
    """Seconds until a job that does not end is given up."""
    return 0.05 if fault.kind is Kind.JOB_STUCK else 60


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_struck_everywhere_at_once_the_whole_report_is_the_true_one_or_none_is_made(
    sandbox: Sandbox, truth: Truth, folder: Path, fault: Fault
) -> None:
    before = take(sandbox, folder, tables=[ORGANIZATION], as_of=NOW - timedelta(days=1))
    for _, _, _, path in READS:
        sandbox.faults.add(replace(fault, path=path))
    try:
        taken = take(sandbox, folder, bulk_from=BULK_ALWAYS, job_time=patience(fault))
    except SeatwiseError as error:
        must_have_kept_nothing(error, folder, [before], sandbox.org_id)
    else:
        truth.must_be_whole(taken, folder)
        assert FolderLake(folder).snapshot(sandbox.org_id) == taken


@pytest.mark.parametrize("times", [ONCE, FOR_EVER], ids=["once", "for ever"])
@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
@pytest.mark.parametrize("bulk_from", [REST_ONLY, BULK_ALWAYS], ids=["REST", "Bulk"])
def test_between_two_pages_no_row_is_lost_or_doubled(
    sandbox: Sandbox,
    truth: Truth,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    fault: Fault,
    times: int | None,
    bulk_from: int,
) -> None:
    table = ACTIVE_PROFILE_METRIC if bulk_from == REST_ONLY else USER
    page = 200 if bulk_from == REST_ONLY else 15
    assert len(truth.found.records[table.name]) > 2 * page
    monkeypatch.setitem(rest._PAGE, "Sforce-Query-Options", "batchSize=200")
    locator = "*/query/01g*" if bulk_from == REST_ONLY else "*/results[?]*locator=*"
    sandbox.faults.add(replace(fault, path=locator, times=times, after=1))
    try:
        taken = take(sandbox, folder, bulk_from=bulk_from, tables=[table], page_rows=page, job_time=patience(fault))
    except SeatwiseError as error:
        must_have_kept_nothing(error, folder, [], sandbox.org_id)
    else:
        truth.must_be_whole(taken, folder)
    assert sandbox.faults._met
