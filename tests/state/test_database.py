"""state.db on disk: private, up to date, whole, shared between processes, and honest when it is broken."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event

from fakes import NOON, bucket_override, connection, entitlement_override, price
from seatwise.domain.connection import Status
from seatwise.domain.errors import Corrupt, DiskFull, StorageError, UsageError
from seatwise.domain.licensing.entries import BucketOverride, EntitlementOverride, Price
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.state.connections import StoredConnections
from seatwise.state.database import Database
from seatwise.state.encryption.secrets import SecretStore
from seatwise.state.migrate import migrations
from seatwise.state.prices import StoredPrices
from seatwise.state.tables import HEAD, METADATA
from state.audit_rows import changes

KEY = "A" * 43 + "="  # the same in every process of a test


def orgs_in(home: Path) -> StoredConnections:
    return StoredConnections(Database.open(home), SecretStore(home, KEY))


def test_the_folder_and_the_files_are_their_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    before = os.umask(0)
    try:
        orgs_in(home).add(connection(), {"password": "p"})
        with Database.open(home).writing():
            modes = {path.name: path.stat().st_mode & 0o777 for path in home.iterdir()}
    finally:
        os.umask(before)
    assert home.stat().st_mode & 0o777 == 0o700
    assert modes["state.db"] == 0o600
    assert set(modes.values()) == {0o600}


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    with Database.open(tmp_path).reading() as db:
        assert compare_metadata(MigrationContext.configure(db), METADATA) == []
    assert ScriptDirectory.from_config(migrations()).get_current_head() == HEAD


def test_alembic_is_not_imported_for_a_database_that_is_up_to_date(tmp_path: Path) -> None:
    Database.open(tmp_path)
    code = (
        "import sys, pathlib; from seatwise.state.repositories import open_repositories; "
        "open_repositories(pathlib.Path(sys.argv[1]))[0].all(); "
        "print([name for name in ('alembic', 'keyring', 'cryptography') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_database_of_a_newer_seatwise_is_refused_and_left_alone(tmp_path: Path) -> None:
    orgs_in(tmp_path).add(connection(), {})
    with Database.open(tmp_path).writing() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = (tmp_path / "state.db").read_bytes()
    with pytest.raises(StorageError, match=r"state\.db was written by a newer Seatwise \(revision 9999") as refusal:
        Database.open(tmp_path)
    assert "Install" in refusal.value.next_step
    assert (tmp_path / "state.db").read_bytes() == before


def test_a_damaged_database_is_named_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"this is not a database, it only looks like a file" * 100)
    with pytest.raises(Corrupt, match=r"state\.db is damaged") as refusal:
        Database.open(tmp_path)
    assert "backup" in refusal.value.next_step


def test_damage_deep_inside_is_found_when_it_is_read(tmp_path: Path) -> None:
    orgs = orgs_in(tmp_path)
    orgs.add(connection(), {})
    path = tmp_path / "state.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(Corrupt, match=r"state\.db is damaged"):
        orgs_in(tmp_path).all()


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    orgs = orgs_in(tmp_path)
    orgs.add(connection("before"), {})

    def no_room(raw: sqlite3.Connection, _record: object) -> None:
        raw.execute(f"PRAGMA max_page_count={raw.execute('PRAGMA page_count').fetchone()[0]}")

    event.listen(orgs.database.engine, "connect", no_room)
    with pytest.raises(DiskFull, match=r"No room left on the disk to write .*state\.db"):
        orgs.add(connection("during", cause="x" * 100_000), {})
    assert [each.name for each in orgs_in(tmp_path).all()] == ["before"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"file/home/state\.db cannot be read or written"):
        Database.open(tmp_path / "file" / "home")


def test_a_failed_change_leaves_nothing_behind(tmp_path: Path) -> None:
    book = StoredPrices(Database.open(tmp_path))
    with pytest.raises(UsageError, match="no org named acme"):
        book.record("acme", [price()])
    orgs = orgs_in(tmp_path)
    orgs.add(connection(), {})
    broken = [price("A"), price("B", start="not a date")]  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        book.record("acme", broken)
    assert book.entries("acme", Price) == []
    assert changes(orgs.database, "acme")[1:] == []


def test_removing_an_org_takes_everything_entered_for_it_and_leaves_the_audit(tmp_path: Path) -> None:
    orgs = orgs_in(tmp_path)
    book = StoredPrices(orgs.database)
    orgs.add(connection(), {"password": "p"})
    book.record("acme", [price()])
    book.record("acme", [bucket_override("SFDC", Bucket.OTHER)])
    book.record("acme", [entitlement_override("SFDC", 1)])
    orgs.remove("acme")
    orgs.add(connection(), {})
    assert book.entries("acme", Price) == []
    assert book.entries("acme", BucketOverride) == []
    assert book.entries("acme", EntitlementOverride) == []
    assert orgs.secrets(orgs.get("acme")) == {}
    assert ("org", "password at https://login.salesforce.com", None) in [
        (each.what, each.old, each.new) for each in changes(orgs.database, "acme")
    ]


def test_the_audit_tells_what_changed_from_what_to_what_and_never_a_secret(tmp_path: Path) -> None:
    orgs, began = orgs_in(tmp_path), datetime.now(UTC)
    book = StoredPrices(orgs.database)
    orgs.add(connection(), {"password": "hunter2"})
    orgs.update(connection(currency="EUR"), {"password": "hunter3"})
    orgs.mark("acme", Status.UP, "", NOON)
    orgs.mark("acme", Status.UP, "", NOON)
    book.record("acme", [price(amount="100"), price(amount="120")])
    book.record("acme", [bucket_override("SFDC", Bucket.OTHER)])
    book.record("acme", [entitlement_override("PID_X", 12)])
    book.record("acme", [entitlement_override("PID_X", None)])
    told = changes(orgs.database, "acme")
    assert [(each.what, each.old, each.new) for each in told] == [
        ("org", None, "password at https://login.salesforce.com"),
        ("secret password", None, "set"),
        ("currency", "USD", "EUR"),
        ("secret password", None, "set"),
        ("status", "Verifying", "Up"),
        ("price of user:SFDC from 2026-01-01", None, "100"),
        ("price of user:SFDC from 2026-01-01", "100", "120"),
        ("bucket of user:SFDC from 2026-01-01", None, "Other"),
        ("yearly logins of user:PID_X from 2026-01-01", None, "12"),
        ("yearly logins of user:PID_X from 2026-01-01", "12", None),
    ]
    times = [each.at for each in told]
    assert times == sorted(times)
    assert began <= times[0] <= times[-1] <= datetime.now(UTC)


def test_a_thread_that_holds_the_file_opens_it_once_and_leaves_it_whole(tmp_path: Path) -> None:
    orgs, opened = orgs_in(tmp_path), []
    event.listen(orgs.database.engine, "connect", lambda raw, record: opened.append(raw))
    with orgs.database.shared_connection():
        assert not opened
        orgs.add(connection(), {"password": "p"})
        assert orgs.get("acme") == orgs_in(tmp_path).get("acme") == connection()
        assert len(opened) == 1
        with ThreadPoolExecutor(1) as other:
            assert other.submit(orgs.get, "acme").result() == connection()
        assert len(opened) == 2
    assert [path.name for path in tmp_path.glob("state.db*")] == ["state.db"]
    orgs.get("acme")
    assert len(opened) == 3


def test_a_held_file_keeps_every_promise_of_reading_and_writing(tmp_path: Path) -> None:
    orgs = orgs_in(tmp_path)
    book = StoredPrices(orgs.database)
    with orgs.database.shared_connection():
        with pytest.raises(UsageError, match="no org named acme"):
            book.record("acme", [price()])
        orgs.add(connection(), {})
        with pytest.raises(AttributeError):
            book.record("acme", [price("A"), price("B", start="not a date")])  # type: ignore[arg-type]
        assert book.entries("acme", Price) == []
        with orgs.database.reading() as db:
            before = db.exec_driver_sql("SELECT count(*) FROM prices").scalar_one()
            book.record("acme", [price()])  # through a connection of its own: this one is being read
            assert db.exec_driver_sql("SELECT count(*) FROM prices").scalar_one() == before == 0
        assert book.entries("acme", Price) == [price()]


def _add_many(home: Path, writer: int, count: int) -> None:
    orgs = orgs_in(home)
    for number in range(count):
        orgs.add(connection(f"org-{writer}-{number}"), {"password": "p"})


def test_processes_that_open_and_write_at_once_all_succeed(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_add_many, args=(tmp_path / "home", writer, 10)) for writer in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    orgs = orgs_in(tmp_path / "home")
    assert len(orgs.all()) == 30
    assert orgs.secrets(orgs.get("org-2-9")) == {"password": "p"}


@pytest.mark.slow
def test_a_process_killed_while_writing_loses_nothing_it_had_committed(tmp_path: Path) -> None:
    code = """
import pathlib, sys
from fakes import connection
from test_database import orgs_in
orgs, number = orgs_in(pathlib.Path(sys.argv[1])), 0
while True:
    orgs.add(connection(f"org-{number:06}"), {"password": "p"})
    print(number, flush=True)
    number += 1
"""
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parent), os.environ.get("PYTHONPATH", "")])
    for wait in (0.02, 0.05, 0.11):
        home = tmp_path / f"killed-after-{wait}"
        writer = subprocess.Popen(
            [sys.executable, "-c", code, home],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
        )
        assert writer.stdout is not None
        told = [writer.stdout.readline()]
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.read().split("\n")
        writer.wait(10)
        writer.stdout.close()
        committed = [int(line) for line in told if line.strip()]
        names = [each.name for each in orgs_in(home).all()]
        assert len(names) in (len(committed), len(committed) + 1)
        assert names[: len(committed)] == [f"org-{number:06}" for number in committed]
