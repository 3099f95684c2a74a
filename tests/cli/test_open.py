"""`seatwise open`: a new address that opens the pages once, for a second browser."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cli_commands import run_command
from seatwise.bootstrap import services
from seatwise.web.app import create_app
from web_client import URL


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))


def test_each_address_opens_the_pages_once() -> None:
    app = create_app(services())
    for said in (run_command("open").stdout, run_command("open", "--url", f"{URL}/").stdout):
        address = said.strip()
        with TestClient(app, base_url=URL) as browser:
            assert browser.get(address).status_code == 200
        with TestClient(app, base_url=URL) as another:
            assert another.get(address).status_code == 401


def test_the_address_is_of_the_pages_that_are_named() -> None:
    for url in ("http://127.0.0.1:8612", "https://seats.acme.example"):
        said = run_command("open", "--url", url, "--format", "json").stdout
        assert json.loads(said)["url"].startswith(f"{url}/?token=")


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8600", "file:///x", f"{URL}/orgs", f"{URL}/?token=x", "http://", "http://[", f"{URL}0000", f"{URL}#x"],
)
def test_what_is_no_address_of_pages_is_refused(url: str) -> None:
    assert (
        "Write it as http://127.0.0.1:8600, without a path or a token."
        in run_command("open", "--url", url, code=2).stderr
    )
