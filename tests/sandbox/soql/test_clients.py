"""The first queries of common clients are parsed."""

import pytest

from seatwise.sandbox.soql import parse

QUERIES = {
    "sfdx-hardis, user licenses": (
        "Select MasterLabel, Name, TotalLicenses, UsedLicenses FROM UserLicense WHERE Status='Active' AND "
        "TotalLicenses > 0 ORDER BY MasterLabel"
    ),
    "sfdx-hardis, permission set licenses": (
        "SELECT MasterLabel, PermissionSetLicenseKey, TotalLicenses, UsedLicenses FROM PermissionSetLicense WHERE "
        "Status='Active' AND TotalLicenses > 0 AND UsedLicenses > 0 ORDER BY MasterLabel"
    ),
    "OrgCheck, internal users": (
        "SELECT Id, Name, Profile.Id FROM User WHERE Profile.Id != NULL AND ContactId = NULL AND "
        "Profile.UserLicense.LicenseDefinitionKey IN ('SFDC', 'AUL', 'AUL1', 'AUL_LIGHT', 'FDC_ONE', 'FDC_SUB', "
        "'PID_FDC_FREE', 'PID_CHATTER', 'PID_CONTENT', 'PID_KNOWLEDGE', 'PID_IDEAS', 'PID_Identity_User')"
    ),
    "OrgCheck, logins": (
        "SELECT UserId, Status, LoginType, COUNT(Id) c FROM LoginHistory WHERE LoginType='Application' "
        "GROUP BY UserId, Status, LoginType"
    ),
    "sf CLI, is it a Dev Hub": "SELECT Id FROM ScratchOrgInfo limit 1",
    "sf CLI, the org": (
        "SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization"
    ),
    "Salesforce docs, children": (
        "SELECT Id, (SELECT AssigneeId FROM PermissionSetLicenseAssignments) FROM PermissionSetLicense"
    ),
    "profile rights": (
        "SELECT Parent.ProfileId, SobjectType, PermissionsCreate, PermissionsEdit FROM ObjectPermissions WHERE "
        "Parent.IsOwnedByProfile = true"
    ),
    "event log cursor": (
        "SELECT Id FROM EventLogFile WHERE Interval='Hourly' AND (CreatedDate > 2026-11-21T00:00:00.000+0000 OR "
        "(CreatedDate = 2026-11-21T00:00:00Z AND Id > '0AT000000000001')) ORDER BY CreatedDate, Id"
    ),
    "actors": (
        "SELECT RecordTypeId, CreatedById, COUNT(Id) n FROM Opportunity WHERE CreatedDate >= 2026-10-22T00:00:00Z "
        "AND CreatedDate < 2026-11-21T00:00:00-08:00 GROUP BY RecordTypeId, CreatedById"
    ),
    "objects whose names are keywords": (
        "SELECT Id, Type, Order.Limit FROM Group WHERE Group.Type = 'Queue' ORDER BY Group.Name"
    ),
    "many lines": "SELECT\n\tId,\r\n  Name\nFROM\n  User\nWHERE\n  Name = 'two\nlines'\n",
}


@pytest.mark.parametrize("soql", QUERIES.values(), ids=QUERIES)
def test_the_first_queries_of_real_clients_are_parsed(soql: str) -> None:
    assert parse(soql).text == soql
