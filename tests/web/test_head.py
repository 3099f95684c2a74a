"""HEAD on every page, file and static thing says what GET says, without the body."""

from pathlib import Path

import pytest

from fakes import NOON, connection
from inventory import INVENTORY
from rows_org import ORG_ID, RowsOrg, user_license
from seatwise.app.refresh.run import refresh
from seatwise.bootstrap import services
from web_client import web_client

PATHS = (
    "/",
    "/orgs/acme/licenses",
    "/orgs/acme/licenses.csv",
    "/orgs/acme/licenses/charts/costs",
    "/orgs/acme/trends",
    "/explain/licenses",
    "/static/seatwise.css",
    "/api/v1/orgs",
    "/no/such/page",
    "/orgs/gone/licenses",
)


def test_head_is_answered_as_get_is_without_a_body(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    services().connections.add(connection("acme", org_id=ORG_ID), {})
    org = RowsOrg({"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)]})
    refresh(
        org, services().storage, name="acme", tables=INVENTORY, as_of=None, clock=lambda: NOON, watch=lambda _: None
    )
    with web_client(services()) as client:
        client.follow_redirects = False
        for path in PATHS:
            got, asked = client.get(path), client.head(path)
            assert got.content
            assert (asked.status_code, asked.headers, asked.content) == (got.status_code, got.headers, b""), path


def test_what_only_takes_forms_still_refuses_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    with web_client(services()) as client:
        assert [client.request(method, "/sandbox").status_code for method in ("GET", "HEAD")] == [405, 405]
