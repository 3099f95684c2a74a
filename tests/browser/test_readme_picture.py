"""The README's picture of the Licenses page: taken here when asked for, else checked for what it shows."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.reader import PATIENCE, row, summary, table
from browser.served_app import ServedApp
from browser.windows import window

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "licenses.png"


@pytest.mark.slow
def test_the_picture_in_the_readme_shows_this_page(browser: Browser, shared: ServedApp) -> None:
    context = window(browser, viewport={"width": 1360, "height": 1400}, device_scale_factor=1.5)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{shared.url}/orgs/demo/licenses?sort=-unassigned_cost")
    expect(page.get_by_role("heading", level=1)).to_have_text("demo")
    expect(page.get_by_role("combobox", name="Data as of")).to_contain_text("21 Nov 2026, 09:12 UTC (latest)")
    assert re.match(r"Provisioned cost at least [\d,.]+ USD a year = assigned ", summary(page))
    expect(page.get_by_role("region", name="Charts").get_by_role("img")).to_have_count(2)
    drawn = "images => images.every(image => image.complete && image.naturalWidth > 100)"
    assert page.get_by_role("region", name="Charts").get_by_role("img").evaluate_all(drawn)
    expect(table(page)).to_be_visible()
    expect(row(page, "Salesforce")).to_contain_text("78.4%")
    if os.environ.get("SEATWISE_WRITE_SCREENSHOTS") == "1":
        page.screenshot(path=PICTURE)
    assert PICTURE.exists()
    context.close()
