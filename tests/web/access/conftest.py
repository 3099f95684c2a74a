"""A home with one org and a token set by hand, and browsers that are signed in or are not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fakes import connection
from seatwise.bootstrap import services
from seatwise.web.app import create_app
from web.access.access_names import CHOSEN, ORG
from web_client import URL, web_client


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    monkeypatch.setenv("SEATWISE_TOKEN", CHOSEN)
    services().connections.add(connection(ORG), {})
    return tmp_path


@pytest.fixture
def stranger() -> Iterator[TestClient]:
    """A browser that has never been here."""
    with TestClient(create_app(services()), base_url=URL, follow_redirects=False) as client:
        yield client


@pytest.fixture
def reader() -> Iterator[TestClient]:
    """A browser that is signed in."""
    with web_client(services()) as client:
        client.follow_redirects = False
        yield client
