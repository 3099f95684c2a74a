"""What an open page does when the ground moves: the server restarts or is away, a snapshot or a file is gone."""

import shutil

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.reader import heading, price, row, sort_by, table
from browser.served_app import EARLIER, LATEST, ServedApp


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    """A tab whose console may name failed requests: they are what is tested."""
    return context.new_page()


def clear(page: Page) -> None:
    """The page says what is wrong and where to go; it shows no innards."""
    text = page.locator("body").inner_text()
    assert "Traceback" not in text
    assert "Internal Server Error" not in text


@pytest.mark.slow
def test_after_a_restart_the_next_click_and_the_next_price_work(tab: Page, own: ServedApp) -> None:
    tab.goto(f"{own.url}/orgs/demo/licenses")
    own.stop()
    own.start()
    sort_by(tab, "Unassigned")
    expect(heading(tab, "Unassigned")).to_have_attribute("aria-sort", "descending")
    own.stop()
    own.start()
    price(tab, "Salesforce").fill("2000")
    price(tab, "Salesforce").press("Enter")
    expect(row(tab, "Salesforce")).to_contain_text("250,000")


def test_while_the_server_is_away_a_click_says_so_and_loses_nothing(tab: Page, own: ServedApp) -> None:
    tab.goto(f"{own.url}/orgs/demo/licenses")
    own.stop()
    price(tab, "Salesforce").fill("2000")
    price(tab, "Salesforce").press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text("Seatwise is not running")
    expect(price(tab, "Salesforce")).to_have_value("2000")
    expect(table(tab)).to_be_visible()
    own.start()
    sort_by(tab, "Unassigned")
    expect(heading(tab, "Unassigned")).to_have_attribute("aria-sort", "descending")
    expect(tab.get_by_role("alert")).to_have_count(0)


@pytest.mark.slow(sample=3)
@pytest.mark.parametrize("how", ["sort", "price", "reload"])
def test_a_snapshot_removed_under_an_open_page_is_said_with_those_that_remain(
    tab: Page, own: ServedApp, how: str
) -> None:
    tab.goto(f"{own.url}/orgs/demo/licenses?snapshot={EARLIER}")
    (folder,) = own.home.glob(f"lake/**/as_of={EARLIER}")
    shutil.rmtree(folder)
    match how:
        case "sort":
            sort_by(tab, "Unassigned")
        case "price":
            price(tab, "Salesforce").fill("2000")
            price(tab, "Salesforce").press("Enter")
        case "reload":
            tab.reload()
    alert = tab.get_by_role("alert")
    expect(alert).to_contain_text("is no snapshot of this org")
    expect(alert).to_contain_text(LATEST)
    clear(tab)
    alert.get_by_role("link", name="Show the orgs").click()
    expect(tab.get_by_role("row").filter(has_text="demo")).to_be_visible()


@pytest.mark.slow
def test_a_file_of_the_snapshot_removed_under_an_open_page_is_named(tab: Page, own: ServedApp) -> None:
    tab.goto(f"{own.url}/orgs/demo/licenses")
    (earlier,) = own.home.glob(f"lake/**/as_of={EARLIER}")
    earlier.with_name(f"as_of={LATEST}").joinpath("user_license.parquet").unlink()
    own.stop()
    own.start()
    sort_by(tab, "Unassigned")
    expect(tab.get_by_role("alert")).to_contain_text("user_license.parquet")
    clear(tab)


def test_an_org_that_is_gone_and_a_page_that_never_was_are_said(tab: Page, shared: ServedApp) -> None:
    tab.goto(f"{shared.url}/orgs/gone/licenses")
    expect(tab.get_by_role("alert")).to_contain_text("There is no org named gone.")
    tab.goto(f"{shared.url}/no/such/page")
    expect(tab.get_by_role("heading", level=1)).to_have_text("There is no such page.")
    tab.goto(f"{shared.url}/orgs/demo/licenses?sort=nonsense")
    expect(tab.get_by_role("alert")).to_contain_text("There is no column 'nonsense' to sort by.")
    tab.get_by_role("link", name="Show the orgs").click()
    expect(tab).to_have_url(f"{shared.url}/")
