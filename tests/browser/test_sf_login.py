"""An org by the login that Salesforce's own `sf` has already, from the form to its licenses."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from reader import summary
from served_app import MOMENT, Serve, ServedApp

from seatwise.sandbox.accounts import ADMIN
from seatwise.sandbox.org import Sandbox
from seatwise.sandbox.server.serve import serve_in_thread


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first folder in which commands are looked for."""
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
    """A tool that answers as `sf org display --target-org ALIAS --json` does, for these aliases."""
    for alias, told in logins.items():
        (tools / f"{alias}.json").write_text(json.dumps({"status": 0, "result": told}))
    tool = tools / "sf"
    tool.write_text(f"""#!/bin/sh
while [ $# -gt 0 ]; do [ "$1" = --target-org ] && alias="$2"; shift; done
if [ -f "{tools}/$alias.json" ]; then exec cat "{tools}/$alias.json"; fi
echo '{{"status": 1, "name": "NamedOrgNotFoundError", "message": "No authorization information found"}}'; exit 1
""")
    tool.chmod(0o755)


def connect(page: Page, served: ServedApp, alias: str) -> None:
    page.goto(f"{served.url}/orgs")
    page.get_by_role("link", name="A login of the sf command line").click()
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
        page.get_by_role("button", name="Refresh").click()
        page.get_by_role("link", name="Show the licenses").click(timeout=60_000)
        assert summary(page).startswith("None of the ")
        page.goto(f"{served.url}/orgs/acme/connection/edit")
        expect(page.get_by_label("Alias")).to_have_value("mine")
        assert token.partition("!")[2] not in page.content()


def test_an_alias_that_sf_does_not_know_is_said_with_the_next_step(
    page: Page, tools: Path, tmp_path: Path, serve: Serve
) -> None:
    install(tools)
    with serve(tmp_path / "home") as served:
        connect(page, served, "gone")
        expect(page.get_by_role("alert")).to_contain_text("gone")
        expect(page.get_by_role("alert")).to_contain_text("sf org login web")
        expect(page.get_by_text("Down", exact=True)).to_be_visible()


def test_without_the_tool_that_is_said_and_what_was_typed_stays(
    page: Page, tools: Path, tmp_path: Path, serve: Serve
) -> None:
    assert not list(tools.iterdir())
    with serve(tmp_path / "home") as served:
        connect(page, served, "mine")
        expect(page.get_by_role("alert")).to_contain_text("The `sf` command is not installed here.")
        expect(page.get_by_label("Alias")).to_have_value("mine")
