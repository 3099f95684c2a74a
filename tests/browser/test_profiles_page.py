"""The Profiles page in Chromium: opened level by level, sorted, all of it in the address; every figure explained."""

import json
import re
import urllib.request
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from reader import focused, scrolled, settled
from served_app import AMPERSAND, EARLIER, IMAGE, SCRIPT, ServedApp

COLUMNS = {
    "Users": "users",
    "Actors": "actors",
    "Assigned $": "assigned",
    "Unlogged $": "unlogged",
    "Actor $": "actor_cost",
    "Non-actor $": "non_actor_cost",
    "Business processes": "business_processes",
}
MONEY_OR_LOGINS = ("assigned", "unlogged")


@pytest.fixture
def url(shared: ServedApp) -> str:
    return f"{shared.url}/orgs/demo/profiles"


def told(url: str, query: str = "") -> list[dict[str, Any]]:
    """The lines that the page shows, as the JSON file of it."""
    with urllib.request.urlopen(f"{url}.json{query}", timeout=10) as answer:
        rows: list[dict[str, Any]] = json.load(answer)["rows"]
    return rows


def tree(page: Page) -> Locator:
    return page.get_by_role("region", name="Who uses what is paid for").locator("table.tree")


def names(page: Page) -> list[str]:
    """The names of the lines, from top to bottom."""
    return tree(page).locator(".twig > a").all_inner_texts()


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
    rows = [row for row in told(url) if row["level"] == "license"]
    first, second, *_ = sorted(rows, key=lambda row: -row["users"])
    return first["license"], second["license"]


def test_several_branches_are_open_at_once_and_back_and_forward_bring_them_back(page: Page, url: str) -> None:
    first, second = two_licenses(url)
    page.goto(url)
    at_first = names(page)
    click(page, first, "license")
    with_one = names(page)
    click(page, second, "license")
    with_two = names(page)
    assert set(at_first) < set(with_one)
    assert len(at_first) < len(with_one) < len(with_two)
    assert len(state(page)["open"]) == 2
    page.reload()
    assert names(page) == with_two
    page.go_back()
    expect(twig(page, second, "license")).to_have_attribute("aria-expanded", "false")
    assert names(page) == with_one
    page.wait_for_load_state("networkidle")  # htmx hears of Back once the page has loaded
    page.go_back()
    expect(twig(page, first, "license")).to_have_attribute("aria-expanded", "false")
    assert names(page) == at_first
    page.wait_for_load_state("networkidle")
    page.go_forward()
    expect(twig(page, first, "license")).to_have_attribute("aria-expanded", "true")
    assert names(page) == with_one
    click(page, first, "license", expanded=False)
    assert names(page) == at_first


def test_a_branch_opens_by_the_keyboard_and_the_focus_and_the_place_stay(page: Page, url: str) -> None:
    first, second = two_licenses(url)
    page.goto(url)
    line = twig(page, first, "license")
    line.focus()
    place, name = page.evaluate("scrollY"), focused(page)
    page.keyboard.press("Enter")
    expect(line).to_have_attribute("aria-expanded", "true")
    settled(page)
    assert focused(page) == name
    assert scrolled(page, place)
    page.keyboard.press("Enter")
    expect(line).to_have_attribute("aria-expanded", "false")
    assert focused(page) == name
    assert second in names(page)


@pytest.mark.parametrize(("label", "column"), COLUMNS.items(), ids=COLUMNS.values())
def test_a_column_sorts_every_level(page: Page, url: str, label: str, column: str) -> None:
    page.goto(f"{url}?level=profile")
    heading = tree(page).locator("thead").first.get_by_role("columnheader", name=label, exact=True)
    for order in ("descending", "ascending"):
        heading.get_by_role("link").click()
        expect(heading).to_have_attribute("aria-sort", order)
        settled(page)
        assert focused(page) == f"sort-{column}"
        query = f"?level=profile&sort={column}" + ("&desc=1" if order == "descending" else "")
        rows = told(url, query)
        siblings: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in rows:
            depth = ("bucket", "license", "profile").index(row["level"])
            siblings.setdefault((row["bucket"], row["license_key"])[:depth], []).append(row)
        for lines in siblings.values():
            known = [line for line in lines if line[column] is not None]
            assert lines[: len(known)] == known  # blanks last
            in_logins = [column in MONEY_OR_LOGINS and line["assigned_unit"] == "logins" for line in known]
            assert in_logins == sorted(in_logins)  # money first: the two are not compared
            for unit in (False, True):
                figures = [
                    Decimal(line[column]) for line, logins in zip(known, in_logins, strict=True) if logins is unit
                ]
                assert figures == sorted(figures, reverse=order == "descending")
        assert len(names(page)) == len(rows)
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "none")


def test_assigned_is_the_sum_of_its_parts_on_every_line_that_is_paid_by_seat(page: Page, url: str) -> None:
    page.goto(f"{url}?level=profile")
    sums = 0
    for line in tree(page).locator("tbody > tr[id]").all():
        cells = [text.split("\n")[0].replace(",", "") for text in line.locator("td").all_inner_texts()]
        assigned, unlogged, actor, non_actor = cells[3:7]
        if re.fullmatch(r"[\d.]+", actor):
            sums += 1
            assert Decimal(assigned) == Decimal(unlogged) + Decimal(actor) + Decimal(non_actor)
    assert sums > 10
    expect(page.get_by_text("It holds on every line that is paid by seat.")).to_be_visible()


def test_down_to_a_level_is_one_click(page: Page, url: str) -> None:
    page.goto(url)
    levels = page.get_by_role("group", name="Open the tree down to")
    for label in ("buckets", "profiles", "licenses"):
        levels.get_by_role("link", name=label).click()
        expect(levels.get_by_role("link", name=label)).to_have_attribute("aria-current", "true")
        settled(page)
        query = {"buckets": "?level=bucket", "profiles": "?level=profile", "licenses": ""}[label]
        assert len(names(page)) == len(told(url, query))


def test_who_actually_works_is_one_click_and_a_sentence(page: Page, url: str) -> None:
    page.goto(url)
    chip = page.get_by_role("link", name="Who actually works in this org?")
    chip.click()
    answer = page.get_by_role("region", name="Who actually works in this org?")
    expect(answer).to_be_visible()
    assert state(page)["sort"] == ["actor_cost"]
    assert twig(page, "Named", "bucket").get_attribute("aria-expanded") == "true"
    profiles = [row for row in told(url, "?level=profile&sort=actor_cost&desc=1") if row["level"] == "profile"]
    named = sorted((row for row in profiles if row["bucket"] == "Named"), key=lambda row: -float(row["actor_cost"]))
    first = f"{named[0]['profile']} ({named[0]['license']}): {float(named[0]['actor_cost']):,.2f} USD a year"
    expect(answer.get_by_role("listitem").first).to_have_text(first)
    chip.click()
    expect(answer).to_have_count(0)


def test_over_licensed_leads_to_the_licenses_and_their_answer(page: Page, url: str) -> None:
    page.goto(f"{url}?snapshot={EARLIER}")
    page.get_by_role("link", name="Are we over-licensed?").click()
    expect(page.get_by_role("region", name="Are we over-licensed?")).to_be_visible()
    assert state(page)["snapshot"] == [EARLIER]


def test_logins_answer_for_the_community(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="Who uses the communities?").click()
    expect(page.locator(".advice")).to_be_visible()
    assert state(page)["sort"] == ["logged_in_users"]
    assert twig(page, "Community Login", "bucket").get_attribute("aria-expanded") == "true"


def test_a_window_is_chosen_or_typed_and_a_wrong_one_refused(page: Page, url: str) -> None:
    page.goto(f"{url}?level=bucket")
    windows = page.get_by_role("group", name="Window in days")
    windows.get_by_role("link", name="7 days").click()
    expect(page.get_by_role("columnheader", name="Logins (7d)")).to_be_visible()
    field = page.get_by_role("textbox", name="days")
    field.fill("45")
    field.press("Enter")
    expect(page.get_by_role("columnheader", name="Logins (45d)")).to_be_visible()
    assert state(page) == {"level": ["bucket"], "window": ["45"]}
    field.fill("400")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("400 is no number of days from 1 to 365.")
    expect(field).to_have_value("400")
    windows.get_by_role("link", name="30 days").click()
    expect(page.get_by_role("columnheader", name="Logins (30d)")).to_be_visible()


def test_business_processes_open_in_place_and_on_a_page_of_their_own(page: Page, url: str) -> None:
    row = next(row for row in told(url, "?level=profile") if row["level"] == "profile" and row["business_processes"])
    page.goto(f"{url}?level=profile")
    count = page.get_by_role("link", name=f"business processes of {row['profile']}").first
    count.click()
    listed = page.get_by_role("table", name="Business processes")
    expect(listed).to_be_visible()
    settled(page)
    assert listed.locator("tbody tr").count() == row["business_processes"]
    expect(listed.get_by_role("columnheader", name="Record types")).to_be_visible()
    expect(count).to_have_attribute("aria-expanded", "true")
    page.get_by_role("link", name=re.compile("on a page of their own")).click()
    expect(page.get_by_role("heading", name=f"Business processes of {row['profile']}")).to_be_visible()
    assert listed.locator("tbody tr").count() == row["business_processes"]


@pytest.mark.parametrize("level", ["bucket", "license"])
def test_business_processes_of_all_profiles_together_open_in_place_too(page: Page, url: str, level: str) -> None:
    row = next(row for row in told(url) if row["level"] == level and row["business_processes"])
    page.goto(url)
    count = page.get_by_role("link", name=f"{row['business_processes']} business processes of {row[level]}")
    count.first.click()
    listed = page.get_by_role("table", name="Business processes")
    expect(listed.get_by_role("columnheader", name="Profiles")).to_be_visible()
    assert listed.locator("tbody tr").count() == row["business_processes"]


def test_every_flag_is_explained_where_it_stands(page: Page, url: str) -> None:
    flags = {flag for row in told(url, "?level=profile") for flag in row["flags"]}
    assert "writes without logging in" in flags
    page.goto(f"{url}?level=profile")
    for flag in flags:
        mark = tree(page).locator("summary", has_text=flag).first
        mark.click()
        expect(mark.locator("xpath=..").locator("p")).to_have_text(re.compile(r"\w+ .+ \w+"))


def test_users_open_below_their_profile_sorted_as_asked_and_lead_to_their_list_and_to_one_user(
    page: Page, url: str
) -> None:
    rows = [row for row in told(url, "?level=profile") if row["level"] == "profile"]
    largest = max(rows, key=lambda row: row["users"])
    assert largest["users"] > 10
    page.goto(f"{url}?level=profile")
    same = [row for row in rows if row["profile"] == largest["profile"]]
    tree(page).get_by_role("link", name=f"{largest['profile']}, profile", exact=True).nth(same.index(largest)).click()
    users = page.get_by_role("table", name=f"Users of {largest['profile']}")
    expect(users.locator("tbody tr")).to_have_count(10)
    settled(page)
    users.get_by_role("columnheader", name="Username").get_by_role("link").click()
    expect(users.get_by_role("columnheader", name="Username")).to_have_attribute("aria-sort", "descending")
    settled(page)
    assert "people_sort" in state(page)
    page.get_by_role("link", name=f"All {largest['users']:,} users of").click()
    expect(page.get_by_role("status")).to_contain_text(f"of {largest['users']:,} users")
    page.get_by_role("region", name="Users of").locator("tbody a").first.click()
    expect(page.get_by_role("group", name="What follows")).to_be_visible()


def test_the_files_hold_the_lines_that_are_shown(page: Page, url: str) -> None:
    first, _ = two_licenses(url)
    page.goto(url)
    click(page, first, "license")
    page.get_by_text("Save as").click()
    for form in ("Excel", "CSV", "JSON", "Parquet", "HTML"):
        with page.expect_download() as saved:
            page.get_by_role("link", name=form, exact=True).click()
        assert saved.value.suggested_filename.startswith("profiles-")
        if form == "JSON":
            rows = json.loads(saved.value.path().read_text())["rows"]
            assert [row[row["level"]] for row in rows] == names(page)


def test_the_chosen_snapshot_stays_and_choosing_one_keeps_what_is_open(page: Page, url: str) -> None:
    first, _ = two_licenses(url)
    page.goto(url)
    click(page, first, "license")
    page.get_by_role("combobox", name="Read at").select_option(EARLIER)
    page.wait_for_url(lambda now: EARLIER in now)
    assert twig(page, first, "license").get_attribute("aria-expanded") == "true"
    click(page, first, "license", expanded=False)
    assert state(page)["snapshot"] == [EARLIER]


def test_pictures_are_told_as_tables_and_saved(page: Page, url: str) -> None:
    page.goto(url)
    pictures = page.get_by_role("region", name="Pictures")
    expect(pictures.get_by_role("figure")).to_have_count(3)
    for title in ("Cost of seats by use", "Logins per day", "Seats of"):
        expect(pictures.get_by_role("link", name=re.compile(f"{title}.*: PNG"))).to_be_visible()
        pictures.get_by_role("link", name=re.compile(f"{title}.*: show as table")).click()
        expect(page.get_by_role("region", name=title).get_by_role("row").nth(1)).to_be_visible()
        page.go_back()


def test_names_that_are_html_are_shown_as_text(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}/orgs/strange/profiles?level=profile")
    line = twig(page, SCRIPT, "profile")
    line.click()
    users = page.get_by_role("table", name=f"Users of {SCRIPT}")
    expect(users.get_by_role("link", name=IMAGE)).to_have_count(5)
    expect(users.get_by_role("cell", name=AMPERSAND)).to_have_count(5)
    settled(page)
    users.get_by_role("link", name=IMAGE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(IMAGE)
    expect(page.get_by_role("main")).to_contain_text(AMPERSAND)


def test_on_a_telephone_the_page_does_not_scroll_sideways(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    first, _ = two_licenses(url)
    for path in (f"{url}?level=profile", url.replace("profiles", "people")):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.goto(url)
    click(page, first, "license")
