"""Logins: six months the first time, later only what is new, and always the same rows."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fakes import NOON
from rows_org import NOW, RowsOrg, sid
from seatwise.app.refresh.run import refresh
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.activity import LOGIN_DAY
from seatwise.storage.paths import table_path
from seatwise.storage.snapshot_store import FolderStore

TODAY = NOW.date()
DAYS = tuple(TODAY - timedelta(days=days) for days in range(200))


def login(day: date, logins: int, user: int = 1) -> dict[str, object]:
    moment = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    kind = {"LoginType": "Application", "Success": True}
    return {"UserId": sid("005", user), "Day": day.isoformat(), **kind, "Logins": logins, "LastTime": moment}


def take(org: RowsOrg, lake: FolderStore, *, days: int = 0) -> Snapshot:
    """A snapshot of that many days after `NOW`."""
    moment = NOW + timedelta(days=days)
    return refresh(org, lake, name="acme", tables=[LOGIN_DAY], as_of=moment, clock=lambda: NOON, watch=lambda _: None)


def rows(folder: Path, snapshot: Snapshot) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        file = str(table_path(folder, snapshot, LOGIN_DAY.name))
        return connection.execute(
            "SELECT * FROM read_parquet(?, hive_partitioning = false) ORDER BY ALL", [file]
        ).fetchall()


@pytest.fixture
def lake(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path)


def org_with(logins: int = 1, **how: Any) -> RowsOrg:
    return RowsOrg({"login_day": [login(day, logins, 1 + number % 2) for number, day in enumerate(DAYS)]}, **how)


def since(org: RowsOrg) -> datetime:
    (asked,) = [one[0] for one in org.asked if isinstance(one[0], datetime)]
    return asked


def test_the_first_time_six_months_are_requested(lake: FolderStore, tmp_path: Path) -> None:
    org = org_with()
    taken = take(org, lake)
    assert since(org) == datetime(2026, 5, 25, tzinfo=UTC)  # 180 days before 21 November
    assert len(rows(tmp_path, taken)) == 181


def test_later_only_what_is_new_and_the_rest_is_taken_over(lake: FolderStore, tmp_path: Path) -> None:
    before = take(org_with(logins=1), lake, days=-10)
    org = org_with(logins=5)
    taken = take(org, lake)
    assert since(org) == datetime(2026, 11, 10, tzinfo=UTC)  # the day before the earlier one's
    found = {row[1]: row[4] for row in rows(tmp_path, taken)}
    assert min(found) == date(2026, 5, 25)  # type: ignore[type-var]
    assert len(found) == 181
    assert [found[date(2026, 11, day)] for day in (8, 9, 10, 11, 21)] == [1, 1, 5, 5, 5]
    assert taken.tables["login_day"].route == f"REST, snapshot {before.id}"


@pytest.mark.parametrize("spoilt", ["gap", "rows", "damaged", "gone", "later"])
def test_what_an_earlier_snapshot_does_not_hold_whole_is_fetched(
    lake: FolderStore, tmp_path: Path, spoilt: str
) -> None:
    first: dict[str, Any] = {"gap": {"hidden": ["login_day"]}, "rows": {"rows_missing": ["login_day"]}}.get(spoilt, {})
    before = take(org_with(**first), lake, days=-10)
    file = table_path(tmp_path, before, LOGIN_DAY.name)
    if spoilt == "damaged":
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    if spoilt == "gone":
        file.unlink()
    org = org_with()
    taken = take(org, lake, days=-11 if spoilt == "later" else 0)
    assert since(org).date() == taken.as_of.date() - timedelta(days=180)


def test_the_one_before_a_spoilt_one_still_serves(lake: FolderStore) -> None:
    take(org_with(), lake, days=-20)
    take(org_with(hidden=["login_day"]), lake, days=-10)
    org = org_with()
    take(org, lake)
    assert since(org) == datetime(2026, 10, 31, tzinfo=UTC)


def test_one_that_is_too_old_is_of_no_use(lake: FolderStore) -> None:
    take(org_with(), lake, days=-300)
    org = org_with()
    assert take(org, lake).tables["login_day"].route == "REST"


def test_taken_over_or_fetched_the_rows_are_the_same(lake: FolderStore, tmp_path: Path) -> None:
    for days in (-90, -31, -1, 0):
        taken = take(org_with(), lake, days=days)
    other = tmp_path / "other"
    whole = take(org_with(), FolderStore(other))
    assert rows(tmp_path, taken) == rows(other, whole)
