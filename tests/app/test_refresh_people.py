"""A refresh of who worked: per backbone object, by record type where it has any, and what cannot be seen is a gap."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from fakes import NOON
from rows_org import NOW, ORG_ID, RowsOrg, profile, sid, users
from seatwise.app.extract import Progress, Watcher
from seatwise.app.refresh.run import refresh
from seatwise.app.refresh.scheduler import Read, read_all
from seatwise.domain.errors import OrgError, UsageError
from seatwise.domain.gaps import ROWS
from seatwise.domain.period import Period
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.activity import CREATED, TRACKED_OBJECTS
from seatwise.sources.registry import REGISTRY
from seatwise.sources.source import Source
from seatwise.storage.paths import table_path
from seatwise.storage.snapshot_store import FolderStore

ANN = sid("005", 1)


def touch(sobject: str, records: int = 1, **more: object) -> dict[str, object]:
    return {"SobjectType": sobject, "UserId": ANN, "Touch": CREATED, "Records": records, "LastDate": NOW, **more}


def take(
    org: RowsOrg,
    lake: FolderStore,
    *,
    watch: Watcher = lambda step: None,
    read_days: int = 30,
    tracked_objects: Sequence[str] = TRACKED_OBJECTS,
) -> Snapshot:
    asked = {"read_days": read_days, "tracked_objects": tracked_objects}
    return refresh(org, lake, name="acme", tables=REGISTRY, as_of=None, clock=lambda: NOON, watch=watch, **asked)  # type: ignore[arg-type]


def rows(folder: Path, snapshot: Snapshot, table: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        file = str(table_path(folder, snapshot, table))
        return connection.execute(
            "SELECT * FROM read_parquet(?, hive_partitioning = false) ORDER BY ALL", [file]
        ).fetchall()


@pytest.fixture
def lake(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path)


ORG = RowsOrg(
    {
        "profile": [profile(1, 1), profile(2, 1), profile(3, 1)],
        "user": [*users(2, 1), *users(1, 2, first=3, active=False)],
        "record_type": [{"Id": sid("012", 1), "SobjectType": "Opportunity"}],
        "record_touch": [touch("Opportunity", RecordTypeId=sid("012", 1)), touch("Case", 3), touch("Invoice__c")],
        "profile_record_type": [{"ProfileId": sid("00e", number), "SobjectType": "Opportunity"} for number in (1, 2)],
    }
)


def test_every_table_is_there_and_the_period_and_tracked_objects_are_in_the_manifest(
    lake: FolderStore, tmp_path: Path
) -> None:
    taken = take(ORG, lake)
    assert set(taken.tables) == {table.name for table in REGISTRY}
    assert taken.gaps == ()
    assert (lake.snapshot(ORG_ID).read_days, lake.snapshot(ORG_ID).tracked_objects) == (30, TRACKED_OBJECTS)
    found = [(row[0], row[1], row[4]) for row in rows(tmp_path, taken, "record_touch")]
    assert found == [("Case", None, 3), ("Opportunity", sid("012", 1), 1)]


def test_each_tracked_object_is_requested_within_the_period_and_by_record_type_where_it_has_any(
    lake: FolderStore,
) -> None:
    ORG.asked.clear()
    take(ORG, lake, read_days=7, tracked_objects=("Opportunity", "Invoice__c"))
    asked = {one[0]: one[1:] for one in ORG.asked if isinstance(one[0], str)}
    assert asked == {"Opportunity": (Period(NOW, 7), True), "Invoice__c": (Period(NOW, 7), False)}


def test_only_profiles_that_active_users_have_are_requested_their_record_types(
    lake: FolderStore, tmp_path: Path
) -> None:
    ORG.asked.clear()
    taken = take(ORG, lake)
    assert ({sid("00e", 1): "Profile 1"},) in ORG.asked
    assert [row[0] for row in rows(tmp_path, taken, "profile_record_type")] == [sid("00e", 1)]


@pytest.mark.parametrize("hidden", ["user", "user.IsActive", "user.ProfileId"])
def test_of_all_profiles_where_nobody_knows_who_is_active(lake: FolderStore, tmp_path: Path, hidden: str) -> None:
    org = RowsOrg(ORG._tables, **{"hidden_columns" if "." in hidden else "hidden": [hidden]})
    taken = take(org, lake)
    (asked,) = [one[0] for one in org.asked if isinstance(one[0], dict)]
    assert len(asked) == (2 if hidden == "user.IsActive" else 3)  # profile 3 has no user at all
    assert len(rows(tmp_path, taken, "profile_record_type")) == 2  # and never none
    assert {gap.what for gap in taken.gaps} == {hidden}


def test_an_object_that_cannot_be_read_is_a_gap_and_the_others_stay(lake: FolderStore, tmp_path: Path) -> None:
    org = RowsOrg(ORG._tables, hidden=["Opportunity"])
    taken = take(org, lake)
    assert [gap.what for gap in taken.gaps] == ["record_touch.Opportunity"]
    assert "seatwise objects remove --org NAME Opportunity" in taken.gaps[0].remedy
    assert [row[0] for row in rows(tmp_path, taken, "record_touch")] == ["Case"]


def test_when_none_can_be_read_the_table_is_missing(lake: FolderStore) -> None:
    taken = take(RowsOrg(ORG._tables, hidden=["record_touch"]), lake)
    assert "record_touch" not in taken.tables
    assert {gap.what for gap in taken.gaps} == {"record_touch", *(f"record_touch.{name}" for name in TRACKED_OBJECTS)}


@pytest.mark.parametrize("hidden", [{"hidden": ["record_type"]}, {"hidden_columns": ["record_type.SobjectType"]}])
def test_without_the_record_types_records_are_counted_without_them(
    lake: FolderStore, hidden: dict[str, list[str]]
) -> None:
    org = RowsOrg(ORG._tables, **hidden)
    taken = take(org, lake)
    assert {one[2] for one in org.asked if isinstance(one[0], str)} == {False}
    assert "record_touch.RecordTypeId" in {gap.what for gap in taken.gaps}


@pytest.mark.parametrize("hidden", ["profile", "login_day", "profile_record_type"])
def test_what_cannot_be_seen_is_a_gap(lake: FolderStore, hidden: str) -> None:
    taken = take(RowsOrg(ORG._tables, hidden=[hidden]), lake)
    missing = {"profile": {"profile", "profile_record_type"}}.get(hidden, {hidden})
    assert {gap.what for gap in taken.gaps} == missing
    assert {table.name for table in REGISTRY} - set(taken.tables) == missing


@pytest.mark.parametrize("days", [0, 366])
def test_a_period_that_is_none_is_refused_and_nothing_saved(lake: FolderStore, days: int) -> None:
    with pytest.raises(UsageError, match=f"period of {days} days"):
        take(ORG, lake, read_days=days)
    assert not lake.snapshots(ORG_ID)


@pytest.mark.parametrize("fails_at", ["TrackedRecords", "LoginHistory", "ProfileRecordTypes", "RecordType"])
def test_a_read_that_fails_keeps_nothing(lake: FolderStore, tmp_path: Path, fails_at: str) -> None:
    org = RowsOrg(ORG._tables)

    def fail(table: Source) -> None:
        if table.sobject == fails_at:
            raise OrgError("cut")

    org.before_read = fail
    with pytest.raises(OrgError, match="cut"):
        take(org, lake)
    assert not list(tmp_path.rglob("*.parquet"))
    assert not list(tmp_path.rglob(".draft-*"))


def test_progress_tells_each_object_and_ends_each_read(lake: FolderStore) -> None:
    steps: list[Progress] = []
    take(ORG, lake, watch=steps.append)
    names = {step.table for step in steps}
    assert {f"record_touch.{name}" for name in TRACKED_OBJECTS} < names
    assert {step.table for step in steps if step.state == "waiting"} == names
    assert {step.table for step in steps if step.state == "done"} == names
    assert next(step for step in reversed(steps) if step.table == "record_touch").rows == 2


def test_a_read_begins_when_those_it_needs_are_over() -> None:
    begun: list[str] = []

    def read(name: str, *after: str) -> Read:
        return Read(name, lambda tell: begun.append(name) or (), after=frozenset(after))  # type: ignore[func-returns-value]

    assert read_all(lambda: [read("c", "b", "nobody"), read("b", "a"), read("a")], lambda *_: None) == []
    assert begun == ["a", "b", "c"]


def test_the_first_failure_is_raised_and_what_waits_never_begins() -> None:
    begun: list[str] = []

    def fail(tell: object) -> tuple[()]:
        raise OrgError("cut")

    later = Read("b", lambda tell: begun.append("b") or (), after=frozenset(("a",)))  # type: ignore[func-returns-value]
    with pytest.raises(OrgError, match="cut"):
        read_all(lambda: [Read("a", fail), later], lambda *_: None)
    assert begun == []


def test_rows_that_may_be_hidden_are_reported_once(lake: FolderStore) -> None:
    taken = take(RowsOrg(ORG._tables, rows_missing=["record_touch"]), lake)
    assert [gap.column for gap in taken.gaps if gap.table == "record_touch"] == [ROWS]
