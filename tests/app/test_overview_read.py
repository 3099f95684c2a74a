"""Every org side by side, read from its latest snapshot: what could not be read counts, whatever panel it touches."""

from dataclasses import replace
from pathlib import Path

import pytest

from fakes import connection, price
from rows_org import ORG_ID
from seatwise.app.overview import overview
from workspace import Workspace, org, person


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "lake")


def test_every_gap_of_a_snapshot_counts(workspace: Workspace) -> None:
    workspace.read(org(person(1)))
    assert overview(workspace.sources).rows[0]["gaps"] == 0
    workspace.read(org(person(1)), hidden=["user_login", "Lead", "permission_set"])
    assert overview(workspace.sources).rows[0]["gaps"] == 3


def test_an_org_with_gaps_of_the_profiles_panel_stands_before_one_with_idle_money(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price(amount="10")])
    whole = workspace.read(org(person(1)))
    cut = workspace.read(org(person(1)), hidden=["user_login"])

    class SnapshotStore:
        """One org's first snapshot under the name `acme`, its second as another org."""

        def snapshot(self, org_id: str, snapshot_id: str | None = None) -> object:
            return whole if org_id == ORG_ID else cut

    workspace.sources.connections.add(connection("zeta", org_id="00D000000000009EAA", currency="EUR"), {})
    told = overview(replace(workspace.sources, lake=SnapshotStore()))  # type: ignore[arg-type]
    assert [(row["org"], row["gaps"]) for row in told.rows] == [("zeta", 1), ("acme", 0)]
    assert told.rows[1]["unassigned_cost"] == 200
