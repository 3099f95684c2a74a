"""On paper: what is read stays, what is pressed goes; nothing is cut on A4 either way, and each sheet is headed."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from browser.places import ALL_PAGES, LICENSES, USERS
from browser.served_app import LATEST, ServedApp

SHEET: ViewportSize = {"width": 1039, "height": 710}  # A4 landscape within margins of 11 mm, at 96 pixels an inch
UPRIGHT: ViewportSize = {"width": 710, "height": 1039}  # A4 portrait
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PRESSED = "nav a, button, select, input:not([name=amount]), .button, .switches, .menu, footer, .skip"
CUT = """() => [...document.querySelectorAll("main *")].filter(each => each.checkVisibility()
        && !each.closest("picture, svg, .heard")
        && (each.getBoundingClientRect().right > innerWidth + 1
            || (getComputedStyle(each).overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1)))
    .map(each => each.outerHTML.slice(0, 90)).slice(0, 5)"""
GROUNDS = "() => ['body', '.card'].map(each => getComputedStyle(document.querySelector(each)).backgroundColor)"


@pytest.fixture
def paper(seen: Page) -> Page:
    """A sheet, printed from a dark window."""
    seen.set_viewport_size(SHEET)
    seen.emulate_media(media="print", color_scheme="dark")
    return seen


def sheets(page: Page) -> int:
    """How many sheets it takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.slow
@pytest.mark.parametrize("pages", ALL_PAGES)
def test_of_no_page_anything_is_cut_and_nothing_to_press_is_left(
    paper: Page, shared: ServedApp, pages: dict[str, str]
) -> None:
    for name, path in pages.items():
        paper.goto(f"{shared.url}{path}")
        for sheet in (UPRIGHT, SHEET):
            paper.set_viewport_size(sheet)
            assert paper.evaluate(CUT) == [], (name, sheet)
        left = paper.locator(PRESSED).filter(visible=True).evaluate_all("all => all.map(each => each.outerHTML)")
        assert left == [], name
        for scheme in SCHEMES:
            paper.emulate_media(color_scheme=scheme)
            assert paper.evaluate(GROUNDS) == ["rgb(255, 255, 255)"] * 2, name


def test_the_sheet_says_which_org_was_read_when_what_is_missing_and_why(paper: Page, shared: ServedApp) -> None:
    paper.goto(f"{shared.url}/orgs/limited/licenses")
    said = paper.get_by_role("main").inner_text()
    assert f"Data as of 21 Nov 2026, 09:12 UTC · snapshot {LATEST}" in said
    assert re.search(r"\b\d+ data gaps", said)
    assert "Give the connected user the permission View Setup and Configuration." in said
    expect(paper.get_by_text("PackageLicense cannot be read; Salesforce:", exact=False).first).to_be_visible()


def test_every_column_is_there_and_the_price_with_what_it_is_for(paper: Page, shared: ServedApp) -> None:
    paper.goto(f"{shared.url}{LICENSES}")
    for label in ("License", "Provisioned", "Assigned", "Assigned %", "Unassigned", "Unit price", "Provisioned cost",
                  "Assigned cost", "Unassigned cost"):  # fmt: skip
        expect(paper.get_by_role("columnheader", name=label, exact=True)).to_be_visible()
    expect(paper.get_by_role("textbox", name="Unit price of Salesforce, per seat per year")).to_have_value("1980.00")
    row = paper.get_by_role("row").filter(has_text="PID_Customer_Community_Login")
    expect(row.get_by_text("per login", exact=True)).to_be_visible()


def test_what_is_filtered_is_said_and_that_the_headline_is_of_it(paper: Page, shared: ServedApp) -> None:
    paper.goto(f"{shared.url}{LICENSES}?search=user&disabled=1&sort=-unassigned")
    expect(paper.locator("#summary")).to_contain_text("Of the licenses chosen by the filter: ")
    expect(paper.get_by_text("Chosen: Search: user, Disabled licenses", exact=True)).to_be_visible()


def test_sheets_break_between_rows_and_begin_with_the_headings(paper: Page, shared: ServedApp) -> None:
    paper.goto(f"{shared.url}{LICENSES}")
    style = "(each, name) => getComputedStyle(each)[name]"
    table = paper.get_by_role("region", name="Licenses", exact=True).get_by_role("table")
    for part, name, value in (
        ("thead", "display", "table-header-group"),  # again on each sheet
        ("tfoot", "display", "table-row-group"),  # at the end only
        ("tbody tr:not(.group)", "breakInside", "avoid"),
        (".group", "breakAfter", "avoid"),
        ("tbody .total", "breakBefore", "avoid"),
    ):
        assert table.locator(part).first.evaluate(style, name) == value, part
    assert 2 <= sheets(paper) <= 5


def test_the_charts_are_printed_for_white_paper(paper: Page, shared: ServedApp) -> None:
    paper.goto(f"{shared.url}{LICENSES}")
    drawn = paper.get_by_role("region", name="Charts").get_by_role("img")
    expect(drawn).to_have_count(2)
    assert not [each for each in drawn.evaluate_all("all => all.map(each => each.currentSrc)") if "theme=dark" in each]


def test_a_part_of_a_list_says_of_how_many_it_is(paper: Page, shared: ServedApp) -> None:
    paper.goto(f"{shared.url}{USERS}")
    expect(paper.get_by_text(re.compile(r"^50 of \d+ users$"))).to_be_visible()


def test_what_to_notice_of_a_user_is_printed_in_lists_and_on_the_page_of_the_user(
    paper: Page, shared: ServedApp
) -> None:
    paper.goto(f"{shared.url}{USERS}?sort=last_login")
    frozen = paper.get_by_role("region", name="Users").locator("tbody th", has_text="frozen").first
    expect(frozen.get_by_text("frozen", exact=True)).to_be_visible()
    paper.goto(f"{shared.url}{frozen.locator('a').first.get_attribute('href')}")
    expect(paper.get_by_role("main").get_by_text("frozen", exact=True).first).to_be_visible()


@pytest.mark.slow
def test_of_no_printable_file_a_column_is_cut(paper: Page, shared: ServedApp) -> None:
    for panel in ("changes", "profiles", "users", "licenses", "history"):
        paper.set_content(paper.request.get(f"{shared.url}/orgs/demo/{panel}.html").text())
        assert paper.evaluate(CUT) == [], panel
