"""The pages of the demo org: the list behind a count has that many rows, or seats in all; no page is too large."""

import csv
import html
import io
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from browser.served_app import fill
from cli_commands import run_command
from examples import sampled
from seatwise.bootstrap import services
from seatwise.panels.declaration.panel import Span
from seatwise.panels.registry import PANELS
from web_client import web_client

COUNT = re.compile(r'<a href="([^"]+)">(?:\s*<span class="label">[^<]*</span> <span class="figure">)?([\d,]+)</')
GAPS = re.compile(r"(\d+) data gaps?")
HERE = "/orgs/demo"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("demo")
    fill(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEATWISE_HOME", str(home))
        with web_client(services()) as client:
            yield client


def listed(client: TestClient, link: str) -> set[int]:
    """How many rows the list behind a link has; of licenses instead how many seats they have in all."""
    if link.endswith("/connection"):
        found = GAPS.search(client.get(link).text)
        assert found, link
        return {int(found[1])}
    answer = client.get(f"/api/v1{link}{'&' if '?' in link else '?'}limit=1").raise_for_status().json()
    if link.partition("?")[0].endswith("/licenses"):
        return {answer["totals"][-1][seats] for seats in ("provisioned", "assigned")}
    return {int(answer.get("count", len(answer["rows"])))}


COUNTED = (
    "/overview",
    f"{HERE}/licenses",
    f"{HERE}/license/AUL",
    f"{HERE}/processes/Named",
    f"{HERE}/processes/SFDC?among=frozen%3D1",
    f"{HERE}/profiles?level=license",
    f"{HERE}/profiles?level=profile&frozen=1",
    f"{HERE}/profiles?level=profile&search=sales&no_price=0",
    f"{HERE}/profiles?level=bucket&never=1&bucket=Named",
    f"{HERE}/profiles?level=license&api_only=1&period=7",
    f"{HERE}/profiles?level=bucket&community=1",
    f"{HERE}/changes",
    f"{HERE}/trends",
    f"{HERE}/trends?of=all",
    f"{HERE}/trends?of=user:AUL",
)


@pytest.mark.slow(sample=5)
@pytest.mark.parametrize("page", sampled([(page, page) for page in COUNTED], every=3))
def test_the_list_behind_a_count_has_that_many_rows_or_seats(client: TestClient, page: str) -> None:
    found = [(html.unescape(link), int(count.replace(",", ""))) for link, count in COUNT.findall(client.get(page).text)]
    counts = {(link, count) for link, count in found if "no_login=1" not in link}  # these are what their seats cost
    assert counts
    assert [(link, count) for link, count in counts if count not in listed(client, link)] == []


def test_the_source_of_a_fact_is_one_text_on_the_page_in_files_and_in_the_terminal(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    page = client.get(f"{HERE}/license/SFDC").text
    shown = [html.unescape(each) for each in re.findall(r'<td><span class="sub">([^<]*)</span></td></tr>', page)]
    file = client.get(f"{HERE}/license.csv?key=SFDC").text.removeprefix("\ufeff")
    found = [line["source"] for line in csv.DictReader(io.StringIO(file)) if line["section"] == "figures"]
    assert shown == found
    printable = client.get(f"{HERE}/license.html?key=SFDC").text
    assert "provisioned * unit_price" in printable
    assert "max(unassigned, 0) * unit_price" in run_command("license", "SFDC", "--org", "demo").stdout


@pytest.mark.slow
def test_no_page_is_too_large(client: TestClient) -> None:
    keys = {"license": "/SFDC", "processes": "/Named", "user": "/admin@sandbox.example"}
    pages = [f"{'' if each.span is Span.ORGS else HERE}/{each.name}{keys.get(each.name, '')}" for each in PANELS]
    sizes = {page: len(client.get(page).content) for page in (*pages, f"{HERE}/profiles?level=profile")}
    assert {page: size for page, size in sizes.items() if size > 200_000} == {}


def test_trial_and_expired_licenses_have_their_own_sum(client: TestClient) -> None:
    assert 'id="total-trial-20-or-20-expired"' in client.get(f"{HERE}/licenses").text


def test_charts_beside_a_filtered_table_say_that_they_show_everything(client: TestClient) -> None:
    pages = [client.get(f"{HERE}/licenses{query}").text for query in ("", "?bucket=Other")]
    assert ["The charts show all licenses, whatever the filter." in page for page in pages] == [False, True]
