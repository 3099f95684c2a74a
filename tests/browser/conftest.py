"""A real Chromium, and Seatwise served to it. Without a browser these tests are left out, except in CI."""

import os
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from browser.reader import PATIENCE, Watch, watched
from browser.served_app import Serve, ServedApp, fill, serving
from browser.windows import know, window
from forked_process import ForkServer

ASKED = "SEATWISE_CHROMIUM"
CHROMIUMS = ("chromium-headless-shell", "chromium")  # the first needs a third of the CPU for a page
NEEDED = os.environ.get("SEATWISE_BROWSER_TESTS") == "require" or bool(os.environ.get("CI"))
PICTURES = re.compile(r"/(charts)/\w+\.svg")
BLANK = '<svg xmlns="http://www.w3.org/2000/svg"/>'  # drawing takes a second; tests of pictures let them be drawn
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


def _chromium() -> str:
    for found in (os.environ.get(ASKED), *map(shutil.which, CHROMIUMS)):
        if found and Path(found).exists():
            return found
    reason = f"No Chromium: install Debian's `{CHROMIUMS[0]}`, or name one in {ASKED}."
    if NEEDED:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for these tests only: its event loop must not outlive them."""
    path = _chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        know(chromium)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the orgs demo, limited and strange, filled once for all workers. What is served is a copy."""
    _chromium()
    here = tmp_path_factory.getbasetemp()
    home = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "filled"
    with FileLock(home.with_suffix(".lock")):
        if not home.exists():
            making = tmp_path_factory.mktemp("filling")
            fill(making)
            making.rename(home)
    return home


@pytest.fixture(scope="package")
def shared(
    filled: Path, tmp_path_factory: pytest.TempPathFactory, worker_fork_server: ForkServer
) -> Iterator[ServedApp]:
    """A copy of that home, served; for tests that only look."""
    home = tmp_path_factory.mktemp("shared") / "home"
    with serving(shutil.copytree(filled, home), worker_fork_server) as served:
        yield served


@pytest.fixture
def serve(fork_server: ForkServer) -> Serve:
    """Serves a home."""
    return partial(serving, fork_server=fork_server)


@pytest.fixture
def own(filled: Path, tmp_path: Path, serve: Serve) -> Iterator[ServedApp]:
    """A copy of one's own, served; for tests that change something."""
    with serve(shutil.copytree(filled, tmp_path / "own")) as served:
        yield served


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window of a person who has never been here."""
    opened = window(browser, viewport={"width": 1280, "height": 800})
    opened.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab that is watched: at the end nothing may have left the server, been refused by its policy, or failed."""
    tab = context.new_page()
    undrawn(tab)
    watch = watched(tab)
    yield tab
    assert watch == Watch()


@pytest.fixture
def seen(context: BrowserContext) -> Page:
    """A tab for pages that are errors: nobody watches it."""
    tab = context.new_page()
    undrawn(tab)
    return tab


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A tab with JavaScript off."""
    opened = window(browser, viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    opened.set_default_timeout(PATIENCE)
    tab = opened.new_page()
    undrawn(tab)
    watch = watched(tab)
    yield tab
    assert watch == Watch()
    opened.close()


def undrawn(page: Page) -> None:
    """Let no picture be drawn for this tab."""
    page.route(PICTURES, lambda route: route.fulfill(content_type="image/svg+xml", body=BLANK))
