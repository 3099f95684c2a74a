"""0 violations found by axe, on every page in every state, light and dark."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from homes import EARLIER, Served, serving
from places import LICENSES, PATHS
from playwright.sync_api import Browser, Page, expect
from reader import PATIENCE, open_bucket, price, row, sort_by


@pytest.fixture(params=["light", "dark"])
def seen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a light or a dark window, pictures drawn."""
    context = browser.new_context(color_scheme=request.param, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def found(page: Page) -> str:
    """What axe has to say; nothing, if all is well."""
    said = Axe().run(page)
    return "" if not said.violations_count else str(said.generate_report())


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_every_page(seen: Page, shared: Served, path: str) -> None:
    seen.goto(f"{shared.url}{path}")
    assert not found(seen)


def test_the_file_to_save(seen: Page, shared: Served, tmp_path: Path) -> None:
    file = tmp_path / "licenses.html"
    with urlopen(f"{shared.url}{LICENSES}.html", timeout=PATIENCE) as answer:
        assert answer.headers["content-disposition"].startswith("attachment; ")
        file.write_bytes(answer.read())
    seen.goto(file.as_uri())
    assert not found(seen)


def refused(page: Page) -> None:
    price(page, "Salesforce").fill("-5")
    price(page, "Salesforce").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def told(page: Page) -> None:
    price(page, "Salesforce").fill("2000")
    price(page, "Salesforce").press("Enter")
    expect(row(page, "Salesforce")).to_contain_text("250,000.00")


def menu(page: Page) -> None:
    page.get_by_text("Save as").click()


def bucket(page: Page) -> None:
    open_bucket(page, "Salesforce")


def gone(page: Page) -> None:
    page.route(re.compile("sort="), lambda route: route.abort())
    sort_by(page, "Available")
    expect(page.get_by_role("alert")).to_be_visible()


def reading(page: Page) -> None:
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading demo")


def unreachable(page: Page) -> None:
    reading(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("demo could not be read")


def nameless(page: Page) -> None:
    page.goto(page.url.replace(LICENSES, "/orgs?way=password"))
    page.locator("form").last.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    expect(page.get_by_role("alert")).to_be_visible()


def disabled(page: Page) -> None:
    page.goto(page.url.replace("licenses", "connection"))
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("main")).to_contain_text("Disabled")


@pytest.mark.parametrize(
    "step",
    [refused, told, menu, bucket, gone, reading, unreachable, nameless, disabled],
    ids=lambda step: step.__name__,
)
def test_every_state(seen: Page, own: Served, step: Callable[[Page], None]) -> None:
    seen.goto(f"{own.url}{LICENSES}")
    step(seen)
    assert not found(seen)


def test_a_damaged_snapshot(seen: Page, own: Served) -> None:
    (manifest,) = own.home.glob(f"lake/**/as_of={EARLIER}/manifest.json")
    manifest.write_text("{")
    seen.goto(f"{own.url}{LICENSES}")
    seen.get_by_text("1 damaged snapshot is left out").click()
    assert not found(seen)


def test_an_empty_home(seen: Page, tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(tmp_path_factory.mktemp("nothing")) as empty:
        seen.goto(empty.url)
        assert not found(seen)
