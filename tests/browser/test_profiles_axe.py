"""0 violations found by axe on the Profiles pages, light and dark; all of them usable with JavaScript off."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from homes import EARLIER, Served
from playwright.sync_api import Browser, Page, expect
from reader import PATIENCE

PATHS = {
    "tree": "/orgs/demo/profiles",
    "everything": f"/orgs/demo/profiles?level=profile&sort=actors&desc=1&window=60&snapshot={EARLIER}",
    "refused": "/orgs/demo/profiles?window=0",
    "gaps": "/orgs/limited/profiles?level=profile",
    "strange": "/orgs/strange/profiles?level=profile",
    "people": "/orgs/demo/people?sort=last_login",
    "nobody": "/orgs/demo/people?q=no+such+person",
    "no-person": "/orgs/demo/people/005000000000000AAA",
    "split": "/orgs/demo/profiles/pictures/split",
    "logins": "/orgs/demo/profiles/pictures/logins",
}


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


def test_users_processes_flags_and_one_user(seen: Page, shared: Served) -> None:
    seen.goto(f"{shared.url}/orgs/demo/profiles?level=profile")
    seen.locator(".at-profile .twig > a").first.click()
    expect(seen.locator("table.people")).to_be_visible()
    seen.get_by_role("link", name=re.compile("business processes of")).first.click()
    expect(seen.get_by_role("table", name="Business processes")).to_be_visible()
    for flag in seen.locator("table.tree summary.flag").all()[:3]:
        flag.click()
    assert not found(seen)
    seen.locator("table.people tbody a").first.click()
    expect(seen.get_by_role("group", name="What follows")).to_be_visible()
    assert not found(seen)


def test_everything_is_links_and_forms(plain: Page, shared: Served) -> None:
    plain.goto(f"{shared.url}/orgs/demo/profiles")
    tree = plain.locator("table.tree")
    tree.locator(".at-license .twig > a").first.click()
    expect(tree.locator(".at-license .twig > a").first).to_have_attribute("aria-expanded", "true")
    tree.locator(".at-profile .twig > a").first.click()
    expect(tree.locator("table.people")).to_be_visible()
    tree.locator("thead").first.get_by_role("link", name="Users").click()
    expect(tree.locator("table.people")).to_be_visible()
    plain.get_by_role("textbox", name="days").fill("60")
    plain.get_by_role("button", name="Show").last.click()
    expect(plain.get_by_role("columnheader", name="Logins (60d)")).to_be_visible()
    expect(tree.locator("table.people")).to_be_visible()
    tree.get_by_role("link", name=re.compile("users of .+→")).click()
    plain.get_by_role("searchbox", name="Search").fill("a")
    plain.get_by_role("button", name="Search").click()
    expect(plain.get_by_role("status")).to_contain_text("users")
    plain.locator("table.people tbody a").first.click()
    expect(plain.get_by_role("group", name="What follows")).to_be_visible()
    assert "window=60" in plain.url
