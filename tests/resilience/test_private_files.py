"""Every file that is stored or exported is for its owner alone, and an export that fails leaves the older one."""

import os
import stat
import sys
from pathlib import Path

from forked_process import ForkServer
from resilience.cli_runner import CliRunner

EXPORTS = ("json", "csv", "xlsx", "parquet", "html")


def seen_by_others(folder: Path) -> dict[str, str]:
    """What others than the owner may do with a file below a folder, or with the folder."""
    modes = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
    return {str(path): stat.filemode(mode) for path, mode in modes.items() if mode & 0o077}


def test_what_is_stored_and_exported_is_for_its_owner_alone(box: CliRunner, tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir(mode=0o700)
    older = exports / "licenses.csv"
    older.write_text("readable by everyone")
    older.chmod(0o644)
    before = os.umask(0o022)
    try:
        log = {"SEATWISE_LOG": str(exports / "log")}
        box.in_process("refresh", "box", env={**log, "SEATWISE_BULK_FROM": "1"})
        box.in_process("price", "set", "--org", "box", "SFDC", "100")
        for form in EXPORTS:
            to = str(exports / f"licenses.{form}")
            box.in_process("licenses", "--org", "box", "--format", form, "--output", to)
        chart = ("--chart", "costs", "--format", "svg", "--output", str(exports / "costs.svg"))
        box.in_process("licenses", "--org", "box", *chart)
        box.in_process("price", "export", "--org", "box", "--output", str(exports / "prices.csv"))
    finally:
        os.umask(before)
    assert {path.name for path in exports.iterdir()} == {
        *(f"licenses.{form}" for form in EXPORTS),
        *("log", "costs.svg", "prices.csv"),
    }
    assert seen_by_others(exports) == {}
    assert seen_by_others(box.home) == {}


def test_an_export_that_finds_no_room_leaves_the_older_file(
    read_box: CliRunner, fork_server: ForkServer, tmp_path: Path
) -> None:
    file = tmp_path / "licenses.csv"
    file.write_text("of last month")
    report = ("licenses", "--org", "box", "--format", "csv", "--output", str(file))
    assert fork_server.run(*report, file_size=1_000).code == 4
    assert [(path.name, path.read_text()) for path in tmp_path.glob("*.csv")] == [(file.name, "of last month")]
    assert not list(tmp_path.glob(".licenses*"))


def test_an_export_follows_a_link_and_fills_a_pipe(read_box: CliRunner, tmp_path: Path) -> None:
    link, file = tmp_path / "link.csv", tmp_path / "file.csv"
    link.symlink_to(file)
    report = ("licenses", "--org", "box", "--format", "csv")
    read_box(*report, "--output", str(link))
    assert link.is_symlink()
    assert read_box.in_process(*report, "--output", "/dev/stdout").out == file.read_bytes()
    assert sys.platform == "win32" or stat.S_IMODE(file.stat().st_mode) == 0o600
