"""Reads record activity: the same figures with every transport, each record once, in few calls."""

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from salesforce.read.counting_org import CountingOrg
from salesforce.scripted import ScriptedOrg, error, page, reply
from seatwise.app.extract import BULK, REST, Pages
from seatwise.domain.errors import NotVisible, OrgError, UnreadableResponse
from seatwise.domain.period import Period
from seatwise.salesforce.org import SalesforceOrg
from seatwise.sources.activity import CREATED, MODIFIED, RECORD_TOUCH, TOUCHED_RECORD
from seatwise.sources.source import Source

NOW = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
PERIOD = Period(NOW)
DAYS = timedelta(days=1)
Touches = dict[tuple[str, str, str], tuple[int, str]]  # (record type, user, touch) -> (records, last)


def deal(
    number: int, created: datetime, modified: datetime | None = None, *, by: str = "005A", then: str = "005B"
) -> dict[str, object]:
    return {
        "Id": f"006{number}",
        "RecordTypeId": None if number % 3 else "012X",
        "CreatedById": by,
        "LastModifiedById": then,
        "CreatedDate": created,
        "LastModifiedDate": modified or created,
    }


def deals(count: int, users: int) -> list[dict[str, object]]:
    """Made within 40 days before now, so a quarter before the period; touched again within three days after."""
    chance = Random(4)
    made = []
    for number in range(count):
        created = NOW - timedelta(seconds=chance.randrange(40 * 86_400))
        modified = created + timedelta(seconds=chance.randrange(3 * 86_400))
        by, then = f"005{chance.randrange(users)}", f"005{chance.randrange(users)}"
        made.append(deal(number, created, modified, by=by, then=then))
    return made


def truth(rows: list[dict[str, object]]) -> Touches:
    """Counted row by row, in Python."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows:
        for touch, user, at in (
            (CREATED, "CreatedById", "CreatedDate"),
            (MODIFIED, "LastModifiedById", "LastModifiedDate"),
        ):
            moment = row[at]
            assert isinstance(moment, datetime)
            if PERIOD.start <= moment <= PERIOD.end:
                found[str(row["RecordTypeId"] or ""), str(row[user]), touch].append(f"{moment:%Y-%m-%dT%H:%M:%S.000Z}")
    return {key: (len(dates), max(dates)) for key, dates in found.items()}


def folded(pages: Pages) -> Touches:
    """What the files say, added up: of either shape."""
    assert pages.shape is not None
    rows = [row for file in pages.files for row in csv.DictReader(file.open(newline=""))]
    assert len(rows) == pages.rows
    if pages.shape.name == TOUCHED_RECORD.name:
        return truth(
            [
                {name: datetime.fromisoformat(text) if name.endswith("Date") else text for name, text in row.items()}
                | {"RecordTypeId": row.get("RecordTypeId")}
                for row in rows
            ]
        )
    found: dict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        assert row["SobjectType"] == "Opportunity"
        found[row["RecordTypeId"], row["UserId"], row["Touch"]].append((int(row["Records"]), row["LastDate"]))
    return {key: (sum(count for count, _ in parts), max(last for _, last in parts)) for key, parts in found.items()}


def touches(org: SalesforceOrg, folder: Path, *, record_types: bool = True) -> Pages:
    return org.record_touches("Opportunity", PERIOD, folder, record_types=record_types, watch=lambda rows, total: None)


DEALS = deals(3_000, 400)
HALF = 600  # groups: more than in half of the period, fewer than in the whole


@pytest.mark.parametrize(
    ("options", "bulk_from", "result"),
    [
        ({"groups": 2_000}, 100, (RECORD_TOUCH, REST)),  # whole
        ({"groups": HALF}, 100, (RECORD_TOUCH, REST)),  # split
        ({"groups": HALF}, 10_000, (TOUCHED_RECORD, REST)),  # few rows: raw
        ({"groups": 20}, 100, (TOUCHED_RECORD, BULK)),  # splitting would take more calls than a job
        ({"groups": 20, "bulk": False}, 100, (RECORD_TOUCH, REST)),  # split all the same: there is no job
    ],
    ids=["whole", "split", "raw by REST", "raw by Bulk", "split, without Bulk"],
)
def test_the_figures_are_the_same_by_every_route(
    org: ScriptedOrg, tmp_path: Path, options: dict[str, Any], bulk_from: int, result: tuple[Source, str]
) -> None:
    counting = CountingOrg({"Opportunity": DEALS}, **options)
    opened = counting.behind(org).open(bulk_from=bulk_from, page_rows=1_000, quota_share=100)
    pages = touches(opened, tmp_path)
    assert ((pages.shape, pages.route), pages.gaps) == (result, ())
    assert folded(pages) == truth(DEALS)
    for query in (*counting.queries, *counting.jobs):
        assert query.startswith("SELECT ")
    assert {request.method for request in org.seen} <= {"GET", "POST"}


def test_what_the_org_counts_at_once_takes_two_calls(org: ScriptedOrg, tmp_path: Path) -> None:
    counting = CountingOrg({"Opportunity": DEALS})
    touches(counting.behind(org).open(), tmp_path)
    assert len(counting.queries) == 2


def test_both_ends_of_the_period_count_and_the_seconds_beside_them_do_not(org: ScriptedOrg, tmp_path: Path) -> None:
    second = timedelta(seconds=1)
    rows = [
        deal(1, PERIOD.start - second, PERIOD.start, then="first"),
        deal(2, PERIOD.start - second, then="before"),
        deal(3, PERIOD.end, by="last", then="last"),
        deal(4, PERIOD.end, PERIOD.end + second, by="made", then="after"),
    ]
    for groups in (2_000, 0):
        counting = CountingOrg({"Opportunity": rows}, groups=groups)
        pages = touches(counting.behind(org).open(), tmp_path)
        assert sorted((user, touch) for _, user, touch in folded(pages)) == [
            ("first", MODIFIED),
            ("last", CREATED),
            ("last", MODIFIED),
            ("made", CREATED),
        ]


@pytest.mark.parametrize(
    "too_much",
    [
        lambda: error(400, "EXCEEDED_ID_LIMIT", "Aggregate query does not support queryMore()"),
        lambda: error(400, "QUERY_TIMEOUT", "Your query request was running for too long."),
        lambda: error(500, "OPERATION_TOO_LARGE"),
        lambda: page([], 2_001, "/services/data/v66.0/query/01g-2000"),
    ],
)
def test_the_period_is_split_for_every_error_about_size(
    org: ScriptedOrg, tmp_path: Path, too_much: Callable[[], httpx2.Response]
) -> None:
    counting = CountingOrg({"Opportunity": DEALS}, groups=HALF, too_much=too_much)
    pages = touches(counting.behind(org).open(bulk_from=100), tmp_path)
    assert pages.shape is RECORD_TOUCH
    assert folded(pages) == truth(DEALS)


def test_splitting_is_given_up_before_it_costs_what_a_job_costs(org: ScriptedOrg, tmp_path: Path) -> None:
    rows = deals(15_000, 6_000)
    counting = CountingOrg({"Opportunity": rows}, groups=200)
    pages = touches(counting.behind(org).open(), tmp_path)
    assert (pages.route, folded(pages)) == (BULK, truth(rows))
    assert len(counting.queries) <= 6  # the whole, how many rows, halves, quarters, eighths
    assert (
        "WHERE (LastModifiedDate >= 2026-10-22T09:12:00Z AND LastModifiedDate < 2026-11-21T09:12:01Z) OR (Cr"
        in (counting.jobs[0])
    )


def test_what_is_modified_while_we_read_is_counted_once_or_not_at_all(org: ScriptedOrg, tmp_path: Path) -> None:
    rows = [dict(row) for row in DEALS]
    chance = Random(5)

    def somebody_works(soql: str) -> None:
        for row in chance.sample(rows, 50):
            row["LastModifiedDate"] = NOW + timedelta(minutes=5)

    counting = CountingOrg({"Opportunity": rows}, groups=HALF, before=somebody_works)
    pages = touches(counting.behind(org).open(bulk_from=100), tmp_path)
    found, before, after = folded(pages), truth(DEALS), truth(rows)
    assert pages.shape is RECORD_TOUCH
    for key, (count, _) in found.items():
        least = after.get(key, (0, ""))[0]
        assert least <= count <= before[key][0], key
    created = {key: counts for key, counts in before.items() if key[2] == CREATED}
    assert {key: counts for key, counts in found.items() if key[2] == CREATED} == created


def test_an_object_without_record_types_is_read_without_them(org: ScriptedOrg, tmp_path: Path) -> None:
    for groups in (2_000, 5):
        counting = CountingOrg({"Opportunity": DEALS}, groups=groups)
        pages = touches(counting.behind(org).open(), tmp_path, record_types=False)
        assert all("RecordTypeId" not in query for query in (*counting.queries, *counting.jobs))
        assert folded(pages) == truth([{**row, "RecordTypeId": None} for row in DEALS])


def test_record_types_that_are_hidden_are_a_gap_and_the_touches_are_read(org: ScriptedOrg, tmp_path: Path) -> None:
    CountingOrg({"Opportunity": DEALS}).behind(org)
    org.on("RecordTypeId", error(400, "INVALID_FIELD", "No such column 'RecordTypeId' on entity 'Opportunity'."))
    pages = touches(org.open(), tmp_path)
    assert [(gap.what, gap.code) for gap in pages.gaps] == [("record_touch.RecordTypeId", "INVALID_FIELD")]
    assert folded(pages) == truth([{**row, "RecordTypeId": None} for row in DEALS])


def test_an_object_out_of_sight_is_named_with_its_permission(org: ScriptedOrg, tmp_path: Path) -> None:
    CountingOrg({}).behind(org)
    with pytest.raises(NotVisible, match="Opportunity cannot be read") as caught:
        touches(org.open(), tmp_path)
    assert "View All Data" in caught.value.next_step
    org.on("Opportunity", error(400, "INVALID_FIELD", "No such column 'CreatedById' on entity 'Opportunity'."))
    with pytest.raises(NotVisible):
        touches(org.open(), tmp_path)


def test_an_object_that_cannot_be_counted_is_no_end_of_the_others(org: ScriptedOrg, tmp_path: Path) -> None:
    CountingOrg({"Opportunity": DEALS}).behind(org)
    org.on("GROUP BY", error(400, "MALFORMED_QUERY", "field 'CreatedById' can not be grouped in a query call"))
    with pytest.raises(NotVisible, match="can not be grouped"):
        touches(org.open(), tmp_path)


def test_records_that_sharing_may_hide_are_a_gap(org: ScriptedOrg, tmp_path: Path) -> None:
    CountingOrg({"Opportunity": DEALS}).behind(org)
    org.on("UserPermissionAccess", page([{"PermissionsViewAllData": False}]))
    opened = org.open()
    gaps = [touches(opened, tmp_path).gaps for _ in range(2)]
    assert [[gap.what for gap in some] for some in gaps] == [["record_touch.rows"]] * 2
    assert gaps[0] == gaps[1]
    assert len(org.requests_with("UserPermissionAccess")) == 1


GROUP: dict[str, object] = dict.fromkeys(("RecordTypeId", "LastModifiedById", "CreatedById", "latest")) | {"n": 1}
FAULTS = {
    "503": error(503, "SERVER_UNAVAILABLE"),
    "session": error(401, "INVALID_SESSION_ID"),
    "miscounted": page([GROUP], 2),
    "cut": httpx2.Response(200, content=b'{"totalSize": 1, "rec', headers={"Date": "Sat, 21 Nov 2026 12:00:00 GMT"}),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("after", [0, 2, 5])
def test_a_fault_in_the_middle_costs_no_touch(
    org: ScriptedOrg, tmp_path: Path, fault: httpx2.Response, after: int
) -> None:
    counting = CountingOrg({"Opportunity": DEALS}, groups=HALF)
    counting.behind(org)
    answers = [counting._query] * after + [lambda request: fault, counting._query]
    org.on(r"/query\?q=SELECT Rec", *answers)
    org.on("UserPermissionAccess", page([]))
    assert folded(touches(org.open(bulk_from=100), tmp_path)) == truth(DEALS)


def test_a_fault_that_stays_is_a_clean_error(org: ScriptedOrg, tmp_path: Path) -> None:
    CountingOrg({"Opportunity": DEALS}).behind(org)
    org.on("GROUP BY", page([GROUP], 2))
    with pytest.raises(UnreadableResponse, match="announced 2 groups and returned 1"):
        touches(org.open(), tmp_path)
    org.on("GROUP BY", reply({"records": "none"}))
    with pytest.raises(UnreadableResponse, match="Opportunity was not read"):
        touches(org.open(), tmp_path)
    CountingOrg({"Opportunity": [deal(n, NOW, by=f"005{n}") for n in range(3)]}, groups=2, bulk=False).behind(org)
    with pytest.raises(OrgError) as caught:  # all within one second: nothing is left to try
        touches(org.open(bulk_from=1), tmp_path)
    assert caught.value.next_step
