"""The list of snapshots."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fakes import NOON, connection
from rows_org import NOW, ORG_ID, RowsOrg
from seatwise.app.refresh.run import refresh
from seatwise.bootstrap import services
from seatwise.cli.main import app
from seatwise.sources.users import USER


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_snapshot_whose_moment_was_set_by_hand_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    services().connections.add(connection(org_id=ORG_ID), {})
    for moment in (NOW.replace(day=20), None):
        refresh(
            RowsOrg({}),
            services().storage,
            name="acme",
            tables=[USER],
            as_of=moment,
            clock=lambda: NOON,
            watch=lambda _: None,
        )
    earlier, later = json.loads(run("snapshots", "acme", "--format", "json"))
    assert (earlier["note"], later["note"]) == ("moment set by hand", "")
    assert {"moment", "hand"} < set(run("snapshots", "acme").split())
