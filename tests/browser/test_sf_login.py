"""Connect an org with a login of the Salesforce CLI, from the form to its licenses."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.reader import summary
from browser.served_app import MOMENT, Serve, ServedApp
from seatwise.sandbox.accounts import ADMIN
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first folder on the PATH."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder


@pytest.fixture
def sandbox() -> Iterator[tuple[Sandbox, str]]:
    made = Sandbox(30, 7, MOMENT, MOMENT)
    with serve_in_thread(made) as url:
        yield made, url


def install(tools: Path, **logins: object) -> None:
    """A fake `sf org display --target-org ALIAS --json` with these aliases."""
    for alias, login in logins.items():
        (tools / f"{alias}.json").write_text(json.dumps({"status": 0, "result": login}))
    tool = tools / "sf"
    tool.write_text(f"""#!/bin/sh
while [ $# -gt 0 ]; do [ "$1" = --target-org ] && alias="$2"; shift; done
if [ -f "{tools}/$alias.json" ]; then exec cat "{tools}/$alias.json"; fi
echo '{{"status": 1, "name": "NamedOrgNotFoundError", "message": "No authorization information found"}}'; exit 1
""")
    tool.chmod(0o755)


def connect(page: Page, served: ServedApp, alias: str) -> None:
    page.goto(f"{served.url}/orgs")
    page.get_by_role("link", name="Salesforce CLI").click()
    page.get_by_label("Name", exact=True).fill("acme")
    page.get_by_label("Alias").fill(alias)
    page.get_by_role("button", name="Connect and test").click()


def test_from_the_form_to_the_licenses(
    page: Page, tools: Path, sandbox: tuple[Sandbox, str], tmp_path: Path, serve: Serve
) -> None:
    org, url = sandbox
    token = org.sessions.open(ADMIN.username)
    install(tools, mine={"instanceUrl": url, "accessToken": token, "username": ADMIN.username})
    with serve(tmp_path / "home") as served:
        connect(page, served, "mine")
        expect(page.get_by_role("heading", level=1)).to_have_text("acme")
        expect(page.get_by_text("Up", exact=True)).to_be_visible()
        expect(page.get_by_role("row").filter(has_text="Manage Users")).to_contain_text("present")
        page.get_by_role("button", name="Refresh now").click()
        page.get_by_role("button", name="Refresh anyway").click(timeout=60_000)  # the org's clock has stopped
        page.get_by_role("link", name="Show the licenses").click(timeout=60_000)
        assert "no price set" in summary(page)
        page.goto(f"{served.url}/orgs/acme/connection/edit")
        expect(page.get_by_label("Alias")).to_have_value("mine")
        assert token.partition("!")[2] not in page.content()


def test_an_unknown_alias_is_an_error_with_a_next_step(page: Page, tools: Path, tmp_path: Path, serve: Serve) -> None:
    install(tools)
    with serve(tmp_path / "home") as served:
        connect(page, served, "gone")
        expect(page.get_by_role("alert")).to_contain_text("gone")
        expect(page.get_by_role("alert")).to_contain_text("or add this one.")
        expect(page.get_by_text("Down", exact=True)).to_be_visible()


def test_without_the_cli_there_is_an_error_and_the_form_stays(
    page: Page, tools: Path, tmp_path: Path, serve: Serve
) -> None:
    assert not list(tools.iterdir())
    with serve(tmp_path / "home") as served:
        connect(page, served, "mine")
        expect(page.get_by_role("alert")).to_contain_text("The Salesforce CLI is not installed.")
        expect(page.get_by_label("Alias")).to_have_value("mine")
