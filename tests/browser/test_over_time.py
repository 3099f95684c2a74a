"""Changes, Trends and the overview in a real browser: without JavaScript, by keyboard, on paper."""

import pytest
from playwright.sync_api import Page, expect

from browser.places import CHANGES, TRENDS, USER_CHANGES
from browser.reader import focused, settled, state
from browser.served_app import EARLIER, LATEST, ServedApp


@pytest.mark.slow
def test_without_javascript_choosers_and_search_are_forms(plain: Page, shared: ServedApp) -> None:
    plain.goto(f"{shared.url}{CHANGES}")
    forth = plain.locator("#summary").inner_text()
    plain.get_by_label("From").select_option(LATEST)
    plain.get_by_label("To", exact=True).select_option(EARLIER)
    plain.get_by_role("button", name="Compare").click()
    assert state(plain) == {"earlier": LATEST, "later": EARLIER}
    assert plain.locator("#summary").inner_text() != forth
    plain.goto(f"{shared.url}{USER_CHANGES}?earlier={LATEST}&later={EARLIER}")
    plain.get_by_role("searchbox").fill("a")
    plain.get_by_role("button", name="Search").click()
    assert state(plain) == {"earlier": LATEST, "later": EARLIER, "search": "a"}
    plain.goto(f"{shared.url}{TRENDS}")
    plain.get_by_label("Of", exact=True).select_option("all")
    plain.get_by_role("button", name="Show", exact=True).click()
    assert state(plain) == {"of": "all"}
    plain.get_by_role("link", name="Seats: all user licenses: show as table").click()
    expect(plain.get_by_role("row").nth(1)).to_contain_text("snapshot")


def test_a_count_opens_who_it_is_of(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}{CHANGES}")
    joined = page.get_by_role("list", name="User changes").get_by_role("listitem").first
    users = int(joined.locator(".figure").inner_text().replace(",", ""))
    joined.get_by_role("link", name="Joined").click()
    page.wait_for_url("**/user-changes**")
    assert state(page) == {"change": "joined"}
    who = page.locator("#panel tbody tr")
    assert who.count() == min(users, 50)
    expect(who.first).to_contain_text("joined")


def test_typing_searches_keeps_the_focus_and_stands_in_the_address(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}{USER_CHANGES}")
    page.get_by_role("searchbox").press_sequentially("no such person")
    expect(page.locator("#panel")).to_contain_text("No user change matches.")
    settled(page)
    assert state(page) == {"search": "no such person"}
    assert focused(page) == "search"
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("no such person")


@pytest.mark.slow
def test_a_chooser_goes_at_once_and_the_overview_leads_to_each_org(page: Page, shared: ServedApp) -> None:
    page.goto(shared.url)
    page.get_by_role("link", name="Changes of demo").click()
    page.wait_for_url("**/changes")  # the page and its script
    page.get_by_label("To", exact=True).select_option(EARLIER)
    page.wait_for_url("**later=**")
    assert state(page)["later"] == EARLIER
    page.goto(shared.url)
    page.get_by_role("link", name="Trends of demo").click()
    page.wait_for_url("**/trends")
    expect(page.get_by_label("Of", exact=True)).to_have_value("Named")


def test_on_paper_is_what_was_read_and_nothing_to_press(page: Page, shared: ServedApp) -> None:
    page.emulate_media(media="print")
    page.goto(f"{shared.url}{CHANGES}")
    expect(page.get_by_role("button", name="Refresh now")).to_be_hidden()
    expect(page.locator("#summary")).to_be_visible()
    expect(page.get_by_text("compared with")).to_be_visible()
