"""Who changed between two snapshots: each user and change once, and found by words."""

from pathlib import Path

import pytest

from panel_workspace import PanelWorkspace
from rows_org import sid
from seatwise.domain.errors import UsageError
from workspace import EVIL, org, person


@pytest.fixture
def workspace(tmp_path: Path) -> PanelWorkspace:
    return PanelWorkspace(tmp_path / "lake")


def test_who_joined_left_changed_and_was_frozen(workspace: PanelWorkspace) -> None:
    before = (person(1), person(2), person(3), person(4), person(5, active=False), person(6))
    workspace.read(org(*before, frozen=[6]))
    after = (person(1), person(2, active=False), person(4, on=2), person(5), person(6, on=3), person(7, Name=EVIL))
    workspace.read(org(*after, frozen=[1]))
    rows = list(workspace.run("user-changes").rows)
    assert [(row["change"], row["how"], row["name"]) for row in rows] == [
        ("joined", "new", EVIL), ("frozen", None, "User 1"), ("left", "deactivated", "User 2"),
        ("left", "gone", "User 3"), ("profile", None, "User 4"), ("joined", "reactivated", "User 5"),
        ("license", None, "User 6"), ("profile", None, "User 6"), ("unfrozen", None, "User 6"),
    ]  # fmt: skip
    (license_change,) = (row for row in rows if row["change"] == "license")
    assert (license_change["license_before"], license_change["license_after"]) == ("Salesforce", "Free")
    assert (license_change["profile_before"], license_change["profile_after"]) == ("Profile 1", "Profile 3")


def test_words_and_changes_find(workspace: PanelWorkspace) -> None:
    workspace.read(org())
    workspace.read(org(*(person(n, Name=f"Same {n % 3}", Department=EVIL if n == 5 else "Sales") for n in range(1, 8))))

    def found(**given: object) -> list[object]:
        return [row["user_id"] for row in workspace.run("user-changes", **given).rows]

    assert found() == [sid("005", n) for n in (3, 6, 1, 4, 7, 2, 5)]
    assert found(search="<SCRIPT> 🚀 same") == [sid("005", 5)]
    assert len(found(search="salesforce profile", change="joined")) == 7
    assert found(search="100%") == []
    assert found(change="left") == []


def test_a_page_goes_on_only_in_the_list_of_the_same_two_snapshots(workspace: PanelWorkspace) -> None:
    first = workspace.read(org(person(1), person(2)))
    second = workspace.read(org(person(2)))
    workspace.read(org(person(3), person(4)))
    page = workspace.run("user-changes", earlier=first.id, limit=1)
    assert page.after
    assert workspace.run("user-changes", earlier=first.id, limit=1, after=page.after).rows
    with pytest.raises(UsageError, match="That page belongs to another list"):
        workspace.run("user-changes", earlier=second.id, limit=1, after=page.after)


def test_no_user_change_is_known_where_not_everything_could_be_read(workspace: PanelWorkspace) -> None:
    workspace.read(org(person(1)))
    workspace.read(org(person(1)))
    assert workspace.run("user-changes").headline == "0 user changes."
    workspace.read(org(person(1)), hidden=["user_login"])
    assert workspace.run("user-changes").headline == "No user change is known; not everything could be read."
    frozen = workspace.run("user-changes", change="frozen")
    assert frozen.headline == "No user change is known to match the filter; not everything could be read."
    workspace.read(org(person(1), person(2)), hidden=["user_login"])
    assert workspace.run("user-changes").headline == "At least 1 user change."


def test_a_user_change_may_be_one_that_is_searched_for_by_a_name_that_could_not_be_read(
    workspace: PanelWorkspace,
) -> None:
    workspace.read(org(person(1)))
    workspace.read(org(person(1), person(9, Name="Zed")), hidden_columns=["user.Name"])
    found = workspace.run("user-changes", search="zed")
    assert (found.headline, found.overall["changes_missing"]) == (
        "No user change is known to match the filter; not everything could be read.",
        None,
    )
