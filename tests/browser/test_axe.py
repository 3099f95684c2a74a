"""0 violations found by axe, on every page in every state, light and dark."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser.places import EACH_PAGE, LICENSES, PROFILES
from browser.reader import open_bucket, price, row, sort_by
from browser.served_app import EARLIER, Serve, ServedApp

FEW = f"{LICENSES}?search=salesforce"  # axe takes seconds for all of them
VIOLATIONS = {"resultTypes": ["violations"]}
CONTRAST = {**VIOLATIONS, "runOnly": {"type": "rule", "values": ["color-contrast"]}}  # all that a theme changes


def found(page: Page) -> str:
    """What axe has to say in light, then in dark; nothing, if all is well."""
    told = ""
    for scheme, rules in (("light", VIOLATIONS), ("dark", CONTRAST)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        said = Axe().run(page, options=rules)
        told += f"{scheme}: {said.generate_report()}" if said.violations_count else ""
    return told


@pytest.mark.slow(sample=4)
@pytest.mark.parametrize("path", EACH_PAGE)
def test_every_page(seen: Page, shared: ServedApp, path: str) -> None:
    seen.goto(f"{shared.url}{path}")
    assert not found(seen)


@pytest.mark.slow
def test_the_file_to_save(seen: Page, shared: ServedApp, tmp_path: Path) -> None:
    file = tmp_path / "licenses.html"
    with shared.open(f"{LICENSES}.html") as answer:
        assert str(answer.headers["content-disposition"]).startswith("attachment; ")
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
    expect(row(page, "Salesforce")).to_contain_text("250,000")


def menu(page: Page) -> None:
    page.get_by_text("Save as").click()


def bucket(page: Page) -> None:
    open_bucket(page, "Salesforce")


def gone(page: Page) -> None:
    page.route(re.compile("sort="), lambda route: route.abort())
    sort_by(page, "Unassigned")
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute(re.compile("sort="))


def reading(page: Page) -> None:
    page.get_by_role("button", name="Refresh now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Refreshing demo")


def unreachable(page: Page) -> None:
    reading(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("demo could not be refreshed")


def nameless(page: Page) -> None:
    page.goto(page.url.replace(FEW, "/orgs?method=password"))
    page.locator("form").last.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    expect(page.get_by_role("alert")).to_be_visible()


def disabled(page: Page) -> None:
    page.goto(page.url.replace(FEW, "/orgs/demo/connection"))
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("main")).to_contain_text("Disabled")


def a_closed_license(page: Page) -> None:
    page.goto(page.url.replace(FEW, f"{PROFILES}?level=profile"))
    page.locator(".at-license .twig > a").first.click()
    expect(page.locator(".at-license .twig > a").first).to_have_attribute("aria-expanded", "false")


STATES: tuple[Callable[[Page], None], ...] = (
    refused,
    menu,
    bucket,
    told,
    gone,
    nameless,
    a_closed_license,
    unreachable,
    disabled,
)


@pytest.mark.slow
def test_every_state(seen: Page, own: ServedApp) -> None:
    for step in STATES:
        seen.goto(f"{own.url}{FEW}")
        step(seen)
        assert not found(seen), step.__name__


@pytest.mark.slow
def test_a_refresh_that_runs(seen: Page, own: ServedApp) -> None:
    seen.goto(f"{own.url}{FEW}")
    reading(seen)
    assert not found(seen)


@pytest.mark.slow
def test_a_damaged_snapshot(seen: Page, own: ServedApp) -> None:
    (manifest,) = own.home.glob(f"lake/**/as_of={EARLIER}/manifest.json")
    manifest.write_text("{")
    seen.goto(f"{own.url}{FEW}")
    seen.get_by_text("1 damaged snapshot is left out").click()
    assert not found(seen)


def test_an_empty_home(seen: Page, tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> None:
    with serve(tmp_path_factory.mktemp("nothing")) as empty:
        seen.goto(empty.url)
        assert not found(seen)
