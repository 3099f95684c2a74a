"""With JavaScript off everything is done by links and forms."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.places import ALL_PAGES, LICENSES, PROFILES
from browser.reader import (
    figures_plain,
    heading,
    history,
    keys,
    open_bucket,
    price,
    row,
    sort_by,
    state,
    summary,
    table,
)
from browser.served_app import EARLIER, ServedApp
from browser.windows import window


@pytest.fixture
def url(own: ServedApp) -> str:
    return f"{own.url}/orgs/demo/licenses"


@pytest.mark.slow
@pytest.mark.parametrize("pages", ALL_PAGES)
def test_on_every_page_what_htmx_or_a_script_does_is_a_link_or_a_form_too(
    browser: Browser, shared: ServedApp, pages: dict[str, str]
) -> None:
    plain = window(browser, java_script_enabled=False).new_page()
    for name, path in pages.items():
        plain.goto(f"{shared.url}{path}")
        expect(plain.get_by_role("heading", level=1)).to_have_count(1)
        for hidden in plain.locator("button.no-js").all():
            expect(hidden, name).to_be_visible()
        asks = plain.locator("[hx-get], [hx-post], [hx-boost]")
        assert asks.and_(plain.locator("a[href], form, form *, #charts, #panel *")).count() == asks.count(), name
        assert plain.locator("select[data-go]:not(form:has(button) select)").count() == 0, name
    plain.context.close()


def test_order_search_switches_and_snapshots_are_links_and_forms(plain: Page, shared: ServedApp) -> None:
    url = f"{shared.url}{LICENSES}"
    plain.goto(url)
    sort_by(plain, "Unassigned")
    expect(heading(plain, "Unassigned")).to_have_attribute("aria-sort", "descending")
    plain.get_by_role("searchbox", name="Search").fill("sales")
    plain.get_by_role("button", name="Search").click()
    assert state(plain) == {"search": "sales", "sort": "-unassigned"}
    found = shared.inventory("demo", "?search=sales&sort=-unassigned")["rows"]
    assert sorted(keys(plain)) == sorted(row["key"] for row in found)
    plain.locator("#switch-disabled").click()
    expect(plain.locator("#switch-disabled")).to_have_class("chip on")
    plain.get_by_role("combobox", name="Data as of").select_option(EARLIER)
    plain.get_by_role("button", name="Show", exact=True).click()
    assert state(plain) == {"search": "sales", "sort": "-unassigned", "disabled": "1", "snapshot": EARLIER}
    plain.get_by_role("link", name="Search: sales").click()
    assert "search" not in state(plain)
    plain.go_back()
    assert state(plain)["search"] == "sales"
    plain.get_by_text("Save as").click()
    with plain.expect_download() as saved:
        plain.get_by_role("link", name="CSV").click()
    assert saved.value.suggested_filename == f"licenses-{EARLIER}.csv"


@pytest.mark.slow
def test_a_price_is_set_refused_and_contested_by_a_form(plain: Page, own: ServedApp, url: str) -> None:
    plain.goto(f"{url}?sort=label&search=salesforce")
    said, seats = summary(plain), row_seats(own)
    field = price(plain, "Salesforce")
    field.fill("2000")
    field.press("Enter")
    expect(row(plain, "Salesforce")).to_contain_text(f"{seats * 2000:,}")
    assert summary(plain) != said
    assert state(plain) == {"sort": "label", "search": "salesforce"}
    before = figures_plain(plain)
    for typed, why in (("-5", "-5 is negative."), ("abc", "abc is not a number."), ("1.23456", "decimals")):
        field.fill(typed)
        row(plain, "Salesforce").get_by_role("button", name="Save").click()
        expect(row(plain, "Salesforce").get_by_role("alert")).to_contain_text(why)
        expect(field).to_have_value(typed)
        assert figures_plain(plain) == before
    plain.goto(url)
    other = plain.context.new_page()
    other.goto(url)
    price(other, "Salesforce").fill("2100")
    price(other, "Salesforce").press("Enter")
    expect(row(other, "Salesforce")).to_contain_text(f"{seats * 2100:,}")
    field.fill("1900")
    field.press("Enter")
    expect(row(plain, "Salesforce").get_by_role("alert")).to_contain_text("Someone set 2,100.00")
    field.press("Enter")
    expect(row(plain, "Salesforce")).to_contain_text(f"{seats * 1900:,}")


def row_seats(own: ServedApp) -> int:
    return int(next(told for told in own.inventory("demo")["rows"] if told["key"] == "SFDC")["provisioned"])


@pytest.mark.slow
def test_after_a_price_the_page_stands_at_its_row(plain: Page, url: str) -> None:
    plain.goto(url)
    field = price(plain, "CRM Analytics Plus")
    field.fill("1501")
    field.press("Enter")
    expect(row(plain, "CRM Analytics Plus")).to_contain_text("37,525")
    expect(row(plain, "CRM Analytics Plus")).to_be_in_viewport()


@pytest.mark.slow
def test_a_bucket_and_the_history_of_a_price_are_forms(plain: Page, url: str) -> None:
    plain.goto(f"{url}?search=dispatch")
    desk = row(plain, "Dispatch Desk (custom)")
    open_bucket(plain, "Dispatch Desk (custom)")
    desk.get_by_label("Change bucket").select_option("Named")
    desk.locator(".why").get_by_role("button", name="Save").click()
    expect(table(plain).locator(".group").first).to_contain_text("Named")
    history(plain, "Dispatch Desk (custom)").click()
    plain.get_by_label("Price in USD").fill("541")
    plain.get_by_role("button", name="Set", exact=True).click()
    expect(plain.get_by_role("row").filter(has_text="541.00 USD")).to_be_visible()


@pytest.mark.slow
def test_the_tree_its_users_and_one_user_are_links_and_forms(plain: Page, shared: ServedApp) -> None:
    plain.goto(f"{shared.url}{PROFILES}")
    tree = plain.locator("table.tree")
    tree.locator(".at-license .twig > a").first.click()
    expect(tree.locator(".at-license .twig > a").first).to_have_attribute("aria-expanded", "true")
    tree.locator("thead").first.get_by_role("link", name="Users").first.click()
    expect(tree.locator(".at-license .twig > a[aria-expanded=true]")).to_have_count(1)
    plain.get_by_role("textbox", name="days").fill("60")
    plain.get_by_role("button", name="Show").last.click()
    expect(plain.locator("#summary")).to_contain_text("within 60 days")
    tree.locator("tbody td a").first.click()
    plain.get_by_role("searchbox", name="Search").fill("a")
    plain.get_by_role("button", name="Search").click()
    expect(plain.get_by_role("status").last).to_contain_text("users")
    plain.get_by_role("region", name="Users").locator("tbody a.name").first.click()
    expect(plain.get_by_role("heading", name=re.compile("Logins by month"))).to_be_visible()
