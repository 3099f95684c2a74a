"""By keyboard alone, enlarged, and on a narrow screen."""

import pytest
from playwright.sync_api import Page, expect

from browser.places import CHANGES, EACH_PAGE, LICENSES, PATHS, PROFILES, USERS
from browser.reader import eventually, focused, heading, heading_link, price, settled, state, table
from browser.served_app import ServedApp

WIDTHS = (1280, 640, 400, 360, 320)  # 640 is what a window of 1280 shows at 200 %, 320 at 400 %
FOCUS = """() => { const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; }"""
NAMES = """table => {
    table.parentElement.scrollLeft = 120;
    const edge = table.parentElement.getBoundingClientRect();
    const names = [...table.rows].map(row => row.cells[0]).filter(each => each.colSpan === 1);
    return [edge.left + table.parentElement.clientLeft, edge.right,
        names.map(each => each.getBoundingClientRect()).map(box => ({ left: box.left, width: box.width }))];
}"""
OVERLAPS = """() => {
    const inside = "[hidden], .skip, details:not([open]) > :not(summary)";
    const shown = [...document.querySelectorAll(
        "a, button, input:not([type=hidden]), select, summary, h1, h2, td, th, label, figcaption > span")]
        .filter(each => each.checkVisibility() && !each.closest(inside)
            && getComputedStyle(each.closest("th, td") ?? each).position !== "sticky");
    const boxes = shown.flatMap(each => [...each.getClientRects()].map(box => [each, box]))
        .sort(([, a], [, b]) => a.top - b.top);
    const found = [];
    boxes.forEach(([one, a], at) => {
        for (const [two, b] of boxes.slice(at + 1)) {
            if (b.top >= a.bottom - 1) break;
            if (Math.min(a.right, b.right) - Math.max(a.left, b.left) <= 1 || b.bottom - b.top <= 1) continue;
            if (one.contains(two) || two.contains(one)) continue;
            found.push(`${one.outerHTML.slice(0, 90)} over ${two.outerHTML.slice(0, 90)}`);
        }
    });
    return found.slice(0, 5);
}"""


def test_the_first_tab_skips_to_the_content(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}/orgs/demo/licenses")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert focused(page) == "main"
    page.keyboard.press("Tab")
    assert focused(page) == "snapshot"


def test_tab_goes_through_the_page_as_it_is_read_and_always_shows_where_it_is(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}/orgs/demo/licenses?search=dispatch")
    met = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert page.evaluate(FOCUS), focused(page)
        met.append(focused(page).split("\n")[0])
    wanted = ["Skip to the content", "Seatwise", "Orgs", "Licenses", "snapshot", "Refresh now", "search", "Save as",
              "preset-over-licensed", "switch-disabled", "sort-label", "sort-unassigned_cost",
              "about-unassigned_cost", "why", "since 22 Oct",
              "price-user-3a-Dispatch-20-Desk", "Definitions"]  # fmt: skip
    places = [met.index(name) for name in wanted]
    assert places == sorted(places), met


def test_sorting_by_keyboard_keeps_the_focus_on_the_heading(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}/orgs/demo/licenses")
    heading_link(page, "Unassigned").focus()
    for order in ("descending", "ascending", "none"):
        page.keyboard.press("Enter")
        expect(heading(page, "Unassigned")).to_have_attribute("aria-sort", order)
        settled(page)
        assert focused(page) == "sort-unassigned"


def test_menus_and_choosers_work_by_keyboard(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}/orgs/demo/licenses")
    page.get_by_text("Save as").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Excel")).to_be_visible()
    page.keyboard.press("Tab")
    assert focused(page) == "JSON"
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Excel")).to_be_hidden()
    assert focused(page) == "Save as"
    page.get_by_role("combobox", name="Data as of").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**snapshot=20261022T091200Z*")
    assert state(page)["snapshot"] == "20261022T091200Z"


def test_the_table_scrolls_by_keyboard(page: Page, shared: ServedApp) -> None:
    page.set_viewport_size({"width": 640, "height": 500})
    page.goto(f"{shared.url}/orgs/demo/licenses")
    page.get_by_role("region", name="Licenses", exact=True).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    region = page.get_by_role("region", name="Licenses", exact=True)
    assert eventually(page, lambda: region.evaluate("each => each.scrollLeft") > 50)


@pytest.mark.slow(sample=5)
@pytest.mark.parametrize("path", EACH_PAGE)
def test_nothing_overlaps_and_only_tables_scroll_sideways(seen: Page, shared: ServedApp, path: str) -> None:
    seen.goto(f"{shared.url}{path}")
    for width in WIDTHS:
        seen.set_viewport_size({"width": width, "height": 700})
        assert seen.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, width
        assert seen.evaluate(OVERLAPS) == [], width


@pytest.mark.slow(sample=6)
@pytest.mark.parametrize("path", ["/", LICENSES, PROFILES, USERS, CHANGES, PATHS["users-of-a-profile"]])
def test_scrolled_sideways_the_names_stay_in_sight_and_leave_room_for_figures(
    page: Page, shared: ServedApp, path: str
) -> None:
    page.set_viewport_size({"width": 400, "height": 700})
    page.goto(f"{shared.url}{path}")
    tables = page.locator(".wide > table:visible")
    assert tables.count()
    for told in tables.all():
        left, right, names = told.evaluate(NAMES)
        assert right - left > 300
        assert {round(name["left"] - left) for name in names} == {0}
        assert max(name["width"] for name in names) <= 0.6 * (right - left)


@pytest.mark.parametrize("path", [LICENSES, PROFILES, USERS])
def test_what_can_be_searched_for_is_readable_whole(page: Page, shared: ServedApp, path: str) -> None:
    page.goto(f"{shared.url}{path}")
    room = "box => { box.value = box.placeholder; return box.clientWidth - box.scrollWidth; }"
    assert page.get_by_role("searchbox").evaluate(room) >= 0


def test_a_price_can_be_set_on_a_narrow_screen(page: Page, own: ServedApp) -> None:
    page.set_viewport_size({"width": 400, "height": 700})
    page.goto(f"{own.url}/orgs/demo/licenses?search=dispatch")
    field = price(page, "Dispatch Desk (custom)")
    field.click()
    expect(field).to_be_in_viewport(ratio=1)
    page.keyboard.type("541")
    page.keyboard.press("Enter")
    expect(table(page)).to_contain_text("2,164")
