"""Changes, Trends and the overview over HTTP: the files' figures, every name escaped, what is missing said."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from fakes import NOON, connection, price
from rows_org import NOW, RowsOrg, sid, user_license
from seatwise import wiring
from seatwise.app.refresh.run import refresh
from seatwise.cli.main import command_tree
from seatwise.sources.registry import REGISTRY
from seatwise.views.panel import Row
from seatwise.web.app import create_app
from workspace import EVIL, org, person

ORGS = {"acme": "00D000000000001EAA", "test": "00D000000000002EAA", EVIL: "00D000000000003EAA"}


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    for name, org_id in ORGS.items():
        wiring.connections().add(connection(name, org_id=org_id), {})
    with TestClient(create_app()) as client:
        yield client


def read(
    name: str, days_ago: int, *people: Row, sandbox: bool = False, hidden: Sequence[str] = (), used: int = 80
) -> str:
    seats = [user_license(1, EVIL, "SFDC", 100, used), user_license(2, "Free", "PID_CSN_User", -1, 5)]
    told = {"Id": ORGS[name], "Name": EVIL, "OrganizationType": "Enterprise Edition", "IsSandbox": sandbox}
    rows = RowsOrg({**org(*people, seats=seats), "organization": [told]}, hidden=hidden)
    rows.org_id, moment = ORGS[name], NOW - timedelta(days=days_ago)
    snapshot = refresh(
        rows, wiring.lake(), name=name, tables=REGISTRY, as_of=moment, clock=lambda: NOON, watch=lambda _: None
    )
    return snapshot.id


def text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_changes_say_how_many_then_who_with_links_to_each(pages: TestClient) -> None:
    wiring.price_book().set_prices("acme", [price(amount="10")])
    one = read("acme", 30, person(1), person(2), person(3))
    two = read("acme", 0, person(1, on=2), person(4, Name=EVIL), used=90)
    page = pages.get("/orgs/acme/changes").text
    told = text(page)
    assert "1 joined and 2 left: 3 active users became 2." in told
    assert "Assigned USD" in told
    assert "+100.00" in told
    assert EVIL not in page
    assert EVIL in told
    assert f'href="/orgs/acme/people/{sid("005", 4)}?snapshot={two}"' in page
    assert f'href="/orgs/acme/people/{sid("005", 2)}?snapshot={one}"' in page
    assert "people/" + sid("005", 2) not in pages.get("/orgs/acme/changes?change=joined").text
    back = text(pages.get(f"/orgs/acme/changes?from={two}&to={one}").text)
    assert "2 joined and 1 left: 2 active users became 3." in back
    same = text(pages.get(f"/orgs/acme/changes?from={one}&to={one}").text)
    assert "No license moved." in same
    assert "No user changed." in same


def test_users_come_page_by_page_and_words_find_them(pages: TestClient) -> None:
    read("acme", 30)
    read("acme", 0, *(person(n, Name=f"User {n:03}") for n in range(120)))
    seen: list[str] = []
    address = "/orgs/acme/changes?q=user"
    while address:
        page = pages.get(address).text
        seen += re.findall(r"/people/(\w+)", page)
        more = re.search(r'href="([^"]+)#who">More by name', page)
        address = unescape(more[1]) if more else ""
    assert seen == [sid("005", n) for n in range(120)]
    assert len(re.findall("/people/", pages.get("/orgs/acme/changes?q=%20011%20USER").text)) == 1
    assert "Nobody with “nonsense”" in text(pages.get("/orgs/acme/changes?q=nonsense").text)


@pytest.mark.parametrize("place", ["nonsense", "a:b", ":::", "joined:005:<b>"])
def test_a_place_that_nobody_made_is_no_error(pages: TestClient, place: str) -> None:
    read("acme", 30)
    read("acme", 0, person(1))
    assert pages.get("/orgs/acme/changes", params={"after": place}).status_code == 200


def test_files_hold_everybody_and_the_same_figures(pages: TestClient) -> None:
    wiring.price_book().set_prices("acme", [price(amount="10")])
    read("acme", 30)
    read("acme", 0, *(person(n) for n in range(60)), person(99, Name='=cmd|"x"'), used=90)
    told = json.loads(pages.get("/orgs/acme/changes.json").text)
    assert len(told["people"]) == told["users"]["change"] == 61
    assert told["licenses"][0]["assigned_cost_change"] == "100.00"
    lines = list(csv.DictReader(io.StringIO(pages.get("/orgs/acme/changes.csv").text.removeprefix("\ufeff"))))
    assert sum(line["what"] == "user" for line in lines) == 61
    (moved,) = (
        line for line in lines if line["what"] == "license" and line["figure"] == "assigned_cost" and line["change"]
    )
    assert (moved["before"], moved["after"], moved["change"], moved["label"]) == ("800.00", "900.00", "100.00", EVIL)
    assert {line["label"] for line in lines if line["key"] == sid("005", 99)} == {'\'=cmd|"x"'}
    assert pages.get("/orgs/acme/changes.xlsx").status_code == 400


def test_what_could_not_be_read_is_unknown_on_the_page(pages: TestClient) -> None:
    read("acme", 30, person(1))
    read("acme", 0, hidden=["user"])
    told = text(pages.get("/orgs/acme/changes").text)
    assert told.count("unknown") >= 6
    assert "Who changed is unknown" in told


def test_one_snapshot_or_none_says_what_to_do(pages: TestClient) -> None:
    for page in ("changes", "trends"):
        assert "has not been read yet" in text(pages.get(f"/orgs/acme/{page}").text)
    one = read("acme", 0)
    for query in ("", f"?to={one}", f"?to={one[:8]}"):
        assert "Read it again now" in text(pages.get(f"/orgs/acme/changes{query}").text)
    assert "refresh on another day" in text(pages.get("/orgs/acme/trends").text)


def test_what_there_is_not_is_refused_with_what_there_is(pages: TestClient) -> None:
    one, _ = read("acme", 30), read("acme", 0)
    for address in ("changes?from=1999", "changes?change=moved", "trends?of=user:NONE", "trends/seats.svg?theme=pink"):
        assert pages.get(f"/orgs/acme/{address}").status_code == 400
    assert one in text(pages.get("/orgs/acme/changes?from=1999").text)
    assert pages.get("/orgs/acme/trends/nonsense").status_code == 404
    assert pages.get("/orgs/gone/changes").status_code == 400


def test_trends_are_drawn_and_told_as_tables(pages: TestClient) -> None:
    read("acme", 30, person(1))
    read("acme", 0, person(1), used=90)
    page = pages.get("/orgs/acme/trends")
    assert "Seats: Named licenses" in text(page.text)
    assert EVIL not in page.text
    assert pages.get("/orgs/acme/trends/seats.svg?of=Named&narrow=1&theme=dark").text.startswith("<svg")
    assert pages.get("/orgs/acme/trends/seats.png").content.startswith(b"\x89PNG")
    table = text(pages.get("/orgs/acme/trends/seats?of=user:SFDC").text)
    assert "21 Nov 2026 09:12 100 90 snapshot" in table
    assert EVIL in table


def test_the_overview_sums_per_currency_and_leaves_sandboxes_out(pages: TestClient) -> None:
    for name in ORGS:
        wiring.price_book().set_prices(name, [price(amount="10")])
    read("acme", 0, person(1))
    read("test", 0, sandbox=True)
    page = pages.get("/").text
    assert EVIL not in page
    told = text(page)
    assert "Total in USD 1 org, 1 left out 1 100 85 1,000.00 800.00 200.00" in told
    assert told.index("Total in USD") < told.index("Sandboxes")
    files = json.loads(pages.get("/overview.json").text)
    assert [each["org"] for each in files["orgs"]] == ["acme", EVIL, "test"]
    assert files["totals"][0]["unassigned_cost"] == "200.00"
    assert [each["users"] for each in files["orgs"]] == [1, None, 0]


def test_the_command_line_tells_the_same(pages: TestClient) -> None:
    read("acme", 30, person(1))
    read("acme", 0, person(2, Name=EVIL))
    run = CliRunner().invoke(command_tree(), ["compare", "acme", "--format", "json"])
    assert json.loads(run.stdout) == json.loads(pages.get("/orgs/acme/changes.json").text)
    run = CliRunner().invoke(command_tree(), ["report", "overview", "--format", "csv"])
    assert run.stdout_bytes == pages.get("/overview.csv").content
    for command in (["compare", "acme"], ["report", "overview"], ["report", "history", "--org", "acme"]):
        assert CliRunner().invoke(command_tree(), command).exit_code == 0
    run = CliRunner().invoke(command_tree(), ["report", "history", "--org", "acme", "--format", "json"])
    assert json.loads(run.stdout)["rebuilt"] is True
