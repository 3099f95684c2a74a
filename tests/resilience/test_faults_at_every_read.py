"""Every misbehavior of the sandbox, at every read, once and for ever: the true figures, a clear refusal, or a gap."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from examples import sampled
from inventory import INVENTORY, RIGHTS
from resilience.cli_runner import EARLY, NOW
from resilience.expected_snapshot import BULK_ALWAYS, REST_ONLY, ExpectedSnapshot, assert_nothing_stored, take
from seatwise.domain.errors import SeatwiseError
from seatwise.domain.snapshots import Snapshot
from seatwise.salesforce.read import rest
from seatwise.sandbox.faults import PERMANENT, Fault, Kind
from seatwise.sandbox.objects.registry import OBJECTS
from seatwise.sandbox.org import Sandbox
from seatwise.sources.activity import LOGIN_DAY, RECORD_TOUCH
from seatwise.sources.counts import ACTIVE_PROFILE_METRIC
from seatwise.sources.organization import ORGANIZATION
from seatwise.sources.registry import REGISTRY
from seatwise.sources.rights import PROFILE_RECORD_TYPE, RECORD_TYPE
from seatwise.sources.source import Source
from seatwise.sources.users import PROFILE, USER, USER_LOGIN
from seatwise.storage.snapshot_store import FolderStore

STRIKING = [kind for kind in Kind if kind not in PERMANENT]
FAULTS = [Fault(kind, seconds=0.01) for kind in STRIKING] + [Fault(Kind.HTML, status=200)]
NAMES = [f"{fault.kind}-200" if fault.status == 200 else fault.kind.value for fault in FAULTS]
ONCE, FOR_EVER = 1, None
# Once is enough to refuse; a locator that expires where there is none makes no sense, and is refused too.
STAYING = {Kind.QUOTA, Kind.REDIRECT, Kind.JOB_STUCK, Kind.EXPIRED_LOCATOR}

JOB = "*/jobs/query/" + "[!/]" * 18
JOB_FAULTS = (Kind.JOB_FAILED, Kind.JOB_GONE, Kind.JOB_STUCK)
SOLVED = {Kind.SLOW, Kind.JOB_FAILED, Kind.JOB_GONE}  # the last two by REST, or by counting, if each job fails
STAGES = {"create": "*/jobs/query", "watch": JOB, "results": f"{JOB}/results[?]*"}
BY_BULK = [table for table in INVENTORY if OBJECTS[table.sobject].bulk and table.bulk]


@dataclass(frozen=True)
class Call:
    """One call that a refresh makes: its kind, of which tables, by which route, and how it is recognised."""

    kind: str
    what: str
    tables: tuple[Source, ...]
    bulk_from: int
    path: str


def reads() -> Iterator[Call]:
    """Every call that a refresh makes."""
    yield Call("versions", "versions", (ORGANIZATION,), REST_ONLY, "/services/data")
    yield Call("recordCount", "recordCount", (USER,), REST_ONLY, "*/limits/recordCount*")
    for table in (*INVENTORY, *RIGHTS):
        yield Call("query", f"{table.name} query", (table,), REST_ONLY, f"*[?]q=*FROM {table.sobject}")
        if table.described:
            yield Call("describe", f"{table.name} describe", (table,), REST_ONLY, f"*/{table.sobject}/describe")
    for table in BY_BULK:
        for stage in STAGES if table in (USER, USER_LOGIN) else ("results",):
            yield Call(f"bulk {stage}", f"{table.name} bulk {stage}", (table,), BULK_ALWAYS, STAGES[stage])
    for who in ("CreatedById", "LastModifiedById"):
        yield Call(
            "activity", f"{who} of Case", (RECORD_TYPE, RECORD_TOUCH), REST_ONLY, f"*[?]q=*{who}, COUNT*FROM Case *"
        )
    yield Call("logins query", "logins query", (LOGIN_DAY,), REST_ONLY, "*[?]q=*FROM LoginHistory *")
    for stage, path in STAGES.items():
        yield Call(f"logins bulk {stage}", f"logins bulk {stage}", (LOGIN_DAY,), BULK_ALWAYS, path)
    shapes = (PROFILE, USER, RECORD_TYPE, PROFILE_RECORD_TYPE)
    yield Call("profile metadata", "profile metadata", shapes, REST_ONLY, "*/tooling/query*Metadata FROM Profile*")


READS = list(reads())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def calls_of(part: str, fault: Fault, times: int | None) -> list[Call]:
    """The sample, in which each kind of call meets each fault, and each call at least one; or the rest.

    Faults that only jobs know meet the few calls that create one, both once and for ever.
    """
    calls, turn, once = where(fault), FAULTS.index(fault), times is ONCE
    if fault.kind in JOB_FAULTS:
        return calls if part == "sample" else []
    chosen = [
        call for number, call in enumerate(READS) if call in calls and number % (2 * len(FAULTS)) == 2 * turn + once
    ]
    for number, kind in enumerate(dict.fromkeys(call.kind for call in calls)):
        alike = [call for call in calls if call.kind == kind]
        if (number + turn) % 2 == once:
            chosen.append(alike[turn // 2 % len(alike)])
    return [call for call in calls if (call in chosen) == (part == "sample")]


def where(fault: Fault) -> list[Call]:
    """The calls at which the fault means something."""
    if fault.kind in JOB_FAULTS:
        return [call for call in READS if call.what.endswith("create")]
    if fault.kind is Kind.UNKNOWN_EXCEPTION:  # so says an org that cannot tell a profile's metadata: layouts tell then
        return [call for call in READS if call.what != "profile metadata"]
    return READS


def patience(fault: Fault) -> float:
    """Seconds until a job that does not end is given up."""
    return 0.05 if fault.kind is Kind.JOB_STUCK else 60


@pytest.mark.slow
@pytest.mark.parametrize("fault", sampled(zip(NAMES, FAULTS, strict=True), every=2))
def test_struck_everywhere_at_once_the_whole_report_is_the_true_one_or_none_is_made(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path, fault: Fault
) -> None:
    before = take(sandbox, folder, tables=[ORGANIZATION], as_of=NOW - timedelta(days=1))
    for call in READS:
        sandbox.faults.add(replace(fault, path=call.path))
    try:
        taken = take(sandbox, folder, bulk_from=BULK_ALWAYS, job_time=patience(fault), tables=REGISTRY)
    except SeatwiseError as error:
        assert_nothing_stored(error, folder, [before], sandbox.org_id)
    else:
        expected.assert_complete(taken, folder)
        assert FolderStore(folder).snapshot(sandbox.org_id) == taken


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize("times", [ONCE, FOR_EVER], ids=["once", "for ever"])
@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
@pytest.mark.parametrize("bulk_from", [REST_ONLY, BULK_ALWAYS], ids=["REST", "Bulk"])
def test_between_two_pages_no_row_is_lost_or_doubled(
    sandbox: Sandbox,
    expected: ExpectedSnapshot,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    fault: Fault,
    times: int | None,
    bulk_from: int,
) -> None:
    table = ACTIVE_PROFILE_METRIC if bulk_from == REST_ONLY else USER
    page = 200 if bulk_from == REST_ONLY else 15
    assert len(expected.found.records[table.name]) > 2 * page
    monkeypatch.setitem(rest._PAGE, "Sforce-Query-Options", "batchSize=200")
    locator = "*/query/01g*" if bulk_from == REST_ONLY else "*/results[?]*locator=*"
    sandbox.faults.add(replace(fault, path=locator, times=times, after=1))
    try:
        taken = take(sandbox, folder, bulk_from=bulk_from, tables=[table], page_rows=page, job_time=patience(fault))
    except SeatwiseError as error:
        assert_nothing_stored(error, folder, [], sandbox.org_id)
    else:
        expected.assert_complete(taken, folder)
    assert sandbox.faults.met


@pytest.mark.slow(sample=16)
@pytest.mark.parametrize(
    ("fault", "times", "part"),
    [
        pytest.param(
            fault, times, part, id=f"{name}-{often}-{part}", marks=pytest.mark.exhaustive if part == "rest" else ()
        )
        for part in ("sample", "rest")
        for often, times in {"once": ONCE, "for ever": FOR_EVER}.items()
        for name, fault in zip(NAMES, FAULTS, strict=True)
        if calls_of(part, fault, times)
    ],
)
def test_at_every_read_the_rows_are_the_true_ones_or_nothing_is_saved(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path, *, fault: Fault, times: int | None, part: str
) -> None:
    stored: list[Snapshot] = []
    refused: list[str] = []
    for number, call in enumerate(calls_of(part, fault, times)):
        sandbox.faults.clear()
        sandbox.calls.clear()
        sandbox.calls_used = 0
        sandbox.faults.add(replace(fault, path=call.path, times=times))
        try:
            taken = take(
                sandbox,
                folder,
                as_of=EARLY + timedelta(seconds=number),
                tracked_objects=["Case"],
                bulk_from=call.bulk_from,
                tables=call.tables,
                job_time=patience(fault),
            )
        except SeatwiseError as error:
            assert_nothing_stored(error, folder, stored, sandbox.org_id)
            refused.append(call.what)
        else:
            expected.assert_complete(taken, folder)
            assert set(taken.tables) == {table.name for table in call.tables}, call
            stored.append(taken)
        assert sandbox.faults.met, (call, sandbox.calls)
    if fault.kind in SOLVED or (times is ONCE and fault.kind not in STAYING):
        assert not refused
    else:
        assert refused


def test_the_sample_has_every_read_and_each_kind_of_call_with_each_fault() -> None:
    sample = [
        (call, fault) for fault in FAULTS for times in (ONCE, FOR_EVER) for call in calls_of("sample", fault, times)
    ]
    met = {call.what for call, _ in sample}
    assert met == {call.what for call in READS}
    assert {(call.kind, fault) for call, fault in sample} == {
        (call.kind, fault) for fault in FAULTS for call in where(fault)
    }
