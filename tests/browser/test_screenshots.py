"""Every page in light, dark, narrow and print, as pictures to look at: in build/screenshots when they are asked for.

Else one page is taken. None is kept in the repository but the README's (`test_readme_picture`).
"""

import os
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from browser.places import PATHS
from browser.reader import PATIENCE
from browser.served_app import ServedApp
from browser.windows import window

TO_LOOK_AT = Path(__file__).parents[2] / "build" / "screenshots"
WIDTHS = {"light": 1400, "dark": 1400, "narrow": 400, "print": 1039}
ASKED = os.environ.get("SEATWISE_WRITE_SCREENSHOTS") == "1"
FEW_BYTES = 3000  # what an empty page compresses to


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize("look", WIDTHS)
def test_every_page_can_be_looked_at(browser: Browser, shared: ServedApp, tmp_path: Path, look: str) -> None:
    folder = TO_LOOK_AT if ASKED else tmp_path
    size: ViewportSize = {"width": WIDTHS[look], "height": 800}
    context = window(browser, viewport=size, color_scheme="dark" if look == "dark" else "light")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.emulate_media(media="print" if look == "print" else "screen")
    for name, path in PATHS.items() if ASKED else [("licenses", PATHS["licenses"])]:
        page.goto(f"{shared.url}{path}")
        taken = page.screenshot(path=folder / look / f"{name}.png", full_page=True)
        (width,) = struct.unpack(">I", taken[16:20])
        assert width == WIDTHS[look], name  # wider: something sticks out
        assert len(taken) > FEW_BYTES, name
    context.close()
