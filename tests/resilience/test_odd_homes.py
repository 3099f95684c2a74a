"""A home whose path has a meaning to SQLite, DuckDB, a shell or a web address works like any other."""

import shutil
from pathlib import Path

import pytest

from resilience.cli_runner import CliRunner
from resilience.conftest import command_line
from resilience.test_full_disk import PANELS
from seatwise.sandbox.org import Sandbox

HOMES = (
    "what? #1",
    "100%41",
    " blanks ",
    "\N{ROCKET} Zürich",
    'it\'s "quoted"',
    "[ab]c*{d}",
    "~nobody/home",
    "a;b&c=d",
)


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize("name", HOMES)
def test_a_home_of_any_name_works(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    outputs = []
    for home in (tmp_path / "plain", tmp_path / name):
        cli = command_line(home, monkeypatch)
        cli.add(sandbox.url)
        cli("refresh", "box", "--as-of", "2026-11-20T08:00:00Z")
        monkeypatch.setenv("SEATWISE_BULK_FROM", "1")
        cli("refresh", "box", "--as-of", "2026-11-20T09:00:00Z")
        monkeypatch.delenv("SEATWISE_BULK_FROM")
        cli("price", "set", "--org", "box", "SFDC", "100")
        # The page of one license says when its price was recorded.
        outputs.append([cli(*panel, "--org", "box").out for panel in (*PANELS, ("changes",)) if panel[0] != "license"])
        assert (home / "state.db").exists()
        assert list((home / "lake").glob("org=*/page_index=*/*"))
    assert outputs[0] == outputs[1]


def test_wildcards_in_the_path_match_no_other_home(
    read_box: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_box.report()
    homes = [shutil.copytree(read_box.home, tmp_path / name) for name in ("home?", "home1", "home*", "home[1]")]
    for home in homes:
        monkeypatch.setenv("SEATWISE_HOME", str(home))
        assert CliRunner(home).report() == before
