"""The Licenses page: order, filter, switches and snapshots, all of it in the address; every state said in words."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.reader import (
    figures,
    focused,
    heading,
    heading_link,
    keys,
    open_bucket,
    price,
    row,
    scrolled,
    settled,
    sort_by,
    state,
    summary,
    table,
    tell,
)
from browser.served_app import EARLIER, LATEST, ServedApp
from examples import sampled

COLUMNS = {
    "License": "label",
    "Provisioned": "provisioned",
    "Assigned": "assigned",
    "Assigned %": "assigned_share",
    "Unassigned": "unassigned",
    "Unit price": "unit_price",
    "Provisioned cost": "provisioned_cost",
    "Assigned cost": "assigned_cost",
    "Unassigned cost": "unassigned_cost",
}


DESCENDING = ("aria-sort", "descending")


@pytest.fixture
def url(shared: ServedApp) -> str:
    return f"{shared.url}/orgs/demo/licenses"


def group_of(told: dict[str, Any]) -> str:
    return str(told["bucket"] or told["kind"])


def in_groups(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The rows by the group they stand in, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for told in rows:
        found.setdefault(group_of(told), []).append(told)
    return found


def value(told: dict[str, Any], column: str) -> Any:
    """A figure as something that can be compared; None is blank."""
    found = told[column]
    if column == "label":
        return found and found.casefold()
    return None if found is None else float(found)


@pytest.mark.slow(sample=9)
@pytest.mark.parametrize("label", sampled([(column, label) for label, column in COLUMNS.items()], every=3))
def test_a_column_sorts_largest_first_then_smallest_first_then_as_it_was(
    page: Page, shared: ServedApp, url: str, label: str
) -> None:
    column = COLUMNS[label]
    page.goto(url)
    at_first = keys(page)
    for query, told, descending in (
        ({"sort": f"-{column}"}, "descending", True),
        ({"sort": column}, "ascending", False),
    ):
        sort_by(page, label)
        expect(heading(page, label)).to_have_attribute("aria-sort", told)
        assert state(page) == query
        asked = "&".join(f"{name}={word}" for name, word in query.items())
        groups = in_groups(shared.inventory("demo", f"?{asked}")["rows"])
        assert keys(page) == [row["key"] for rows in _as_shown(page, groups) for row in rows]
        for rows in groups.values():
            known = [figure for row in rows if (figure := value(row, column)) is not None]
            assert known == sorted(known, reverse=descending)
            assert all(value(row, column) is None for row in rows[len(known) :])
    assert table(page).locator("[aria-sort=ascending], [aria-sort=descending]").count() == 1
    sort_by(page, label)
    expect(heading(page, label)).to_have_attribute("aria-sort", "none")
    assert (state(page), keys(page)) == ({}, at_first)


def _as_shown(page: Page, groups: dict[str, list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The groups in the order of the page's headings."""
    kinds = {"Add-ons": "permission_set", "Feature": "feature", "Package": "package"}
    titles = (
        table(page)
        .locator("tbody .group th")
        .evaluate_all("all => all.map(each => each.firstChild.textContent.trim())")
    )
    return [groups[next((kind for start, kind in kinds.items() if title.startswith(start)), title)] for title in titles]


def test_the_figures_shown_are_those_of_the_file_and_the_bars_are_their_shares(
    page: Page, shared: ServedApp, url: str
) -> None:
    page.goto(url)
    told = {row["key"]: row for row in shared.inventory("demo")["rows"]}
    shown = {cells[0].splitlines()[1]: cells for cells in figures(page) if "\n" in cells[0]}
    salesforce = told["SFDC"]
    assert shown["SFDC"][1:3] == [f"{salesforce['provisioned']:,}", f"{salesforce['assigned']:,}"]
    assert shown["SFDC"][5] == "1980.00"
    assert shown["SFDC"][6] == f"{salesforce['provisioned'] * 1980:,}"
    bar = row(page, "Salesforce").locator(".bar-fill")
    assert float((bar.get_attribute("width") or "").rstrip("%")) == pytest.approx(
        100 * salesforce["assigned"] / salesforce["provisioned"], abs=0.06
    )


def test_back_and_forward_bring_back_order_filter_and_place(page: Page, url: str) -> None:
    page.goto(f"{url}?search=user")
    by_filter = keys(page)
    sort_by(page, "Unassigned")
    expect(heading(page, "Unassigned")).to_have_attribute("aria-sort", "descending")
    sorted_keys = keys(page)
    page.mouse.move(400, 500)
    page.mouse.wheel(0, 450)
    assert scrolled(page, 450)
    place = page.evaluate("scrollY")
    table(page).get_by_role("link", name="price history of").nth(6).evaluate("link => link.click()")
    expect(page.get_by_role("heading", name="Price history of")).to_be_visible()
    page.go_back()
    expect(heading(page, "Unassigned")).to_have_attribute("aria-sort", "descending")
    assert (state(page), keys(page)) == ({"search": "user", "sort": "-unassigned"}, sorted_keys)
    assert scrolled(page, place)
    page.wait_for_load_state("networkidle")
    page.go_back()
    expect(heading(page, "Unassigned")).to_have_attribute("aria-sort", "none")
    assert (state(page), keys(page)) == ({"search": "user"}, by_filter)
    page.wait_for_load_state("networkidle")  # until the page has loaded, its script does not hear of it
    page.go_forward()
    expect(heading(page, "Unassigned")).to_have_attribute("aria-sort", "descending")
    assert keys(page) == sorted_keys


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 1500])
def test_what_is_sorted_filtered_or_set_stays_where_it_is_on_the_screen(page: Page, own: ServedApp, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{own.url}/orgs/demo/licenses")
    available, box, field = (
        heading_link(page, "Unassigned"),
        page.locator("#search"),
        price(page, "Salesforce Platform"),
    )
    steps: tuple[tuple[Locator, Callable[[], None], Callable[[], None]], ...] = (
        (available, available.click, lambda: expect(heading(page, "Unassigned")).to_have_attribute(*DESCENDING)),
        (field, lambda: tell(page, "Salesforce Platform", "399"), lambda: expect(field).to_have_value("399.00")),
        (
            field,
            lambda: enter(field, "-5"),
            lambda: page.get_by_text("-5 is negative.").wait_for(),
        ),
        (
            box,
            lambda: box.press_sequentially("user"),
            lambda: expect(page.locator("#summary")).to_contain_text("chosen by the filter"),
        ),
    )
    for what, act, done in steps:
        page.evaluate("scrollTo(0, 0)")
        what.evaluate("each => { each.scrollIntoView({block: 'start'}); scrollBy(0, -100); }")
        place, scroll = top(what), page.evaluate("scrollY")
        assert scroll > 300
        act()
        done()
        settled(page)
        assert top(what) == pytest.approx(place, abs=1)
        assert page.evaluate("scrollY") == pytest.approx(scroll, abs=1)


def enter(field: Locator, amount: str) -> None:
    """Type into a field and press Enter."""
    field.fill(amount)
    field.press("Enter")


def top(what: Locator) -> float:
    """Where something stands on the screen, in pixels from its upper edge."""
    found: float = what.evaluate("each => each.getBoundingClientRect().top")
    return found


def test_a_reload_keeps_everything(page: Page, url: str) -> None:
    page.goto(f"{url}?snapshot={EARLIER}&sort=-unassigned&disabled=1&search=sales")
    before = figures(page)
    page.reload()
    assert figures(page) == before
    assert len(state(page)) == 4
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("sales")
    expect(page.get_by_role("combobox", name="Data as of")).to_have_value(EARLIER)


def test_the_filter_works_as_you_type_and_keeps_the_focus(page: Page, url: str) -> None:
    page.goto(f"{url}?sort=unassigned")
    box = page.get_by_role("searchbox", name="Search")
    box.press_sequentially("COMM log", delay=20)
    expect(table(page).locator(".key")).to_have_count(4)
    assert all(key.endswith("Login") for key in keys(page))
    assert (focused(page), box.input_value()) == ("search", "COMM log")
    assert state(page) == {"search": "COMM log", "sort": "unassigned"}
    sort_by(page, "Provisioned")
    expect(heading(page, "Provisioned")).to_have_attribute("aria-sort", "descending")
    assert state(page)["search"] == "COMM log"
    box.fill("no such thing")
    expect(page.get_by_text("No license matches.")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(table(page)).to_be_visible()
    expect(box).to_have_value("")
    assert len(keys(page)) > 50


def test_what_the_filter_leaves_is_what_the_sums_and_the_files_hold(page: Page, shared: ServedApp, url: str) -> None:
    page.goto(url)
    page.get_by_role("searchbox", name="Search").fill("community")
    expect(page.locator("#summary")).to_contain_text("Of the licenses chosen by the filter")
    settled(page)
    said = summary(page)
    page.get_by_text("Save as").click()
    for form in ("Excel", "CSV", "JSON", "Parquet", "Printable page"):
        link = page.get_by_role("link", name=form, exact=True)
        assert link.get_attribute("href", timeout=500).endswith("?search=community"), form  # type: ignore[union-attr]
    assert [told["key"] for told in shared.inventory("demo", "?search=community")["rows"]] == keys(page)
    page.reload()
    assert summary(page) == said


def test_disabled_licenses_are_shown_by_a_switch(page: Page, shared: ServedApp, url: str) -> None:
    page.goto(url)
    every = {told["key"]: told["status"] for told in shared.inventory("demo", "?disabled=1")["rows"]}
    disabled = {key for key, status in every.items() if status == "Disabled"}
    assert disabled
    assert not disabled & set(keys(page))
    switch = page.locator("#switch-disabled")
    switch.click()
    expect(switch).to_have_class("chip on")
    assert set(keys(page)) == set(every)
    assert table(page).locator(".flag", has_text="disabled").count() == len(disabled)
    switch.click()
    expect(switch).to_have_class("chip")
    assert not disabled & set(keys(page))


def test_are_we_over_licensed_is_one_click(page: Page, shared: ServedApp, url: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="Are we over-licensed?").click()
    page.wait_for_url("**sort=-unassigned_cost*")
    assert state(page) == {"sort": "-unassigned_cost", "has_unassigned": "1"}
    rows = shared.inventory("demo", "?sort=-unassigned_cost&has_unassigned=1")["rows"]
    assert rows
    assert all(row["unassigned"] > 0 for row in rows)
    assert sorted(keys(page)) == sorted(row["key"] for row in rows)
    expect(heading(page, "Unassigned cost")).to_have_attribute("aria-sort", "descending")


@pytest.mark.slow
def test_another_snapshot_is_chosen_and_stays_chosen(page: Page, shared: ServedApp, url: str) -> None:
    page.goto(url)
    latest = figures(page)
    chooser = page.get_by_role("combobox", name="Data as of")
    expect(chooser.get_by_role("option")).to_have_text(["21 Nov 2026, 09:12 UTC (latest)", "22 Oct 2026, 09:12 UTC"])
    expect(chooser).to_have_value(LATEST)
    chooser.select_option(EARLIER)
    page.wait_for_url(f"**?snapshot={EARLIER}")
    assert figures(page) != latest
    assert shared.inventory("demo", f"?snapshot={EARLIER}")["snapshot"] == EARLIER
    sort_by(page, "Assigned")
    expect(heading(page, "Assigned")).to_have_attribute("aria-sort", "descending")
    assert state(page)["snapshot"] == EARLIER


def test_choosing_a_snapshot_keeps_order_and_filter(page: Page, url: str) -> None:
    page.goto(f"{url}?sort=-unassigned&search=sales&disabled=1")
    page.get_by_role("combobox", name="Data as of").select_option(EARLIER)
    page.wait_for_url(lambda now: EARLIER in now)
    assert state(page) == {"snapshot": EARLIER, "sort": "-unassigned", "search": "sales", "disabled": "1"}


def test_every_state_of_a_license_is_said_in_words(page: Page, shared: ServedApp, url: str) -> None:
    page.goto(f"{url}?disabled=1")
    rows = shared.inventory("demo", "?disabled=1")["rows"]
    shown = {cells[0].splitlines()[1]: cells for cells in figures(page) if "\n" in cells[0]}
    fields = table(page).locator("input[name=amount]")
    assert {fields.nth(n).get_attribute("placeholder") for n in range(3)} == {"No price set"}
    seen = set()
    for told in rows:
        cells = shown.get(told["key"])
        if cells is None:
            continue
        if told["unlimited"]:
            seen.add("unlimited")
            assert cells[1] == "Unlimited"
            assert set(cells[3:5]) | {cells[6]} <= {"", "No price set"}
        if told["priced"] is False:
            seen.add("unpriced")
            assert cells[5] == ""
        if (told["unassigned"] or 0) < 0:
            seen.add("over-assigned")
            assert "over-assigned" in cells[0]
        if told["bucket"] == "Community Login":
            seen.add("login pool")
            assert re.search(r"[\d,]+ logins a year", cells[0])
            assert (cells[7], cells[8]) == (("By login",) * 2 if told["priced"] else ("No price set",) * 2)
        if told["status"] == "Disabled":
            seen.add("disabled")
            assert "disabled" in cells[0]
    assert seen == {"unlimited", "unpriced", "over-assigned", "login pool", "disabled"}
    page.goto(url)
    pool = row(page, "Customer Community Plus Login")
    expect(pool).to_contain_text(re.compile(r"\d+ of \d+ this month, runs out \d\d \w{3}"))
    expect(page.get_by_text("over-assigned: more seats are assigned than provisioned.")).to_be_visible()


def test_what_could_not_be_read_is_said_with_the_permission_that_would_help(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}/orgs/limited/licenses")
    told = page.get_by_text(re.compile(r"\d+ data gaps"))
    expect(told).to_be_visible()
    remedies = page.locator(".gaps").get_by_role("listitem").all_inner_texts()
    assert any("View Setup and Configuration" in each and "(affects Licenses" in each for each in remedies)
    page.get_by_text("Reasons").click()
    reasons = page.locator(".gaps dt").all_inner_texts()
    assert len(reasons) == int(told.inner_text().split()[0])
    for reason in reasons:
        assert any(reason in each for each in remedies), reason
    expect(page.get_by_role("main")).to_contain_text("unknown")
    page.goto(shared.url)
    gaps = page.get_by_role("row").filter(has_text="limited").get_by_role("cell").last.inner_text()
    assert int(gaps) >= len(reasons)  # those of every panel
    page.goto(f"{shared.url}/orgs/limited/connection")
    expect(page.get_by_role("region", name="Snapshots").get_by_role("row").last).to_contain_text(f"{gaps} gaps")


@pytest.mark.slow
def test_a_bucket_is_changed_by_hand_and_given_back_to_the_rules(page: Page, own: ServedApp) -> None:
    page.goto(f"{own.url}/orgs/demo/licenses?sort=label&search=dispatch")
    desk = row(page, "Dispatch Desk (custom)")
    open_bucket(page, "Dispatch Desk (custom)")
    expect(desk).to_contain_text("No rule matches")
    desk.get_by_label("Change bucket").select_option("Named")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".group").first).to_contain_text("Named")
    assert state(page) == {"sort": "label", "search": "dispatch"}
    open_bucket(page, "Dispatch Desk (custom)")
    expect(desk).to_contain_text("You chose it")
    desk.get_by_label("Change bucket").select_option("Automatic")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".group").first).to_contain_text("Other")


def test_a_damaged_snapshot_is_named_and_the_others_stay_open(page: Page, own: ServedApp) -> None:
    (manifest,) = own.home.glob(f"lake/**/as_of={EARLIER}/manifest.json")
    manifest.write_text("{")
    page.goto(f"{own.url}/orgs/demo/licenses")
    damaged = page.get_by_text("1 damaged snapshot is left out")
    damaged.click()
    expect(page.locator(".gaps")).to_contain_text(EARLIER)
    expect(table(page)).to_be_visible()
    assert summary(page).startswith("Provisioned cost ")
    expect(page.get_by_role("combobox", name="Data as of").get_by_role("option")).to_have_count(1)
