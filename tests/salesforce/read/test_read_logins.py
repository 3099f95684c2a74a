"""Reads logins: the same figures with every transport, both ends included."""

import csv
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from salesforce.read.counting_org import CountingOrg
from salesforce.scripted import ScriptedOrg, error, page
from seatwise.app.extract import BULK, REST, Pages
from seatwise.domain.errors import NotVisible
from seatwise.salesforce.org import SalesforceOrg
from seatwise.salesforce.read.transport_choice import REST_LIMIT
from seatwise.sources.activity import LOGIN_DAY

UNTIL = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=30)
Days = dict[tuple[str, str, str, bool], tuple[int, str]]  # (user, day, type, success) -> (logins, last)


def login(number: int, at: datetime, user: str = "005A", status: str = "Success") -> dict[str, object]:
    kind = "Application" if number % 4 else "Remote Access 2.0"
    return {"Id": f"0Ya{number}", "UserId": user, "LoginTime": at, "LoginType": kind, "Status": status}


def logins(count: int, users: int) -> list[dict[str, object]]:
    """Of the last 36 days, a sixth of them too early."""
    chance = Random(6)
    statuses = ["Success"] * 8 + ["Invalid Password", "Failed: Computer activation required"]
    return [
        login(
            number,
            UNTIL - timedelta(seconds=chance.randrange(36 * 86_400)),
            f"005{chance.randrange(users)}",
            chance.choice(statuses),
        )
        for number in range(count)
    ]


def truth(rows: list[dict[str, object]]) -> Days:
    """Counted row by row, in Python."""
    found: dict[tuple[str, str, str, bool], list[str]] = defaultdict(list)
    for row in rows:
        at = row["LoginTime"]
        assert isinstance(at, datetime)
        if SINCE <= at <= UNTIL:
            key = (str(row["UserId"]), at.date().isoformat(), str(row["LoginType"]), row["Status"] == "Success")
            found[key].append(f"{at:%Y-%m-%dT%H:%M:%S.000Z}")
    return {key: (len(moments), max(moments)) for key, moments in found.items()}


def folded(pages: Pages) -> Days:
    """What the files say, added up: of either shape."""
    rows = [row for file in pages.files for row in csv.DictReader(file.open(newline=""))]
    assert len(rows) == pages.rows
    if pages.shape is not LOGIN_DAY:
        return truth([{**row, "LoginTime": datetime.fromisoformat(row["LoginTime"])} for row in rows])
    found: dict[tuple[str, str, str, bool], list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        key = (row["UserId"], row["Day"], row["LoginType"], row["Success"] == "true")
        found[key].append((int(row["Logins"]), row["LastTime"]))
    return {key: (sum(count for count, _ in parts), max(last for _, last in parts)) for key, parts in found.items()}


def read(org: SalesforceOrg, folder: Path) -> Pages:
    return org.logins(SINCE, UNTIL, folder, watch=lambda rows, total: None)


LOGINS = logins(4_000, 50)


@pytest.mark.parametrize(
    ("options", "bulk_from", "route"),
    [
        ({}, 10_000, REST),  # few
        ({}, 100, BULK),
        ({"bulk": False}, 100, REST),  # not too many to page through
    ],
    ids=["few", "many", "many, without Bulk"],
)
def test_the_figures_are_the_same_by_every_route(
    org: ScriptedOrg, tmp_path: Path, options: dict[str, Any], bulk_from: int, route: str
) -> None:
    counting = CountingOrg({"LoginHistory": LOGINS}, **options)
    pages = read(counting.behind(org).open(bulk_from=bulk_from, page_rows=1_000), tmp_path)
    assert (pages.route, pages.shape, pages.gaps) == (route, None, ())
    assert folded(pages) == truth(LOGINS)


def test_what_is_too_much_to_page_and_refused_by_bulk_is_counted_day_by_day(org: ScriptedOrg, tmp_path: Path) -> None:
    queries = []
    for groups in (70, 2_000):
        counting = CountingOrg({"LoginHistory": LOGINS}, bulk=False, groups=groups)
        first_page = page([], REST_LIMIT + 1, "/services/data/v66.0/query/01g-2000")
        pages = read(counting.behind(org).on("SELECT Id, UserId", first_page).open(), tmp_path)
        assert (pages.route, pages.shape) == (REST, LOGIN_DAY)
        assert folded(pages) == truth(LOGINS)
        queries.append(len(counting.queries))
    assert queries[1] == 31 < queries[0]  # 30 days from 09:12 to 09:12 touch 31 days; of some 110 logins each


def test_a_job_that_fails_for_its_size_is_no_end(org: ScriptedOrg, tmp_path: Path) -> None:
    counting = CountingOrg({"LoginHistory": LOGINS})
    counting.behind(org).on(r"POST .*/jobs/query", error(400, "OPERATION_TOO_LARGE"))
    org.on("SELECT Id, UserId", error(400, "QUERY_TIMEOUT"))
    pages = read(org.open(), tmp_path)
    assert pages.shape is LOGIN_DAY
    assert folded(pages) == truth(LOGINS)


def test_both_ends_count_and_the_seconds_beside_them_do_not(org: ScriptedOrg, tmp_path: Path) -> None:
    second = timedelta(seconds=1)
    rows = [
        login(1, SINCE - second, "before"),
        login(2, SINCE, "first"),
        login(3, UNTIL, "last"),
        login(4, UNTIL + second, "after"),
    ]
    for bulk_from in (10_000, 1):
        pages = read(CountingOrg({"LoginHistory": rows}).behind(org).open(bulk_from=bulk_from), tmp_path)
        assert sorted(user for user, *_ in folded(pages)) == ["first", "last"]


def test_a_failed_login_is_no_success(org: ScriptedOrg, tmp_path: Path) -> None:
    rows = [login(1, UNTIL), login(2, UNTIL, status="Invalid Password"), login(3, UNTIL, status="Password Lockout")]
    CountingOrg({"LoginHistory": rows}, bulk=False).behind(org).on("SELECT Id", error(400, "QUERY_TIMEOUT"))
    found = folded(read(org.open(bulk_from=1), tmp_path))
    assert {success: count for (*_, success), (count, _) in found.items()} == {True: 1, False: 2}


@pytest.mark.parametrize(
    ("manage", "monitor", "gaps"),
    [(True, False, []), (False, True, []), (False, False, ["login_day.rows"]), (None, None, [])],
)
def test_a_user_who_sees_only_own_logins_gets_a_gap(
    org: ScriptedOrg, tmp_path: Path, manage: object, monitor: object, gaps: list[str]
) -> None:
    CountingOrg({"LoginHistory": LOGINS}).behind(org)
    access: dict[str, object] = {"PermissionsManageUsers": manage, "PermissionsMonitorLoginHistory": monitor}
    org.on("UserPermissionAccess", page([access]))
    assert [gap.what for gap in read(org.open(), tmp_path).gaps] == gaps


def test_a_history_out_of_sight_is_named_with_its_permission(org: ScriptedOrg, tmp_path: Path) -> None:
    CountingOrg({}).behind(org)
    with pytest.raises(NotVisible, match="LoginHistory cannot be read") as caught:
        read(org.open(), tmp_path)
    assert "Manage Users" in caught.value.next_step
