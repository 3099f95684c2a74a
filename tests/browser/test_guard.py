"""Names that are HTML stay text, nothing leaves the server, and no other site can make it do something."""

import http.client
import re
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.places import ALL_PAGES
from browser.reader import price, row, table
from browser.served_app import AMPERSAND, IMAGE, SCRIPT, ServedApp

STRANGE = "/orgs/strange"
PAGES = ["/", "/orgs/demo/licenses", "/orgs/limited/licenses", f"{STRANGE}/licenses", "/explain/licenses", "/no/such"]


def test_a_name_of_html_and_script_is_shown_as_text(page: Page, own: ServedApp) -> None:
    for name in (SCRIPT, IMAGE, AMPERSAND):
        page.goto(f"{own.url}{STRANGE}/licenses?disabled=1")
        names = table(page).locator(".name").all_inner_texts()
        assert name in names
        field = price(page, name)
        field.fill("100")
        field.press("Enter")
        expect(row(page, name)).to_contain_text("1,000")
        field.fill("<b>")
        field.press("Enter")
        expect(row(page, name).get_by_role("alert")).to_contain_text("<b> is not a number.")
        row(page, name).get_by_role("link", name="price history of").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Price history of {name}")
        expect(page.get_by_role("row").filter(has_text="100.00 USD")).to_be_visible()
    page.goto(own.url)
    expect(page.get_by_role("table")).to_be_visible()
    assert page.locator("main script, main img[src=x]").count() == 0


def test_what_is_typed_into_the_address_is_shown_as_text(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}{STRANGE}/licenses?{urlencode({'search': SCRIPT + IMAGE})}")
    expect(page.get_by_text("No license matches.")).to_be_visible()
    expect(page.get_by_role("link", name=f"Search: {SCRIPT}{IMAGE}")).to_be_visible()


def test_the_sandbox_has_such_a_license_too(page: Page, shared: ServedApp) -> None:
    page.goto(f"{shared.url}/orgs/demo/licenses?search=field+service")
    expect(table(page)).to_contain_text('<b>"Field Service"</b> & Sales, tier 2')


@pytest.mark.slow(sample=6)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_a_strict_policy_that_it_keeps(page: Page, shared: ServedApp, path: str) -> None:
    tells = page.context.new_page()
    answer = tells.goto(f"{shared.url}{path}")
    assert answer
    policy = answer.headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert not {"unsafe", "data:", "*", "http"} & {word for rule in rules.values() for word in rule.split()}
    assert "unsafe" not in policy
    assert (rules["frame-ancestors"], rules["base-uri"], rules["form-action"]) == ("'none'", "'none'", "'self'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert tells.locator("[style], style, script:not([src]), [onclick], [onload]").count() == 0
    tells.close()


def asked(
    served: ServedApp, method: str, path: str, form: dict[str, str] | None = None, **headers: str
) -> tuple[int, str]:
    """An answer to a request that no browser of ours would send."""
    place = urlsplit(served.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port or 0, timeout=10)
    body = urlencode(form) if form else None
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    given = {"Cookie": served.cookie, **kind, **{name.replace("_", "-"): text for name, text in headers.items()}}
    connection.request(method, path, body, given)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_a_form_sent_from_another_site_is_refused_and_changes_nothing(own: ServedApp) -> None:
    before = own.inventory("demo")
    told = {"kind": "user", "key": "SFDC", "amount": "1", "seen": ""}
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1", own.url.replace("http:", "https:")):
        status, text = asked(own, "POST", "/orgs/demo/prices", told, Origin=origin)
        assert (status, "another site" in text) == (403, True), origin
    status, _ = asked(own, "POST", "/sandbox", {"users": "5"}, Origin="https://evil.example")
    assert status == 403
    assert own.inventory("demo") == before


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_another_host_name_is_refused(shared: ServedApp, host: str) -> None:
    status, text = asked(shared, "GET", "/orgs/demo/licenses", Host=host)
    assert status == 403
    assert "SFDC" not in text


@pytest.mark.slow
@pytest.mark.parametrize("pages", ALL_PAGES)
def test_no_page_shows_a_command_of_the_terminal(seen: Page, shared: ServedApp, pages: dict[str, str]) -> None:
    for name, path in pages.items():
        seen.goto(f"{shared.url}{path}")
        assert re.findall(r"\bseatwise [a-z]+|\s--[a-z]+", seen.locator("body").inner_text()) == [], name
