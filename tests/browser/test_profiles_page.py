"""The Profiles page in Chromium: opened level by level, sorted, all of it in the address; every count leads on."""

import json
import re
import urllib.request
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.reader import focused, scrolled, settled
from browser.served_app import AMPERSAND, EARLIER, IMAGE, SCRIPT, ServedApp
from browser.windows import cookies

COLUMNS = {
    "Users": "users",
    "Actors": "actors",
    "Assigned cost": "assigned_cost",
    "No login cost": "no_login_cost",
    "Actor cost": "actor_cost",
    "Login only cost": "login_only_cost",
    "Assigned logins": "assigned_logins",
    "Business processes": "business_processes",
}


@pytest.fixture
def url(shared: ServedApp) -> str:
    return f"{shared.url}/orgs/demo/profiles"


def rows_of(url: str, query: str = "") -> list[dict[str, Any]]:
    """Every row of the tree, as the JSON file has them."""
    request = urllib.request.Request(f"{url}.json{query}", headers={"Cookie": cookies()})
    with urllib.request.urlopen(request, timeout=10) as answer:
        rows: list[dict[str, Any]] = json.load(answer)["rows"]
    return rows


def tree(page: Page) -> Locator:
    return page.get_by_role("region", name="Profiles").locator("table.tree")


def lines(page: Page) -> list[str]:
    """The ids of the visible lines, from top to bottom."""
    return [str(line.get_attribute("id")) for line in tree(page).locator("tbody > tr[id]").all()]


def twig(page: Page, name: str, level: str) -> Locator:
    """What opens and shuts a line."""
    return tree(page).get_by_role("link", name=f"{name}, {level}", exact=True)


def click(page: Page, name: str, level: str, *, expanded: bool = True) -> None:
    twig(page, name, level).click()
    expect(twig(page, name, level)).to_have_attribute("aria-expanded", str(expanded).lower())
    settled(page)


def state(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def two_licenses(url: str) -> tuple[str, str]:
    """Two licenses with the most users."""
    licenses = [row for row in rows_of(url) if row["level"] == "license"]
    first, second, *_ = sorted(licenses, key=lambda row: -row["users"])
    return first["label"], second["label"]


@pytest.mark.slow
def test_several_lines_are_open_at_once_and_back_and_forward_bring_them_back(page: Page, url: str) -> None:
    first, second = two_licenses(url)
    page.goto(url)
    at_first = lines(page)
    click(page, first, "license")
    with_one = lines(page)
    click(page, second, "license")
    with_two = lines(page)
    assert set(at_first) < set(with_one)
    assert len(at_first) < len(with_one) < len(with_two)
    assert len(state(page)["open"]) == 2
    page.reload()
    assert lines(page) == with_two
    page.go_back()
    expect(twig(page, second, "license")).to_have_attribute("aria-expanded", "false")
    assert lines(page) == with_one
    page.wait_for_load_state("networkidle")  # htmx hears of Back once the page has loaded
    page.go_forward()
    expect(twig(page, second, "license")).to_have_attribute("aria-expanded", "true")
    assert lines(page) == with_two


def test_a_line_opens_by_the_keyboard_and_the_focus_and_the_scroll_position_stay(page: Page, url: str) -> None:
    first, _ = two_licenses(url)
    page.goto(url)
    line = twig(page, first, "license")
    line.focus()
    position, name = page.evaluate("scrollY"), focused(page)
    page.keyboard.press("Enter")
    expect(line).to_have_attribute("aria-expanded", "true")
    settled(page)
    assert focused(page) == name
    assert scrolled(page, position)
    page.keyboard.press("Enter")
    expect(line).to_have_attribute("aria-expanded", "false")
    assert focused(page) == name


@pytest.mark.slow(sample=8)
@pytest.mark.parametrize(("label", "column"), COLUMNS.items(), ids=COLUMNS.values())
def test_a_column_sorts_every_level(page: Page, url: str, label: str, column: str) -> None:
    page.goto(f"{url}?level=profile")
    heading = tree(page).locator("thead").first.get_by_role("columnheader", name=label, exact=True)
    link = heading.get_by_role("link").first
    for order, sort in (("descending", f"-{column}"), ("ascending", column)):
        link.click()
        expect(heading).to_have_attribute("aria-sort", order)
        settled(page)
        assert focused(page) == f"sort-{column}"
        siblings: dict[str | None, list[Any]] = {}
        for row in rows_of(url, f"?sort={sort}"):
            siblings.setdefault(row["parent"], []).append(row[column])
        for values in siblings.values():
            known = [Decimal(value) for value in values if value is not None]
            assert known == sorted(known, reverse=order == "descending")
            assert all(value is None for value in values[len(known) :])  # unknown last
    link.click()
    expect(heading).to_have_attribute("aria-sort", "none")


def test_a_level_is_one_click(page: Page, url: str) -> None:
    page.goto(url)
    rows = rows_of(url)
    levels = page.get_by_role("group", name="Group by")
    for level, shown in (("bucket", {"bucket"}), ("profile", {"bucket", "license", "profile"})):
        levels.get_by_role("link", name=level, exact=True).click()
        expect(levels.get_by_role("link", name=level, exact=True)).to_have_attribute("aria-current", "true")
        settled(page)
        assert len(lines(page)) == sum(row["level"] in shown for row in rows)


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("What to renegotiate", "-no_login_cost"),
        ("Who actually works?", "-actor_cost"),
        ("Who uses the communities?", "-logged_in_users"),
    ],
)
def test_a_question_is_one_click(page: Page, url: str, question: str, sort: str) -> None:
    page.goto(url)
    page.get_by_role("link", name=question).click()
    expect(tree(page)).to_be_visible()
    page.wait_for_url(lambda now: parse_qs(urlsplit(now).query).get("sort") == [sort])
    expect(page.locator("#summary")).to_contain_text("Of the profiles chosen by the filter")


def test_a_period_is_chosen_or_typed_and_a_wrong_one_refused(page: Page, url: str) -> None:
    page.goto(f"{url}?level=bucket")
    periods = page.get_by_role("group", name="Activity period in days")
    periods.get_by_role("link", name="7 days", exact=True).click()
    expect(page.locator("#summary")).to_contain_text("within 7 days")
    field = page.get_by_role("textbox", name="days")
    field.fill("45")
    field.press("Enter")
    expect(page.locator("#summary")).to_contain_text("within 45 days")
    assert state(page) == {"level": ["bucket"], "period": ["45"]}
    refused = page.request.get(f"{url}?period=400")
    assert refused.status == 400
    assert "Use a whole number from 1 to 365." in refused.text()


def test_a_count_leads_to_the_users_that_it_counts_and_on_to_one_of_them(page: Page, url: str) -> None:
    profiles = [row for row in rows_of(url) if row["level"] == "profile"]
    largest = max(profiles, key=lambda row: row["users"])
    page.goto(f"{url}?level=profile&profile={largest['profile_id']}")
    tree(page).get_by_role("link", name=f"{largest['users']:,}", exact=True).first.click()
    expect(page.get_by_role("status").last).to_contain_text(f"of {largest['users']:,} users")
    user = page.get_by_role("region", name="Users").locator("tbody a.name").first
    name = user.inner_text()
    user.click()
    expect(page.get_by_role("main")).to_contain_text(name)
    expect(page.get_by_role("heading", name=re.compile("Logins by month"))).to_be_visible()


def test_the_count_of_business_processes_leads_to_their_list(page: Page, url: str) -> None:
    row = next(row for row in rows_of(url) if row["level"] == "profile" and row["business_processes"])
    page.goto(f"{url}?level=profile&profile={row['profile_id']}")
    line = tree(page).locator("tbody > tr.at-profile").first
    line.get_by_role("link", name=str(row["business_processes"]), exact=True).last.click()
    listed = page.get_by_role("region", name="Business processes").get_by_role("table")
    expect(listed.locator("tbody tr")).to_have_count(row["business_processes"])


def test_every_flag_says_what_it_means(page: Page, url: str) -> None:
    flags = {flag for row in rows_of(url) for flag in row["flags"]}
    assert "writes without logging in" in flags
    page.goto(f"{url}?level=profile")
    for flag in flags:
        expect(tree(page).locator(".flag", has_text=flag).first).to_have_attribute("title", re.compile(r"\w+ .+ \w+"))


def test_the_files_hold_every_row_of_the_tree(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_text("Save as").click()
    for form in ("Excel", "CSV", "JSON", "Parquet", "Printable page"):
        with page.expect_download() as saved:
            page.get_by_role("link", name=form, exact=True).click()
        assert saved.value.suggested_filename.startswith("profiles-")
        if form == "JSON":
            levels = {row["level"] for row in json.loads(saved.value.path().read_text())["rows"]}
            assert levels == {"bucket", "license", "profile"}


@pytest.mark.slow
def test_choosing_a_snapshot_keeps_what_is_open(page: Page, url: str) -> None:
    first, _ = two_licenses(url)
    page.goto(url)
    click(page, first, "license")
    page.get_by_role("combobox", name="Data as of").select_option(EARLIER)
    page.wait_for_url(lambda now: EARLIER in now)
    assert twig(page, first, "license").get_attribute("aria-expanded") == "true"
    click(page, first, "license", expanded=False)
    assert state(page)["snapshot"] == [EARLIER]


def test_charts_are_shown_as_tables_and_saved(page: Page, url: str) -> None:
    page.goto(url)
    charts = page.get_by_role("region", name="Charts")
    expect(charts.get_by_role("figure")).to_have_count(2)
    for title in ("Cost of seats by use", "Logins per day"):
        expect(charts.get_by_role("link", name=re.compile(f"{title}.*: PNG"))).to_be_visible()
        charts.get_by_role("link", name=re.compile(f"{title}.*: show as table")).click()
        expect(page.get_by_role("main").get_by_role("row").nth(1)).to_be_visible()
        page.go_back()


def test_names_that_are_html_are_shown_as_text(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}/orgs/strange/profiles?level=profile")
    tree(page).locator(".at-profile").get_by_role("link", name=SCRIPT, exact=True).click()
    users = page.get_by_role("region", name="Users").get_by_role("table")
    expect(users.get_by_role("link", name=IMAGE)).to_have_count(5)
    expect(users.get_by_role("cell", name=AMPERSAND)).to_have_count(5)
    users.get_by_role("link", name=IMAGE).first.click()
    expect(page.get_by_role("main")).to_contain_text(IMAGE)
    expect(page.get_by_role("main")).to_contain_text(AMPERSAND)


def test_on_a_telephone_the_page_does_not_scroll_sideways(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    for path in (f"{url}?level=profile", url.replace("profiles", "users")):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
