"""The licenses of the generated org: their counters agree with the users, and every odd case is there."""

import pytest

from inventory import INVENTORY
from sandbox.generator.generated_orgs import Orgs
from seatwise.domain.licensing.license_kinds import FEATURES
from seatwise.sandbox.objects.records import VISIBLE_FEATURES
from seatwise.sandbox.objects.registry import OBJECTS

LICENSES = '''SELECT l."MasterLabel", l."LicenseDefinitionKey", l."Status", l."TotalLicenses", l."UsedLicenses",
    (SELECT count(*) FROM "User" u JOIN "Profile" p ON p."Id" = u."ProfileId"
     WHERE p."UserLicenseId" = l."Id" AND u."IsActive")
    FROM "UserLicense" l ORDER BY l."Id"'''


def test_every_column_that_seatwise_reads_is_described() -> None:
    hidden = {feature.field for feature in FEATURES if feature not in VISIBLE_FEATURES}
    for table in INVENTORY:
        missing = {column.name for column in table.fields if not OBJECTS[table.sobject].field(column.name)}
        assert missing == (hidden if table.sobject == "User" else set()), table.name


@pytest.mark.slow
@pytest.mark.parametrize("days", [-30, 0, 30])
def test_the_used_counter_is_the_active_users_but_for_two_licenses(org: Orgs, days: int) -> None:
    off = {label: used - held for label, _, _, _, used, held in org(1000, days)(LICENSES) if used != held}
    assert set(off) == {"Salesforce", "Customer Community Login"}
    assert 1 <= off["Salesforce"] <= 3
    assert -3 <= off["Customer Community Login"] <= -1


@pytest.mark.slow
@pytest.mark.parametrize("users", [25, 1000])
def test_every_odd_seat_count_is_there(org: Orgs, users: int) -> None:
    rows = [(total, used, status) for _, _, status, total, used, _ in org(users)(LICENSES)]
    assert len(rows) >= 20
    assert any(total == 0 and used > 0 for total, used, _ in rows)
    assert any(total == 0 and used == 0 for total, used, _ in rows)
    assert any(total == -1 and used > 0 for total, used, _ in rows)
    assert any(0 < total < used for total, used, _ in rows)
    assert any(total >= 2 * used > 0 for total, used, _ in rows)
    assert [status for _, _, status in rows].count("Disabled") == 1


def test_odd_names_and_keys_are_there(org: Orgs) -> None:
    rows = org(25)(LICENSES)
    keys = [key for _, key, *_ in rows]
    assert keys.count(None) == 1
    assert keys.count("PID_Customer_Portal_Basic") == 2
    assert "PID_Overage_High Volume Customer Portal" in keys
    assert '<b>"Field Service"</b> & Sales, tier 2 🚀' in [label for label, *_ in rows]
    assert {"SFDC", "AUL", "AUL1", "PID_CHATTER", "PID_Identity_User", "PID_Partner_Community_Login"} <= set(keys)


def test_login_licenses_are_metered_and_the_others_are_not(org: Orgs) -> None:
    metered = org(1000)("""SELECT "MasterLabel" FROM "UserLicense" WHERE "MonthlyLoginsEntitlement" IS NOT NULL
        AND "MonthlyLoginsUsed" IS NOT NULL ORDER BY 1""")
    assert [label for (label,) in metered] == [
        "Customer Community Login",
        "Customer Community Plus Login",
        "External Apps Login",
        "Partner Community Login",
    ]
    half = org(25)(
        'SELECT count(*) FROM "UserLicense" WHERE ("MonthlyLoginsEntitlement" IS NULL) <> ("MonthlyLoginsUsed" IS NULL)'
    )
    assert half == [(0,)]


@pytest.mark.parametrize(
    ("license_", "assignment", "user"),
    [
        ("PermissionSetLicense", "PermissionSetLicenseAssign", "AssigneeId"),
        ("PackageLicense", "UserPackageLicense", "UserId"),
    ],
)
def test_what_is_used_of_an_add_on_is_its_active_holders(org: Orgs, license_: str, assignment: str, user: str) -> None:
    wrong = f"""SELECT l."Id" FROM "{license_}" l WHERE l."UsedLicenses" <> (SELECT count(*) FROM "{assignment}" a
        JOIN "User" u ON u."Id" = a."{user}" WHERE a."{license_}Id" = l."Id" AND u."IsActive")"""
    assert org(1000)(wrong) == []
    inactive = f'SELECT count(*) FROM "{assignment}" a JOIN "User" u ON u."Id" = a."{user}" WHERE NOT u."IsActive"'
    assert org(1000)(inactive)[0][0] > 0


def test_add_ons_and_packages_come_in_every_state(org: Orgs) -> None:
    assert org(25)('SELECT count(*) FROM "PermissionSetLicense"')[0][0] >= 12
    assert org(25)("""SELECT count(*) FROM "PermissionSetLicense" WHERE "Status" = 'Disabled'
        AND "ExpirationDate" < DATE '2026-11-21' """) == [(1,)]
    states = org(25)('SELECT DISTINCT "Status" FROM "PackageLicense"')
    assert {state for (state,) in states} == {"Active", "Trial", "Expired", "Free"}
    assert org(25)('SELECT count(*) FROM "PackageLicense" WHERE "AllowedLicenses" = -1')[0][0] > 0


def test_features_that_users_have_are_those_that_are_metered(org: Orgs) -> None:
    seats: dict[str, int] = dict(
        org(1000)('SELECT DISTINCT "FeatureType", "TotalLicenseCount" FROM "ActiveFeatureLicenseMetric"')
    )
    assert set(seats) == {feature.key for feature in VISIBLE_FEATURES}
    for feature in VISIBLE_FEATURES:
        held = org(1000)(f'SELECT count(*) FROM "User" WHERE "{feature.field}" AND "IsActive"')[0][0]
        daily = org(1000)(f"""SELECT "AssignedUserCount" FROM "ActiveFeatureLicenseMetric"
            WHERE "FeatureType" = '{feature.key}' ORDER BY "MetricsDate" DESC LIMIT 1""")[0][0]
        assert abs(held - daily) <= 2, feature


def test_one_yearly_entitlement_belongs_to_a_login_license(org: Orgs) -> None:
    yearly = """SELECT "Setting", "MasterLabel", "CurrentAmountAllowed" > "AmountUsed" FROM "TenantUsageEntitlement"
        WHERE "Frequency" = 'Yearly' """
    assert org(1000)(yearly) == [("force.CustomerCommunityPlusLogins", "Customer Community Plus Login", True)]


def test_metrics_cover_the_90_days_before_now_and_agree_with_the_users(org: Orgs) -> None:
    span = (
        '''SELECT count(DISTINCT "MetricsDate"), min("MetricsDate")::VARCHAR, max("MetricsDate")::VARCHAR FROM "{}"'''
    )
    for metric in ("ActiveProfileMetric", "ActivePermSetLicenseMetric", "ActiveFeatureLicenseMetric"):
        assert org(1000)(span.format(metric)) == [(90, "2026-08-23", "2026-11-20")], metric
    newest = org(1000)("""SELECT sum("AssignedUserCount"), sum("ActiveUserCount") FROM "ActiveProfileMetric"
        WHERE "MetricsDate" = DATE '2026-11-20' """)[0]
    users = org(1000)("""SELECT count(*), count(*) FILTER ("LastLoginDate" >= TIMESTAMP '2026-10-22 09:12') FROM "User"
        WHERE "IsActive" AND "ProfileId" IS NOT NULL""")[0]
    assert abs(newest[0] - users[0]) <= 5
    assert abs(newest[1] - users[1]) <= 5
