"""One running sandbox org for these tests: 2,500 users, so that User has two pages; well behaved before each test."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
import pytest

from seatwise.sandbox.accounts import ADMIN, CLIENT_ID, CLIENT_SECRET, INTEGRATION
from seatwise.sandbox.org import ENTERPRISE, Sandbox
from seatwise.sandbox.server.serve import serve_in_thread

USERS = 2_500
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def served() -> Iterator[Sandbox]:
    org = Sandbox(USERS, seed=7, now=NOW)
    with serve_in_thread(org):
        yield org
    org.close()


@pytest.fixture
def org(served: Sandbox) -> Sandbox:
    served.faults.clear()
    served.calls.clear()
    served.calls_used = 0
    served.daily_calls = 15_000
    served.edition = ENTERPRISE
    served.trusted_ip = False
    served.set_account(ADMIN)
    served.set_account(INTEGRATION)
    return served


@pytest.fixture
def anyone(org: Sandbox) -> Iterator[httpx2.Client]:
    """A client that has not logged in."""
    with httpx2.Client(base_url=org.url, timeout=20) as client:
        yield client


@pytest.fixture
def admin(org: Sandbox, anyone: httpx2.Client) -> httpx2.Client:
    """A client with the session of the admin, at the data API of version 67."""
    return logged_in(org, anyone, ADMIN.username)


@pytest.fixture
def integration(org: Sandbox) -> Iterator[httpx2.Client]:
    """A client of the user who may do no more than use the API."""
    with httpx2.Client(base_url=org.url, timeout=20) as client:
        yield logged_in(org, client, INTEGRATION.username)


def logged_in(org: Sandbox, client: httpx2.Client, username: str) -> httpx2.Client:
    client.headers["Authorization"] = f"Bearer {org.sessions.open(username)}"
    client.base_url = f"{org.url}/services/data/v67.0"
    return client


@pytest.fixture
def app() -> dict[str, str]:
    """The connected app's id and secret, as a form has them."""
    return {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
