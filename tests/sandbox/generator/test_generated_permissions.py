"""Permission sets, groups and record types of the generated org."""

import json

import pytest

from sandbox.generator.generated_orgs import Orgs


def test_processes_stand_behind_leads_opportunities_and_cases_only(org: Orgs) -> None:
    assert org(25)('SELECT DISTINCT "TableEnumOrId" FROM "BusinessProcess" ORDER BY 1') == [
        ("Case",),
        ("Lead",),
        ("Opportunity",),
    ]
    wrong = """SELECT r."Id" FROM "RecordType" r LEFT JOIN "BusinessProcess" b ON b."Id" = r."BusinessProcessId"
        WHERE (r."SobjectType" IN ('Lead', 'Opportunity', 'Case')) <> (b."Id" IS NOT NULL)
            OR b."TableEnumOrId" <> r."SobjectType" """
    assert org(25)(wrong) == []


def test_record_types_come_inactive_packaged_and_two_on_one_process(org: Orgs) -> None:
    assert org(25)('SELECT count(*) FROM "RecordType" WHERE NOT "IsActive"') == [(3,)]
    assert org(25)('SELECT "DeveloperName" FROM "RecordType" WHERE "NamespacePrefix" IS NOT NULL') == [("Quoted",)]
    shared = """SELECT count(*) FROM "RecordType" WHERE "IsActive" AND "BusinessProcessId" IS NOT NULL
        GROUP BY "BusinessProcessId" HAVING count(*) > 1"""
    assert org(25)(shared) == [(2,), (2,)]


@pytest.mark.slow(sample=2)
@pytest.mark.parametrize("users", [25, 20_000])
def test_metadata_names_active_record_types_and_at_most_one_default_an_object(org: Orgs, users: int) -> None:
    active = {
        f"{sobject}.{namespace + '__' if namespace else ''}{name}"
        for sobject, namespace, name in org(users)(
            'SELECT "SobjectType", "NamespacePrefix", "DeveloperName" FROM "RecordType" WHERE "IsActive"'
        )
    }
    seen = []
    for name, text in org(users)('SELECT "Name", "Metadata" FROM "Profile"'):
        offered = json.loads(text)["recordTypeVisibilities"]
        assert {item["recordType"] for item in offered} <= active
        defaults = [item["recordType"].partition(".")[0] for item in offered if item["default"]]
        assert len(defaults) == len(set(defaults)), name
        assert all(item["visible"] for item in offered if item["default"])
        seen.append(sum(item["visible"] for item in offered))
        if name == "System Administrator":
            assert {item["recordType"] for item in offered if item["visible"]} == active
    assert 0 in seen  # Chatter users see none
    assert len(set(seen)) > 4


def test_layouts_are_about_as_many_as_what_is_visible_and_cover_it(org: Orgs) -> None:
    visible, assigned = set(), set(org(25)('SELECT "ProfileId", "RecordTypeId" FROM "ProfileLayout"'))
    types: dict[str, str] = dict(
        org(25)("""SELECT concat("SobjectType", '.', "NamespacePrefix" || '__', "DeveloperName"), "Id"
        FROM "RecordType" """)
    )
    for profile, text in org(25)('SELECT "Id", "Metadata" FROM "Profile"'):
        offered = json.loads(text)["recordTypeVisibilities"]
        visible |= {(profile, types[item["recordType"]]) for item in offered if item["visible"]}
    typed = {pair for pair in assigned if pair[1] is not None}
    assert visible < typed
    assert len(visible) > len(typed) / 2


def test_reading_is_granted_wherever_anything_is(org: Orgs) -> None:
    assert org(1000)('SELECT count(*) FROM "ObjectPermissions" WHERE NOT "PermissionsRead"') == [(0,)]
    only_read = """SELECT DISTINCT p."Name" FROM "ObjectPermissions" o JOIN "PermissionSet" s ON s."Id" = o."ParentId"
        JOIN "Profile" p ON p."Id" = s."ProfileId" GROUP BY ALL HAVING NOT bool_or(o."PermissionsEdit")"""
    assert org(1000)(only_read) == [("Read Only",)]
    everything = """SELECT DISTINCT p."Name" FROM "ObjectPermissions" o JOIN "PermissionSet" s ON s."Id" = o."ParentId"
        JOIN "Profile" p ON p."Id" = s."ProfileId" WHERE o."PermissionsModifyAllRecords" """
    assert org(1000)(everything) == [("System Administrator",)]


def test_permission_sets_come_in_every_type(org: Orgs) -> None:
    kinds = org(25)('SELECT DISTINCT "Type" FROM "PermissionSet"')
    assert {kind for (kind,) in kinds} == {"Regular", "Profile", "Group", "Session", "Standard"}
    assert org(25)('SELECT count(*) FROM "PermissionSet" WHERE "NamespacePrefix" = \'SBQQ\'') == [(1,)]
    wrong = """SELECT "Id" FROM "PermissionSet" WHERE ("Type" = 'Group') <> ("PermissionSetGroupId" IS NOT NULL)
        OR ("Type" = 'Profile') <> "IsOwnedByProfile" """
    assert org(25)(wrong) == []


def test_a_group_is_given_with_the_permission_set_it_is_summed_up_in(org: Orgs) -> None:
    wrong = """SELECT a."Id" FROM "PermissionSetAssignment" a JOIN "PermissionSet" s ON s."Id" = a."PermissionSetId"
        WHERE a."PermissionSetGroupId" IS DISTINCT FROM s."PermissionSetGroupId" """
    assert org(1000)(wrong) == []
    only_by_group = """SELECT count(*) FROM "PermissionSetLicenseAssign" l
        JOIN "PermissionSet" s ON s."LicenseId" = l."PermissionSetLicenseId"
        JOIN "PermissionSetGroupComponent" c ON c."PermissionSetId" = s."Id"
        JOIN "PermissionSetAssignment" g
            ON g."PermissionSetGroupId" = c."PermissionSetGroupId" AND g."AssigneeId" = l."AssigneeId"
        ANTI JOIN "PermissionSetAssignment" d ON d."PermissionSetId" = s."Id" AND d."AssigneeId" = l."AssigneeId" """
    assert org(1000)(only_by_group)[0][0] > 0


def test_what_was_given_for_a_time_is_inactive_once_that_is_over(org: Orgs) -> None:
    given = 'SELECT "IsActive", "ExpirationDate" > TIMESTAMP \'2026-11-21 09:12\' FROM "PermissionSetAssignment"'
    rows = org(1000)(given)
    assert {row for row in rows if row[1] is not None} == {(True, True), (False, False)}
    assert all(active for active, expires in rows if expires is None)
