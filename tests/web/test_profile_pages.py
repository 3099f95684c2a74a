"""The Profiles pages over HTTP: the worked check of the definitions, gaps, names as text, refusals, files, pictures."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fakes import NOON, connection
from rows_org import NOW, ORG_ID, Rows, RowsOrg, profile, sid, user_license, users
from seatwise import wiring
from seatwise.app.prices import set_price
from seatwise.app.refresh.run import refresh
from seatwise.sources.activity import CREATED, TRACKED_OBJECTS
from seatwise.sources.registry import REGISTRY
from seatwise.web.app import create_app

HERE = "/orgs/acme"
EVIL = "<script>alert('Acme')</script> \"&\" 🚀"
YESTERDAY, LAST_YEAR = NOW - timedelta(days=1), NOW - timedelta(days=365)


def touches(first: int, count: int) -> Rows:
    return [
        {"SobjectType": "Case", "UserId": sid("005", number), "Touch": CREATED, "Records": 2, "LastDate": YESTERDAY}
        for number in range(first, first + count)
    ]


def worked(**more: object) -> RowsOrg:
    """50 users, 40 of whom logged in, 31 actors of whom 30 logged in; the first is named as HTML."""
    seated = users(50, 1, CreatedDate=LAST_YEAR)
    for user in seated[:40]:
        user["LastLoginDate"] = YESTERDAY
    seated[0] |= {"Name": EVIL, "Department": EVIL}
    tables: dict[str, Rows] = {
        "user_license": [user_license(1, EVIL, "SFDC", 100, 50)],
        "profile": [{**profile(1, 1), "Name": EVIL}],
        "user": seated,
        "record_touch": [*touches(1, 30), *touches(50, 1)],
        "login_day": [
            {
                "UserId": sid("005", 1),
                "Day": day.date().isoformat(),
                "LoginType": "Application",
                "Success": True,
                "Logins": 3,
                "LastTime": day,
            }
            for day in (YESTERDAY, YESTERDAY - timedelta(days=1))
        ],
        "record_type": [{"Id": sid("012", 1), "Name": EVIL, "SobjectType": "Account", "IsActive": True}],
        "profile_record_type": [
            {
                "ProfileId": sid("00e", 1),
                "RecordTypeId": sid("012", 1),
                "SobjectType": "Account",
                "Source": "page layouts",
            }
        ],
    }
    return RowsOrg(tables, **more)  # type: ignore[arg-type]


def read(org: RowsOrg) -> None:
    moment = {"as_of": None, "clock": lambda: NOON, "watch": lambda _: None, "backbone": TRACKED_OBJECTS}
    refresh(org, wiring.lake(), name="acme", tables=REGISTRY, **moment)  # type: ignore[arg-type]


def tell_price(amount: str) -> None:
    known = wiring.known_licenses(wiring.connections().get("acme"))
    set_price("acme", "SFDC", amount, start=LAST_YEAR.date(), known=known, book=wiring.price_book(), clock=wiring.now)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    wiring.connections().add(connection("acme", org_id=ORG_ID), {})
    return tmp_path


@pytest.fixture
def pages(home: Path) -> Iterator[TestClient]:
    read(worked())
    tell_price("1980")
    with TestClient(create_app()) as client:
        yield client


def text(page: str) -> str:
    """A page as read: without its tags, in one line."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_the_worked_check_stands_on_every_level(pages: TestClient) -> None:
    told = text(pages.get(f"{HERE}/profiles?level=profile").text)
    line = r"50 40 31 99,000\.00 19,800\.00 1,980\.00 by API 59,400\.00 19,800\.00"
    assert len(re.findall(line, told)) == 3
    assert "Assigned = Unlogged" in told


def test_a_price_told_changes_the_kept_page(pages: TestClient) -> None:
    before = pages.get(f"{HERE}/profiles").text
    assert pages.get(f"{HERE}/profiles").text == before
    tell_price("1000")
    assert "50,000.00" in text(pages.get(f"{HERE}/profiles").text)


@pytest.mark.parametrize(
    "path",
    [
        "/profiles?level=profile",
        "/people",
        f"/people/{sid('005', 1)}",
        f"/profiles/{sid('00e', 1)}/processes",
        "/profiles/pictures/split",
    ],
)
def test_names_from_the_org_are_shown_as_text(pages: TestClient, path: str) -> None:
    page = pages.get(HERE + path)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert EVIL in text(page.text)


def test_htmx_gets_the_part_alone(pages: TestClient) -> None:
    for path in ("/profiles", "/people"):
        part = pages.get(HERE + path, headers={"HX-Request": "true", "HX-Target": "panel"})
        assert "<html" not in part.text
        assert 'id="panel"' in part.text


def test_a_wrong_window_is_refused_beside_its_field_and_kept(pages: TestClient) -> None:
    for path in ("/profiles", "/people", f"/people/{sid('005', 1)}"):
        page = pages.get(f"{HERE}{path}?window=0")
        assert page.status_code == 422
        assert 'role="alert">0 is no number of days' in page.text
        assert 'value="0" aria-invalid="true"' in page.text


def test_from_a_page_that_is_none_one_click_leads_to_the_first_of_its_list(pages: TestClient) -> None:
    told = pages.get(f"{HERE}/people?sort=username&after=nonsense")
    assert told.status_code == 400
    first = re.search(r'<a class="button" href="([^"]+)">First page</a>', told.text)
    assert first
    assert first[1] == f"{HERE}/people?sort=username"
    assert pages.get(first[1]).status_code == 200


@pytest.mark.parametrize("path", ["/profiles?sort=nonsense", "/people?sort=nonsense", "/people?after=nonsense"])
def test_what_cannot_be_asked_is_said(pages: TestClient, path: str) -> None:
    page = pages.get(HERE + path)
    assert page.status_code == 400
    assert 'role="alert"' in page.text


@pytest.mark.parametrize("user_id", [sid("005", 999), "nobody", "005'; drop table user --"])
def test_an_unknown_user_is_a_page_with_a_search(pages: TestClient, user_id: str) -> None:
    page = pages.get(f"{HERE}/people/{user_id}")
    assert page.status_code == 404
    assert "There is no such user here" in page.text
    assert f'action="{HERE}/people"' in page.text


def test_the_page_of_one_user_tells_what_was_done_and_from_where_it_is_known(pages: TestClient) -> None:
    told = text(pages.get(f"{HERE}/people/{sid('005', 50)}").text)
    assert "The user never logged in." in told
    assert "created 2 backbone records" in told
    assert "writes without logging in" in told
    assert "The seat costs 1,980.00 USD a year." in told
    for source in ("LoginHistory", "PermissionSetAssignment", "CreatedById", "User.LastLoginDate"):
        assert source in told


def test_what_could_not_be_read_is_unknown_and_never_0(home: Path) -> None:
    read(worked(hidden=("record_touch", "login_day")))
    tell_price("1980")
    with TestClient(create_app()) as client:
        page = client.get(f"{HERE}/profiles?level=bucket").text
        assert page.count('<span class="unread">unknown</span>') >= 3  # actors, Actor $, Non-actor $
        assert "could not be read" in page
        person = text(client.get(f"{HERE}/people/{sid('005', 1)}").text)
        assert "not complete" in person
        assert "created 2" not in person


def test_files_hold_the_lines_that_are_open_and_all_users_of_a_list(pages: TestClient) -> None:
    shown = pages.get(f"{HERE}/profiles.json?level=bucket")
    assert [row["level"] for row in shown.json()["rows"]] == ["bucket"]
    assert shown.headers["content-disposition"].startswith('attachment; filename="profiles-2026')
    levels = [row["level"] for row in pages.get(f"{HERE}/profiles.json?level=profile").json()["rows"]]
    assert levels == ["bucket", "license", "profile"]
    people = pages.get(f"{HERE}/people.csv?sort=username&desc=1&after=ignored")
    names = [
        row["username"] for row in csv.DictReader(io.StringIO(people.content.decode("utf-8-sig"))) if row["username"]
    ]
    assert len(names) == 50
    assert names == sorted(names, reverse=True)
    searched = json.loads(pages.get(f"{HERE}/people.json?q=user7").content)
    assert [row["username"] for row in searched["rows"]] == ["user7@acme.example"]
    for form in ("xlsx", "parquet", "html"):
        assert pages.get(f"{HERE}/people.{form}").status_code == pages.get(f"{HERE}/profiles.{form}").status_code == 200
    assert pages.get(f"{HERE}/people.doc").status_code == 400


def test_pictures_are_drawn_and_told(pages: TestClient) -> None:
    page = pages.get(f"{HERE}/profiles").text
    assert "59,400.00 actor, 19,800.00 non-actor, 19,800.00 unlogged" in page
    for which in ("split", "logins"):
        drawn = pages.get(f"{HERE}/profiles/pictures/{which}.svg?theme=dark&narrow=1")
        assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
        kept = {"If-None-Match": drawn.headers["etag"]}
        assert pages.get(f"{HERE}/profiles/pictures/{which}.svg?theme=dark&narrow=1", headers=kept).status_code == 304
        assert pages.get(f"{HERE}/profiles/pictures/{which}.png").content[:4] == b"\x89PNG"
    assert pages.get(f"{HERE}/profiles/pictures/none").status_code == 404
    assert pages.get(f"{HERE}/profiles/pictures/split.svg?theme=pink").status_code == 400


def test_an_org_that_was_never_read_says_what_to_do(home: Path) -> None:
    wiring.connections().add(connection("new"), {})
    with TestClient(create_app()) as client:
        for path in ("/profiles", "/people", "/people/x"):
            page = client.get(f"/orgs/new{path}")
            assert page.status_code == 200
            assert "has not been read yet" in page.text
