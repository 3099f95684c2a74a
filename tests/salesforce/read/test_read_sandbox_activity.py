"""Who worked and who logged in, read from a whole org: the sandbox, with more records than it counts at once."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from examples import sampled
from seatwise.app.extract import BULK, REST, Pages
from seatwise.domain.connection import Session
from seatwise.domain.errors import NotVisible
from seatwise.domain.period import Period
from seatwise.salesforce.org import SalesforceOrg
from seatwise.salesforce.read.transport_choice import REST_LIMIT
from seatwise.sandbox.accounts import ADMIN_USERNAME, INTEGRATION_USERNAME
from seatwise.sandbox.faults import PERMANENT, Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread
from seatwise.sources.activity import CREATED, LOGIN_DAY, MODIFIED, RECORD_TOUCH, TOUCHED_RECORD, TRACKED_OBJECTS
from seatwise.sources.rights import LAYOUT, METADATA
from seatwise.sources.source import Source
from seatwise.sources.users import PROFILE

RARE, COMMON = "Account", "Opportunity"  # the org counts the accounts of 30 days at once, the opportunities not
FINAL = {Kind.QUOTA, Kind.REDIRECT, Kind.JOB_STUCK}
PASSING = [kind for kind in Kind if kind not in FINAL | PERMANENT | {Kind.MISSING_COLUMN}]
FEW, MANY = 10**9, 1  # rows from which Bulk API 2.0 reads


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    sandbox = Sandbox(3_000, seed=7, records=700_000)
    with serve_in_thread(sandbox):
        yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox(served: Sandbox) -> Iterator[Sandbox]:
    served.faults.clear()
    served.calls_used = 0
    served.calls.clear()
    yield served
    served.faults.clear()


def opened(sandbox: Sandbox, bulk_from: int = FEW, *, username: str = ADMIN_USERNAME) -> SalesforceOrg:
    login = sandbox.accounts[username]

    def log_in() -> Session:
        token = sandbox.sessions.open(username)
        return Session(sandbox.url, token, org_id=sandbox.org_id, user_id=login.user_id)

    return SalesforceOrg(log_in, quota_share=100, bulk_from=bulk_from, job_time=30.0)


def nobody(rows: int, total: int | None) -> None:
    """Watches nothing."""


def touches(org: SalesforceOrg, sobject: str, period: Period, folder: Path) -> Pages:
    folder.mkdir()
    return org.record_touches(sobject, period, folder, record_types=True, watch=nobody)


def lines(pages: Pages) -> list[dict[str, str]]:
    found = [row for file in pages.files for row in csv.DictReader(file.open(newline="", encoding="utf-8"))]
    assert len(found) == pages.rows
    return found


def figures(pages: Pages, period: Period) -> Counter[tuple[str, str, str]]:
    """(record type, user, touch) -> records."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in lines(pages):
        if pages.shape is RECORD_TOUCH:
            found[row["RecordTypeId"], row["UserId"], row["Touch"]] += int(row["Records"])
            continue
        for touch, verb in ((CREATED, "Created"), (MODIFIED, "LastModified")):
            if period.start <= datetime.fromisoformat(row[f"{verb}Date"]) <= period.end:
                found[row["RecordTypeId"], row[f"{verb}ById"], touch] += 1
    return found


def counted_by_sql(sandbox: Sandbox, sobject: str, period: Period) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    rows = sandbox.cursor(sandbox.accounts[ADMIN_USERNAME])
    for touch, verb in ((CREATED, "Created"), (MODIFIED, "LastModified")):
        sql = f"""SELECT coalesce("RecordTypeId", ''), "{verb}ById", '{touch}', count(*) FROM "{sobject}"
            WHERE "{verb}Date" BETWEEN ? AND ? GROUP BY ALL"""
        ends = [end.replace(tzinfo=None) for end in (period.start, period.end)]
        found.update({(row[0], row[1], row[2]): row[3] for row in rows.execute(sql, ends).fetchall()})
    rows.close()
    return found


TRANSPORTS = [
    (RARE, 30, MANY, RECORD_TOUCH, REST),  # whole
    (COMMON, 30, MANY, RECORD_TOUCH, REST),  # split
    (COMMON, 30, FEW, TOUCHED_RECORD, REST),  # raw
    (COMMON, 300, MANY, TOUCHED_RECORD, BULK),  # raw: so many pieces would be dearer than a job
]


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize("transport", TRANSPORTS, ids=["whole", "split", "raw by REST", "raw by Bulk"])
def test_activity_matches_the_org_with_every_transport(
    sandbox: Sandbox, tmp_path: Path, transport: tuple[str, int, int, Source, str]
) -> None:
    sobject, days, bulk_from, shape, route = transport
    period = Period(sandbox.clock(), days)
    org = opened(sandbox, bulk_from)
    pages = touches(org, sobject, period, tmp_path / "pages")
    assert (pages.shape, pages.route, pages.gaps) == (shape, route, ())
    assert figures(pages, period) == counted_by_sql(sandbox, sobject, period)
    assert org.calls < 40
    org.close()


@pytest.mark.slow
def test_what_bulk_does_not_take_is_counted_in_smaller_pieces(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.add(Fault(Kind.NOT_IN_BULK, sobject=COMMON))
    period = Period(sandbox.clock(), 300)
    pages = touches(opened(sandbox, MANY), COMMON, period, tmp_path / "pages")
    assert (pages.shape, pages.route) == (RECORD_TOUCH, REST)
    assert figures(pages, period) == counted_by_sql(sandbox, COMMON, period)


@pytest.mark.slow(sample=6)
@pytest.mark.parametrize("kind", sampled([(kind.value, kind) for kind in PASSING], every=2))
def test_a_fault_while_it_is_counted_costs_no_touch(sandbox: Sandbox, tmp_path: Path, kind: Kind) -> None:
    period = Period(sandbox.clock())
    truth = counted_by_sql(sandbox, COMMON, period)
    for after in range(0, 6, 2):
        org = opened(sandbox, MANY)
        sandbox.faults.add(Fault(kind, path="*GROUP BY*", after=after, seconds=0.01, status=200))
        assert figures(touches(org, COMMON, period, tmp_path / str(after)), period) == truth
        sandbox.faults.clear()
        org.close()


def days_by_sql(sandbox: Sandbox, since: datetime, until: datetime) -> Counter[tuple[str, ...]]:
    rows = sandbox.cursor(sandbox.accounts[ADMIN_USERNAME])
    sql = """SELECT "UserId", strftime("LoginTime", '%Y-%m-%d'), "LoginType", ("Status" = 'Success')::VARCHAR, count(*)
        FROM "LoginHistory" WHERE "LoginTime" BETWEEN ? AND ? GROUP BY ALL"""
    found = rows.execute(sql, [since.replace(tzinfo=None), until.replace(tzinfo=None)]).fetchall()
    rows.close()
    return Counter({tuple(row[:4]): row[4] for row in found})


def days(pages: Pages) -> Counter[tuple[str, ...]]:
    """(user, day, type, success) -> logins."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in lines(pages):
        if pages.shape is LOGIN_DAY:
            found[row["UserId"], row["Day"], row["LoginType"], row["Success"]] += int(row["Logins"])
        else:
            success = str(row["Status"] == "Success").lower()
            found[row["UserId"], row["LoginTime"][:10], row["LoginType"], success] += 1
    return found


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["REST", "Bulk", "counted"])
def test_logins_match_the_org_with_every_transport(sandbox: Sandbox, tmp_path: Path, transport: str) -> None:
    until = sandbox.clock()
    since = until - timedelta(days=90)
    if transport == "counted":
        sandbox.faults.add(Fault(Kind.NOT_IN_BULK, sobject="LoginHistory"))
    org = opened(sandbox, FEW if transport == "REST" else MANY)
    pages = org.logins(since, until, tmp_path, watch=nobody)
    assert (pages.route, pages.shape) == (
        BULK if transport == "Bulk" else REST,
        LOGIN_DAY if transport == "counted" else None,
    )
    assert days(pages) == days_by_sql(sandbox, since, until)
    assert sum(days(pages).values()) > REST_LIMIT
    org.close()


@pytest.mark.parametrize("kind", [Kind.JOB_FAILED, Kind.JOB_GONE, Kind.EXPIRED_LOCATOR])
@pytest.mark.parametrize("times", [2, None])
def test_logins_are_read_though_two_jobs_fail_or_each_one(
    sandbox: Sandbox, tmp_path: Path, kind: Kind, times: int | None
) -> None:
    until = sandbox.clock().replace(microsecond=0)
    since = until - timedelta(days=1)
    path = "*/results[?]*" if kind is Kind.EXPIRED_LOCATOR else ""
    sandbox.faults.add(Fault(kind, path=path, times=times))
    org = opened(sandbox, MANY)
    pages = org.logins(since, until, tmp_path, watch=nobody)
    assert pages.route == (BULK if times else REST)
    assert days(pages) == days_by_sql(sandbox, since, until)
    jobs = [call for call in sandbox.calls if call.method == "POST" and call.path.endswith("/jobs/query")]
    assert len(jobs) == (3 if times else 4)
    org.close()


def test_layouts_have_nearly_the_record_types_of_metadata(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = opened(sandbox)
    profiles = {row["Id"]: row["Name"] for row in lines(org.read(PROFILE, tmp_path, expected=None, watch=nobody))}
    found: dict[str, set[tuple[str, str]]] = {}
    for source, most in ((METADATA, "100"), (LAYOUT, "0")):
        monkeypatch.setenv("SEATWISE_PROFILE_METADATA", most)
        rows = lines(opened(sandbox).profile_record_types(profiles, tmp_path, watch=nobody))
        assert {row["Source"] for row in rows} == {source}
        assert all(row["RecordTypeId"].startswith("012") and row["DeveloperName"] for row in rows)
        found[source] = {(row["ProfileId"], row["RecordTypeId"]) for row in rows}
        assert len(found[source]) == len(rows)
    assert found[METADATA] < found[LAYOUT]
    org.close()


def test_a_user_with_few_permissions_gets_gaps(sandbox: Sandbox, tmp_path: Path) -> None:
    org = opened(sandbox, username=INTEGRATION_USERNAME)
    pages = touches(org, RARE, Period(sandbox.clock()), tmp_path / "touches")
    assert [gap.what for gap in pages.gaps] == ["record_touch.rows"]
    until = sandbox.clock()
    pages = org.logins(until - timedelta(days=90), until, tmp_path, watch=nobody)
    assert [gap.what for gap in pages.gaps] == ["login_day.rows"]
    assert len({row["UserId"] for row in lines(pages)}) <= 1
    with pytest.raises(NotVisible):
        org.profile_record_types({"00e000000000001AAA": "Sales"}, tmp_path, watch=nobody)
    org.close()


def test_an_object_that_is_not_there_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(NotVisible, match="Ship__c cannot be read"):
        touches(opened(sandbox), "Ship__c", Period(sandbox.clock()), tmp_path / "pages")


def test_the_work_of_a_whole_org_costs_few_calls(sandbox: Sandbox, tmp_path: Path) -> None:
    org = SalesforceOrg(opened(sandbox)._client._log_in)
    typed = {"Lead", "Opportunity", "Case", "Account"}
    for sobject in TRACKED_OBJECTS:
        folder = tmp_path / sobject
        folder.mkdir()
        org.record_touches(sobject, Period(sandbox.clock()), folder, record_types=sobject in typed, watch=nobody)
    assert org.calls <= 6 * 13
    org.close()
