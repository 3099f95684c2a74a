"""The past of a large org: 1.5 million days of logins in the 100 MB that a model may take."""

import sys
from pathlib import Path

import pytest

from fakes import MemoryConnections, MemoryPrices, connection
from seatwise.app.report_context import ReportSources
from seatwise.app.reports.run_panel import run_panel
from seatwise.engine.query_engine import DuckQueryEngine
from seatwise.panels.history import HISTORY
from seatwise.storage.snapshot_files import FolderFiles
from seatwise.storage.snapshot_store import FolderStore

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.exhaustive
def test_the_past_of_300000_users_is_estimated_in_the_memory_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])  # the package bench lies beside src
    from bench.user_snapshot import ORG_ID, make_snapshot

    make_snapshot(tmp_path, 300_000)
    connections = MemoryConnections()
    connections.add(connection(org_id=ORG_ID), {})
    engine = DuckQueryEngine(FolderFiles(tmp_path))
    sources = ReportSources(connections, FolderStore(tmp_path), engine, MemoryPrices())
    rows = list(run_panel(HISTORY, {}, sources, org="acme", every_row=True).rows)
    assert sum(int(str(row["daily_users"])) for row in rows if row["source"] == "LoginHistory") > 1_000_000
    assert max(int(str(row["created_users"])) for row in rows if row["source"] == "User.CreatedDate") > 10_000
