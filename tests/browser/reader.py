"""What a reader sees and does on the Licenses page, by role and label; and what the browser must never meet."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Error, Locator, Page, Request, expect

PATIENCE = 20_000  # milliseconds: other tests share the machine
NEAR = 30  # pixels
ALLOWED = (409, 422)  # answers that the page shows in place; the console names them all the same


@dataclass
class Watch:
    """What a tab met that it should not have."""

    said: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def watched(page: Page, *allowed: int) -> Watch:
    """Watch a tab from now on: console, script errors, dialogs, and requests to anywhere but this machine."""
    met = Watch()

    def said(message: ConsoleMessage) -> None:
        answered = re.search(r"the server responded with a status of (\d+)", message.text)
        if message.type in {"error", "warning"} and not (answered and int(answered[1]) in (*ALLOWED, *allowed)):
            met.said.append(f"{message.text} ({message.location['url']})")

    def asked(request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1":
            met.strangers.append(request.url)

    def dialog(shown: Dialog) -> None:
        met.dialogs.append(shown.message)
        shown.dismiss()

    def failed(error: Error) -> None:
        met.said.append(str(error))

    page.on("console", said)
    page.on("request", asked)
    page.on("dialog", dialog)
    page.on("pageerror", failed)
    return met


def state(page: Page) -> dict[str, str]:
    """The state of the page, as its address says it."""
    return dict(parse_qsl(urlsplit(page.url).query))


def table(page: Page) -> Locator:
    """The inventory."""
    return page.get_by_role("region", name="Licenses").get_by_role("table")


def row(page: Page, label: str) -> Locator:
    """A license's row, by the name it is shown under."""
    return (
        table(page).get_by_role("row").filter(has=page.locator(".name", has_text=re.compile(f"^{re.escape(label)}$")))
    )


def heading(page: Page, label: str) -> Locator:
    """A column's heading."""
    return table(page).get_by_role("columnheader", name=label, exact=True)


def heading_link(page: Page, label: str) -> Locator:
    """What sorts by a column, in its heading."""
    return heading(page, label).get_by_role("link", name=re.compile(f"^{re.escape(label)}"))


def history(page: Page, label: str) -> Locator:
    """The way to a license's prices and their days."""
    return row(page, label).get_by_role("link", name=f"price history of {label}")


def open_bucket(page: Page, label: str) -> None:
    """Show why a license is in its bucket, and the form that puts it into another."""
    row(page, label).locator(".why summary").click()


def sort_by(page: Page, label: str) -> None:
    """Click a column's heading."""
    heading_link(page, label).click()


def price(page: Page, label: str) -> Locator:
    """The field of a license's unit price."""
    return page.get_by_role("textbox", name=f"Unit price of {label}, per", exact=False)


def figures(page: Page) -> list[list[str]]:
    """The text of every cell of every license and total, as shown; of a price field what stands in it.

    Of a license's name its lines: the name, the key, then the rest.
    """
    page.wait_for_load_state()
    shown: list[list[str]] = table(page).evaluate(
        """table => [...table.querySelectorAll("tbody tr:not(.group), tfoot tr")].map(row => [...row.cells].map(
            cell => cell.querySelector("input[name=amount]")?.value ?? (cell.tagName === "TH"
                ? [...cell.childNodes].map(part => (part.innerText ?? part.textContent).trim())
                    .filter(Boolean).join("\\n")
                : cell.innerText.trim())))"""
    )
    return shown


def keys(page: Page) -> list[str]:
    """The keys of the licenses, from top to bottom."""
    found: list[str] = table(page).evaluate(
        """table => [...table.querySelectorAll("tbody tr[id^=row-]")].map(
            row => (row.querySelector(".key") ?? row.querySelector(".name")).textContent)"""
    )
    return found


def summary(page: Page) -> str:
    """The main result in a sentence."""
    page.wait_for_load_state()
    return page.locator("#summary").inner_text()


def focused(page: Page) -> str:
    """What has the focus: its id, else its text."""
    found: str = page.evaluate("document.activeElement.id || document.activeElement.innerText")
    return found


def settled(page: Page) -> None:
    """Wait until htmx has nothing under way."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def tell(page: Page, label: str, amount: str) -> None:
    """Set a price by Enter, and wait for its answer and for the charts that follow it."""
    field = price(page, label)
    field.fill(amount)
    with page.expect_response(re.compile(r"/licenses(\?|$)")):
        field.press("Enter")
    settled(page)


def eventually(page: Page, holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold. (Playwright's own wait needs eval, which the policy forbids.)"""
    for _ in range(100):
        if holds():
            return True
        page.wait_for_timeout(50)
    return False


def scrolled(page: Page, to: float) -> bool:
    """Whether the page comes to stand there."""
    return eventually(page, lambda: abs(page.evaluate("scrollY") - to) < NEAR)


def figures_plain(page: Page) -> list[str]:
    """The figures of every row, where no script may run: without what stands in the price fields.

    Read once the page is whole: of one that is still being built a cell's text is the template's, blanks and all.
    """
    page.wait_for_load_state()
    return [text.strip() for text in table(page).locator("td.n:not(.price-cell)").all_inner_texts()]
