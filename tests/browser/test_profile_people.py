"""Lists of users and the page of one user in Chromium: page by page, searched, sorted; facts with their sources."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from reader import focused, settled
from served_app import ServedApp

UNKNOWN = "005000000000000AAA"


@pytest.fixture
def url(shared: ServedApp) -> str:
    return f"{shared.url}/orgs/demo/people"


def users(page: Page) -> Locator:
    return page.get_by_role("region", name="Users").get_by_role("table")


def names(page: Page) -> list[str]:
    return users(page).locator("tbody th > a").all_inner_texts()


def state(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def page_link(page: Page, label: str) -> Locator:
    return page.get_by_role("navigation", name="Pages").get_by_role("link", name=label)


def go(page: Page, label: str) -> None:
    before = users(page).locator("tbody th").first.inner_text()
    page_link(page, label).click()
    expect(users(page).locator("tbody th").first).not_to_have_text(before)
    settled(page)


def test_pages_go_on_to_the_last_user_and_back_and_keep_the_order(page: Page, url: str) -> None:
    page.goto(f"{url}?sort=username&desc=1")
    seen = [names(page)]
    while page_link(page, "Next").count():
        go(page, "Next")
        seen.append(names(page))
    everybody = [name for part in seen for name in part]
    total = int(re.findall(r"of ([\d,]+) users", page.get_by_role("status").inner_text())[0].replace(",", ""))
    hrefs = len(everybody)
    assert hrefs == total > 50
    assert state(page)["sort"] == ["username"]
    for part in reversed(seen[:-1]):
        go(page, "Previous")
        assert names(page) == part
    expect(page_link(page, "Previous")).to_have_count(0)
    go(page, "Next")
    go(page, "First page")
    assert names(page) == seen[0]
    page.go_back()
    expect(page_link(page, "First page")).to_be_visible()
    assert names(page) == seen[1]


def test_the_search_works_as_you_type_by_name_username_and_department_and_keeps_the_focus(page: Page, url: str) -> None:
    page.goto(f"{url}?sort=username")
    row = users(page).locator("tbody tr").first
    name = row.locator("th > a").inner_text()
    username = row.locator("td").first.inner_text()
    box = page.get_by_role("searchbox", name="Search")
    box.press_sequentially(username.upper(), delay=5)
    expect(users(page).locator("tbody tr")).to_have_count(1)
    assert names(page) == [name]
    assert (focused(page), box.input_value()) == ("q", username.upper())
    assert state(page) == {"sort": ["username"], "q": [username.upper()]}
    box.fill("no such person")
    expect(page.get_by_text("No user here has “no such person”")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(page_link(page, "Next")).to_be_visible()


def test_every_column_sorts(page: Page, url: str) -> None:
    page.goto(url)
    for label in users(page).get_by_role("columnheader").all_inner_texts():
        heading = users(page).get_by_role("columnheader", name=label, exact=True)
        heading.get_by_role("link").click()
        expect(heading).to_have_attribute("aria-sort", "descending")
        settled(page)
        assert users(page).locator("tbody tr").count() == 50


def test_a_user_is_found_from_the_tree(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}/orgs/demo/profiles?window=60")
    page.get_by_role("searchbox", name="Find a user").fill("a")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("a")
    assert state(page) == {"window": ["60"], "q": ["a"]}


def test_the_page_of_a_user_says_what_follows_and_from_where_every_fact_is(page: Page, url: str) -> None:
    page.goto(f"{url}?sort=last_login&desc=1")
    name = names(page)[0]
    users(page).locator("tbody th > a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("group", name="What follows").get_by_role("paragraph").first).to_be_visible()
    sections = page.get_by_role("main").locator("section.card:has(h2)")
    assert sections.count() >= 5
    for section in sections.all()[1:]:
        expect(section).to_contain_text(re.compile(r"From .+, read at 21 Nov 2026 09:12 UTC"))
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link").last.click()
    expect(page.get_by_role("region", name="Users of")).to_be_visible()


def test_an_unknown_user_is_said_with_a_search(page: Page, url: str) -> None:
    page.route("**/*", lambda route: route.continue_())
    answer = page.request.get(f"{url}/{UNKNOWN}")
    assert answer.status == 404
    assert "There is no such user here" in answer.text()
    assert 'role="search"' in answer.text()
