"""JSON for programs: the command line's shape, true to its OpenAPI document, errors with a next step."""

import json
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from openapi_answers import problems
from starlette.testclient import TestClient

from fakes import NOON, connection
from inventory import INVENTORY
from rows_org import NOW, ORG_ID, RowsOrg, profile, user_license, users
from seatwise import wiring
from seatwise.app.prices import set_price
from seatwise.app.profiles import read_profiles
from seatwise.app.refresh.run import refresh
from seatwise.app.report import read_licenses
from seatwise.export.rows import ROW_FIELDS
from seatwise.views.tree import Level
from seatwise.web.app import create_app
from seatwise.web.pages import api

NAME = "Acme & Söhne 'x'"
CALLS = tuple(f"/api/v1/{name}" for name in ("orgs", "snapshots", "licenses", "profiles", "users"))


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """An org read twice, with a gap, a price and a disabled license; and one that was never read."""
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    wiring.connections().add(connection(NAME, org_id=ORG_ID), {})
    wiring.connections().add(connection("new"), {})
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
        refresh(org, wiring.lake(), name=NAME, tables=INVENTORY, as_of=moment, clock=lambda: NOON, watch=lambda _: None)
    known = wiring.known_licenses(wiring.connections().get(NAME))
    day = (NOW - timedelta(days=60)).date()
    set_price(NAME, "SFDC", "0.37", start=day, known=known, book=wiring.price_book(), clock=wiring.now)
    with TestClient(create_app()) as client:
        yield client


def asked(programs: TestClient, call: str, **query: str) -> Any:
    answer = programs.get(f"/api/v1/{call}", params=query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json"), answer.text
    return answer.json()


def test_licenses_are_what_the_command_line_writes(programs: TestClient) -> None:
    told = asked(programs, "licenses", org=NAME)
    written, _ = wiring.export(read_licenses(NAME, wiring.sources()), "json")
    assert told == json.loads(written)
    assert tuple(told["rows"][0]) == ROW_FIELDS
    assert told["rows"][0]["unit_price"] in {"0.37", "0.00"}


def test_licenses_are_sorted_filtered_and_of_the_snapshot_asked_for(programs: TestClient) -> None:
    sorted_ = asked(programs, "licenses", org=NAME, sort="assigned", desc="1", all="true", snapshot="20261022")
    assert [row["key"] for row in sorted_["rows"]] == ["SFDC", "FREE", "L", "OLD"]
    assert sorted_["snapshot"] == "20261022T091200Z"
    assert [row["key"] for row in asked(programs, "licenses", org=NAME, q="sales")["rows"]] == ["SFDC"]


def test_profiles_are_what_the_command_line_writes(programs: TestClient) -> None:
    told = asked(programs, "profiles", org=NAME, level="license", window="7")
    panel = read_profiles(NAME, wiring.sources(), level=Level.LICENSE, days=7)
    assert told == json.loads(wiring.export(panel, "json")[0])
    assert [(row["license_key"], row["users"]) for row in told["rows"]] == [("SFDC", 80)]


def test_users_are_told_page_by_page_until_there_are_no_more(programs: TestClient) -> None:
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        told = asked(programs, "users", org=NAME, limit="30", after=after, sort="username", desc="1")
        seen += [row["username"] for row in told["rows"]]
        after = told["after"]
        assert told["total"] == 80
    assert len(seen) == len(set(seen)) == 80
    assert seen == sorted(seen, reverse=True)


def test_snapshots_are_told_oldest_first_with_their_gaps(programs: TestClient) -> None:
    told = asked(programs, "snapshots", org=NAME)
    assert [each["id"] for each in told["snapshots"]] == ["20261022T091200Z", "20261121T091200Z"]
    assert told["snapshots"][0]["rows"]["user"] == 80
    assert "package_license" in {gap["table"] for gap in told["snapshots"][0]["gaps"]}


def test_a_damaged_snapshot_is_told_apart(programs: TestClient, tmp_path: Path) -> None:
    (manifest,) = tmp_path.glob("lake/org=*/as_of=20261022*/manifest.json")
    manifest.write_text("{")
    told = asked(programs, "snapshots", org=NAME)
    assert [each["id"] for each in told["damaged"]] == ["20261022T091200Z"]
    assert len(told["snapshots"]) == 1


def test_an_org_that_was_never_read_has_no_snapshots(programs: TestClient) -> None:
    assert asked(programs, "snapshots", org="new") == {"org": "new", "snapshots": [], "damaged": []}
    assert [(each["name"], each["org_id"]) for each in asked(programs, "orgs")["orgs"]] == [
        (NAME, ORG_ID),
        ("new", None),
    ]


@pytest.mark.parametrize(
    ("call", "status", "told"),
    [
        ("licenses?org=nobody", 400, "no org named nobody"),
        ("licenses?org=new", 400, "never been read"),
        ("licenses", 400, "org"),
        ("licenses?org=new&desc=perhaps", 400, "desc"),
        ("snapshots", 400, "org"),
        ("nothing", 404, "no such page"),
    ],
)
def test_an_error_is_json_with_the_mistake_and_the_next_step(
    programs: TestClient, call: str, status: int, told: str
) -> None:
    answer = programs.get(f"/api/v1/{call}")
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "next_step"}
    assert told in answer.json()["error"]
    assert answer.json()["next_step"]


def test_nothing_can_be_changed_by_the_api(programs: TestClient) -> None:
    methods = {method for route in api.router.routes if isinstance(route, APIRoute) for method in route.methods}
    assert methods == {"GET"}
    for call in CALLS:
        assert programs.post(call).status_code == 405


def test_every_answer_is_as_the_openapi_document_says(programs: TestClient) -> None:
    document = programs.get("/api/openapi.json").json()
    assert tuple(document["paths"]) == CALLS
    for call, query in (
        ("orgs", {}),
        ("snapshots", {"org": NAME}),
        ("snapshots", {"org": "new"}),
        ("licenses", {"org": NAME}),
        ("licenses", {"org": NAME, "all": "1", "sort": "available"}),
        ("profiles", {"org": NAME}),
        ("profiles", {"org": NAME, "level": "bucket", "window": "7", "sort": "users", "desc": "1"}),
        ("profiles", {"org": NAME, "level": "user"}),
        ("profiles", {"org": NAME, "window": "0"}),
        ("users", {"org": NAME, "limit": "7", "q": "user", "sort": "username"}),
        ("users", {"org": NAME, "after": "nonsense"}),
        ("users", {"org": NAME, "limit": "0"}),
        ("licenses", {"org": "nobody"}),
        ("licenses", {}),
        ("snapshots", {"org": ""}),
    ):
        answer = programs.get(f"/api/v1/{call}", params=query)
        described = document["paths"][f"/api/v1/{call}"]["get"]["responses"]
        schema = described[str(answer.status_code)]["content"]["application/json"]["schema"]
        assert problems(answer.json(), schema, document) == []


def test_the_check_of_answers_finds_what_is_wrong(programs: TestClient) -> None:
    document = programs.get("/api/openapi.json").json()
    schema, good = {"$ref": "#/components/schemas/Licenses"}, asked(programs, "licenses", org=NAME)
    for changed in ({"available": "1"}, {"provisioned_cost": 3.5}, {"kind": "other"}, {"surprise": 1}):
        bad = {**good, "rows": [{**good["rows"][0], **changed}]}
        assert problems(bad, schema, document), changed
    assert problems({**good, "rows": [{}]}, schema, document)


def test_the_page_for_people_names_every_call_field_and_a_line_that_works(programs: TestClient) -> None:
    page = programs.get("/api/docs")
    assert page.status_code == 200
    for name in (*CALLS, *ROW_FIELDS, "LicenseRow", "next_step"):
        assert name in page.text
    assert "https://" not in page.text.replace("https://login.salesforce.com", "")
    lines = [line.partition(">")[2].partition("</pre>")[0] for line in page.text.split("<pre")[1:]]
    for line in lines:
        command, url = shlex.split(line.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&"))
        assert command == "curl"
        assert programs.get(url).status_code == 200, url
    assert len(lines) == len(CALLS)
