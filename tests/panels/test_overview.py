"""All orgs side by side: what is summed, what is not, and what stands first."""

import io
import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from fakes import connection, price
from panel_workspace import PanelWorkspace
from script_engine import ScriptEngine
from seatwise import render
from seatwise.app.reports.run_panel import run_panel
from seatwise.metrics.overview.overview import ORG_FIGURES, OVERVIEW_TOTALS
from seatwise.metrics.overview.overview import OVERVIEW as METRIC
from seatwise.metrics.query import InputTable, Query, table_of
from seatwise.panels.declaration.result import Row
from seatwise.panels.overview import OVERVIEW
from seatwise.panels.registry import panel_of
from seatwise.render.json_file import write
from seatwise.render.json_schema import json_schema
from workspace import org, person

NOON = datetime(2026, 11, 21, 12)  # noqa: DTZ001 - as models carry it


@pytest.fixture
def workspace(tmp_path: Path) -> PanelWorkspace:
    return PanelWorkspace(tmp_path / "lake")


def json_of(workspace: PanelWorkspace, panel: str) -> dict[str, Any]:
    org = "" if panel == "overview" else "acme"
    out = io.BytesIO()
    write(run_panel(panel_of(panel), {}, workspace.sources, org=org), out)
    written: dict[str, Any] = json.loads(out.getvalue())
    jsonschema.validate(written, json_schema(panel_of(panel)))
    return written


def line(name: str, unassigned: str | None = "10", **changes: Any) -> Row:
    figures = dict.fromkeys((f"{each}_missing" for each in ("users", "provisioned", "assigned")), 0)
    figures |= dict.fromkeys((f"{each}_cost_missing" for each in ("provisioned", "assigned", "unassigned")), 0)
    return {
        **dict.fromkeys(column.name for column in ORG_FIGURES.columns), **figures,
        "org": name, "org_id": name, "status": "up", "cause": None, "currency": "USD", "trouble": None,
        "snapshot": "20261121T120000Z", "as_of": NOON, "is_sandbox": False, "users": 2, "provisioned": 5, "assigned": 3,
        "provisioned_cost": Decimal(100), "assigned_cost": Decimal(90),
        "unassigned_cost": None if unassigned is None else Decimal(unassigned),
        "licenses": 1, "licenses_without_price": 0, "gaps": 0, **changes,
    }  # fmt: skip


def never(name: str, **changes: Any) -> Row:
    return line(name, snapshot=None, org_id=None, **changes)


def overview(orgs: Sequence[Row]) -> tuple[Sequence[Row], dict[object, Row]]:
    """The rows and the totals by currency of orgs, each of `line` or `never`."""
    read = [each for each in orgs if each["snapshot"]]
    front = OVERVIEW.front_columns
    known = ("org", "org_id", "status", "cause", "currency", "trouble")
    query = Query(
        METRIC,
        (),
        {
            "each_row": table_of((*front, *ORG_FIGURES.columns), read),
            "connection": InputTable({name: ("VARCHAR", [each[name] for each in orgs]) for name in known}),
        },
    )
    engine = ScriptEngine(Path.cwd())
    totals = engine.query(Query(OVERVIEW_TOTALS, (), {"shown": query})).rows
    return engine.query(query).rows, {total["group"]: total for total in totals}


def names(orgs: Sequence[Row]) -> list[object]:
    return [row["org"] for row in overview(orgs)[0]]


def test_money_is_summed_per_currency_and_never_across() -> None:
    _, totals = overview([line("a"), line("b", "5"), line("c", "7", currency="EUR")])
    assert {currency: total["unassigned_cost"] for currency, total in totals.items()} == {"USD": 15, "EUR": 7}


def test_sandboxes_are_apart_and_in_no_total() -> None:
    rows, totals = overview([line("a"), line("test", "1000", is_sandbox=True)])
    assert [(row["org"], row["summed_in"]) for row in rows] == [("test", "sandboxes"), ("a", "USD")]
    assert {currency: total["unassigned_cost"] for currency, total in totals.items()} == {"USD": 10}


def test_the_worst_comes_first_and_what_was_never_read_last() -> None:
    orgs = [
        line("little"), never("never"), line("gaps", "1", gaps=2), line("much", "99"), line("gap", "500", gaps=1),
        never("damaged", trouble="The file is cut."),
    ]  # fmt: skip
    assert names(orgs) == ["damaged", "gaps", "gap", "much", "little", "never"]


def test_a_sum_is_of_what_is_known_and_counts_what_is_not() -> None:
    orgs = [line("a"), line("b", None, users=None, users_missing=None, unassigned_cost_missing=2)]
    total = overview(orgs)[1]["USD"]
    assert (total["unassigned_cost"], total["unassigned_cost_missing"]) == (10, 2)
    assert (total["users"], total["users_missing"]) == (2, None)
    assert (total["assigned"], total["assigned_missing"]) == (6, 0)


def test_of_a_damaged_org_nobody_knows_what_to_add() -> None:
    total = overview([line("a"), never("b", trouble="The file is cut.")])[1]["USD"]
    assert (total["unassigned_cost"], total["unassigned_cost_missing"], total["orgs"]) == (10, None, 2)


def test_orgs_that_were_never_read_are_left_out_and_counted() -> None:
    total = overview([line("a"), never("b")])[1]["USD"]
    assert (total["unassigned_cost"], total["unassigned_cost_missing"], total["orgs"]) == (10, 0, 1)
    assert total["orgs_left_out"] == 1


def test_an_org_connected_twice_is_counted_once() -> None:
    rows, totals = overview([line("b", org_id="X"), line("a", org_id="X")])
    assert [(row["org"], row["same_as"]) for row in rows] == [("a", None), ("b", "a")]
    assert (totals["USD"]["unassigned_cost"], totals["USD"]["orgs_left_out"]) == (10, 1)


@examples(10)
@given(st.lists(st.tuples(st.sampled_from(["USD", "EUR"]), st.booleans(), st.integers(0, 9)), max_size=8))
def test_no_org_vanishes_and_the_totals_are_the_sums(orgs: list[tuple[str, bool, int]]) -> None:
    lines = [line(f"org{n}", str(m), currency=c, is_sandbox=s) for n, (c, s, m) in enumerate(orgs)]
    rows, totals = overview(lines)
    assert sorted(str(row["org"]) for row in rows) == sorted(f"org{n}" for n in range(len(orgs)))
    for currency, total in totals.items():
        assert total["unassigned_cost"] == sum(m for c, s, m in orgs if c == currency and not s)


def test_an_org_has_its_seats_cost_and_gaps(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price(amount="10")])
    workspace.sources.connections.add(connection("zeta", org_id="", currency="USD"), {})
    workspace.read({**org(person(1), person(2, active=False)), "organization": [{"Id": "00D", "Name": "Acme"}]})
    result = workspace.run("overview")
    acme, zeta = result.rows
    assert (acme["org"], acme["organization"], acme["users"], acme["gaps"]) == ("acme", "Acme", 1, 0)
    assert (acme["provisioned"], acme["assigned"], acme["unassigned_cost"]) == (100, 85, 200)
    assert (acme["licenses_without_price"], acme["assigned_cost"], acme["assigned_cost_missing"]) == (1, 800, 1)
    assert (zeta["org"], zeta["snapshot"], zeta["users"]) == ("zeta", None, None)
    assert result.headline == "1 org: provisioned cost 1,000 EUR a year, 200.00 of it unassigned."
    assert "1 org in USD without data: not in the totals." in result.notes


def test_what_is_of_no_one_org_is_null_in_json(workspace: PanelWorkspace) -> None:
    workspace.read(org(person(1)))
    of_all = json_of(workspace, "overview")
    assert (of_all["org"], of_all["snapshot"], of_all["currency"]) == (None, None, None)
    lines = io.BytesIO()
    render.write(run_panel(OVERVIEW, {}, workspace.sources), render.Format.CSV, lines)
    assert "None" not in lines.getvalue().decode()
    profiles = json_of(workspace, "profiles")
    assert (profiles["org"], profiles["currency"]) == ("acme", "EUR")
    assert json_schema(panel_of("profiles"))["properties"]["org"]["type"] == "string"


@pytest.mark.parametrize("panel", ["profiles", "users", "changes", "trends", "overview"])
def test_what_a_file_is_about_comes_first_and_what_the_panel_adds_after_it(
    workspace: PanelWorkspace, panel: str
) -> None:
    for _ in range(2):
        workspace.read(org(person(1)))
    top = ["org", "snapshot", "as_of", "as_of_set_by_hand", "currency", "schema_version", "headline"]
    written = json_of(workspace, panel)
    assert [*written][: len(top)] == [*json_schema(panel_of(panel))["properties"]][: len(top)] == top
    assert [*written][-2:] == ["rows", "totals"]


def test_one_absent_object_blanks_no_figure_of_an_org(workspace: PanelWorkspace) -> None:
    workspace.book.record("acme", [price(amount="10")])
    workspace.read(org(person(1)), hidden=["active_feature_license_metric", "user_login", "Lead"])
    result = workspace.run("overview")
    (row,) = result.rows
    assert (row["provisioned"], row["provisioned_missing"], row["gaps"]) == (100, 0, 3)
    assert (row["provisioned_cost"], row["provisioned_cost_missing"]) == (1000, None)
    assert result.totals[0]["provisioned_cost"] == 1000
    assert result.headline == ("1 org: provisioned cost at least 1,000 EUR a year, at least 200.00 of it unassigned.")


def test_users_that_could_not_be_read_are_unknown(workspace: PanelWorkspace) -> None:
    workspace.read(org(person(1)), hidden=["user", "organization"])
    (row,) = workspace.run("overview").rows
    assert (row["users"], row["users_missing"], row["is_sandbox"], row["provisioned"]) == (None, None, None, 100)


def test_a_damaged_org_does_not_hide_the_others_and_says_what_is_wrong(workspace: PanelWorkspace) -> None:
    workspace.read(org(person(1)))
    next(workspace.folder.glob("**/user.parquet")).write_bytes(b"PAR1")
    result = workspace.run("overview")
    (row,) = result.rows
    assert (row["snapshot"], row["users"]) == (None, None)
    assert "user.parquet" in str(row["trouble"])
    assert "1 org with a damaged latest snapshot: not in the totals." in result.notes


def test_no_orgs_are_no_rows(workspace: PanelWorkspace) -> None:
    workspace.sources.connections.remove("acme")
    result = workspace.run("overview")
    assert (list(result.rows), result.totals, result.headline) == ([], (), "No org is connected yet.")
