"""From each figure to its sentence, its formula and its SQL, by keyboard."""

import re

import pytest
from places import LICENSES
from playwright.sync_api import Page, expect
from reader import heading, state
from served_app import ServedApp

from seatwise.metrics.inventory import LICENSES as MEASURE
from seatwise.views.licenses import COLUMNS


@pytest.mark.parametrize("column", [each for each in COLUMNS if each.name != "bucket"], ids=lambda each: each.name)
def test_a_heading_leads_to_the_sentence_and_the_sql(page: Page, shared: ServedApp, column: object) -> None:
    told = MEASURE.column(column.name)  # type: ignore[attr-defined]
    assert told
    page.goto(f"{shared.url}{LICENSES}?sort=available&desc=1")
    heading(page, told.label).get_by_role("link").first.focus()
    page.keyboard.press("Tab")
    expect(heading(page, told.label).get_by_role("link", name=f"What {told.label} means")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/explain/licenses#{told.name}")
    expect(page.locator(f"#{told.name}")).to_be_in_viewport()
    expect(page.locator(f"#{told.name} + dd")).to_contain_text(told.sentence)
    page.locator(f"#{told.name} + dd").get_by_role("link", name=f"The SQL behind {told.label}").focus()
    page.keyboard.press("Enter")
    sql = page.get_by_label("SQL of licenses", exact=True)
    expect(sql).to_be_in_viewport()
    assert re.search(rf"\b{told.name}\b", sql.inner_text())
    page.go_back()
    page.go_back()
    expect(heading(page, "Available")).to_have_attribute("aria-sort", "descending")
    assert state(page) == {"sort": "available", "desc": "1"}


@pytest.mark.parametrize(
    ("path", "link", "place"),
    [
        (LICENSES, "What Unattributed means", "licenses#unattributed"),
        (f"{LICENSES}?q=Customer+Community+Login", "(ceiling)", "licenses#yearly_logins"),
        ("/orgs/demo/pictures/seats", "The SQL", "license_seats"),
        ("/orgs/demo/pictures/costs", "The SQL", "licenses#provisioned_cost"),
    ],
)
def test_figures_outside_the_columns_lead_there_too(
    page: Page, shared: ServedApp, path: str, link: str, place: str
) -> None:
    page.goto(f"{shared.url}{path}")
    page.get_by_role("link", name=link, exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/explain/{place}")
    expect(page.get_by_label(f"SQL of {place.partition('#')[0]}", exact=True)).to_be_attached()
