"""Actors as a file: out, in, and back; over a lake on disk."""

import json
import threading
from pathlib import Path

import duckdb
import pytest

from fakes import NOON, MemoryConnections, connection
from inventory import INVENTORY
from reports import report_sources
from rows_org import NOW, ORG_ID, RowsOrg, sid, users
from seatwise.app.entries.actors import export_actors, forget_actors, import_actors
from seatwise.app.refresh.run import refresh
from seatwise.app.report_context import ReportSources
from seatwise.domain.errors import Corrupt, UsageError
from seatwise.domain.snapshots import ACTORS_FILE, Snapshot
from seatwise.sources.activity import CREATED, MODIFIED, TRACKED_OBJECTS
from seatwise.sources.registry import REGISTRY
from seatwise.storage.paths import table_path
from seatwise.storage.snapshot_store import FolderStore

ANN, BOB, CAT = sid("005", 1), sid("005", 2), sid("005", 3)
TYPE = sid("012", 1)


def touch(sobject: str, user: str, way: str, kind: str | None = None) -> dict[str, object]:
    return {"SobjectType": sobject, "RecordTypeId": kind, "UserId": user, "Touch": way, "Records": 2, "LastDate": NOW}


ORG = RowsOrg(
    {
        "user": users(2, 1),
        "record_type": [{"Id": TYPE, "SobjectType": "Opportunity"}],
        "record_touch": [
            touch("Opportunity", BOB, MODIFIED, TYPE),
            touch("Opportunity", ANN, MODIFIED, TYPE),
            touch("Opportunity", BOB, CREATED, TYPE),
            touch("Opportunity", CAT, CREATED),
            touch("Account", ANN, CREATED),
        ],
    },
    rows_missing=["record_touch"],
)
FILE = json.dumps(
    {"actors": [{"objectType": "Case", "recordTypeId": None, "modifierIds": [BOB[:15]], "creatorIds": [BOB]}]}
).encode()


@pytest.fixture
def sources(tmp_path: Path) -> ReportSources:
    orgs = MemoryConnections()
    orgs.add(connection(org_id=ORG_ID), {})
    lake = FolderStore(tmp_path)
    take(lake)
    return report_sources(tmp_path, connections=orgs)


def take(lake: FolderStore, org: RowsOrg = ORG, *, before: bool = False) -> Snapshot:
    tables = INVENTORY if before else REGISTRY
    return refresh(org, lake, name="acme", tables=tables, as_of=None, clock=lambda: NOON, watch=lambda step: None)


def exported(sources: ReportSources) -> list[dict[str, object]]:
    text, _ = export_actors("acme", sources)
    return list(json.loads(text)["actors"])


def taken_in(sources: ReportSources, content: bytes = FILE) -> Snapshot:
    return import_actors("acme", content, sources, clock=lambda: NOON).snapshot


def rows(folder: Path, snapshot: Snapshot) -> list[tuple[object, ...]]:
    with duckdb.connect() as db:
        file = str(table_path(folder, snapshot, "record_touch"))
        return db.execute("SELECT * FROM read_parquet(?, hive_partitioning = false) ORDER BY ALL", [file]).fetchall()


def test_every_touch_stands_in_the_file_by_object_and_record_type(sources: ReportSources) -> None:
    assert exported(sources) == [
        {"objectType": "Account", "recordTypeId": None, "modifierIds": [], "creatorIds": [ANN]},
        {"objectType": "Opportunity", "recordTypeId": None, "modifierIds": [], "creatorIds": [CAT]},
        {"objectType": "Opportunity", "recordTypeId": TYPE, "modifierIds": [ANN, BOB], "creatorIds": [BOB]},
    ]


def test_a_snapshot_that_never_looked_has_no_actors_to_export(tmp_path: Path, sources: ReportSources) -> None:
    fresh = FolderStore(tmp_path / "other")
    take(fresh, before=True)
    with pytest.raises(UsageError, match="has no record activity") as refusal:
        export_actors("acme", report_sources(tmp_path / "other", connections=sources.connections))
    assert "seatwise refresh acme" in refusal.value.next_step


def test_an_import_replaces_what_was_read_and_forgetting_brings_it_back(sources: ReportSources, tmp_path: Path) -> None:
    read = sources.storage.snapshot(ORG_ID)
    assert [gap.table for gap in read.gaps] == ["record_touch"]
    snapshot = taken_in(sources)
    assert snapshot == sources.storage.snapshot(ORG_ID) == list(sources.storage.snapshots(ORG_ID))[-1]
    assert rows(tmp_path, snapshot) == [
        ("Case", None, BOB, "created", None, NOW.replace(tzinfo=None)),
        ("Case", None, BOB, "modified", None, NOW.replace(tzinfo=None)),
    ]
    assert snapshot.tables["record_touch"].route == ACTORS_FILE
    assert (snapshot.gaps, snapshot.tracked_objects, snapshot.read_days) == ((), ("Case",), 30)
    assert [entry["objectType"] for entry in exported(sources)] == ["Case"]
    assert forget_actors("acme", sources) == read == sources.storage.snapshot(ORG_ID)
    assert len(exported(sources)) == 3
    assert read.tracked_objects == TRACKED_OBJECTS
    assert not list(tmp_path.glob("org=*/actors=*"))


def test_a_snapshot_that_never_looked_can_take_a_file(tmp_path: Path, sources: ReportSources) -> None:
    fresh = FolderStore(tmp_path / "other")
    take(fresh, before=True)
    other = report_sources(tmp_path / "other", connections=sources.connections)
    taken = import_actors("acme", FILE, other, clock=lambda: NOON)
    assert taken.not_compared == ("record_type",)
    assert taken.snapshot.read_days == 30
    assert [entry["objectType"] for entry in exported(other)] == ["Case"]


def test_export_then_import_then_export_is_the_same_text(sources: ReportSources) -> None:
    text, _ = export_actors("acme", sources)
    taken_in(sources, text.encode())
    assert export_actors("acme", sources)[0] == text


def test_a_second_import_replaces_the_first(sources: ReportSources, tmp_path: Path) -> None:
    taken_in(sources)
    exported(sources)
    taken_in(sources, FILE.replace(b"Case", b"Lead"))
    assert [entry["objectType"] for entry in exported(sources)] == ["Lead"]
    assert len(list(tmp_path.glob("org=*/actors=*/*"))) == 2


def test_unknown_users_and_record_types_are_reported_and_imported(sources: ReportSources) -> None:
    gone = sid("012", 9)
    content = FILE.replace(b"null", f'"{gone}"'.encode()).replace(BOB[:15].encode() + b'"', CAT.encode() + b'"')
    taken = import_actors("acme", content, sources, clock=lambda: NOON)
    assert (taken.users, taken.entries) == (2, 1)
    assert (taken.unknown_users, taken.unknown_record_types, taken.not_compared) == ((CAT,), (gone,), ())
    assert exported(sources)[0]["modifierIds"] == [CAT]


@pytest.mark.parametrize("content", [b"", b"{}", FILE.replace(BOB.encode(), b"bad"), FILE[:-1]])
def test_what_is_refused_changes_nothing(sources: ReportSources, tmp_path: Path, content: bytes) -> None:
    taken_in(sources)
    before = (
        sources.storage.snapshot(ORG_ID),
        {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()},
    )
    with pytest.raises(UsageError):
        taken_in(sources, content)
    after = (
        sources.storage.snapshot(ORG_ID),
        {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()},
    )
    assert after == before


def test_nothing_to_forget_is_reported(sources: ReportSources) -> None:
    with pytest.raises(UsageError, match="no file was imported for it"):
        forget_actors("acme", sources)
    with pytest.raises(UsageError, match="is no snapshot"):
        forget_actors("acme", sources, snapshot_id="1999")


@pytest.mark.parametrize("spoil", [lambda text: text[:-9], lambda text: text.replace("Case", "Lead"), lambda text: ""])
def test_a_damaged_import_is_named_and_can_be_forgotten(sources: ReportSources, tmp_path: Path, spoil: object) -> None:
    read = sources.storage.snapshot(ORG_ID)
    taken_in(sources)
    (manifest,) = tmp_path.glob("org=*/actors=*/manifest.json")
    manifest.write_text(spoil(manifest.read_text()))  # type: ignore[operator]
    with pytest.raises(Corrupt, match="seatwise actors forget NAME"):
        sources.storage.snapshot(ORG_ID)
    assert forget_actors("acme", sources) == read


def test_a_damaged_table_of_an_import_is_no_actors(sources: ReportSources, tmp_path: Path) -> None:
    taken_in(sources)
    (table,) = tmp_path.glob("org=*/actors=*/*.parquet")
    table.write_bytes(table.read_bytes()[:-1] + b"x")
    with pytest.raises(Corrupt, match="not the file that was committed"):
        exported(sources)


def test_many_at_once_leave_one_whole(sources: ReportSources, tmp_path: Path) -> None:
    files = [FILE.replace(b"Case", name) for name in (b"Lead", b"Account", b"Contact", b"Case")]
    threads = [threading.Thread(target=taken_in, args=(sources, content)) for content in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert exported(sources)[0]["objectType"] in {"Lead", "Account", "Contact", "Case"}
    assert len(list(tmp_path.glob("org=*/actors=*/*"))) == 2
