"""Connection tests of orgs with missing information."""

import pytest

from salesforce.scripted import ScriptedOrg, error, page, reply
from seatwise.domain.errors import NotVisible, Unreachable

IDENTITY = {"Id": "00D000000000001EAA", "Name": "Acme", "OrganizationType": "Professional Edition", "IsSandbox": True}
YES = page([{"Id": "1"}])


@pytest.fixture
def minimal(org: ScriptedOrg) -> ScriptedOrg:
    """Has its Organization record and nothing else: no limits, permissions or users."""
    org.on(r"/query\?q=", error(400, "INVALID_TYPE", "sObject type is not supported."))
    org.on("FROM Organization", page([dict(IDENTITY)]))
    return org


def test_missing_information_is_unknown(minimal: ScriptedOrg) -> None:
    found = minimal.open().check()
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


def test_limits_win_over_the_header(minimal: ScriptedOrg) -> None:
    minimal.on("/limits", reply({"DailyApiRequests": {"Max": 100_000, "Remaining": 99_000}}))
    found = minimal.open().check()
    assert (found.calls_used, found.calls_limit) == (1_000, 100_000)


def test_a_permission_that_is_not_listed_is_tried(minimal: ScriptedOrg) -> None:
    unknown = "No such column 'PermissionsManagePackageLicenses' on entity 'UserPermissionAccess'."
    names = ("ApiEnabled", "ViewSetup", "ViewAllUsers", "ManageUsers")
    record: dict[str, object] = {f"Permissions{name}": name != "ManageUsers" for name in names}
    minimal.on("UserPermissionAccess", error(400, "INVALID_FIELD", unknown), page([record]))
    minimal.on("FROM PackageLicense", YES)
    found = {one.name: one.present for one in minimal.open().check().permissions}
    assert (found["Manage Package Licenses"], found["View All Users"], found["Manage Users"]) == (True, True, False)


def test_a_try_that_fails_for_another_reason_is_unknown(minimal: ScriptedOrg) -> None:
    minimal.on("FROM UserLogin ", error(400, "MALFORMED_QUERY"))
    found = {one.name: one.present for one in minimal.open().check().permissions}
    assert found["Manage Users"] is None


def test_a_permission_is_looked_up_once_and_is_not_known_while_the_org_does_not_answer(minimal: ScriptedOrg) -> None:
    minimal.on("UserPermissionAccess", error(503, "SERVER_UNAVAILABLE"))
    found = minimal.open()
    assert found.has("View All Data") is None
    minimal.on("UserPermissionAccess", page([{"PermissionsViewAllData": True, "PermissionsManageUsers": False}]))
    assert (found.has("View All Data"), found.has("Manage Users"), found.has("View All Users")) == (True, False, None)
    before = len(minimal.requests_with("UserPermissionAccess"))
    assert (found.has("View All Data"), found.has("View All Users")) == (True, None)
    assert len(minimal.requests_with("UserPermissionAccess")) == before


def test_an_org_without_organization_record_is_an_error(org: ScriptedOrg) -> None:
    org.on("FROM Organization", error(403, "INSUFFICIENT_ACCESS"))
    with pytest.raises(NotVisible, match="Organization") as caught:
        org.open().check()
    assert "API Enabled" in caught.value.next_step


def test_an_org_that_stops_responding_is_no_missing_permission(minimal: ScriptedOrg) -> None:
    minimal.on("UserPermissionAccess", error(503, "SERVER_UNAVAILABLE"))
    with pytest.raises(Unreachable):
        minimal.open().check()
