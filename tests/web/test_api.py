"""JSON for programs: what the command line writes, true to its OpenAPI document, errors with a next step."""

import json
import shlex
from collections.abc import Iterator, Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from fakes import NOON, connection
from inventory import INVENTORY
from rows_org import NOW, ORG_ID, RowsOrg, profile, user_license, users
from seatwise import bootstrap
from seatwise.app.entries.prices import set_price
from seatwise.app.refresh.run import refresh
from seatwise.app.reports.run_panel import run_panel
from seatwise.bootstrap import services
from seatwise.panels.declaration.panel import Span
from seatwise.panels.registry import PANELS, panel_of
from seatwise.render import Format, write
from seatwise.web.pages.api import api_router
from web_client import web_client

NAME = "Acme & Söhne 'x'"
ORG = f"orgs/{quote(NAME, safe='')}"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """An org read twice, with a gap, a price and a disabled license; and one that was never read."""
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    services().connections.add(connection(NAME, org_id=ORG_ID), {})
    services().connections.add(connection("new"), {})
    org = RowsOrg(
        {
            "user_license": [
                user_license(1, "Salesforce", "SFDC", 100, 80),
                user_license(2, "Login", "L", 10, 3, MonthlyLoginsEntitlement=100, MonthlyLoginsUsed=90),
                user_license(3, "Old", "OLD", 5, 0, Status="Disabled"),
                user_license(4, "Free", "FREE", -1, 5),
            ],
            "profile": [profile(1, 1)],
            "user": users(80, 1),
        },
        hidden=("package_license",),
    )
    for days in (30, 0):
        moment = NOW - timedelta(days=days)
        refresh(
            org, services().storage, name=NAME, tables=INVENTORY, as_of=moment, clock=lambda: NOON, watch=lambda _: None
        )
    context = services().entry_context(services().connections.get(NAME))
    set_price(context, "SFDC", "0.37", start=(NOW - timedelta(days=60)).date())
    with web_client(bootstrap.services()) as client:
        yield client


def answer(programs: TestClient, call: str, **query: str) -> Any:
    found = programs.get(f"/api/v1/{call}", params=query)
    assert (found.status_code, found.headers["content-type"]) == (200, "application/json"), found.text
    return found.json()


def written(panel: str, **given: str) -> Any:
    """What the command line writes."""
    file = BytesIO()
    write(run_panel(panel_of(panel), given, bootstrap.services().reports, org=NAME), Format.JSON, file)
    return json.loads(file.getvalue())


def test_licenses_are_what_the_command_line_writes(programs: TestClient) -> None:
    whole = answer(programs, f"{ORG}/licenses")
    assert whole == written("licenses")
    assert [*whole["rows"][0]] == [column.name for column in panel_of("licenses").columns]
    assert [total["group"] for total in whole["totals"]][-1] == "all"


def test_licenses_are_sorted_filtered_and_of_the_snapshot_that_was_chosen(programs: TestClient) -> None:
    whole = answer(programs, f"{ORG}/licenses", sort="-assigned", disabled="true", snapshot="20261022")
    assert [row["key"] for row in whole["rows"]] == ["SFDC", "FREE", "L", "OLD"]
    assert whole["snapshot"] == "20261022T091200Z"
    found = answer(programs, f"{ORG}/licenses", search="sales")
    assert [row["key"] for row in found["rows"]] == ["SFDC"]
    assert found["headline"].startswith("Of the licenses chosen by the filter")


def test_profiles_are_what_the_command_line_writes(programs: TestClient) -> None:
    whole = answer(programs, f"{ORG}/profiles", level="license", period="7")
    assert whole == written("profiles", level="license", period="7")
    assert [(row["license_key"], row["users"]) for row in whole["rows"]] == [("SFDC", 80)]


def test_every_documented_level_has_rows_and_users_are_answered_elsewhere(programs: TestClient) -> None:
    called = programs.get("/api/openapi.json").json()["paths"]["/api/v1/orgs/{org}/profiles"]["get"]
    (documented,) = (each["schema"]["anyOf"][0]["enum"] for each in called["parameters"] if each["name"] == "level")
    assert {level: len(answer(programs, f"{ORG}/profiles", level=level)["rows"]) for level in documented} == {
        "bucket": 1,
        "license": 1,
        "profile": 1,
        "tree": 3,
    }
    refused = programs.get(f"/api/v1/{ORG}/profiles?level=user")
    assert refused.status_code == 400
    assert refused.json()["error"] == f"Users have a list of their own: /api/v1/{ORG}/users"
    assert programs.get(refused.json()["error"].split()[-1].rstrip(".")).status_code == 200


def test_a_filter_with_choices_takes_them_alone_in_the_api_on_the_page_and_in_files(programs: TestClient) -> None:
    called = programs.get("/api/openapi.json").json()["paths"]["/api/v1/orgs/{org}/licenses"]["get"]
    (kinds,) = (each["schema"]["anyOf"][0]["items"]["enum"] for each in called["parameters"] if each["name"] == "kind")
    assert kinds == ["user", "permission_set", "feature", "package", "none"]
    for path in (f"{ORG}/licenses", f"{ORG}/licenses.json", f"api/v1/{ORG}/licenses"):
        refused = programs.get(f"/{path}?kind=userx")
        assert refused.status_code == 400
        assert "Use one of: user, permission_set, feature, package, none." in refused.text
        assert programs.get(f"/{path}?kind=User").status_code == 200


def test_users_come_page_by_page_until_there_are_no_more(programs: TestClient) -> None:
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = answer(programs, f"{ORG}/users", limit="30", after=after, sort="-username")
        seen += [row["username"] for row in page["rows"]]
        after = page["after"]
        assert page["count"] == 80
    assert len(seen) == len(set(seen)) == 80
    assert seen == sorted(seen, reverse=True)


def test_one_license_has_its_figures_and_its_prices(programs: TestClient) -> None:
    whole = answer(programs, f"{ORG}/license/sfdc")
    assert whole["sections"]["figures"]["rows"][0]["key"] == "SFDC"
    assert [row["unit_price"] for row in whole["sections"]["prices"]["rows"]] == ["0.37"]


def test_snapshots_come_oldest_first_with_their_gaps(programs: TestClient) -> None:
    whole = answer(programs, f"{ORG}/snapshots")
    assert [each["id"] for each in whole["snapshots"]] == ["20261022T091200Z", "20261121T091200Z"]
    assert whole["snapshots"][0]["rows"]["user"] == 80
    assert "package_license" in {gap["table"] for gap in whole["snapshots"][0]["gaps"]}


def test_a_damaged_snapshot_is_listed_apart(programs: TestClient, tmp_path: Path) -> None:
    (manifest,) = tmp_path.glob("lake/org=*/as_of=20261022*/manifest.json")
    manifest.write_text("{")
    whole = answer(programs, f"{ORG}/snapshots")
    assert [each["id"] for each in whole["damaged"]] == ["20261022T091200Z"]
    assert len(whole["snapshots"]) == 1


def test_an_org_that_was_never_read_has_no_snapshots(programs: TestClient) -> None:
    assert answer(programs, "orgs/new/snapshots") == {"org": "new", "snapshots": [], "damaged": []}
    assert [(each["name"], each["org_id"]) for each in answer(programs, "orgs")["orgs"]] == [
        (NAME, ORG_ID),
        ("new", None),
    ]


@pytest.mark.slow(sample=3)
@pytest.mark.parametrize(
    ("call", "status", "part"),
    [
        ("orgs/nobody/licenses", 400, "no org named nobody"),
        ("orgs/new/licenses", 400, "never been read"),
        ("orgs/new/licenses?disabled=perhaps", 400, "disabled"),
        (f"{ORG}/licenses?sort=cost", 400, "no column 'cost'"),
        (f"{ORG}/license/nothing", 400, "license nothing is not known"),  # package licenses could not be read
        (f"{ORG}/profiles?period=0", 400, "period"),
        (f"{ORG}/profiles?level=nix", 400, "level"),
        (f"{ORG}/licenses?kind=user&kind=userx", 400, "kind is 'userx'"),
        (f"{ORG}/users?after=nonsense", 400, "cannot continue"),
        ("orgs/nobody/snapshots", 400, "no org named nobody"),
        ("nothing", 404, "no such page"),
    ],
)
def test_an_error_is_json_with_the_mistake_and_the_next_step(
    programs: TestClient, call: str, status: int, part: str
) -> None:
    found = programs.get(f"/api/v1/{call}")
    assert found.status_code == status
    assert set(found.json()) == {"error", "next_step"}
    assert part in found.json()["error"]
    assert found.json()["next_step"]


def test_nothing_can_be_changed_by_the_api(programs: TestClient) -> None:
    routes = [route for route in api_router().routes if isinstance(route, APIRoute)]
    assert {method for route in routes for method in route.methods or ()} == {"GET"}
    for route in routes:
        path = route.path.replace("{org}", "x").partition("{")[0]
        assert programs.post(f"{path}y" if path.endswith("/") else path).status_code == 405


def problems(answer: object, schema: Mapping[str, object], document: Mapping[str, object]) -> list[str]:
    """What is wrong with an answer; nothing when it is as the OpenAPI document says."""
    whole = {**schema, "components": document["components"]}
    return [error.message for error in jsonschema.Draft202012Validator(whole).iter_errors(answer)]


def calls(programs: TestClient) -> Iterator[tuple[str, str]]:
    """(path in the document, a call of it) of everything there is."""
    yield "/orgs", "/orgs"
    yield "/orgs/{org}/snapshots", f"/{ORG}/snapshots"
    for panel in PANELS:
        base = f"/{panel.name}" if panel.span is Span.ORGS else f"/orgs/{{org}}/{panel.name}"
        call = base.format(org=quote(NAME, safe=""))
        if panel.key is not None:
            keys = {"license": "SFDC", "user": "user1@acme.example", "processes": "Named"}
            yield f"{base}/{{{panel.key.name}}}", f"{call}/{keys[panel.name]}"
        else:
            yield base, call


def test_every_answer_is_as_the_openapi_document_says(programs: TestClient) -> None:
    document = programs.get("/api/openapi.json").json()
    for path, call in calls(programs):
        found = programs.get(f"/api/v1{call}")
        assert found.status_code == 200, found.text
        described = document["paths"][f"/api/v1{path}"]["get"]["responses"]["200"]
        assert problems(found.json(), described["content"]["application/json"]["schema"], document) == [], call


def test_the_check_of_answers_finds_what_is_wrong(programs: TestClient) -> None:
    document = programs.get("/api/openapi.json").json()
    schema, good = {"$ref": "#/components/schemas/Licenses"}, answer(programs, f"{ORG}/licenses")
    for changed in ({"unassigned": "1"}, {"provisioned_cost": 3.5}, {"surprise": 1}):
        bad = {**good, "rows": [{**good["rows"][0], **changed}]}
        assert problems(bad, schema, document), changed
    assert problems({**good, "rows": [{}]}, schema, document)


@pytest.mark.slow
def test_the_page_for_people_names_every_call_field_and_a_line_that_works(programs: TestClient) -> None:
    page = programs.get("/api/docs")
    assert page.status_code == 200
    names = [column.name for column in panel_of("licenses").columns]
    for name in ("/api/v1/orgs/{org}/licenses", "/api/v1/orgs/{org}/license/{key}", *names, "LicensesRow", "next_step"):
        assert name in page.text
    assert "https://" not in page.text.replace("https://login.salesforce.com", "")
    lines = [line.partition(">")[2].partition("</pre>")[0] for line in page.text.split("<pre")[1:]]
    for line in lines:
        *command, url = shlex.split(line.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&"))
        assert command == ["curl", "-H", "Authorization: Bearer $TOKEN"]
        if "{" not in url and "changes" not in url:
            assert programs.get(url).status_code == 200, url
