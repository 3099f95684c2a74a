"""The floors of the house: each contract holds, and breaking it is noticed."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc", "stuff"}
SOURCES = [
    path for path in (ROOT / "src").rglob("*") if path.suffix in {".py", ".sql", ".html", ".css", ".js", ".lark"}
]

# (the contract, a file, a line that breaks it)
BREACHES = [
    ("Imports only go down", "domain/ids.py", "from seatwise.storage import paths"),
    ("Imports only go down", "storage/paths.py", "from seatwise.salesforce import org"),
    ("Imports only go down", "engine/page_index.py", "from seatwise.storage import paths"),
    ("Imports only go down", "sources/source.py", "from seatwise.metrics import model"),
    ("Imports only go down", "domain/gaps.py", "from seatwise.sources import source"),
    ("Imports only go down", "salesforce/org.py", "from seatwise.sandbox import schema"),
    ("No circles anywhere", "storage/paths.py", "from seatwise.storage import snapshot_store"),
    ("Only the edge talks to the world", "panels/declaration/panel.py", "import duckdb"),
    ("Only the edge talks to the world", "app/refresh/run.py", "import httpx2"),
    ("Only the edge talks to the world", "sources/registry.py", "import duckdb"),
    ("SQL runs in storage, the engine, the sandbox and Parquet files only", "cli/panels/commands.py", "import duckdb"),
]


def lint(source: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).with_name("lint-imports")
    command = [str(linter), "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    environment = {**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=source)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src" / "seatwise", tmp_path / "seatwise", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_contract_holds(copy: Path) -> None:
    checked = lint(copy)
    assert "4 kept, 0 broken" in checked.stdout, checked.stdout


@pytest.mark.slow(sample=3)
@pytest.mark.parametrize(("contract", "file", "line"), BREACHES)
def test_breaking_a_contract_is_noticed(copy: Path, contract: str, file: str, line: str) -> None:
    place = copy / "seatwise" / file
    place.write_text(f"{place.read_text()}\n{line}\n")
    checked = lint(copy)
    broken = [said for said in checked.stdout.splitlines() if "BROKEN" in said]
    assert checked.returncode == 1
    assert any(said.startswith(contract) for said in broken), checked.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_idea(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert path.stem not in VAGUE


@pytest.mark.parametrize("path", [path for path in SOURCES if path.suffix == ".py"], ids=lambda path: path.stem)
def test_a_file_says_in_its_first_line_what_it_is(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith('"""')


def test_no_package_is_two() -> None:
    sizes = Counter(path.parent for path in SOURCES if path.suffix == ".py" and path.name != "__init__.py")
    assert {str(folder.relative_to(ROOT)): size for folder, size in sizes.items() if size > 12} == {}


def test_a_name_of_a_file_helps_to_find_it() -> None:
    packages: dict[str, list[str]] = {}
    for path in SOURCES:
        if path.suffix == ".py" and path.name != "__init__.py":
            packages.setdefault(path.name, []).append(path.parent.name)
    assert {name: found for name, found in packages.items() if len(found) > 3} == {}


def test_services_are_looked_up_where_a_process_begins_and_passed_on_from_there() -> None:
    calls = [path for path in SOURCES if path.suffix == ".py" and " services()" in path.read_text(encoding="utf-8")]
    assert {path.name for path in calls} == {"bootstrap.py", "main.py"}
