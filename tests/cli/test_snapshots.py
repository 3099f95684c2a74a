"""The list of snapshots, and deleting one."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fakes import NOON, connection
from rows_org import NOW, ORG_ID, RowsOrg
from seatwise.app.refresh.run import refresh
from seatwise.app.snapshot_deletion import what_goes
from seatwise.bootstrap import services
from seatwise.cli.main import app
from seatwise.domain.errors import RefreshRunning, UsageError
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
    earlier, later = json.loads(run("snapshots", "list", "acme", "--format", "json"))
    assert (earlier["note"], later["note"]) == ("time set by hand", "")
    assert earlier["as_of"] == "2026-11-20T09:12:00+00:00"
    assert {"time", "hand", "20", "21", "Nov", "UTC"} < set(run("snapshots", "list", "acme").split())


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of two snapshots of acme, the earlier first."""
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path))
    services().connections.add(connection(org_id=ORG_ID), {})
    for day in (20, 21):
        moment = NOW.replace(day=day)
        refresh(
            RowsOrg({}),
            services().storage,
            name="acme",
            tables=[USER],
            as_of=moment,
            clock=lambda: NOON,
            watch=lambda _: None,
        )
    return [each.id for each in services().storage.snapshots(ORG_ID)]


def test_a_snapshot_is_deleted_with_everything_that_was_made_from_it(two: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "lake" / f"org={ORG_ID}"
    for made in ("actors", "page_index"):
        (folder / f"{made}={two[0]}").mkdir()
    said = CliRunner().invoke(app, ["snapshots", "delete", "acme", two[0][:8], "--yes"])
    assert (said.exit_code, said.stdout) == (0, "")
    assert f"Deleted snapshot {two[0]} of acme." in said.stderr
    assert [each["id"] for each in json.loads(run("snapshots", "list", "acme", "--format", "json"))] == [two[1]]
    assert [path.name for path in folder.iterdir() if two[0] in path.name or path.name.startswith(".draft")] == []


def test_a_damaged_snapshot_can_be_deleted(two: list[str], tmp_path: Path) -> None:
    (tmp_path / "lake" / f"org={ORG_ID}" / f"as_of={two[1]}" / "manifest.json").write_text("{}")
    assert CliRunner().invoke(app, ["snapshots", "delete", "acme", two[1], "--yes"]).exit_code == 0
    assert [each.id for each in services().storage.snapshots(ORG_ID)] == [two[0]]
    assert services().storage.damaged(ORG_ID) == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("202611", "--yes"), "matches several snapshots"),
        (("1999", "--yes"), "is no snapshot"),
        ((), "must be confirmed"),
    ],
)
def test_nothing_is_deleted_by_mistake(two: list[str], words: tuple[str, ...], reason: str) -> None:
    done = CliRunner().invoke(app, ["snapshots", "delete", "acme", *(words or (two[0],))])
    assert isinstance(done.exception, UsageError)
    assert re.search(reason, str(done.exception))
    assert [each.id for each in services().storage.snapshots(ORG_ID)] == two


def test_nothing_is_deleted_while_the_org_is_read(two: list[str]) -> None:
    with services().storage.new_snapshot(ORG_ID, lambda: NOON):
        done = CliRunner().invoke(app, ["snapshots", "delete", "acme", two[0], "--yes"])
    assert isinstance(done.exception, RefreshRunning)
    assert [each.id for each in services().storage.snapshots(ORG_ID)] == two


def test_what_goes_with_a_snapshot_is_said(two: list[str]) -> None:
    snapshots = services().storage.snapshots(ORG_ID)
    latest = " ".join(what_goes("acme", two[1], snapshots))
    assert "as of 21 Nov 2026, 09:12 UTC: 0 rows in 1 table." in latest
    assert "afterwards the latest is that of 20 Nov 2026, 09:12 UTC" in latest
    assert "the latest" not in " ".join(what_goes("acme", two[0], snapshots))
    assert "the only snapshot of acme" in " ".join(what_goes("acme", two[0], snapshots[:1]))
    assert "damaged" in " ".join(what_goes("acme", "20261122T000000Z", snapshots))
