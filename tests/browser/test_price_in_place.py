"""A price is set in place: what depends on it changes at once; a refused one is explained and changes nothing."""

import os
import re
from decimal import Decimal
from statistics import median

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.reader import PATIENCE, figures, heading, history, price, row, settled, sort_by, summary, tell, watched
from browser.served_app import ServedApp
from browser.windows import window
from seatwise.domain.licensing.money import shown_amount

FIRST, SECOND = "Salesforce", "Platform One"  # as they stand, one below the other


@pytest.fixture
def url(own: ServedApp) -> str:
    return f"{own.url}/orgs/demo/licenses"


def everything(page: Page) -> list[str]:
    """Every word and figure of the page, and what stands in its fields."""
    shown: list[str] = page.evaluate(
        """[...document.querySelector("main").innerText.split(/\\n+/),
            ...[...document.querySelectorAll("main input[type=text], main input:not([type])")].map(
                field => `${field.id}=${field.value}`)]"""
    )
    return [line.strip() for line in shown if line.strip()]


def test_click_type_enter_changes_every_figure_that_depends_on_the_price(page: Page, own: ServedApp, url: str) -> None:
    page.goto(url)
    before, said = figures(page), summary(page)
    seats = next(told for told in own.inventory("demo")["rows"] if told["key"] == "SFDC")["provisioned"]
    field = price(page, FIRST)
    field.click()
    page.keyboard.type("2000.5")
    with page.expect_response(re.compile(r"/licenses(\?|$)")):
        page.keyboard.press("Enter")
    cost = shown_amount(seats * Decimal("2000.5"))
    expect(row(page, FIRST)).to_contain_text(cost)
    settled(page)
    expect(field).to_be_focused()
    expect(field).to_have_value("2000.50")
    changed = [new[0].splitlines()[0] for old, new in zip(before, figures(page), strict=True) if old != new]
    assert changed == ["Salesforce", "Named", "All licenses"]
    assert summary(page) != said
    shown = everything(page)
    page.reload()
    assert everything(page) == shown


@pytest.mark.slow
def test_in_every_state_of_the_page_the_answer_is_what_a_fresh_load_shows(page: Page, url: str) -> None:
    for state in ("?sort=-unassigned_cost&search=sales", "?snapshot=20261022T091200Z&disabled=1&search=sales"):
        page.goto(f"{url}{state}")
        tell(page, FIRST, "0.37")
        expect(price(page, FIRST)).to_have_value("0.37")
        shown = everything(page)
        page.reload()
        assert sorted(everything(page)) == sorted(shown), state


@pytest.mark.slow
def test_a_license_without_a_price_gets_one_and_the_counts_without_price_fall(page: Page, url: str) -> None:
    page.goto(url)
    missing = int(re.findall(r"No price set: (\d+) of \d+ licenses", summary(page))[0])
    field = price(page, "Chatter External")
    expect(field).to_have_attribute("placeholder", "No price set")
    tell(page, "Chatter External", "1")
    expect(page.locator("#summary")).to_contain_text(f"{missing - 1} of ")
    expect(page.locator("#notes")).to_contain_text(f"{missing - 1} licenses without a price")
    shown = everything(page)
    page.reload()  # the license now stands where its cost puts it
    assert sorted(everything(page)) == sorted(shown)


@pytest.mark.slow
def test_tab_goes_to_the_next_price_and_what_is_half_typed_there_is_not_lost(page: Page, url: str) -> None:
    page.goto(url)
    page.route("**/prices*", lambda route: (page.wait_for_timeout(400), route.continue_()))  # type: ignore[func-returns-value]
    field = price(page, FIRST)
    field.click()
    page.keyboard.type("1999")
    page.keyboard.press("Tab")
    next_field = price(page, SECOND)
    expect(next_field).to_be_focused()
    page.keyboard.type("30")
    expect(row(page, FIRST)).to_contain_text("249,875")
    settled(page)
    expect(next_field).to_be_focused()
    page.keyboard.type("1")
    assert next_field.input_value() == "301"
    page.keyboard.press("Enter")
    expect(row(page, SECOND)).to_contain_text("4,816")
    expect(next_field).to_be_focused()


@pytest.mark.slow
def test_tab_goes_from_price_to_price_changed_or_not(page: Page, url: str) -> None:
    page.goto(url)
    price(page, FIRST).click()
    page.keyboard.press("Tab")
    expect(price(page, SECOND)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(price(page, FIRST)).to_be_focused()
    page.keyboard.type("1980.5")
    page.keyboard.press("Enter")
    expect(row(page, FIRST)).to_contain_text("247,563")
    settled(page)
    page.keyboard.press("Tab")
    expect(price(page, SECOND)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("1981")
    page.keyboard.press("Tab")
    expect(price(page, SECOND)).to_be_focused()
    expect(row(page, FIRST)).to_contain_text("247,625")
    page.keyboard.type("301")
    page.keyboard.press("Shift+Tab")
    expect(price(page, FIRST)).to_be_focused()
    expect(row(page, SECOND)).to_contain_text("4,816")


def test_whoever_came_link_by_link_and_changed_nothing_goes_on_so_and_escape_leads_back_to_it(
    page: Page, shared: ServedApp
) -> None:
    page.goto(f"{shared.url}/orgs/demo/licenses")
    history(page, FIRST).focus()
    page.keyboard.press("Tab")
    expect(price(page, FIRST)).to_be_focused()
    page.keyboard.press("Tab")
    expect(row(page, SECOND).get_by_role("link", name=SECOND, exact=True)).to_be_focused()
    price(page, FIRST).click()
    page.keyboard.type("77")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(row(page, SECOND).get_by_role("link", name=SECOND, exact=True)).to_be_focused()


def test_escape_puts_back_what_stood_there_and_asks_nothing(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}/orgs/demo/licenses")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    field = price(page, FIRST)
    field.click()
    page.keyboard.type("77")
    page.keyboard.press("Escape")
    expect(field).to_have_value("1980.00")
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    sort_by(page, "Unassigned")
    expect(heading(page, "Unassigned")).to_have_attribute("aria-sort", "descending")
    assert "POST" not in asked


def test_a_refused_value_is_explained_beside_its_field_and_nothing_changes(
    page: Page, own: ServedApp, url: str
) -> None:
    page.goto(url)
    before, said, kept = figures(page), summary(page), own.inventory("demo")
    field = price(page, FIRST)
    for typed, why in (
        ("-5", "-5 is negative."),
        ("abc", "abc is not a number."),
        ("1.234", "Salesforce is paid per seat: write at most 2 decimals."),
        ("1,980", "separators"),
    ):
        field.fill(typed)
        field.press("Enter")
        alert = row(page, FIRST).get_by_role("alert")
        expect(alert).to_contain_text(why)
        expect(field).to_be_focused()
        expect(field).to_have_value(typed)
        expect(field).to_have_attribute("aria-invalid", "true")
        assert field.get_attribute("aria-describedby") == alert.get_attribute("id")
        differing = [
            new for old, new in zip(before, figures(page), strict=True) if old[:5] + old[6:] != new[:5] + new[6:]
        ]
        assert (differing, summary(page)) == ([], said)
        assert own.inventory("demo") == kept
        page.keyboard.press("Escape")
        expect(field).to_have_value("1980.00")
        expect(alert).to_have_count(0)
    field.fill("1981")
    field.press("Enter")
    expect(row(page, FIRST).get_by_role("alert")).to_have_count(0)
    expect(row(page, FIRST)).to_contain_text("247,625")


@pytest.mark.slow
def test_enter_sets_the_price_once(page: Page, own: ServedApp, url: str) -> None:
    page.goto(url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    field = price(page, FIRST)
    field.click()
    page.keyboard.type("1990")
    page.keyboard.press("Enter")
    expect(row(page, FIRST)).to_contain_text("248,750")
    settled(page)
    page.keyboard.press("Enter")
    sort_by(page, "Unassigned")
    expect(heading(page, "Unassigned")).to_have_attribute("aria-sort", "descending")
    assert asked.count("POST") == 1


@pytest.mark.slow
def test_the_later_of_two_people_sees_the_value_of_the_earlier_and_must_confirm(
    page: Page, browser: Browser, url: str
) -> None:
    other = window(browser)
    other.set_default_timeout(PATIENCE)
    hers = other.new_page()
    met = watched(hers)
    page.goto(url)
    hers.goto(url)
    price(page, FIRST).fill("2100")
    price(page, FIRST).press("Enter")
    expect(row(page, FIRST)).to_contain_text("262,500")
    price(hers, FIRST).fill("1900")
    with hers.expect_response("**/prices*") as answered:
        price(hers, FIRST).press("Enter")
    assert answered.value.status == 409
    expect(row(hers, FIRST).get_by_role("alert")).to_contain_text("Someone set 2,100.00")
    expect(price(hers, FIRST)).to_have_value("1900")
    expect(row(hers, FIRST)).to_contain_text("262,500")
    price(hers, FIRST).press("Enter")
    expect(row(hers, FIRST)).to_contain_text("237,500")
    expect(row(hers, FIRST).get_by_role("alert")).to_have_count(0)
    page.reload()
    expect(price(page, FIRST)).to_have_value("1900.00")
    other.close()
    assert not any((met.said, met.dialogs, met.strangers))


@pytest.mark.slow
def test_from_enter_to_changed_totals_on_screen_takes_less_than_120_ms(page: Page, url: str) -> None:
    """The best of three rounds of five. Beside other tests the machine is not its own; `make bench` metrics it too."""
    limit = 120 if "PYTEST_XDIST_WORKER" not in os.environ else 2000
    page.goto(url)
    took: list[float] = []
    for amount in range(2000, 2015):
        field = price(page, FIRST)
        field.fill(str(amount))
        expect(field).to_be_focused()
        took.append(
            page.evaluate(
                """() => new Promise(resolve => {
                    const said = document.querySelector("#summary").innerText;
                    const started = performance.now();
                    const look = () => requestAnimationFrame(() =>
                        document.querySelector("#summary").innerText !== said
                            ? resolve(performance.now() - started) : look());
                    document.activeElement.dispatchEvent(new Event("change", {bubbles: true}));
                    look();
                })"""
            )
        )
        expect(row(page, FIRST)).to_contain_text(f"{amount * 125:,}")
        settled(page)
    assert min(median(took[start : start + 5]) for start in (0, 5, 10)) < limit, took


@pytest.mark.slow
def test_the_history_of_a_price_takes_another_from_a_day_of_choice(page: Page, url: str) -> None:
    page.goto(url)
    history(page, FIRST).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Price history of Salesforce")
    page.get_by_label("Price in USD").fill("-1")
    page.get_by_label("Effective from", exact=True).fill("2026-11-01")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("negative")
    expect(page.get_by_label("Price in USD")).to_have_value("-1")
    expect(page.get_by_label("Effective from", exact=True)).to_have_value("2026-11-01")
    page.get_by_label("Price in USD").fill("2,222.00")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("2,222.00 USD from 01 Nov 2026 on.")
    expect(page.get_by_role("row").filter(has_text="01 Nov 2026")).to_contain_text("2,222.00 USD")
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="Licenses").click()
    expect(price(page, FIRST)).to_have_value("2222.00")
    page.goto(f"{url}?snapshot=20261022T091200Z")
    expect(price(page, FIRST)).to_have_value("1980.00")
