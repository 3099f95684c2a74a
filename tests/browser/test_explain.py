"""From each figure to its sentence, its formula and the SQL of its metric, by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.places import LICENSES
from browser.reader import heading, state
from browser.served_app import ServedApp
from examples import sampled
from seatwise.metrics.model import Column
from seatwise.panels.licenses import LICENSES as PANEL


@pytest.mark.slow(sample=9)
@pytest.mark.parametrize("column", sampled([(column.name, column) for column in PANEL.shown_columns], every=3))
def test_a_heading_leads_to_the_definition_of_its_column(page: Page, shared: ServedApp, column: Column) -> None:
    page.goto(f"{shared.url}{LICENSES}?sort=-unassigned")
    heading(page, column.label).get_by_role("link").first.focus()
    page.keyboard.press("Tab")
    expect(heading(page, column.label).get_by_role("link", name=f"What {column.label} means")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/explain/licenses#{column.name}")
    expect(page.locator(f"#{column.name}")).to_be_in_viewport()
    expect(page.locator(f"#{column.name} + dd")).to_contain_text(column.sentence)
    sql = page.get_by_label("SQL of licenses", exact=True).inner_text()
    assert re.search(rf"\b{column.name}\b", sql)
    page.go_back()
    expect(heading(page, "Unassigned")).to_have_attribute("aria-sort", "descending")
    assert state(page) == {"sort": "-unassigned"}


@pytest.mark.parametrize(
    ("path", "link", "page_of"),
    [
        (f"{LICENSES}?search=Customer+Community+Login", "(12 x monthly)", "licenses"),
        ("/orgs/demo/licenses/charts/seats", "SQL", "licenses"),
        ("/orgs/demo/licenses/charts/costs", "SQL", "licenses"),
    ],
)
def test_figures_outside_the_columns_lead_there_too(
    page: Page, shared: ServedApp, path: str, link: str, page_of: str
) -> None:
    page.goto(f"{shared.url}{path}")
    page.get_by_role("link", name=link, exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/explain/{page_of}"))
    expect(page.get_by_label("SQL of licenses", exact=True)).to_be_attached()
