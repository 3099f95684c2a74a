"""The laws of the check-up, for orgs that do not tell everything."""

import pytest
from scripted import ScriptedOrg, error, page, reply

from seatwise.domain.errors import NotVisible, Unreachable

IDENTITY = {"Id": "00D000000000001EAA", "Name": "Acme", "OrganizationType": "Professional Edition", "IsSandbox": True}
YES = page([{"Id": "1"}])


@pytest.fixture
def told(org: ScriptedOrg) -> ScriptedOrg:
    """Tells who it is, and nothing else: no limits, no permissions, no users."""
    org.on(r"/query\?q=", error(400, "INVALID_TYPE", "sObject type is not supported."))
    org.on("FROM Organization", page([dict(IDENTITY)]))
    return org


def test_what_is_not_told_is_unknown_and_never_a_guess(told: ScriptedOrg) -> None:
    found = told.open().check()
    assert (found.edition, found.edition_has_api, found.is_sandbox) == ("Professional Edition", False, True)
    assert (found.username, found.instance) == ("", "")
    assert (found.calls_used, found.calls_limit) == (25, 5000)  # from the header: /limits does not answer
    assert {one.name: one.present for one in found.permissions} == {
        "API Enabled": True,
        "View Setup and Configuration": False,
        "Manage Package Licenses": False,
        "View All Users": None,
        "Manage Users": False,
        "View All Data": None,
    }


def test_limits_are_believed_over_the_header(told: ScriptedOrg) -> None:
    told.on("/limits", reply({"DailyApiRequests": {"Max": 100_000, "Remaining": 99_000}}))
    found = told.open().check()
    assert (found.calls_used, found.calls_limit) == (1_000, 100_000)


def test_a_permission_without_a_name_of_its_own_is_tried(told: ScriptedOrg) -> None:
    unknown = "No such column 'PermissionsManagePackageLicenses' on entity 'UserPermissionAccess'."
    names = ("ApiEnabled", "ViewSetup", "ViewAllUsers", "ManageUsers")
    record: dict[str, object] = {f"Permissions{name}": name != "ManageUsers" for name in names}
    told.on("UserPermissionAccess", error(400, "INVALID_FIELD", unknown), page([record]))
    told.on("FROM PackageLicense", YES)
    found = {one.name: one.present for one in told.open().check().permissions}
    assert (found["Manage Package Licenses"], found["View All Users"], found["Manage Users"]) == (True, True, False)


def test_a_try_that_fails_for_another_reason_proves_nothing(told: ScriptedOrg) -> None:
    told.on("FROM UserLogin ", error(400, "MALFORMED_QUERY"))
    found = {one.name: one.present for one in told.open().check().permissions}
    assert found["Manage Users"] is None


def test_a_permission_is_looked_up_once_and_is_not_known_while_the_org_does_not_answer(told: ScriptedOrg) -> None:
    told.on("UserPermissionAccess", error(503, "SERVER_UNAVAILABLE"))
    found = told.open()
    assert found.has("View All Data") is None
    told.on("UserPermissionAccess", page([{"PermissionsViewAllData": True, "PermissionsManageUsers": False}]))
    assert (found.has("View All Data"), found.has("Manage Users"), found.has("View All Users")) == (True, False, None)
    before = len(told.asked("UserPermissionAccess"))
    assert (found.has("View All Data"), found.has("View All Users")) == (True, None)
    assert len(told.asked("UserPermissionAccess")) == before


def test_an_org_that_hides_itself_is_told(org: ScriptedOrg) -> None:
    org.on("FROM Organization", error(403, "INSUFFICIENT_ACCESS"))
    with pytest.raises(NotVisible, match="Organization") as caught:
        org.open().check()
    assert "API Enabled" in caught.value.next_step


def test_an_org_that_falls_silent_is_no_missing_permission(told: ScriptedOrg) -> None:
    told.on("UserPermissionAccess", error(503, "SERVER_UNAVAILABLE"))
    with pytest.raises(Unreachable):
        told.open().check()
