"""A backup is whole, and restored on an empty machine it gives the same reports to the byte; what is not is refused."""

import io
import json
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from fakes import price
from resilience.cli_runner import CliRunner
from seatwise.bootstrap import Services
from seatwise.domain.licensing.entries import Price
from seatwise.sandbox.org import Sandbox
from seatwise.storage.manifest import seal


def reports(cli: CliRunner) -> dict[str, bytes]:
    """The JSON of the panels, of the license with a price, and of all orgs."""
    of_box = ("licenses", "profiles", "users", "trends", "history", "license SFDC")
    every = {name: cli(*name.split(), "--org", "box", "--format", "json").out for name in of_box}
    return {**every, "overview": cli("overview", "--format", "json").out}


@pytest.fixture
def box_with_prices(read_box: CliRunner) -> CliRunner:
    read_box("price", "set", "SFDC", "1980.50", "--org", "box", "--from", "2026-01-01")
    read_box("bucket", "set", "SFDC", "Other", "--org", "box", "--from", "2026-01-01")
    read_box("objects", "add", "Contract", "--org", "box")
    return read_box


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar"


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """Another machine: another home, which is empty, and no key."""
    home = tmp_path / "elsewhere" / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        yield CliRunner(home)


def elsewhere(monkeypatch: pytest.MonkeyPatch, empty: CliRunner, *, key: str = "") -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(empty.home))
    monkeypatch.setenv("SEATWISE_SECRET_KEY", key)


def test_restored_on_an_empty_machine_every_report_is_the_same_to_the_byte(
    box_with_prices: CliRunner, empty: CliRunner, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reports(box_with_prices)
    assert "Saved state.db and 1 snapshot to" in box_with_prices("backup", str(file)).words
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []
    elsewhere(monkeypatch, empty)
    assert "Restored state.db and 1 snapshot" in empty("restore", str(file)).words
    stored = list(empty.home.rglob("*"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in stored}
    assert set(modes.values()) == {0o600, 0o700}
    assert reports(empty) == before
    assert empty("objects", "list", "--org", "box", "--format", "json").json
    assert not (empty.home / ".restore").exists()


def test_without_the_key_secrets_are_asked_for_again(
    box_with_prices: CliRunner, empty: CliRunner, file: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    box_with_prices("backup", str(file))
    elsewhere(monkeypatch, empty)
    assert "Enter the secrets of each org again: seatwise org edit box" in empty("restore", str(file)).words
    assert "Enter it: seatwise org edit" in empty.fails("refresh", "box", code=3)
    empty("org", "edit", "box", "--password", "env:SW_PASSWORD", "--token", "env:SW_TOKEN")
    empty("org", "test", "box")


def test_with_its_key_or_where_the_key_is_at_hand_logins_go_on(
    box_with_prices: CliRunner, empty: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    box_with_prices("backup", str(tmp_path / "with.tar"), "--with-key")
    box_with_prices("backup", str(tmp_path / "without.tar"))
    elsewhere(monkeypatch, empty)
    assert "again" not in empty("restore", str(tmp_path / "with.tar")).words
    assert (empty.home / "secret.key").stat().st_mode & 0o777 == 0o600
    empty("org", "test", "box")
    shutil.rmtree(empty.home)
    monkeypatch.setenv("SEATWISE_SECRET_KEY", "A" * 43 + "=")
    assert "again" not in empty("restore", str(tmp_path / "without.tar")).words
    empty("org", "test", "box")


def test_nothing_is_overwritten_unless_that_is_said(box_with_prices: CliRunner, file: Path) -> None:
    file.write_bytes(b"mine")
    assert "--overwrite" in box_with_prices.fails("backup", str(file), code=2)
    assert file.read_bytes() == b"mine"
    box_with_prices("backup", str(file), "--overwrite")
    before = reports(box_with_prices)
    assert "--replace" in box_with_prices.fails("restore", str(file), code=2)
    box_with_prices("price", "set", "SFDC", "5", "--org", "box", "--from", "2026-01-01")
    assert reports(box_with_prices) != before
    box_with_prices("restore", str(file), "--replace")
    assert reports(box_with_prices) == before


def test_a_backup_goes_where_it_can_be_written_and_outlives_the_home(box_with_prices: CliRunner, file: Path) -> None:
    for wrong, said in (
        (file.parent / "none" / "b.tar", f"There is no folder {file.parent / 'none'}."),
        (file.parent, "is a folder."),
        (box_with_prices.home / "b.tar", "is in the folder that is backed up."),
    ):
        assert said in " ".join(box_with_prices.fails("backup", str(wrong), code=2).split())
    named = file.with_name("my backup.tar")
    assert f"seatwise restore '{named}'" in box_with_prices("backup", str(named)).words


def test_where_state_db_is_lost_a_backup_says_so(box_with_prices: CliRunner, file: Path) -> None:
    (box_with_prices.home / "state.db").unlink()
    assert "state.db is missing, but 1 snapshot" in " ".join(box_with_prices.fails("backup", str(file), code=4).split())


@pytest.mark.slow
def test_a_backup_during_edits_and_a_refresh_is_of_one_moment(
    box_with_prices: CliRunner, empty: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, box = threading.Event(), box_with_prices
    refreshing = threading.Thread(target=lambda: box.in_process("refresh", "box", "--as-of", "2026-11-20T02:00:00Z"))
    refreshing.start()

    def edit() -> None:

        book, number = Services(box.home).book, 0
        while not done.is_set():
            book.record("box", [price("SFDC", str(number)), price("SFDC", str(number))])
            assert book.unidentified("box", Price) == ""
            number += 1

    editing = threading.Thread(target=edit)
    editing.start()
    for number in range(5):
        box.in_process("backup", str(tmp_path / f"{number}.tar"))
    done.set()
    editing.join(30)
    refreshing.join(60)
    elsewhere(monkeypatch, empty)
    for number in range(5):
        empty("restore", str(tmp_path / f"{number}.tar"), "--replace")
        empty.report()
        prices = empty("price", "list", "--org", "box", "--format", "json").json
        assert not [each for each in prices if "damaged" in str(each)]
        with closing(sqlite3.connect(empty.home / "state.db")) as raw:
            assert raw.execute("SELECT count(*) FROM prices").fetchone()[0] % 2 == 1  # pairs, and the first one


def test_a_backup_of_a_newer_seatwise_is_refused(
    box_with_prices: CliRunner, file: Path, empty: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    box_with_prices("backup", str(file))

    def newer(content: bytes) -> bytes:
        path = file.with_suffix(".db")
        path.write_bytes(content)
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute("UPDATE alembic_version SET version_num = '9999'")
        return path.read_bytes()

    rewritten(file, {"state.db": newer})
    elsewhere(monkeypatch, empty)
    assert "written by a newer Seatwise" in empty.fails("restore", str(file), code=4)
    assert not (empty.home / "state.db").exists()


def rewritten(file: Path, changes: dict[str, Callable[[bytes], bytes]], *more: tuple[tarfile.TarInfo, bytes]) -> None:
    """The backup with other contents, and a list of files that says so."""
    with tarfile.open(file) as tar:
        contents = {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]
    body = json.loads(contents.pop("manifest.json"))["backup"]
    for name, change in changes.items():
        contents[name] = change(contents[name])
    body["files"] = [
        {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in (*contents.items(), *((info.name, content) for info, content in more))
    ]
    contents["manifest.json"] = json.dumps({"format": 1, "sha256": seal(body), "backup": body}).encode()
    with tarfile.open(file, "w:", format=tarfile.USTAR_FORMAT) as tar:
        for info, content in (*more, *((tarfile.TarInfo(name), content) for name, content in contents.items())):
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def _entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, link
    return entry


HOSTILE = {
    "an absolute path": _entry("/etc/cron.d/x"),
    "a path upwards": _entry("lake/org=00D000000000001EAA/../../../x.json"),
    "a path upwards in a name that is allowed": _entry("lake/../x.parquet"),
    "a link": _entry("lake/home.json", tarfile.SYMTYPE, "/etc/passwd"),
    "a hard link": _entry("secret.key", tarfile.LNKTYPE, "state.db"),
    "a device": _entry("secret.key", tarfile.CHRTYPE),
    "a folder": _entry("lake", tarfile.DIRTYPE),
    "a file of no backup": _entry("state.db-wal"),
    "a hidden file": _entry("lake/org=00D000000000001EAA/as_of=20261120T090000Z/.x.parquet"),
}


@pytest.mark.parametrize("entry", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_backup_is_refused_and_nothing_is_written(
    box_with_prices: CliRunner, empty: CliRunner, file: Path, monkeypatch: pytest.MonkeyPatch, entry: tarfile.TarInfo
) -> None:
    box_with_prices("backup", str(file))
    rewritten(file, {}, (entry, b"" if entry.type != tarfile.REGTYPE else b"x"))
    elsewhere(monkeypatch, empty)
    before = sorted(empty.home.parent.rglob("*"))
    empty.fails("restore", str(file), code=4)
    assert sorted(empty.home.parent.rglob("*")) == before
    assert not empty.home.exists()


@pytest.mark.slow
@pytest.mark.parametrize("places", [8, pytest.param(50, marks=pytest.mark.exhaustive)])
def test_a_backup_that_is_cut_or_flipped_anywhere_is_refused_before_anything_is_touched(
    box_with_prices: CliRunner, file: Path, places: int
) -> None:
    before = reports(box_with_prices)
    box_with_prices("backup", str(file))
    whole = file.read_bytes()
    ends = whole.rindex(b"manifest.json") + 1000
    for at in (*range(0, ends, len(whole) // places), ends // 2 + 1):
        file.write_bytes(whole[:at])
        box_with_prices.fails("restore", str(file), "--replace", code=4)
        flipped = bytearray(whole)
        flipped[at] ^= 4
        file.write_bytes(flipped)
        said = box_with_prices("restore", str(file), "--replace", code=None)
        assert said.code in {0, 4}, said
        assert "Traceback" not in said.err
        assert box_with_prices("licenses", "--org", "box", "--format", "json").out == before["licenses"]
    file.write_bytes(b"")
    box_with_prices.fails("restore", str(file), "--replace", code=4)
    box_with_prices.fails("restore", str(file.with_name("nothing.tar")), code=2)
    assert reports(box_with_prices) == before


def test_a_damaged_snapshot_is_saved_as_it_is_and_named(box_with_prices: CliRunner, file: Path) -> None:
    table = next((box_with_prices.home / "lake").rglob("user_license.parquet"))
    table.write_bytes(table.read_bytes()[:-1] + b"x")
    assert "user_license.parquet is not the file that was committed" in box_with_prices("backup", str(file)).words


def test_a_damaged_state_is_not_saved_as_if_it_were_whole(box_with_prices: CliRunner, file: Path) -> None:
    path = box_with_prices.home / "state.db"
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_prices_org'")
    box_with_prices("backup", str(file), code=4)
    assert not file.exists()


def test_no_token_of_before_a_restore_is_valid_after_it(
    read_box: CliRunner, empty: CliRunner, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Services(read_box.home).access.start()
    read_box("token", "create", "dashboard")
    read_box("backup", str(file))
    elsewhere(monkeypatch, empty)
    empty("restore", str(file))
    with closing(sqlite3.connect(empty.home / "state.db")) as raw:
        assert raw.execute("SELECT kind, name FROM access_tokens").fetchall() == []
