"""The pictures over HTTP: drawn once, told in words, in either theme; a price changes them, damage is said."""

import gzip
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fakes import NOON, connection
from inventory import INVENTORY
from rows_org import NOW, ORG_ID, RowsOrg, user_license
from seatwise.bootstrap import services
from seatwise.app.license_overrides import set_bucket
from seatwise.app.prices import set_price
from seatwise.app.refresh.run import refresh
from seatwise.domain.licenses import Bucket
from seatwise.web.app import create_app

EVIL = "<script>alert('Acme')</script> \"&\" 🚀"
HERE = "/orgs/acme/pictures"


def read(used: int, days_ago: int) -> None:
    org = RowsOrg(
        {
            "user_license": [
                user_license(1, EVIL, "SFDC", 100, used),
                user_license(2, "Free", "X", -1, 5),
                user_license(3, "Chatter Free", "PID_CSN_User", 5000, 3),
            ]
        }
    )
    moment = NOW - timedelta(days=days_ago)
    refresh(
        org, services().storage, name="acme", tables=INVENTORY, as_of=moment, clock=lambda: NOON, watch=lambda step: None
    )


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """An org read twice, 80 and then 90 of 100 seats held, 1980 a seat."""
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    services().connections.add(connection("acme", org_id=ORG_ID), {})
    read(80, days_ago=30)
    read(90, days_ago=0)
    tell_price("1980")
    with TestClient(create_app()) as client:
        yield client


def tell_price(amount: str) -> None:
    known = services().known_licenses(services().connections.get("acme"))
    day = (NOW - timedelta(days=60)).date()
    set_price("acme", "SFDC", amount, start=day, known=known, book=services().book, clock=services().clock)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_a_picture_shows_the_figures_and_names_as_text(pages: TestClient) -> None:
    answer = pages.get(f"{HERE}/costs.svg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert "178k of 198k" in texts(answer.text)  # 90 and 100 seats at 1980
    assert any(told.startswith("<script>alert(") for told in texts(answer.text))
    assert "<script" not in answer.text


def test_the_seats_of_every_snapshot_are_drawn(pages: TestClient) -> None:
    assert {"80", "Assigned 90", "100", "Provisioned 100"} <= set(texts(pages.get(f"{HERE}/seats.svg").text))


def test_a_license_put_into_another_bucket_moves_its_seats_in_every_snapshot(pages: TestClient) -> None:
    known = services().known_licenses(services().connections.get("acme"))
    set_bucket(
        "acme",
        "PID_CSN_User",
        Bucket.NAMED,
        start=NOW.date(),
        known=known,
        book=services().book,
        clock=services().clock,
    )
    table = pages.get(f"{HERE}/seats").text
    assert re.findall(r'<td class="n">([\d,]+)</td>', table) == ["5,100", "83", "5,100", "93"]


def test_a_license_that_is_gone_is_left_out_and_said(pages: TestClient) -> None:
    old = RowsOrg({"user_license": [user_license(1, EVIL, "SFDC", 100, 70), user_license(9, "Gone", "AUL", 50, 50)]})
    moment = NOW - timedelta(days=15)
    refresh(
        old, services().storage, name="acme", tables=INVENTORY, as_of=moment, clock=lambda: NOON, watch=lambda step: None
    )
    table = pages.get(f"{HERE}/seats").text
    assert "1 license left out: not in this snapshot any more." in table
    assert re.findall(r'<td class="n">([\d,]+)</td>', table) == ["100", "80", "100", "70", "100", "90"]


def test_dark_light_wide_and_narrow_are_four_drawings(pages: TestClient) -> None:
    asked = ("", "?theme=dark", "?narrow=1", "?theme=dark&narrow=1")
    assert len({pages.get(f"{HERE}/seats.svg{query}").text for query in asked}) == 4


def test_a_png_is_a_png(pages: TestClient) -> None:
    answer = pages.get(f"{HERE}/costs.png")
    assert (answer.content[:4], answer.headers["content-type"]) == (b"\x89PNG", "image/png")


def test_a_browser_that_has_the_drawing_is_told_so_until_a_figure_changes(pages: TestClient) -> None:
    first = pages.get(f"{HERE}/costs.svg")
    kept = {"If-None-Match": first.headers["etag"]}
    again = pages.get(f"{HERE}/costs.svg", headers=kept)
    assert (again.status_code, again.content) == (304, b"")
    tell_price("1000")
    assert pages.get(f"{HERE}/costs.svg", headers=kept).status_code == 200


def test_the_page_tells_each_picture_in_a_sentence_and_leads_to_its_table(pages: TestClient) -> None:
    html = pages.get("/orgs/acme/licenses").text
    assert "assigned seats from 80 to 90." in html
    assert "Together 198,000.00 USD is committed and 178,200.00 USD" in html
    for size in re.findall(r"<img src=\"/orgs[^>]*>", html):
        assert re.search(r'width="\d+" height="\d+" alt="[^"]{40,}"', size)
    table = pages.get(f"{HERE}/costs").text
    assert '<td class="n">198,000.00</td><td class="n">178,200.00</td>' in table
    assert "<script>alert" not in table


def test_a_price_gives_the_picture_another_address(pages: TestClient) -> None:
    def addresses() -> set[str]:
        return set(re.findall(r"v=([0-9a-f]+)", pages.get(HERE).text))

    before = addresses()
    tell_price("1000")
    assert len(before) == len(addresses()) == 2
    assert len(before & addresses()) == 1  # the seats are what they were


def test_a_damaged_snapshot_is_left_out_and_said(pages: TestClient, tmp_path: Path) -> None:
    read(70, days_ago=15)
    (file,) = tmp_path.glob("lake/org=*/as_of=20261106*/user_license.parquet")
    file.write_bytes(b"no Parquet")
    table = pages.get(f"{HERE}/seats")
    assert "1 damaged snapshot left out." in table.text
    assert ">70</td>" not in table.text
    assert {"80", "Assigned 90"} <= set(texts(pages.get(f"{HERE}/seats.svg").text))


def test_one_snapshot_is_no_line_and_that_is_said(pages: TestClient, tmp_path: Path) -> None:
    (older,) = tmp_path.glob("lake/org=*/as_of=20261022*")
    shutil.rmtree(older)
    assert "A line needs two" in pages.get("/orgs/acme/licenses").text
    assert pages.get(f"{HERE}/seats.svg").status_code == 400


def test_many_snapshots_do_not_close_the_one_that_is_looked_at(pages: TestClient) -> None:
    for days in range(1, 12):
        read(60 + days, days_ago=days)
    assert pages.get("/orgs/acme/licenses").status_code == 200
    looked_at = wiring.engine()._open.copy()  # type: ignore[attr-defined]
    pages.get("/orgs/acme/licenses")
    assert wiring.engine()._open == looked_at  # type: ignore[attr-defined]


@pytest.mark.parametrize(("path", "status"), [("/none.svg", 404), ("/none", 404), ("/costs.gif", 400), ("/x.y", 404)])
def test_what_there_is_not_is_said(pages: TestClient, path: str, status: int) -> None:
    answer = pages.get(HERE + path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert pages.get(f"{HERE}/costs.svg?theme=pink").status_code == 400


def test_the_page_with_its_pictures_is_small(pages: TestClient) -> None:
    sent = [pages.get("/orgs/acme/licenses").content, *(pages.get(f"{HERE}/{name}.svg").content for name in WHICH)]
    assert sum(len(gzip.compress(part, 5)) for part in sent) < 12_000


WHICH = ("costs", "seats")
