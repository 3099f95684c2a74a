"""Lists of users and the page of one user in Chromium: page by page, searched, sorted; facts with their sources."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.reader import focused, settled
from browser.served_app import ServedApp

UNKNOWN = "005000000000000AAA"


@pytest.fixture
def url(shared: ServedApp) -> str:
    return f"{shared.url}/orgs/demo/users"


def users(page: Page) -> Locator:
    return page.get_by_role("region", name="Users").get_by_role("table")


def names(page: Page) -> list[str]:
    return users(page).locator("tbody th a.name").all_inner_texts()


def state(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def page_link(page: Page, label: str) -> Locator:
    return page.get_by_role("navigation", name="Pages").get_by_role("link", name=label)


def counted(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Pages").get_by_role("status")


def go(page: Page, label: str) -> None:
    before = page.url
    page_link(page, label).click()
    page.wait_for_url(lambda now: now != before)
    settled(page)


def test_pages_go_on_to_the_last_user_and_back_to_the_first_and_keep_the_order(page: Page, url: str) -> None:
    page.goto(f"{url}?sort=-username")
    seen = [names(page)]
    while page_link(page, "Next").count():
        go(page, "Next")
        seen.append(names(page))
    total = int(re.findall(r"of ([\d,]+) users", counted(page).inner_text())[0].replace(",", ""))
    assert sum(len(part) for part in seen) == total > 50
    assert state(page)["sort"] == ["-username"]
    go(page, "First page")
    assert names(page) == seen[0]
    page.go_back()
    expect(page_link(page, "First page")).to_be_visible()
    assert names(page) == seen[-1]


def test_the_search_works_as_you_type_by_name_username_and_department_and_keeps_the_focus(page: Page, url: str) -> None:
    page.goto(f"{url}?sort=username")
    row = users(page).locator("tbody tr").first
    name = row.locator("th a.name").inner_text()
    username = row.locator("td").first.inner_text()
    box = page.get_by_role("searchbox", name="Search")
    box.press_sequentially(username.upper(), delay=5)
    expect(users(page).locator("tbody tr")).to_have_count(1)
    page.wait_for_url(lambda address: parse_qs(urlsplit(address).query).get("search") == [username.upper()])
    assert names(page) == [name]
    assert (focused(page), box.input_value()) == ("search", username.upper())
    assert state(page) == {"sort": ["username"], "search": [username.upper()]}
    box.fill("no such person")
    expect(page.get_by_text("No user matches.")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(page_link(page, "Next")).to_be_visible()


@pytest.mark.slow
def test_every_column_sorts(page: Page, url: str) -> None:
    page.goto(url)
    headings = users(page).get_by_role("columnheader")
    for number in range(headings.count()):
        heading = headings.nth(number)
        heading.get_by_role("link").first.click()
        expect(heading).to_have_attribute("aria-sort", "descending")
        settled(page)
        assert users(page).locator("tbody tr").count() == 50


def test_a_switch_filters_and_is_taken_off_again(page: Page, url: str) -> None:
    page.goto(url)
    everybody = counted(page).inner_text()
    page.get_by_role("link", name="API-only").click()
    expect(page.locator("#summary")).to_contain_text("the filter")
    assert state(page) == {"api_only": ["1"]}
    page.get_by_role("link", name=re.compile("API-only")).click()
    expect(counted(page)).to_have_text(everybody)


def test_the_page_of_a_user_says_where_every_fact_was_read(page: Page, url: str) -> None:
    page.goto(f"{url}?sort=-last_login")
    name = names(page)[0]
    users(page).locator("tbody th a.name").first.click()
    expect(page.locator("#summary")).to_contain_text("The last login was on")
    expect(page.get_by_role("main")).to_contain_text(name)
    sections = page.locator("#panel section.card")
    assert sections.count() == 6
    for source in ("LoginHistory", "CreatedById", "PermissionSetAssignment", "UserPackageLicense", "RecordType"):
        expect(page.locator("#panel")).to_contain_text(source)


def test_an_unknown_user_is_refused_with_the_next_step(page: Page, url: str) -> None:
    answer = page.request.get(f"{url.replace('/users', '/user')}/{UNKNOWN}")
    assert answer.status == 400
    assert "No user of this snapshot is named" in answer.text()
    assert "Search for a part of the name" in answer.text()
