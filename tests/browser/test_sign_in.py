"""A browser without a cookie is asked for a token, and goes on to the page that it wanted."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from browser.reader import PATIENCE, Watch, summary, watched
from browser.served_app import ServedApp
from seatwise.bootstrap import services_at

LICENSES = "/orgs/demo/licenses?sort=-unassigned"


def test_a_browser_that_was_never_here_signs_in_with_a_token_and_is_where_it_wanted(
    browser: Browser, shared: ServedApp
) -> None:
    token = services_at(shared.home).access.start()
    stranger = browser.new_context()
    stranger.set_default_timeout(PATIENCE)
    page = stranger.new_page()
    met = watched(page, 401)
    page.goto(f"{shared.url}{LICENSES}")
    expect(page.get_by_role("heading", level=1)).to_have_text("This browser is not signed in.")
    expect(page.get_by_text(f"seatwise open --url {shared.url}")).to_be_visible()
    assert "demo" not in page.locator("main").inner_text()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert not Axe().run(page).violations_count
    page.get_by_label("Token", exact=True).fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("This token is not valid.")
    page.get_by_label("Token", exact=True).fill(token)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{LICENSES}")
    assert summary(page).startswith("Provisioned cost ")
    assert met == Watch()
    stranger.close()


def test_a_browser_that_is_signed_out_is_asked_in_the_open_page(browser: Browser, own: ServedApp) -> None:
    access = services_at(own.home).access
    stranger = browser.new_context()
    stranger.set_default_timeout(PATIENCE)
    page = stranger.new_page()
    page.goto(f"{own.url}/?token={access.start()}&next=/orgs/demo/licenses")
    assert page.url == f"{own.url}/orgs/demo/licenses"
    access.revoke(access.tokens()[-1].name)
    page.get_by_role("table").get_by_role("link", name="Unassigned").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This browser is not signed in.")
    page.get_by_label("Token", exact=True).fill(access.start())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{own.url}/orgs/demo/licenses*")
    expect(page.get_by_role("table").first).to_be_visible()
    stranger.close()
