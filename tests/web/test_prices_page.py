"""The page of a license's price history, without a browser: what two people who edit at once read."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from fakes import NOON, connection, price
from inventory import INVENTORY
from rows_org import ORG_ID, RowsOrg, user_license
from seatwise import __version__
from seatwise.app.refresh.run import refresh
from seatwise.bootstrap import services
from seatwise.domain.licensing.entries import BucketOverride, Price
from seatwise.domain.licensing.license_kinds import Bucket
from web_client import web_client

HISTORY = "/orgs/acme/prices?kind=user&key=SFDC"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """One org, read on 21 Nov 2026, without prices."""
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    services().connections.add(connection("acme", org_id=ORG_ID), {})
    org = RowsOrg({"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)]})
    refresh(
        org, services().storage, name="acme", tables=INVENTORY, as_of=None, clock=lambda: NOON, watch=lambda _: None
    )
    with web_client(services()) as client:
        yield client


def seen(page: str, form: str = "prices") -> str:
    found = re.search(rf'/{form}[^>]*>.*?name="seen" value="([^"]*)"', page, re.DOTALL)
    assert found
    return found[1]


def damage(statement: str) -> None:
    with closing(sqlite3.connect(services().home / "state.db")) as raw, raw:
        raw.execute(statement)


def test_a_damaged_price_is_named_and_entered_again(client: TestClient) -> None:
    services().book.record("acme", [price("SFDC", "1980.50")])
    damage("UPDATE prices SET amount = '9980.50'")
    page = client.get(HISTORY).text
    assert "not known: damaged" in page
    assert "9980" not in page.replace(",", "")
    licenses = client.get("/orgs/acme/licenses").text
    assert "The price of user:SFDC in effect from 01 Jan 2026, entered on 21 Nov 2026, was changed" in licenses
    assert "980.50" not in licenses
    entry = {"kind": "user", "key": "SFDC", "amount": "1980.50", "start": "2026-01-01", "seen": seen(page)}
    client.post("/orgs/acme/prices/history", data=entry)
    assert "was changed in state.db" not in client.get("/orgs/acme/licenses").text
    assert "1,980.50" in client.get(HISTORY).text


def test_where_prices_are_lost_their_history_says_so(client: TestClient) -> None:
    services().book.record("acme", [price("SFDC", "1980.50"), price("SFDC", "2000")])
    damage("DELETE FROM prices WHERE amount = '2000'")
    assert "2 rows stored, 1 found. No price of this org is known." in client.get(HISTORY).text
    assert "1,980.50" not in client.get("/orgs/acme/licenses").text


def test_its_foot_names_the_version_of_seatwise(client: TestClient) -> None:
    entry = {
        "kind": "user",
        "key": "SFDC",
        "amount": "1980",
        "start": "2026-01-01",
        "seen": seen(client.get(HISTORY).text),
    }
    client.post("/orgs/acme/prices/history", data=entry)
    assert f"Seatwise {__version__} only reads" in client.get(HISTORY).text


def test_cents_of_a_thousand_and_more_are_shown_on_hover_and_stand_in_json_and_in_price_fields(
    client: TestClient,
) -> None:
    entry = {"kind": "user", "key": "SFDC", "amount": "1019.99", "start": "2026-01-01"}
    client.post("/orgs/acme/prices/history", data=entry | {"seen": seen(client.get(HISTORY).text)})
    page = client.get("/orgs/acme/licenses").text
    assert '<td class="n"><span title="81,599.20">81,599</span></td>' in page
    assert "Provisioned cost 101,999 USD a year = assigned 81,599 + unassigned 20,400." in page
    assert 'value="1019.99"' in page
    (row,) = client.get("/orgs/acme/licenses.json").json()["rows"]
    assert (row["assigned_cost"], row["unit_price"]) == ("81599.20", "1019.99")


def test_of_two_who_add_to_one_history_the_later_gets_a_conflict_and_may_enter_it_again(client: TestClient) -> None:
    both_saw = seen(client.get(HISTORY).text)
    entry = {"kind": "user", "key": "SFDC", "amount": "1980", "start": "2026-01-01", "seen": both_saw}
    assert client.post("/orgs/acme/prices/history", data=entry, follow_redirects=False).status_code == 303
    answer = client.post("/orgs/acme/prices/history", data=entry | {"amount": "1850", "start": "2026-02-01"})
    assert answer.status_code == 409
    assert "Someone set 1,980.00 since you loaded this page." in answer.text
    assert 'value="1850"' in answer.text
    assert 'value="2026-02-01"' in answer.text
    again = entry | {"amount": "1850", "start": "2026-02-01", "seen": seen(answer.text)}
    assert client.post("/orgs/acme/prices/history", data=again, follow_redirects=False).status_code == 303
    assert [str(price.amount) for price in services().book.entries("acme", Price)] == ["1980", "1850"]


def test_of_two_who_set_one_price_in_place_the_later_gets_a_conflict(client: TestClient) -> None:
    both_saw = seen(client.get("/orgs/acme/licenses").text)
    entry = {"kind": "user", "key": "SFDC", "amount": "1980", "seen": both_saw}
    htmx = {"HX-Request": "true"}
    first = client.post("/orgs/acme/prices", data=entry, headers=htmx)
    second = client.post("/orgs/acme/prices", data=entry | {"amount": "1850"}, headers=htmx)
    assert (first.status_code, second.status_code) == (200, 409)
    again = client.post("/orgs/acme/prices", data=entry | {"amount": "1850", "seen": seen(second.text)}, headers=htmx)
    assert again.status_code == 200
    assert [str(price.amount) for price in services().book.entries("acme", Price)] == ["1980", "1850"]


def test_of_two_who_change_one_bucket_the_later_gets_a_conflict_and_may_do_it_again(client: TestClient) -> None:
    def both_saw() -> str:
        return seen(client.get("/orgs/acme/licenses").text, "buckets")

    entry = {"key": "SFDC", "bucket": "Other", "seen": both_saw()}
    assert client.post("/orgs/acme/buckets", data=entry, follow_redirects=False).status_code == 303
    refused = client.post("/orgs/acme/buckets", data=entry | {"bucket": "Community Login"})
    assert refused.status_code == 409
    assert "Someone set SFDC to Other since you loaded this page." in refused.text
    again = entry | {"bucket": "", "seen": both_saw()}
    assert client.post("/orgs/acme/buckets", data=again, follow_redirects=False).status_code == 303
    recorded = [each.bucket for each in services().book.entries("acme", BucketOverride)]
    assert recorded == [Bucket.OTHER, None]


def enter(client: TestClient, amount: str, start: str) -> str:
    """Enter a price on the history page; returns the page that answers."""
    entry = {"kind": "user", "key": "SFDC", "amount": amount, "start": start, "seen": seen(client.get(HISTORY).text)}
    answer = client.post("/orgs/acme/prices/history", data=entry)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_the_history_says_from_when_a_price_is_in_effect_and_what_hides_it(client: TestClient) -> None:
    assert "2,100.00 USD from 01 Jun 2026 on." in enter(client, "2,100.00", "2026-06-01")
    page = enter(client, "1980", "2026-01-01")
    assert "1,980.00 USD from 01 Jan 2026 on. From 01 Jun 2026 on: 2,100.00 USD, as entered before." in page
    assert "The latest snapshot is of 21 Nov 2026: its figures do not change." in page
    page = enter(client, "2200", "2026-12-01")
    assert "The latest snapshot is of 21 Nov 2026, before that day: its figures do not change." in page
    page = enter(client, "2110", "2026-06-01")
    assert "From 01 Dec 2026 on: 2,200.00 USD, as entered before." in page
    for line in (
        "01 Dec 2026 2,200.00 USD",
        "since 01 Dec 2026",
        "01 Jun 2026 to 30 Nov 2026 (latest snapshot)",
        "never: replaced by a later entry for the same day",
        "01 Jan 2026 to 31 May 2026",
    ):
        assert line in page


def test_a_price_with_too_many_decimals_is_refused_beside_its_field(client: TestClient) -> None:
    entry = {"kind": "user", "key": "SFDC", "amount": "1980.505", "seen": ""}
    answer = client.post("/orgs/acme/prices", data=entry, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Salesforce is paid per seat: write at most 2 decimals." in answer.text


def test_the_state_is_opened_once_to_set_a_price_and_not_for_a_page_that_is_cached(client: TestClient) -> None:
    page, opened = client.get("/orgs/acme/licenses").text, list[object]()

    def count(raw: object, _record: object) -> None:
        opened.append(raw)

    event.listen(Engine, "connect", count)
    try:
        client.get("/orgs/acme/licenses")
        assert not opened
        entry = {"kind": "user", "key": "SFDC", "amount": "1980", "seen": seen(page)}
        answer = client.post("/orgs/acme/prices", data=entry, headers={"HX-Request": "true"})
        assert (answer.status_code, len(opened)) == (200, 1)
    finally:
        event.remove(Engine, "connect", count)
