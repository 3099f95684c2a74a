"""`explain --sql` with each parameter of each panel, on an org with hostile names, with gaps, without prices.

What a bare DuckDB returns in the folder that the script names has the names, the values and the order of the JSON,
and the JSON fits its published schema.
"""

import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import jsonschema
import pytest

from activity_rows import ago, login, person, touch
from examples import sampled
from fakes import NOON
from panel_workspace import ORG, PanelWorkspace
from rows_org import ORG_ID, profile, sid, user_license
from seatwise.app.reports.run_panel import explain_script, run_panel
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.entries import BucketOverride, EntitlementOverride, Price
from seatwise.domain.licensing.license_kinds import Bucket, Kind
from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Panel, Shape
from seatwise.panels.declaration.params import Kind as ParamKind
from seatwise.panels.declaration.params import Param
from seatwise.panels.registry import PANELS
from seatwise.render.cell import all_columns
from seatwise.render.json_file import write
from seatwise.render.json_schema import json_schema
from sentences import unexplained_numbers

Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]

HOSTILE = 'O\'Neill "x"; DROP TABLE user; --\n%_\\ 🚀'
PLAIN, POOL = "SFDC", "PID_Customer_Community_Login"
HIDDEN = ("login_day", "user_login", "active_feature_license_metric", "package_license")
HIDDEN_COLUMNS = ("user.LastLoginDate", "user_license.MonthlyLoginsEntitlement", "user.Department")


def tables(joined: int) -> Tables:
    """An org with a hostile name wherever Salesforce takes a text; so many users have joined it."""
    licenses = [
        user_license(1, HOSTILE, HOSTILE, 10, 4),
        user_license(2, "Salesforce", PLAIN, 3, 4),
        user_license(3, "Free", "Free", -1, 1),
        {**user_license(4, "By login", POOL, 9, 2), "MonthlyLoginsEntitlement": 100, "MonthlyLoginsUsed": 30},
        {**user_license(5, "Gone", "Gone", 5, 0), "Status": "Disabled"},
    ]
    profiles = [{**profile(number, number), "Name": f"{HOSTILE} {number}"} for number in range(1, 5)]
    named = {"Name": HOSTILE, "Department": HOSTILE, "Username": "o'neill@acme.example"}
    users = [
        person(1, 1, **named, LastLoginDate=ago(2)),
        person(2, 1, LastLoginDate=ago(100), ManagerId=sid("005", 1)),
        person(3, 2),
        person(4, 2, LastLoginDate=ago(-1)),
        person(5, 4, LastLoginDate=ago(3)),
        person(6, None),
        *(person(number, 3) for number in range(7, 7 + joined)),
    ]
    sets = [{"Id": sid("0PS", 1), "Name": "Set", "Label": HOSTILE, "Type": "Regular", "IsOwnedByProfile": False}]
    assigned = [
        {"Id": sid("0Pa", 1), "AssigneeId": sid("005", 1), "PermissionSetId": sid("0PS", 1), "IsActive": True},
    ]
    types = [
        {
            "Id": sid("012", 1),
            "Name": "Case",
            "DeveloperName": "T",
            "SobjectType": "Case",
            "IsActive": True,
            "BusinessProcessId": sid("019", 1),
        },
    ]
    visible = [
        {
            "ProfileId": sid("00e", 1),
            "RecordTypeId": sid("012", 1),
            "SobjectType": "Case",
            "DeveloperName": "T",
            "Source": "profile metadata",
        }
    ]
    add_ons = {
        "Id": sid("0PL", 1),
        "DeveloperName": "AddOn",
        "MasterLabel": HOSTILE,
        "PermissionSetLicenseKey": "AddOn",
        "Status": "Active",
        "TotalLicenses": 4,
        "UsedLicenses": 1,
    }
    holder = {"Id": sid("2LA", 1), "AssigneeId": sid("005", 1), "PermissionSetLicenseId": sid("0PL", 1)}
    package = {
        "Id": sid("050", 1),
        "NamespacePrefix": "pkg",
        "Status": "Trial",
        "AllowedLicenses": 5,
        "UsedLicenses": 2,
    }
    metric = {
        "Id": sid("0Ap", 1),
        "MetricsDate": "2026-11-20",
        "ProfileId": sid("00e", 1),
        "UserLicenseId": sid("100", 1),
        "AssignedUserCount": 2,
        "ActiveUserCount": 1,
    }
    return {
        "user_license": licenses,
        "profile": profiles,
        "user": users,
        "user_login": [{"Id": sid("0Yw", 2), "UserId": sid("005", 2), "IsFrozen": True}],
        "permission_set": sets,
        "permission_set_assignment": assigned,
        "permission_set_license": [add_ons],
        "permission_set_license_assign": [holder],
        "package_license": [package],
        "active_profile_metric": [metric],
        "record_type": types,
        "business_process": [{"Id": sid("019", 1), "Name": HOSTILE}],
        "profile_record_type": visible,
        "record_touch": [touch(1), touch(3)],
        "login_day": [login(1), login(4, days=5), login(5, "Remote Access 2.0", days=3)],
    }


def enter(workspace: PanelWorkspace) -> None:
    """A price for each license but one, at a tenth of a cent where Salesforce is paid by login; overrides."""
    since = date(2020, 1, 1)
    amounts = {HOSTILE: "1980.50", PLAIN: "300", POOL: "4.125"}
    workspace.book.record(ORG, [Price(Kind.USER, key, Decimal(amount), since, NOON) for key, amount in amounts.items()])
    workspace.book.record(ORG, [BucketOverride(HOSTILE, Bucket.NAMED, since, NOON)])
    workspace.book.record(ORG, [EntitlementOverride(POOL, 1_500, since, NOON)])


@pytest.fixture(scope="module", params=["priced", "gaps and no prices"])
def workspace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PanelWorkspace:
    """Two snapshots of the org: whole and priced, or with gaps and nothing entered."""
    folder = tmp_path_factory.mktemp('it\'s "my" lake')
    found = PanelWorkspace(folder)
    hidden: Mapping[str, Sequence[str]] = {}
    if request.param == "priced":
        enter(found)
    else:
        hidden = {"hidden": HIDDEN, "hidden_columns": HIDDEN_COLUMNS}
    for joined in (1, 3):
        found.read(tables(joined), **hidden)
    return found


KEYS = {"license": {"key": f"user:{PLAIN}"}, "user": {"name": sid("005", 1)}, "processes": {"profile": sid("00e", 1)}}
TEXTS: Mapping[str, Sequence[object]] = {
    "search": ["o'NEILL", "%_\\", "no such row"],
    "of": ["all", "Other", f"user:{HOSTILE}"],
    "license": [PLAIN, [PLAIN, HOSTILE]],
    "profile": [f"{HOSTILE} 1", sid("00e", 2)],
    "process": [HOSTILE, sid("019", 1)],
    "key": [HOSTILE, "permission_set:AddOn"],
    "name": ["o'neill@acme.example"],
    "among": ["frozen=1", "search=1&no_price=1"],
}


def values(param: Param, panel: Panel, ids: Sequence[str]) -> Iterator[object]:
    """What a person may give for a parameter: of few choices each, of texts hostile ones."""
    match param:
        case Param(name="snapshot" | "earlier"):
            yield ids[0]
        case Param(name="later"):
            yield ids[-1]
        case Param(name="sort"):
            for column in panel.columns:
                yield f"-{column.name}"
            yield panel.columns[0].name
        case Param(kind=ParamKind.FLAG):
            yield "1"
        case Param(kind=ParamKind.NUMBER):
            yield from ("1", "90")
        case Param(choices=choices) if choices:
            yield from choices
            if param.kind is ParamKind.TEXTS:
                yield [*choices[:2], "none"]
        case Param(name=name):
            yield from TEXTS[name]


def cases(panel: Panel, ids: Sequence[str]) -> Iterator[dict[str, object]]:
    """Nothing chosen but what must be, then each parameter with each of its values."""
    needed: dict[str, object] = dict(KEYS.get(panel.name, {}))
    yield needed
    for param in panel.all_params:
        if param.name not in {"limit", "after"}:
            for value in values(param, panel, ids):
                yield {**needed, param.name: value}


def run_bare(script: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """The last statement's names and rows, from plain DuckDB in the folder that the first line names."""
    first = script.partition("\n")[0]
    folder = first.removesuffix(", for example: duckdb < script.sql").partition(", ")[2]
    before = Path.cwd()
    os.chdir(folder)
    try:
        with duckdb.connect() as connection:
            result = connection.execute(script)
            return [column[0] for column in result.description or ()], result.fetchall()
    finally:
        os.chdir(before)


def as_json(script: str, columns: Sequence[Column]) -> list[dict[str, object]]:
    """The rows of a script in the words of JSON."""
    names, rows = run_bare(script)
    assert names == [column.name for column in columns]
    cells = [{column.name: column.type.format_json(v) for column, v in zip(columns, row, strict=True)} for row in rows]
    found: list[dict[str, object]] = json.loads(json.dumps(cells))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("panel", sampled([(panel.name, panel) for panel in PANELS], every=4))
def test_the_script_returns_what_the_json_says_whatever_is_chosen(panel: Panel, workspace: PanelWorkspace) -> None:
    ids = [snapshot.id for snapshot in workspace.sources.storage.snapshots(ORG_ID)]
    hides = {param.name: "1" for param in panel.params if param.hides}
    schema = jsonschema.Draft202012Validator(json_schema(panel))
    seen = 0
    for given in cases(panel, ids):
        file = io.BytesIO()
        try:
            result = run_panel(panel, given or hides, workspace.sources, org=ORG, every_row=True)
        except UsageError:  # what is hidden cannot be found by its name, and the script says the same
            with pytest.raises(UsageError):
                explain_script(panel, given, workspace.sources, org=ORG)
            continue
        write(result, file)
        if panel.shape is not Shape.LIST:  # the rows of these can be read only once
            assert unexplained_numbers(result) == [], given
        said = json.loads(file.getvalue())
        schema.validate(said)
        script = explain_script(panel, given, workspace.sources, org=ORG)
        assert as_json(script, all_columns(panel.columns)) == said["rows"], given
        if panel.totals:
            script = explain_script(panel, given, workspace.sources, org=ORG, totals=True)
            assert as_json(script, all_columns(panel.total_columns)) == said["totals"], given
        seen += len(said["rows"])
    assert seen


@pytest.mark.parametrize(
    "panel", [panel for panel in PANELS if panel.shape is Shape.DETAIL], ids=lambda each: each.name
)
def test_a_script_of_one_thing_is_refused_without_it(panel: Panel, workspace: PanelWorkspace) -> None:
    with pytest.raises(UsageError, match="Parameter missing"):
        explain_script(panel, {}, workspace.sources, org=ORG)
