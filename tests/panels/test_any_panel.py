"""A panel is one declaration: one that is declared here, in this file alone, is found on every surface."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from starlette.testclient import TestClient

from cli_commands import run_command
from fakes import NOON, connection
from rows_org import NOW, ORG_ID, RowsOrg, profile, sid, user_license
from seatwise import bootstrap
from seatwise.app.refresh.run import refresh
from seatwise.charts.chart import Chart, ChartData, Drawing, Spec, Theme
from seatwise.metrics import columns
from seatwise.metrics.model import Metric
from seatwise.panels.declaration.panel import Panel
from seatwise.panels.declaration.params import facet
from seatwise.panels.declaration.result import Result
from seatwise.panels.registry import PANELS
from seatwise.render.json_schema import json_schema
from seatwise.sources.registry import REGISTRY
from web_client import web_client

ORG = "acme"


# The declaration: SQL over two tables of a snapshot, a facet, a group with totals, a chart, a need.

_COLUMNS = (
    columns.text("department", "Where the users work.", source="User.Department"),
    columns.text("profile", "Their profile.", source="Profile.Name"),
    columns.users("users", "Active users.", "count", "User.IsActive"),
    columns.users(
        "never_logged_in",
        "Active users without a login.",
        source="User.LastLoginDate is null",
        needs=("User.LastLoginDate",),
    ),
)
DEPARTMENTS = Metric(
    name="departments",
    sentence="One row per department and profile.",
    tables=("user", "profile"),
    columns=_COLUMNS,
    text="""
    select
        coalesce(person.Department, '(none)') as department,
        profile.Name as profile,
        count(*) as users,
        count(case when person.LastLoginDate is null then 1 end) as never_logged_in
    from "user" as person
    left join profile on profile.Id = person.ProfileId
    where person.IsActive
    group by 1, 2
    order by 1, 2
    """,
)
DEPARTMENT_TOTALS = Metric(
    name="department_totals",
    sentence="One row per department, and one of all.",
    tables=(),
    over=DEPARTMENTS,
    columns=(
        columns.text("group", "A department, or all."),
        columns.users("users", "Active users.", missing=True),
        columns.users("users_missing", "Left out of the sum.", label="Users, left out"),
        columns.users("never_logged_in", "Without a login.", needs=("User.LastLoginDate",)),
    ),
    text="""
    select department as "group", cast(sum(users) as bigint) as users, 0 as users_missing,
        cast(sum(never_logged_in) as bigint) as never_logged_in
    from shown group by department
    union all
    select 'all', cast(sum(users) as bigint), 0, cast(sum(never_logged_in) as bigint) from shown
    """,
)


def _draw(data: ChartData) -> Drawing:
    bars = [(str(row["department"]), int(str(row["users"]))) for row in data.rows]
    return Drawing(
        title="Users by department",
        alt=f"{len(bars)} bars.",
        caption="",
        head=("Department", "Users"),
        body=tuple((name, str(users)) for name, users in bars),
        marks=tuple({"department": name, "users": users} for name, users in bars),
        layout=_layout,
        bars=len(bars),
    )


def _layout(drawing: Drawing, theme: Theme, narrow: bool) -> Spec:  # noqa: FBT001 - as every layout is called
    return {
        "mark": {"type": "bar", "color": theme.inner},
        "encoding": {"y": {"field": "department"}, "x": {"field": "users", "type": "quantitative"}},
    }


def _headline(result: Result) -> str:
    return f"{result.overall['users']} active users."


PANEL = Panel(
    "departments",
    "Departments",
    "Who works where: active users of each department and profile.",
    DEPARTMENTS,
    shown=("department", "profile", "users", "never_logged_in"),
    params=(facet("department", "Only this department.", label="Department"),),
    totals=DEPARTMENT_TOTALS,
    group_by=("department",),
    order="-users",
    headline=_headline,
    charts=(Chart("by-department", "Users by department", _draw, explained="departments.users"),),
    row_word=("department", "departments"),
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An org with three active users, and the panel in the registry: nothing else is changed."""
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "150")
    PANELS.append(PANEL)
    services = bootstrap.services()
    services.reports.connections.add(connection(ORG, org_id=ORG_ID), {})


@pytest.fixture(autouse=True)
def _registry() -> Iterator[None]:
    yield
    PANELS.remove(PANEL)


def read(**hidden: Any) -> None:
    people = [
        {"Id": sid("005", 1), "Name": "A", "IsActive": True, "ProfileId": sid("00e", 1), "Department": "Sales"},
        {
            "Id": sid("005", 2),
            "Name": "B",
            "IsActive": True,
            "ProfileId": sid("00e", 1),
            "Department": "Sales",
            "LastLoginDate": NOW,
        },
        {"Id": sid("005", 3), "Name": "C", "IsActive": True, "ProfileId": sid("00e", 2), "Department": "<b>=1+1"},
        {"Id": sid("005", 4), "Name": "D", "IsActive": False, "ProfileId": sid("00e", 2), "Department": "Gone"},
    ]
    tables = {
        "user_license": [user_license(1, "Salesforce", "SFDC", 10, 3)],
        "profile": [profile(1, 1), profile(2, 1)],
        "user": people,
    }
    refresh(
        RowsOrg(tables, **hidden),
        bootstrap.services().reports.storage,
        name=ORG,
        tables=REGISTRY,
        as_of=NOW,
        clock=lambda: NOON,
        watch=lambda _: None,
    )


def as_json(*options: str) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(run_command("departments", "--format", "json", *options).stdout)
    return whole


@pytest.fixture
def client() -> Iterator[TestClient]:
    with web_client(bootstrap.services()) as made:
        yield made


def test_in_the_terminal_with_its_totals_and_its_facet() -> None:
    read()
    shown = run_command("departments").stdout
    assert "3 active users." in shown
    assert "Sales" in shown
    assert "Never logged in" in shown
    only = run_command("departments", "--department", "Sales").stdout
    assert "2 active users." in only
    assert "Who works where" in run_command("departments", "--help").stdout


def test_as_json_that_fits_its_published_schema() -> None:
    import jsonschema

    read()
    whole = as_json()
    jsonschema.validate(whole, json_schema(PANEL))
    assert [(row["department"], row["users"], row["never_logged_in"]) for row in whole["rows"]] == [
        ("Sales", 2, 1),
        ("<b>=1+1", 1, 1),
    ]
    assert [total["group"] for total in whole["totals"]] == ["<b>=1+1", "Sales", "all"] or whole["totals"][-1][
        "users"
    ] == 3
    assert whole["totals"][-1] == {"group": "all", "users": 3, "users_missing": 0, "never_logged_in": 2}


def test_in_every_file_format(tmp_path: Path) -> None:
    read()
    for form in ("csv", "xlsx", "parquet", "html"):
        run_command("departments", "--format", form, "--output", str(tmp_path / f"d.{form}"))
    lines = list(csv.DictReader(StringIO((tmp_path / "d.csv").read_text("utf-8-sig"))))
    assert {line["department"] for line in lines} >= {"Sales", "<b>=1+1"}
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx").worksheets[0]
    assert {str(cell.value) for row in sheet.iter_rows() for cell in row} >= {"Sales", "<b>=1+1", "2"}
    assert sorted(duckdb.from_parquet(str(tmp_path / "d.parquet")).select("department, users").fetchall()) == [
        ("<b>=1+1", 1),
        ("Sales", 2),
    ]
    page = (tmp_path / "d.html").read_text()
    assert "&lt;b&gt;=1+1" in page
    assert "3 active users." in page


def test_as_a_page_a_part_of_it_and_a_file(client: TestClient) -> None:
    read()
    page = client.get(f"/orgs/{ORG}/departments").text
    assert "3 active users." in page
    assert "&lt;b&gt;=1+1" in page
    assert "/charts/by-department.svg" in page
    part = client.get(f"/orgs/{ORG}/departments?department=Sales", headers={"HX-Target": "panel", "HX-Request": "true"})
    assert "<html" not in part.text
    assert "2 active users." in part.text
    assert client.get(f"/orgs/{ORG}/departments.json").json()["totals"][-1]["users"] == 3


@pytest.mark.slow
def test_in_the_api_and_in_its_openapi_document(client: TestClient) -> None:
    read()
    answer = client.get(f"/api/v1/orgs/{ORG}/departments", params={"department": "Sales"}).json()
    assert [(row["profile"], row["users"]) for row in answer["rows"]] == [("Profile 1", 2)]
    document = client.get("/api/openapi.json").json()
    operation = document["paths"]["/api/v1/orgs/{org}/departments"]["get"]
    assert "department" in {parameter["name"] for parameter in operation["parameters"]}
    assert document["components"]["schemas"]["DepartmentsRow"]["properties"]["users"]["description"] == "Active users."


def test_its_chart_is_drawn_and_is_a_table_too(client: TestClient) -> None:
    read()
    svg = client.get(f"/orgs/{ORG}/departments/charts/by-department.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in svg.content
    png = client.get(f"/orgs/{ORG}/departments/charts/by-department.png")
    assert png.content.startswith(b"\x89PNG")
    assert "Users by department" in client.get(f"/orgs/{ORG}/departments/charts/by-department").text


def test_explain_prints_a_script_that_anyone_can_run_with_the_values_of_the_json(tmp_path: Path) -> None:
    read()
    script = run_command("explain", "departments", "users", "--sql").stdout
    (snapshot,) = (tmp_path / "lake").glob("org=*/as_of=*")
    ran = subprocess.run(
        [sys.executable, "-c", ("import sys, duckdb, json; r = duckdb.sql(sys.stdin.read()); "
         "print(json.dumps([dict(zip(r.columns, row)) for row in r.fetchall()]))")],
        input=script, cwd=snapshot, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(ran.stdout) == as_json()["rows"]


def test_what_could_not_be_read_is_unknown_on_every_surface(client: TestClient) -> None:
    read(hidden_columns=("user.LastLoginDate",))
    whole = as_json()
    assert [row["never_logged_in"] for row in whole["rows"]] == [None, None]
    assert [row["users"] for row in whole["rows"]] == [2, 1]
    assert whole["totals"][-1]["never_logged_in"] is None
    assert [gap["column"] for gap in whole["gaps"]] == ["LastLoginDate"]
    assert "not known" in run_command("departments").stdout
    assert "not known" in client.get(f"/orgs/{ORG}/departments").text


def test_the_reference_lists_its_columns() -> None:
    from seatwise.panels.declaration.reference import column_reference

    assert "`departments.never_logged_in`" in column_reference(PANELS)
