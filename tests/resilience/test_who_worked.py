"""Who touched records and who logged in: the same by every route and after every way of reading; hidden is no zero."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from resilience.cli_runner import EARLY, NOW, CliRunner
from resilience.expected_snapshot import (
    BULK_ALWAYS,
    REST_ONLY,
    ExpectedSnapshot,
    Records,
    login_days_of,
    records_in,
    take,
    touches_of,
)
from seatwise.bootstrap import services
from seatwise.domain.gaps import ROWS
from seatwise.domain.snapshots import Snapshot
from seatwise.sandbox.accounts import ADMIN, without
from seatwise.sandbox.faults import Fault, Kind
from seatwise.sandbox.org import Sandbox
from seatwise.sources.activity import LOGIN_DAY, RECORD_TOUCH, TRACKED_OBJECTS
from seatwise.sources.gap_names import gap_name
from seatwise.sources.rights import RECORD_TYPE
from seatwise.storage.snapshot_store import FolderStore

WORK = (RECORD_TYPE, RECORD_TOUCH, LOGIN_DAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def touches_in(snapshot: Snapshot, folder: Path) -> Records:
    return records_in(snapshot, folder)["record_touch"]


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize("bulk_from", [REST_ONLY, BULK_ALWAYS], ids=["REST", "Bulk"])
@pytest.mark.parametrize("refused", [False, True], ids=["", "LoginHistory not in Bulk"])
def test_every_route_gives_what_the_org_holds(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path, bulk_from: int, *, refused: bool
) -> None:
    if refused:
        sandbox.faults.add(Fault(Kind.NOT_IN_BULK, sobject="LoginHistory"))
    taken = take(sandbox, folder, bulk_from=bulk_from, tables=WORK, as_of=EARLY)
    assert taken.tables["record_touch"].rows > 20
    assert taken.tables["login_day"].rows > 1000
    expected.assert_complete(taken, folder)


def test_taken_over_from_snapshot_to_snapshot_the_logins_stay_what_the_org_holds(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path
) -> None:
    for days in (40, 39, 8, 1, 0):
        taken = take(sandbox, folder, tables=[LOGIN_DAY], as_of=NOW - timedelta(days=days))
        expected.assert_complete(taken, folder)
    assert taken.tables["login_day"].route == "REST, snapshot 20261119T090000Z"


@pytest.mark.slow(sample=6)
@pytest.mark.parametrize("hidden", TRACKED_OBJECTS)
def test_a_tracked_object_out_of_sight_hides_only_itself(sandbox: Sandbox, folder: Path, hidden: str) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject=hidden))
    taken = take(sandbox, folder, tables=WORK)
    assert [gap.what for gap in taken.gaps] == [f"record_touch.{hidden}"]
    others = tuple(name for name in TRACKED_OBJECTS if name != hidden)
    assert touches_in(taken, folder) == touches_of(sandbox, taken.as_of, 30, others)


def test_login_history_out_of_sight_is_a_gap(sandbox: Sandbox, folder: Path) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="LoginHistory"))
    taken = take(sandbox, folder, tables=WORK)
    assert [gap.what for gap in taken.gaps] == ["login_day"]
    assert "login_day" not in taken.tables
    sandbox.faults.clear()
    later = take(sandbox, folder, tables=WORK, as_of=NOW - timedelta(hours=1))
    assert records_in(later, folder)["login_day"] == login_days_of(sandbox, later.as_of)


@pytest.mark.slow
@pytest.mark.parametrize("first", [True, False])
def test_own_logins_alone_are_a_gap_where_the_org_does_not_say_who_may_see_more(
    box: CliRunner, sandbox: Sandbox, *, first: bool
) -> None:
    store = FolderStore(box.home / "lake")
    if not first:
        box("refresh", "box", "--as-of", f"{NOW - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}")
        assert not store.snapshot(sandbox.org_id).gaps
    sandbox.set_account(without(ADMIN, "Manage Users", "Monitor Login History"))
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="UserPermissionAccess"))
    box("refresh", "box", "--as-of", f"{NOW - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}")
    (gap,) = [gap for gap in store.snapshot(sandbox.org_id).gaps if gap.table == "login_day"]
    assert gap.column == ROWS
    assert "others have logged in" in gap.reason
    sandbox.set_account(ADMIN)
    sandbox.faults.clear()
    box("refresh", "box")
    taken = store.snapshot(sandbox.org_id)
    assert not taken.gaps
    assert records_in(taken, box.home / "lake")["login_day"] == login_days_of(sandbox, taken.as_of)


def test_record_types_out_of_sight_leave_the_same_people(
    sandbox: Sandbox, expected: ExpectedSnapshot, folder: Path
) -> None:
    sandbox.faults.add(Fault(Kind.HIDDEN, sobject="RecordType"))
    taken = take(sandbox, folder, tables=WORK)
    assert {gap.what for gap in taken.gaps} == {"record_type", "record_touch.RecordTypeId"}
    people = {(record[0], record[2], record[3]) for record in touches_in(taken, folder)}
    assert people == {(record[0], record[2], record[3]) for record in expected.records("record_touch", taken)}
    assert {dict(record)["RecordTypeId"] for record in touches_in(taken, folder)} == {None}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("permissions", "table"),
    [(("View All Data",), "record_touch"), (("Manage Users", "Monitor Login History"), "login_day")],
)
def test_without_the_permission_rows_may_be_missing_and_that_is_reported(
    box: CliRunner, sandbox: Sandbox, permissions: tuple[str, ...], table: str
) -> None:
    sandbox.set_account(without(ADMIN, *permissions))
    said = box("refresh", "box")
    snapshot = FolderStore(box.home / "lake").snapshot(sandbox.org_id)
    told = [gap for gap in snapshot.gaps if gap.table == table]
    assert told
    assert all(gap.column in (ROWS, None) and permissions[0] in gap.remedy for gap in told)
    assert f"Could not be read: {gap_name(told[0])}" in said.words


def test_the_period_that_is_chosen_is_read_and_stored(
    box: CliRunner, sandbox: Sandbox, expected: ExpectedSnapshot
) -> None:
    box("refresh", "box", "--period", "3")
    snapshot = FolderStore(box.home / "lake").snapshot(sandbox.org_id)
    assert snapshot.read_days == 3
    expected.assert_complete(snapshot, box.home / "lake")
    assert len(touches_of(sandbox, NOW, 3, TRACKED_OBJECTS)) < len(touches_of(sandbox, NOW, 30, TRACKED_OBJECTS))
    for days in ("0", "366", "-1"):
        assert box("refresh", "box", "--period", days, code=2).out == b""


@pytest.mark.slow
def test_tracked_objects_that_are_set_are_read(box: CliRunner, sandbox: Sandbox, expected: ExpectedSnapshot) -> None:
    box("objects", "add", "--org", "box", "Invoice__c")
    assert "standard object" in box("objects", "remove", "--org", "box", "lead").words
    listed = box("objects", "list", "--org", "box", "--format", "json").json
    assert [row["object"] for row in listed] == [*TRACKED_OBJECTS[1:], "Invoice__c"]
    box("refresh", "box")
    snapshot = FolderStore(box.home / "lake").snapshot(sandbox.org_id)
    assert snapshot.tracked_objects == (*TRACKED_OBJECTS[1:], "Invoice__c")
    expected.assert_complete(snapshot, box.home / "lake")
    assert any(dict(record)["SobjectType"] == "Invoice__c" for record in touches_in(snapshot, box.home / "lake"))


def test_an_object_that_the_org_does_not_have_is_a_gap_that_says_how_to_take_it_away(
    box: CliRunner, sandbox: Sandbox
) -> None:
    assert "looks like Opportunity" in box("objects", "add", "--org", "box", "Oportunity").words
    said = box("refresh", "box")
    assert "Could not be read: Oportunity records" in said.words
    assert "seatwise objects remove --org NAME Oportunity" in said.words
    (gap,) = FolderStore(box.home / "lake").snapshot(sandbox.org_id).gaps
    assert gap.code == "INVALID_TYPE"


@pytest.mark.slow
def test_actors_go_out_come_in_and_are_forgotten(box: CliRunner, sandbox: Sandbox, tmp_path: Path) -> None:
    box("refresh", "box")
    out = box("actors", "export", "box").out
    entries = json.loads(out)["actors"]
    found = {
        (entry["objectType"], entry["recordTypeId"], user, touch)
        for entry in entries
        for touch, key in (("created", "creatorIds"), ("modified", "modifierIds"))
        for user in entry[key]
    }
    assert found == {
        tuple(value for _, value in record[:4]) for record in touches_of(sandbox, NOW, 30, TRACKED_OBJECTS)
    }
    file = tmp_path / "usage-actors.json"
    box("actors", "export", "box", "--output", str(file))
    assert file.read_bytes() == out
    stranger = "005000000000999AAA"
    file.write_text(json.dumps({"actors": [{**entries[0], "creatorIds": [stranger], "modifierIds": []}]}))
    before = services().data_version()
    said = box("actors", "import", "box", str(file))
    imported = services().data_version()
    assert f"Unknown user IDs: 1. They stay in the import, as they may have been deleted: {stranger}" in said.words
    assert json.loads(box("actors", "export", "box").out)["actors"][0]["creatorIds"] == [stranger]
    file.write_text("{")
    assert "not JSON" in box.fails("actors", "import", "box", str(file), code=2)
    assert "cannot be read" in box.fails("actors", "import", "box", str(tmp_path / "none"), code=2)
    box("actors", "forget", "box")
    assert len({before, imported, services().data_version()}) == 3  # kept pages are drawn anew
    assert box("actors", "export", "box").out == out
    assert "no file was imported" in box.fails("actors", "forget", "box", code=2)
