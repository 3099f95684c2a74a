"""Temporary files of processes that were killed are deleted by the next refresh; those in use are not."""

import subprocess
import sys
from pathlib import Path

from fakes import NOON
from seatwise.storage.snapshot_store import FolderStore
from seatwise.storage.spill_folder import SPILL, SpillFolder, left_behind, sweep

ORG = "00D000000000001AAA"
KILLED = """
import os, signal, sys
from pathlib import Path
from seatwise.storage.spill_folder import SpillFolder
spill = SpillFolder(Path(sys.argv[1]))
Path(spill.path, "large").write_text("rows")
os.kill(os.getpid(), signal.SIGKILL)
"""


def left(root: Path) -> list[str]:
    return sorted(path.name for path in (root / SPILL).rglob("*"))


def test_a_folder_goes_with_its_process(tmp_path: Path) -> None:
    spill = SpillFolder(tmp_path)
    Path(spill.path, "rows").write_text("rows")
    assert len(left(tmp_path)) == 3
    del spill
    assert left(tmp_path) == []


def test_the_next_refresh_deletes_what_a_killed_process_has_left_and_nothing_in_use(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    used = SpillFolder(tmp_path)
    Path(used.path, "mine").write_text("rows")
    for earlier_version in ("index-abc", "duckdb_temp_1_owner"):
        (tmp_path / SPILL / earlier_version).mkdir()
    assert "large" in left(tmp_path)
    with FolderStore(tmp_path).new_snapshot(ORG, lambda: NOON):
        assert left(tmp_path) == sorted([used.path.name, f"{used.path.name}.lock", "mine"])


def test_where_nothing_can_be_made_there_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / SPILL).write_text("a file")
    assert not SpillFolder(tmp_path).path.exists()
    sweep(tmp_path)


def test_what_is_left_behind_is_seen_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    used = SpillFolder(tmp_path)
    (left_over,) = left_behind(tmp_path)
    assert left_over != used.path
    sweep(tmp_path)
    assert left_behind(tmp_path) == []
