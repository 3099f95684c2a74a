"""What telling a price costs: counted, because time on a busy machine says little; `make bench` metrics that."""

from pathlib import Path

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from fakes import NOON, connection
from inventory import INVENTORY
from rows_org import ORG_ID, RowsOrg, user_license
from seatwise.bootstrap import services
from seatwise.app.refresh.run import refresh
from seatwise.engine.duckdb_engine import DuckEngine
from seatwise.state.connections import StoredConnections
from seatwise.web.app import create_app


def bases() -> set[tuple[str, int]]:
    """The tables that stand in the engine, each with the number that DuckDB gave it when it was made."""
    engine = wiring.engine()
    assert isinstance(engine, DuckEngine)
    told: set[tuple[str, int]] = set()
    for opened in engine._open.values():
        told.update(opened.connection.execute("SELECT table_name, table_oid FROM duckdb_tables()").fetchall())
    return {(name, number) for name, number in told if name.startswith("license_")}


def test_a_price_told_opens_the_state_once_and_computes_only_the_money_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    orgs, opened = services().connections, []
    assert isinstance(orgs, StoredConnections)
    orgs.add(connection("acme", org_id=ORG_ID), {})
    org = RowsOrg({"user_license": [user_license(1, "Salesforce", "SFDC", 100, 80)]})
    refresh(org, services().storage, name="acme", tables=INVENTORY, as_of=None, clock=lambda: NOON, watch=lambda step: None)
    with TestClient(create_app()) as client:
        client.get("/orgs/acme/licenses").raise_for_status()
        made = bases()
        event.listen(orgs.database.engine, "connect", lambda raw, record: opened.append(raw))
        price = {"kind": "user", "key": "SFDC", "amount": "1980", "seen": ""}
        answer = client.post("/orgs/acme/prices", data=price, headers={"HX-Request": "true"})
    assert "198,000.00" in answer.text
    assert len(opened) == 1
    assert bases() == made
    assert {name for name, _ in made} == {"license_holders", "license_list", "license_terms"}
