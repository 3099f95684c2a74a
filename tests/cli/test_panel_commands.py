"""Commands made from panels: options are parameters, files hold every row, mistakes name the next step."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cli_commands import run_command
from fakes import NOON, connection, price
from rows_org import NOW, ORG_ID, RowsOrg, user_license
from seatwise import bootstrap
from seatwise.app.refresh.run import refresh
from seatwise.cli.panels.options import panel_params
from seatwise.metrics import columns
from seatwise.metrics.model import Metric
from seatwise.panels.declaration.panel import Panel, Shape, Span
from seatwise.panels.declaration.params import Kind, Param
from seatwise.panels.registry import PANELS, panel_of, panel_per_user
from seatwise.render.json_schema import json_schema
from seatwise.sources.registry import REGISTRY

ORG = "acme"
NUMBERED = Metric(
    name="numbered",
    sentence="One row per number.",
    tables=("user_license",),
    columns=(
        columns.rank("number", "The number.", internal=True),
        columns.text("name", "Its name."),
    ),
    text="""
    select number, concat('row ', right(concat('00', number), 3)) as name
    from (select cast(unnest(range(1, 121)) as bigint) as number) as numbers
    """,
)
LONG = Panel("long", "Long list", "What is long.", NUMBERED, ("name",), shape=Shape.LIST, row_word=("row", "rows"))
FLAT = Panel("flat", "Flat table", "What is flat.", NUMBERED, ("name",), row_word=("row", "rows"))
EVERYWHERE = Panel("everywhere", "Everywhere", "Of all orgs.", NUMBERED, ("org", "name"), span=Span.ORGS)
MINE = [LONG, FLAT, EVERYWHERE]


@pytest.fixture(autouse=True, scope="module")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The org `acme` with two licenses and one price, read once; and panels of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEATWISE_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("COLUMNS", "150")
        reports = bootstrap.services().reports
        reports.connections.add(connection(ORG, org_id=ORG_ID, currency="EUR"), {})
        reports.book.record(ORG, [price("SFDC", "1980")])
        tables = {"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80), user_license(2, "Free", "X", -1, 5)]}
        refresh(
            RowsOrg(tables),
            reports.storage,
            name=ORG,
            tables=REGISTRY,
            as_of=NOW,
            clock=lambda: NOON,
            watch=lambda _: None,
        )
        PANELS.extend(MINE)
        yield
        for panel in MINE:
            PANELS.remove(panel)


def as_json(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run_command(*words, "--format", "json").stdout)
    return found


def test_parameters_are_options_and_filter_rows_and_sums() -> None:
    assert [row["key"] for row in as_json("licenses")["rows"]] == ["SFDC", "X"]
    found = as_json("licenses", "--no-price")
    assert [row["key"] for row in found["rows"]] == ["X"]
    assert found["totals"][-1]["licenses"] == 1
    assert [row["key"] for row in as_json("licenses", "--kind", "feature", "--kind", "user")["rows"]] == ["SFDC", "X"]
    assert as_json("licenses", "--kind", "package")["rows"] == []


def test_a_minus_before_a_column_sorts_largest_first() -> None:
    assert [row["key"] for row in as_json("licenses", "--sort", "assigned")["rows"]] == ["X", "SFDC"]
    assert [row["key"] for row in as_json("licenses", "--sort", "-assigned")["rows"]] == ["SFDC", "X"]


def test_of_one_thing_its_key_is_the_argument() -> None:
    shown = run_command("license", "salesforce").stdout
    assert "80 of 100 seats assigned" in shown
    assert "Price history" in shown
    assert "nix" in run_command("license", "nix", code=2).stderr


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("licenses", "--sort", "nix"), "no column 'nix'"),
        (("licenses", "--snapshot", "1999"), "1999"),
        (("licenses", "--org", "acne"), "acne"),
        (("licenses", "--chart", "nix"), "no chart 'nix'"),
        (("licenses", "--format", "svg"), "Which chart"),
        (("licenses", "--chart", "costs", "--format", "csv"), "svg or png"),
        (("users", "--format", "svg"), "Users has no charts."),
        (("profiles", "--level", "user", "--chart", "use"), "Users has no charts."),
        (("licenses", "--output", "table.txt"), "A table is for the terminal"),
        (("long", "--limit", "many"), "limit is 'many'"),
        (("licenses", "--kind", "user", "--kind", "zzz"), "kind is 'zzz'"),
        (("explain", "nix"), "no panel 'nix'"),
        (("explain", "licenses", "assignd"), "no column 'assignd'"),
        (("explain", "license", "SFDC", "--sql"), "no column 'SFDC'"),
        (("explain", "license", "--sql"), "Parameter missing: key"),
    ],
)
def test_a_mistake_is_named_with_the_next_step(words: tuple[str, ...], problem: str) -> None:
    message, _, next_step = run_command(*words, code=2).stderr.partition("\n")
    assert message.startswith("Error: ")
    assert problem in message
    assert next_step.strip()


def test_an_error_leaves_no_file_behind(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    for options in (("--sort", "nix"), ("--after", "nix")):
        run_command("long", *options, "--format", "csv", "--output", str(file), code=2)
    assert not file.exists()
    nowhere = str(tmp_path / "none" / "long.csv")
    assert "cannot be written" in run_command("long", "--format", "csv", "--output", nowhere, code=4).stderr


def test_a_list_is_shown_page_by_page_and_written_whole() -> None:
    shown = run_command("long").stdout
    assert "row 050" in shown
    assert "row 051" not in shown
    assert "50 of 120 rows. All of them: --all" in shown
    assert "row 120" in run_command("long", "--all").stdout
    whole = as_json("long")
    assert len(whole["rows"]) == whole["count"] == 120
    assert whole["after"] is None


def test_of_a_list_a_page_is_written_where_one_is_wanted() -> None:
    first = as_json("long", "--limit", "70")
    assert len(first["rows"]) == 70
    rest = as_json("long", "--limit", "70", "--after", str(first["after"]))
    assert [row["name"] for row in (*first["rows"], *rest["rows"])] == [f"row {number:03}" for number in range(1, 121)]


def test_of_a_long_table_the_first_rows_are_shown_unless_all_are_wanted() -> None:
    shown = run_command("flat").stdout
    assert "row 100" in shown
    assert "100 of 120 rows. All of them: --all" in shown
    assert "row 120" in run_command("flat", "--all").stdout
    assert len(as_json("flat")["rows"]) == 120


def test_of_all_orgs_no_org_is_named() -> None:
    assert {row["org"] for row in as_json("everywhere")["rows"]} == {ORG}
    assert "--org" not in run_command("everywhere", "--help").stdout


def test_csv_on_stdout_is_nothing_but_csv() -> None:
    content = run_command("licenses", "--format", "csv").stdout.removeprefix("\ufeff")
    found = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [line["key"] for line in found if line["line"] == "row"] == ["SFDC", "X"]


@pytest.mark.parametrize(
    ("panel", "param"),
    [(panel, param) for panel in PANELS for param in panel.all_params if param.choices],
    ids=lambda each: each.name,
)
def test_what_has_choices_takes_them_in_any_case_and_nothing_else(panel: Panel, param: Param) -> None:
    values = (*param.choices, "none") if param.kind is Kind.TEXTS else param.choices
    for value in values:
        found = param.parse([value.upper()] if param.kind is Kind.TEXTS else value.upper())
        assert found == ((value,) if param.kind is Kind.TEXTS else value)
    option = f"--{param.name.replace('_', '-')}"
    key = ("SFDC",) if panel.key else ()
    said = run_command(panel.name, *key, option, "zzz", code=2).stderr
    for told in (said, run_command(panel.name, "--help").stdout):
        assert all(word in told for value in values for word in value.split())


def test_what_is_no_text_is_not_written_to_a_terminal() -> None:
    screen, slave = os.openpty()
    command = [sys.executable, "-m", "seatwise", "licenses", "--format", "xlsx"]
    done = subprocess.run(command, stdout=slave, stderr=subprocess.PIPE, text=True, check=False)
    os.close(slave)
    os.close(screen)
    assert done.returncode == 2
    assert "--output licenses.xlsx" in done.stderr


def test_a_chart_is_a_table_in_the_terminal_and_a_drawing_in_a_file(tmp_path: Path) -> None:
    assert "198,000" in run_command("licenses", "--chart", "costs").stdout
    file = tmp_path / "costs.svg"
    run_command("licenses", "--chart", "costs", "--format", "svg", "--output", str(file))
    assert file.read_bytes().startswith(b"<svg")


def test_a_chart_of_nothing_says_why(tmp_path: Path) -> None:
    words = (
        "licenses",
        "--snapshot",
        "2026",
        "--chart",
        "costs",
        "--format",
        "svg",
        "--output",
        str(tmp_path / "x.svg"),
    )
    run_command("price", "clear", "SFDC", "--from", "2020-01-01")
    run_command("price", "clear", "SFDC", "--from", "2026-01-01")
    try:
        assert "othing to draw" in run_command(*words, code=2).stderr
    finally:
        run_command("price", "set", "SFDC", "1980", "--from", "2026-01-01")


def test_what_to_do_next_names_the_thing_that_a_detail_panel_is_of() -> None:
    said = run_command("explain", "license", "label").stderr
    assert "seatwise explain license label --sql --key KEY" in said
    assert run_command("explain", "license", "label", "--sql", "--key", "SFDC").stdout


def test_what_to_do_next_is_said_beside_the_result() -> None:
    said = run_command("licenses").stderr
    assert "seatwise license KEY" in said
    assert "seatwise explain licenses unassigned_cost" in said
    assert "seatwise licenses --chart costs --format svg --output costs.svg" in said
    assert "seatwise license KEY --org acme" in run_command("licenses", "--org", "acme").stderr


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_help_names_every_parameter_and_every_question_that_options_answer(panel: Panel) -> None:
    said = " ".join(run_command(panel.name, "--help").stdout.replace("│", " ").split())
    assert panel.question in said
    for param in panel.all_params:
        name = param.name.upper() if param.positional else f"--{param.name.replace('_', '-')}"
        assert name in said
    for preset in panel.presets:
        if preset.panel == panel.name:
            assert preset.question in said


def test_a_panel_with_another_one_per_user_takes_the_parameters_of_both() -> None:
    level = Param("level", "What a row is.", Kind.CHOICE, "profile", ("license", "profile", "user"))
    mine, theirs = Param("own", "Own."), Param("department", "Only there.")
    profiles = Panel("profiles", "Profiles", "Who?", NUMBERED, ("name",), params=(level, mine))
    users = Panel("users", "Users", "Who?", NUMBERED, ("name",), params=(theirs,), shape=Shape.LIST)
    params = {param.name: param for param in panel_params(profiles, users)}
    assert {"own", "department", "limit", "snapshot"} <= set(params)
    assert params["level"].choices == ("license", "profile", "user")
    assert params["level"].default == "profile"


def test_of_a_panel_per_user_rows_files_and_the_script_are_those_of_the_list_of_users() -> None:
    jsonschema.validate(as_json("profiles", "--level", "user"), json_schema(panel_of("users")))
    for panel, listed in (("profiles", "users"), ("changes", "user-changes")):
        assert panel_per_user(panel_of(panel)) is panel_of(listed)
        own, same = (run_command("explain", *words).stdout for words in ((panel, "--level", "User"), (listed,)))
        assert own == same
    script = run_command("explain", "profiles", "--level", "user", "--frozen", "--sql").stdout
    assert script == run_command("explain", "users", "--frozen", "--sql").stdout
    totals = run_command("explain", "profiles", "--level", "user", "--totals", "--sql").stdout
    assert totals == run_command("explain", "users", "--totals", "--sql").stdout


# explain


def test_the_help_of_a_panel_says_what_its_options_choose() -> None:
    users, processes = (
        " ".join(run_command(panel, "--help").stdout.replace("│", " ").split()) for panel in ("users", "processes")
    )
    assert "Only users of this license: its key, name or id." in users
    assert "png" not in users
    assert "words in their name or object." in processes


def test_explain_lists_panels_and_what_each_column_means() -> None:
    assert "What you pay for" in run_command("explain").stdout
    listed = run_command("explain", "licenses").stdout
    assert all(column.name in listed for panel in PANELS[:1] for column in panel.columns)
    assert "prices.in_effect" in run_command("explain", "license").stdout
    totals = run_command("explain", "licenses", "--totals").stdout
    assert "provisioned_cost_missing" in totals


def test_explain_of_a_column_says_formula_and_needs_and_shows_the_sql() -> None:
    said = run_command("explain", "licenses", "unassigned_cost").stdout
    assert "unassigned_cost = max(unassigned, 0) * unit_price" in said
    assert "as unassigned_cost" in said
    assert "Unit:" in said


@pytest.mark.parametrize(
    ("panel", "column", "sql"), [("trends", "assigned", "trend_point"), ("overview", "provisioned_cost", "org_figures")]
)
def test_explain_of_a_figure_of_many_snapshots_shows_the_sql_that_computes_it(
    panel: str, column: str, sql: str
) -> None:
    shown = run_command("explain", panel, column).stdout
    assert f"-- {sql}.sql" in shown
    assert f" as {column}" in shown
    assert "each_row" not in shown
    assert "each_row" not in run_command("explain", "trends", "snapshot").stdout


def test_explain_prints_a_script_of_the_rows_that_options_choose() -> None:
    whole = run_command("explain", "licenses", "--sql").stdout
    assert whole.startswith("--")
    assert "SFDC" in whole  # the price is in it
    chosen = run_command("explain", "licenses", "unassigned_cost", "--sql", "--bucket", "Named").stdout
    assert "'Named'" in chosen
    assert whole != chosen
    assert run_command("explain", "licenses", "--sql", "--totals").stdout != whole
    assert "SFDC" in run_command("explain", "license", "--sql", "--key", "SFDC").stdout
