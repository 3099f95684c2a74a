"""A client of the pages that is signed in, as a browser is: by an address that opens them once."""

from typing import TypeVar

from starlette.testclient import TestClient

from seatwise.bootstrap import Services
from seatwise.web.access.site import Site, entry_address
from seatwise.web.app import create_app

URL = Site.url
Client = TypeVar("Client", bound=TestClient)
LOCAL = Site()


def web_client(services: Services, site: Site = LOCAL) -> TestClient:
    """A client of an application over these services."""
    return signed_in(TestClient(create_app(services, site), base_url=site.url), services)


def signed_in(client: Client, services: Services) -> Client:
    """The client, with the cookie of a session."""
    answer = client.get(entry_address("", services.access.start()), follow_redirects=False)
    assert answer.status_code == 303
    return client
