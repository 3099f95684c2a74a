"""A damaged snapshot is named, and no other is shown as if it were it."""

from pathlib import Path

import pytest

from panel_workspace import PanelWorkspace
from rows_org import user_license
from seatwise.domain.errors import Corrupt
from workspace import org


@pytest.fixture
def workspace(tmp_path: Path) -> PanelWorkspace:
    return PanelWorkspace(tmp_path / "lake")


def test_a_damaged_snapshot_before_is_not_silently_an_older_one(workspace: PanelWorkspace) -> None:
    first, second, _ = (workspace.read(org(seats=[user_license(1, "Salesforce", "SFDC", 100, 80)])) for _ in range(3))
    next(workspace.folder.glob(f"**/as_of={second.id}/manifest.json")).write_text("{}")
    with pytest.raises(Corrupt, match=f"The snapshot before .*, {second.id}, is damaged") as error:
        workspace.run("changes")
    assert error.value.next_step.endswith(f"seatwise changes --org acme --earlier {first.id}")
    assert workspace.run("changes", earlier=first.id).rows == []
