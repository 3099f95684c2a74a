"""The users of the generated org: every kind of person, whole references, true ids."""

import pytest

from sandbox.generator.generated_orgs import Orgs
from seatwise.domain.ids import to18
from seatwise.sandbox.objects.registry import OBJECTS


@pytest.mark.parametrize("users", [1, 25, 1000])
def test_every_id_is_a_true_one_of_its_object_and_unique(org: Orgs, users: int) -> None:
    for name, sobject in OBJECTS.items():
        ids = [str(row[0]) for row in org(users)(f'SELECT "Id" FROM "{name}"')]
        assert len(set(ids)) == len(ids), name
        assert all(len(i) == 18 and i.startswith(sobject.key_prefix) and to18(i[:15]) == i for i in ids), name


@pytest.mark.slow
@pytest.mark.parametrize("users", [1, 2, 25, 1000])
def test_every_reference_points_at_a_record(org: Orgs, users: int) -> None:
    for name, sobject in OBJECTS.items():
        for field in sobject.fields:
            if field.reference_to:
                lost = f"""SELECT "{field.name}" FROM "{name}" WHERE "{field.name}" IS NOT NULL
                    AND "{field.name}" NOT IN (SELECT "Id" FROM "{field.reference_to}")"""
                assert org(users)(lost) == [], (name, field.name)


@pytest.mark.slow
@pytest.mark.parametrize("users", [1, 25, 1000])
def test_what_describe_calls_required_is_never_empty(org: Orgs, users: int) -> None:
    for name, sobject in OBJECTS.items():
        for field in sobject.fields:
            if not field.nillable:
                assert org(users)(f'SELECT count(*) FROM "{name}" WHERE "{field.name}" IS NULL') == [(0,)], field


def test_an_org_of_one_is_its_administrator(org: Orgs) -> None:
    admin = '''SELECT u."IsActive", p."Name", l."MasterLabel", u."LastLoginDate" IS NOT NULL FROM "User" u
        JOIN "Profile" p ON p."Id" = u."ProfileId" JOIN "UserLicense" l ON l."Id" = p."UserLicenseId"'''
    assert org(1)(admin) == [(True, "System Administrator", "Salesforce", True)]


@pytest.mark.parametrize("users", [25, 1000])
def test_every_kind_of_user_is_there(org: Orgs, users: int) -> None:
    frozen = '"Id" IN (SELECT "UserId" FROM "UserLogin" WHERE "IsFrozen")'
    for kind in (
        'NOT "IsActive"',
        f'"IsActive" AND {frozen}',
        '"IsActive" AND "LastLoginDate" IS NULL',
        """"CreatedDate" > TIMESTAMP '2026-11-14' AND "LastLoginDate" IS NULL""",
        """"ProfileId" IS NULL AND "UserType" = 'AutomatedProcess' """,
        """"UserType" = 'Guest' """,
        '"ContactId" IS NOT NULL AND "AccountId" IS NOT NULL',
        '"Id" NOT IN (SELECT "UserId" FROM "UserLogin")',
        """contains("Name", '''')""",
        """contains("Name", '"')""",
        """contains("Name", ', Jr.')""",
        """contains("Name", '<b>')""",
        """contains("Name", '🌻')""",
        """regexp_matches("Name", '[^ -ÿ]')""",
    ):
        assert org(users)(f'SELECT count(*) FROM "User" WHERE {kind}')[0][0], kind


def test_ten_to_fifteen_percent_are_inactive(org: Orgs) -> None:
    assert 100 <= org(1000)('SELECT count(*) FROM "User" WHERE NOT "IsActive"')[0][0] <= 150


def test_usernames_are_unique_and_plain(org: Orgs) -> None:
    assert org(1000)('SELECT count(DISTINCT lower("Username")) FROM "User"') == [(1000,)]
    assert (
        org(1000)("""SELECT "Username" FROM "User" WHERE NOT regexp_full_match("Username", '[a-z0-9.]+@[a-z.]+')""")
        == []
    )


def test_external_users_have_a_contact_and_the_others_none(org: Orgs) -> None:
    kinds = org(1000)('SELECT DISTINCT "UserType" FROM "User" WHERE "ContactId" IS NOT NULL')
    assert {kind for (kind,) in kinds} == {"CspLitePortal", "PowerCustomerSuccess", "PowerPartner", "CustomerSuccess"}
    insiders = org(1000)("""SELECT count(*) FROM "User" WHERE "ContactId" IS NULL AND "UserType" LIKE '%Portal' """)
    assert insiders == [(0,)]


def test_every_profile_has_its_own_permission_set_and_its_users_have_that(org: Orgs) -> None:
    without = """SELECT u."Id" FROM "User" u WHERE u."ProfileId" IS NOT NULL AND 1 <> (
        SELECT count(*) FROM "PermissionSetAssignment" a JOIN "PermissionSet" s ON s."Id" = a."PermissionSetId"
        WHERE a."AssigneeId" = u."Id" AND s."IsOwnedByProfile" AND s."ProfileId" = u."ProfileId")"""
    assert org(1000)(without) == []


def test_a_big_org_has_more_profiles(org: Orgs) -> None:
    small, big = (org(users)('SELECT count(*) FROM "Profile"')[0][0] for users in (1000, 20_000))
    assert (small, big) == (38, 48)
