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

from fakes import NOON, connection, price
from rows_org import NOW, RowsOrg, sid, user_license
from seatwise.app.refresh.run import refresh
from seatwise.bootstrap import services
from seatwise.metrics.query import Row
from seatwise.sources.registry import REGISTRY
from web_client import web_client
from workspace import EVIL, org, person

ORGS = {"acme": "00D000000000001EAA", "test": "00D000000000002EAA", EVIL: "00D000000000003EAA"}


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    for name, org_id in ORGS.items():
        services().connections.add(connection(name, org_id=org_id), {})
    with web_client(services()) as client:
        yield client


def read(
    name: str,
    days_ago: int,
    *people: Row,
    sandbox: bool = False,
    hidden: Sequence[str] = (),
    used: int = 80,
    read_days: int = 30,
) -> str:
    seats = [user_license(1, EVIL, "SFDC", 100, used), user_license(2, "Free", "PID_CSN_User", -1, 5)]
    told = {"Id": ORGS[name], "Name": EVIL, "OrganizationType": "Enterprise Edition", "IsSandbox": sandbox}
    rows = RowsOrg({**org(*people, seats=seats), "organization": [told]}, hidden=hidden)
    rows.org_id, moment = ORGS[name], NOW - timedelta(days=days_ago)
    snapshot = refresh(
        rows,
        services().storage,
        name=name,
        tables=REGISTRY,
        as_of=moment,
        clock=lambda: NOON,
        watch=lambda _: None,
        read_days=read_days,
    )
    return snapshot.id


def text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_changes_say_how_many_and_lead_to_who(pages: TestClient) -> None:
    services().book.record("acme", [price(amount="10")])
    one = read("acme", 30, person(1), person(2), person(3))
    two = read("acme", 0, person(1, on=2), person(4, Name=EVIL), used=90)
    page = pages.get("/orgs/acme/changes").text
    shown = text(page)
    assert "Active users 3 -> 2 (-1). Unassigned cost -100.00 USD a year." in shown
    assert "80 → to 90 +10" in shown
    assert "Joined 1 1 new" in shown
    assert "Left 2 2 gone" in shown
    assert EVIL not in page
    assert EVIL in shown
    assert 'href="/orgs/acme/user-changes?change=left"' in page
    (gone,) = re.findall(r'href="([^"]+)">2 gone</a>', page)
    assert gone == "/orgs/acme/user-changes?change=left&amp;how=gone"
    assert "2 of 2 user changes" in text(pages.get(unescape(gone)).text)
    who = pages.get("/orgs/acme/user-changes").text
    assert f'href="/orgs/acme/user/{sid("005", 4)}?snapshot={two}"' in who
    assert f'href="/orgs/acme/user/{sid("005", 2)}?snapshot={one}"' in who
    back = pages.get(f"/orgs/acme/changes?earlier={two}&later={one}").text
    assert "Active users 2 -> 3 (+1)." in text(back)
    assert f'href="/orgs/acme/user-changes?earlier={two}&amp;later={one}&amp;change=joined"' in back
    same = text(pages.get(f"/orgs/acme/changes?earlier={one}&later={one}").text)
    assert "No license changed." in same
    assert EVIL in text(pages.get(f"/orgs/acme/changes?earlier={one}&later={one}&unchanged=1").text)


def test_users_come_page_by_page_and_words_find_them(pages: TestClient) -> None:
    read("acme", 30)
    read("acme", 0, *(person(n, Name=f"User {n:03}") for n in range(120)))
    seen: list[str] = []
    address = "/orgs/acme/user-changes?search=user"
    while address:
        page = pages.get(address).text
        seen += re.findall(r"user(\d+)@acme.example", page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(more[1]) if more else ""
    assert seen == [str(n) for n in range(120)]
    found = pages.get("/orgs/acme/user-changes?search=%20011%20USER").text
    assert len(re.findall("@acme.example", found)) == 1
    assert "No user change matches." in text(pages.get("/orgs/acme/user-changes?search=nonsense").text)


def test_files_have_every_user_and_the_same_figures(pages: TestClient) -> None:
    services().book.record("acme", [price(amount="10")])
    read("acme", 30)
    read("acme", 0, *(person(n) for n in range(60)), person(99, Name='=cmd|"x"'), used=90)
    changes = json.loads(pages.get("/orgs/acme/changes.json").text)
    assert changes["totals"][-1]["users_change"] == 61
    assert changes["rows"][0]["assigned_cost_change"] == "100.00"
    lines = list(csv.DictReader(io.StringIO(pages.get("/orgs/acme/changes.csv").text.removeprefix("\ufeff"))))
    (line,) = (each for each in lines if each["label"] == EVIL)
    figures = [line[f"assigned_cost_{side}"] for side in ("before", "after", "change")]
    assert figures == ["800.00", "900.00", "100.00"]
    users = list(csv.DictReader(io.StringIO(pages.get("/orgs/acme/user-changes.csv").text.removeprefix("\ufeff"))))
    *users, total = users
    assert (len(users), total["line"], total["changes"], total["changes_missing"]) == (61, "total", "61", "0")
    assert {user["name"] for user in users if user["user_id"] == sid("005", 99)} == {'\'=cmd|"x"'}


def test_what_could_not_be_read_is_not_known_on_the_page(pages: TestClient) -> None:
    read("acme", 30, person(1))
    read("acme", 0, hidden=["user"])
    shown = text(pages.get("/orgs/acme/changes").text)
    assert shown.count("not known") >= 6
    assert "How many users joined and left is not known." in shown


def test_a_chart_says_what_was_not_read_without_a_command(pages: TestClient) -> None:
    read("acme", 30, person(1), read_days=7)
    read("acme", 0, person(1))
    for page in ("trends", "trends/charts/users"):
        shown = text(pages.get(f"/orgs/acme/{page}").text)
        assert "could not be read. Look back 30 days in the next refresh." in shown, page
        assert "seatwise refresh" not in shown, page


def test_licenses_that_could_not_be_listed_are_said_to_be_left_out(pages: TestClient) -> None:
    read("acme", 30)
    read("acme", 0, used=90, hidden=["package_license"])
    assert "some left out" in text(pages.get("/orgs/acme/changes").text)


def test_one_snapshot_or_none_says_what_to_do(pages: TestClient) -> None:
    for page in ("changes", "trends"):
        assert "has not been read yet" in text(pages.get(f"/orgs/acme/{page}").text)
    one = read("acme", 0)
    for query in ("", f"?later={one}", f"?later={one[:8]}"):
        assert "Refresh the org on another day" in text(pages.get(f"/orgs/acme/changes{query}").text)
    assert "refresh on another day" in text(pages.get("/orgs/acme/trends").text)


@pytest.mark.slow
def test_what_there_is_not_is_refused_with_what_there_is(pages: TestClient) -> None:
    one, _ = read("acme", 30), read("acme", 0)
    for address in ("changes?earlier=1999", "trends?of=user:NONE", "trends/charts/seats.svg?theme=pink"):
        assert pages.get(f"/orgs/acme/{address}").status_code == 400
    assert one in text(pages.get("/orgs/acme/changes?earlier=1999").text)
    assert pages.get("/orgs/acme/trends/charts/nonsense").status_code == 400
    assert pages.get("/orgs/gone/changes").status_code == 400


@pytest.mark.slow
def test_trends_are_drawn_and_shown_as_tables(pages: TestClient) -> None:
    read("acme", 30, person(1))
    read("acme", 0, person(1), used=90)
    page = pages.get("/orgs/acme/trends")
    assert "Seats: Named licenses" in text(page.text)
    assert EVIL not in page.text
    assert pages.get("/orgs/acme/trends/charts/seats.svg?of=Named&narrow=1&theme=dark").text.startswith("<svg")
    assert pages.get("/orgs/acme/trends/charts/seats.png").content.startswith(b"\x89PNG")
    table = text(pages.get("/orgs/acme/trends/charts/seats?of=user:SFDC").text)
    assert "21 Nov 2026, 09:12 100 90 snapshot" in table
    assert EVIL in table


def test_the_overview_sums_per_currency_and_leaves_sandboxes_out(pages: TestClient) -> None:
    for name in ORGS:
        services().book.record(name, [price(amount="10")])
    read("acme", 0, person(1))
    read("test", 0, sandbox=True)
    page = pages.get("/").text
    assert EVIL not in page
    shown = text(page)
    assert "1 org: provisioned cost 1,000 USD a year, 200.00 of it unassigned." in shown
    assert shown.index("USD 1 100 85") < shown.index("Sandboxes")
    assert re.findall(r'href="(/orgs/acme/licenses[^"]+)">(\d+)</a>', page) == [
        ("/orgs/acme/licenses?kind=user", "100"),
        ("/orgs/acme/licenses?kind=user", "85"),
    ]
    assert "All licenses 100 85" in text(pages.get("/orgs/acme/licenses?kind=user").text)
    files = json.loads(pages.get("/overview.json").text)
    assert [each["org"] for each in files["rows"]] == ["acme", "test", EVIL]
    assert files["totals"][0]["unassigned_cost"] == "200.00"
    assert [each["users"] for each in files["rows"]] == [1, 0, None]
