"""The pages of an org that was read twice, with a gap."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from fakes import NOON, connection
from inventory import INVENTORY
from rows_org import NOW, ORG_ID, RowsOrg, profile, user_license, users
from seatwise.app.refresh.run import refresh
from seatwise.bootstrap import services
from web_client import web_client

NAME = "demo"
LOGIN_URL = "http://127.0.0.1:1"  # where nothing answers


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An org read twice, with a gap."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEATWISE_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("SEATWISE_TOKEN", "chosen-by-hand-xxxxxxxxxx")
        patch.setenv("SEATWISE_SECRET_KEY", "A" * 43 + "=")
        services().connections.add(connection(NAME, org_id=ORG_ID, login_url=LOGIN_URL), {"password": "-"})
        org = RowsOrg(
            {
                "user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)],
                "profile": [profile(1, 1)],
                "user": users(80, 1),
            },
            hidden=("package_license",),
        )
        for days in (30, 0):
            moment = NOW - timedelta(days=days)
            refresh(
                org, services().storage, name=NAME, tables=INVENTORY, as_of=moment, clock=lambda: NOON,
                watch=lambda _: None,
            )  # fmt: skip
        with web_client(services()) as made:
            made.follow_redirects = False
            made._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
            yield made
