"""From an empty home to a priced inventory, by the commands a person types."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli_commands import run_command
from seatwise import __version__
from seatwise.cli.main import app
from seatwise.sandbox.accounts import ADMIN
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread

MOMENT = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
GROUPS = ["", "org", "price", "bucket", "entitlement", "objects", "actors", "sandbox", "explain"]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words, catch_exceptions=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with one org, read once."""
    folder = tmp_path_factory.mktemp("home")
    before = os.environ.get("SEATWISE_HOME")
    os.environ["SEATWISE_HOME"] = str(folder)
    with serve_in_thread(Sandbox(60, 7, MOMENT, MOMENT)) as url:
        login = (
            "--username",
            ADMIN.username,
            "--password",
            ADMIN.password,
            "--token",
            ADMIN.security_token,
            "--insecure-literal",
        )
        assert run("org", "add", "acme", "--login-url", url, *login).exit_code == 0
        assert run("refresh", "acme", "--accept-clock").exit_code == 0
        yield folder
    if before is None:
        del os.environ["SEATWISE_HOME"]
    else:
        os.environ["SEATWISE_HOME"] = before


def inventory(*words: str) -> dict[str, object]:
    shown = run("licenses", "--org", "acme", "--format", "json", *words)
    assert shown.exit_code == 0
    loaded: dict[str, object] = json.loads(shown.stdout)
    return loaded


def rows(*words: str) -> list[dict[str, object]]:
    found = inventory(*words)["rows"]
    assert isinstance(found, list)
    return found


def test_a_clock_that_is_days_off_is_refused_with_both_times_unless_it_is_accepted(home: Path) -> None:
    snapshots = sorted(home.glob("lake/org=*/*"))
    told = " ".join(run_command("refresh", "acme", code=2).stderr.split())
    assert f"The clock of acme shows {MOMENT:%d %b %Y}" in told
    assert f"and this machine's {datetime.now(UTC):%d %b %Y}" in told
    assert "seatwise refresh acme --accept-clock" in told
    assert sorted(home.glob("lake/org=*/*")) == snapshots


def test_a_refresh_ends_in_a_snapshot_and_the_next_command(home: Path) -> None:
    listed = run("snapshots", "list", "acme", "--format", "json")
    (only,) = json.loads(listed.stdout)
    assert (only["id"], only["users"], only["note"]) == ("20261121T091200Z", 60, "")
    assert only["calls"] <= 80  # 25 for the inventory, two per backbone object, one per profile in use, and the rest
    assert "seatwise licenses --org acme" in run("snapshots", "list", "acme").output


def test_the_report_in_json_says_which_org_which_moment_and_what_is_missing(home: Path) -> None:
    told = inventory()
    assert (told["org"], told["as_of"], told["currency"]) == ("acme", "2026-11-21T09:12:00+00:00", "USD")
    assert isinstance(told["gaps"], list)
    assert {row["kind"] for row in rows()} == {"user", "permission_set", "feature", "package"}


def test_a_price_changes_the_figures_that_depend_on_it_and_no_other(home: Path) -> None:
    before = {row["key"]: row for row in rows()}
    assert run("price", "set", "--org", "acme", "SFDC", "1980").exit_code == 0
    after = {row["key"]: row for row in rows()}
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"SFDC"}
    seats = after["SFDC"]["provisioned"]
    assert isinstance(seats, int)
    assert after["SFDC"]["provisioned_cost"] == f"{seats * 1980}.00"


def test_a_minus_sorts_the_largest_first_and_unknown_stands_last(home: Path) -> None:
    shown = [row["unassigned"] for row in rows("--sort", "-unassigned")]
    known = [value for value in shown if isinstance(value, int)]
    assert known == sorted(known, reverse=True)
    assert shown[len(known) :] == [None] * (len(shown) - len(known))


def test_disabled_licenses_are_shown_where_they_are_wanted(home: Path) -> None:
    assert {row["status"] for row in rows("--disabled")} - {row["status"] for row in rows()} == {"Disabled"}


@pytest.mark.parametrize("form", ["csv", "xlsx", "html", "json"])
def test_a_report_goes_into_a_file(home: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"licenses.{form}"
    done = run("licenses", "--org", "acme", "--format", form, "--output", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert len(file.read_bytes()) > 1000


def test_csv_on_stdout_is_nothing_but_csv(home: Path) -> None:
    shown = run("licenses", "--org", "acme", "--format", "csv").stdout_bytes.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(shown, newline="")))
    assert [line["key"] for line in lines if line["line"] == "row"] == [row["key"] for row in rows()]
    assert {line["line"] for line in lines} == {"row", "total"}


def test_the_table_shows_groups_totals_and_what_to_do_next(home: Path) -> None:
    shown = run("licenses", "--org", "acme")
    for part in ("User licenses", "Add-ons", "Feature licenses", "Package licenses", "Totals", "Unreconciled"):
        assert part in shown.stdout
    assert "seatwise explain licenses" in shown.stderr


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_a_figure_is_never_cut_on_a_narrow_screen(home: Path, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = run("licenses", "--org", "acme").stdout
    assert "\N{HORIZONTAL ELLIPSIS}" not in shown
    assert ("Hidden on this narrow screen" in shown) is (width <= 120)
    assert "Unassigned cost" in shown


def test_a_currency_other_than_dollars_is_named(home: Path) -> None:
    assert run("org", "edit", "acme", "--currency", "EUR").exit_code == 0
    try:
        assert "money in EUR per year" in run("licenses", "--org", "acme").stdout
    finally:
        run("org", "edit", "acme", "--currency", "USD")


def test_explain_prints_the_sentence_the_formula_and_the_sql() -> None:
    shown = run("explain", "licenses", "assigned_cost").stdout
    assert "assigned_cost = assigned * unit_price" in shown
    assert "as assigned_cost" in shown


@pytest.mark.slow(sample=3)
@pytest.mark.parametrize("group", GROUPS)
def test_help_reads_at_every_level(group: str) -> None:
    shown = run(*group.split(), "--help")
    assert shown.exit_code == 0
    commands = re.findall(r"^│ (\w[\w-]*) {2,}\S", shown.stdout, flags=re.MULTILINE)
    assert commands
    for command in commands:
        deeper = run(*group.split(), command, "--help")
        assert deeper.exit_code == 0
        assert "Usage" in deeper.stdout


def test_version_answers_before_anything_heavy_is_imported() -> None:
    code = "import sys; sys.argv[1:] = ['--version']; from seatwise.__main__ import main; main(); print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    version, modules = shown.splitlines()
    assert version == f"seatwise {__version__}"
    assert not {"typer", "duckdb", "sqlalchemy", "rich", "httpx2"} & set(modules.split())


def test_a_report_imports_neither_the_network_nor_the_sandbox(home: Path) -> None:
    code = (
        "import sys; sys.argv[1:] = 'licenses --org acme --format json --output /dev/null'.split()\n"
        "from seatwise.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"httpx2", "alembic", "uvicorn", "keyring", "seatwise.sandbox.org"} & set(shown.split())


def opened(said: str) -> str:
    """What a browser shows that opens the first address that the demo has printed."""
    address, other = re.findall(r"http://127\.0\.0\.1:\d+/\?token=\S+", said)
    assert (address.partition("&")[2], other.partition("&")[2]) == (
        "next=%2Forgs%2Fdemo%2Flicenses",
        "next=%2Forgs%2Fdemo%2Fprofiles",
    )
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(address) as page:
        assert page.url.endswith("/orgs/demo/licenses")
        return "Provisioned cost" if b"Provisioned cost" in page.read() else page.url


@pytest.mark.slow
def test_the_demo_does_the_main_job_from_an_empty_home_and_stops(tmp_path: Path) -> None:
    environment = {**os.environ, "SEATWISE_HOME": str(tmp_path / "demo"), "COLUMNS": "160"}

    def seatwise(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "seatwise", *words]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)

    try:
        told = seatwise("demo", "--users", "50")
        assert "Unassigned cost" in told.stdout
        assert opened(told.stderr) == "Provisioned cost"
        *next_steps, last = re.findall(r"seatwise [^(\n]*[^( \n]", told.stderr.partition("Next:")[2])
        assert last == "seatwise demo --stop"
        earlier, later = json.loads(seatwise("snapshots", "list", "demo", "--format", "json").stdout)
        assert (datetime.fromisoformat(later["as_of"]) - datetime.fromisoformat(earlier["as_of"])).days == 30
        again = seatwise("demo", "--users", "50")
        assert len(json.loads(seatwise("snapshots", "list", "demo", "--format", "json").stdout)) == 4
        assert "1. Sandbox org" in again.stderr
        assert opened(again.stderr) == "Provisioned cost"
        for step in next_steps:
            seatwise(*step.split()[1:])
        assert {each.name for each in tmp_path.iterdir()} == {"demo", "licenses.xlsx", "usage-actors.json"}
    finally:
        assert "The demo has stopped" in seatwise("demo", "--stop").stderr
    assert "No demo is running" in seatwise("demo", "--stop").stderr
