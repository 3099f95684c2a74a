"""An empty home tells a newcomer what to do, and one click ends on the licenses of a sandbox org."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from browser.reader import summary, table
from browser.served_app import Serve, ServedApp
from seatwise.sandbox.sandbox_process import SandboxProcess


@pytest.fixture
def empty(tmp_path: Path, serve: Serve) -> Iterator[ServedApp]:
    home = tmp_path / "empty"
    with serve(home) as served:
        yield served
    SandboxProcess(home).stop()


def test_an_empty_home_says_what_this_is_and_offers_two_first_steps(page: Page, empty: ServedApp) -> None:
    page.goto(empty.url)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What do your Salesforce licenses cost, and who holds them?"
    )
    expect(page.get_by_role("button", name="Start the local test org")).to_be_visible()
    expect(page.get_by_role("link", name="Connect an org")).to_be_visible()
    expect(page.get_by_text("It never writes to an org, and nothing leaves this machine.")).to_be_visible()


@pytest.mark.slow
def test_one_click_starts_the_sandbox_org_and_ends_on_its_licenses(page: Page, empty: ServedApp) -> None:
    page.goto(empty.url)
    page.get_by_role("button", name="Start the local test org").click(timeout=60_000)
    page.wait_for_url("**/orgs/demo/licenses", timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("demo")
    assert summary(page).startswith("Provisioned cost ")
    expect(table(page).get_by_role("row")).not_to_have_count(0)
    page.get_by_role("link", name="Orgs").first.click()
    expect(page.get_by_role("row").filter(has_text="demo")).to_contain_text("Up")


def test_while_it_starts_the_button_says_so_and_asks_once(page: Page, empty: ServedApp) -> None:
    asked: list[str] = []

    def count(route: Route) -> None:
        asked.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/sandbox", count)
    page.goto(empty.url)
    page.get_by_role("button", name="Start the local test org").click()
    busy = page.get_by_role("button", name="Starting...")
    expect(busy).to_have_attribute("aria-busy", "true")
    busy.click()
    assert asked == ["POST"]
