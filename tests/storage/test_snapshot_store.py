"""Snapshots: seen whole or not at all, named when damaged, one refresh at a time."""

import json
import os
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fakes import NOON
from inventory import INVENTORY
from reports import license_rows, report_sources
from rows_org import NOW, ORG_ID, RowsOrg, user_license
from seatwise.app.refresh.run import refresh
from seatwise.domain.errors import Corrupt, DiskFull, OrgError, RefreshRunning, StorageError, UsageError
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.source import Source
from seatwise.sources.users import USER
from seatwise.storage.disk import disk_errors
from seatwise.storage.manifest import seal
from seatwise.storage.snapshot_store import FolderStore

ORG = RowsOrg({"user_license": [user_license(1, "Salesforce", "SFDC", 10, 5)]})


def take(lake: FolderStore, org: RowsOrg = ORG, *, days: int = 0) -> Snapshot:
    moment = NOW + timedelta(days=days)
    return refresh(org, lake, name="acme", tables=INVENTORY, as_of=moment, clock=lambda: NOON, watch=lambda step: None)


@pytest.fixture
def lake(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path)


def files(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and "as_of" in str(path)
    )


def test_a_snapshot_reads_back_as_it_was_committed(lake: FolderStore) -> None:
    taken = take(lake)
    assert lake.snapshot(ORG_ID) == taken
    assert taken.id == "20261121T091200Z"
    assert set(taken.tables) == {table.name for table in INVENTORY}


def test_snapshots_are_listed_by_time_and_found_by_the_start_of_their_id(lake: FolderStore) -> None:
    later, earlier = take(lake), take(lake, days=-31)
    assert list(lake.snapshots(ORG_ID)) == [earlier, later]
    assert lake.snapshot(ORG_ID) == later
    assert lake.snapshot(ORG_ID, "202610") == earlier
    with pytest.raises(UsageError, match="matches several"):
        lake.snapshot(ORG_ID, "2026")
    with pytest.raises(UsageError, match="is no snapshot"):
        lake.snapshot(ORG_ID, "1999")


def test_no_snapshot_yet_says_how_to_take_one(lake: FolderStore) -> None:
    with pytest.raises(UsageError, match="seatwise refresh"):
        lake.snapshot(ORG_ID)


@pytest.mark.parametrize("fails_at", [table.name for table in INVENTORY])
def test_a_read_that_fails_anywhere_keeps_nothing(lake: FolderStore, tmp_path: Path, fails_at: str) -> None:
    org = RowsOrg({})

    def fail(table: Source) -> None:
        if table.name == fails_at:
            raise OrgError("cut")

    org.before_read = fail
    before = take(lake, days=-1)
    kept = files(tmp_path)
    with pytest.raises(OrgError, match="cut"):
        take(lake, org)
    assert files(tmp_path) == kept
    assert list(lake.snapshots(ORG_ID)) == [before]
    assert not list(tmp_path.rglob(".draft-*"))


def test_ctrl_c_keeps_nothing_and_lets_go_of_the_lock(lake: FolderStore, tmp_path: Path) -> None:
    org = RowsOrg({})

    def interrupt(table: Source) -> None:
        raise KeyboardInterrupt

    org.before_read = interrupt
    with pytest.raises(KeyboardInterrupt):
        take(lake, org)
    assert not list(tmp_path.rglob(".draft-*"))
    assert take(lake)


def test_a_table_that_is_not_visible_is_a_gap_and_the_rest_is_stored(lake: FolderStore) -> None:
    taken = take(lake, RowsOrg({}, hidden=["user"]))
    (gap,) = taken.gaps
    assert (gap.what, gap.remedy) == ("user", f"Give the connected user the permission {USER.permission}.")
    assert "user" not in taken.tables


def test_a_manifest_of_an_earlier_version_still_loads(lake: FolderStore, tmp_path: Path) -> None:
    taken = take(lake, RowsOrg({}, hidden=["user"]))
    (manifest,) = tmp_path.rglob("manifest.json")
    outer = json.loads(manifest.read_text())
    body = outer["snapshot"]
    body["gaps"][0]["panels"] = ["Licenses"]
    body["backbone"] = ["Case"]
    del body["tracked_objects"]
    manifest.write_text(json.dumps({**outer, "sha256": seal(body)}))
    assert lake.snapshot(ORG_ID) == replace(taken, tracked_objects=("Case",))


def test_a_second_refresh_learns_who_is_reading(lake: FolderStore) -> None:
    with (
        lake.new_snapshot(ORG_ID, lambda: NOW),
        pytest.raises(RefreshRunning, match=f"process {os.getpid()}"),
        lake.new_snapshot(ORG_ID, lambda: NOW),
    ):
        pass


def test_a_second_refresh_that_waits_begins_when_the_first_ends(lake: FolderStore) -> None:
    began = threading.Event()

    def second() -> None:
        with lake.new_snapshot(ORG_ID, lambda: NOW, wait=True):
            began.set()

    waiting = threading.Thread(target=second)
    with lake.new_snapshot(ORG_ID, lambda: NOW):
        waiting.start()
        assert not began.wait(0.2)
    waiting.join(5)
    assert began.is_set()


def test_a_moment_that_has_not_come_in_the_org_is_refused(lake: FolderStore) -> None:
    with pytest.raises(UsageError, match="in the future"):
        take(lake, days=1)
    assert list(lake.snapshots(ORG_ID)) == []


def test_two_orgs_refresh_at_once(lake: FolderStore) -> None:
    with lake.new_snapshot(ORG_ID, lambda: NOW), lake.new_snapshot("00D000000000002EAA", lambda: NOW):
        pass


def test_a_snapshot_of_the_same_second_is_refused(lake: FolderStore) -> None:
    take(lake)
    with pytest.raises(UsageError, match="already"):
        take(lake)


def test_what_a_killed_refresh_left_is_cleared_and_never_listed(lake: FolderStore, tmp_path: Path) -> None:
    left = tmp_path / f"org={ORG_ID}" / ".draft-dead"
    left.mkdir(parents=True)
    (left / "user.parquet").write_bytes(b"half")
    assert list(lake.snapshots(ORG_ID)) == []
    take(lake)
    assert not left.exists()


def test_page_indexes_of_an_earlier_version_are_deleted(lake: FolderStore, tmp_path: Path) -> None:
    outdated = tmp_path / f"org={ORG_ID}" / "register=20260101T000000Z"
    outdated.mkdir(parents=True)
    (outdated / "users-0123456789abcdef.duckdb").write_bytes(b"large")
    take(lake)
    assert not outdated.exists()


@pytest.mark.parametrize("damage", ["cut", "altered", "empty", "not json"])
def test_a_damaged_manifest_is_named_and_the_other_snapshots_open(
    lake: FolderStore, tmp_path: Path, damage: str
) -> None:
    good, bad = take(lake, days=-1), take(lake)
    manifest = tmp_path / f"org={ORG_ID}" / f"as_of={bad.id}" / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(
        {"cut": text[:-40], "altered": text.replace('"calls": ', '"calls": 1'), "empty": "", "not json": "<html>"}[
            damage
        ]
    )
    with pytest.raises(Corrupt, match=str(manifest)):
        lake.snapshot(ORG_ID, bad.id)
    assert list(lake.snapshots(ORG_ID)) == [good]
    assert [name for name, _ in lake.damaged(ORG_ID)] == [bad.id]
    with pytest.raises(Corrupt, match=f"latest snapshot.*still opens: {good.id}"):
        lake.snapshot(ORG_ID)
    assert lake.snapshot(ORG_ID, good.id) == good


@pytest.mark.parametrize("damage", ["cut", "flipped", "gone"])
def test_a_damaged_table_is_named_and_the_other_snapshots_open(lake: FolderStore, tmp_path: Path, damage: str) -> None:
    good, bad = take(lake, days=-1), take(lake)
    table = tmp_path / f"org={ORG_ID}" / f"as_of={bad.id}" / "user_license.parquet"
    content = table.read_bytes()
    if damage == "gone":
        table.unlink()
    else:
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        table.write_bytes(content[:-10] if damage == "cut" else flipped)
    sources = report_sources(tmp_path)
    with pytest.raises(Corrupt, match=r"user_license\.parquet"):
        license_rows(bad, sources)
    assert len(license_rows(good, sources)) == 1


def test_what_the_disk_refuses_is_said_and_nothing_else_swallowed() -> None:
    with pytest.raises(DiskFull, match=r"The disk.* is full\. Nothing was saved"), disk_errors():
        raise OSError(28, "No space left on device")
    with pytest.raises(StorageError, match=r"/x cannot be written \(Permission denied\)"), disk_errors():
        raise PermissionError(13, "Permission denied", "/x")
    with pytest.raises(BrokenPipeError), disk_errors():
        raise BrokenPipeError(32, "Broken pipe")


def test_a_manifest_of_a_newer_seatwise_is_refused_by_name(lake: FolderStore, tmp_path: Path) -> None:
    taken = take(lake)
    manifest = tmp_path / f"org={ORG_ID}" / f"as_of={taken.id}" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}))
    with pytest.raises(Corrupt, match="another version"):
        lake.snapshot(ORG_ID)
