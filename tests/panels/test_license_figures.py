"""The Licenses panel against definitions section 2, on orgs a person can check in the head."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from fakes import NOON, price
from inventory import INVENTORY
from panel_workspace import LicensesWorkspace as Workspace
from rows_org import NOW, profile, sid, user_license, users
from seatwise.domain.licensing.entries import Price
from seatwise.domain.licensing.license_kinds import Kind
from seatwise.panels.declaration.result import Row

Rows = Mapping[str, Row]
TRIAL = {"Id": sid("050", 1), "NamespacePrefix": "T", "Status": "Trial", "AllowedLicenses": 3, "UsedLicenses": 1}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "lake", reads=INVENTORY)


def test_the_worked_check_of_the_definitions_to_the_cent(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "1980")])
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 100, 80))["SFDC"]
    assert row["provisioned_cost"] == Decimal("198000.00")
    assert row["assigned_cost"] == Decimal("158400.00")
    assert row["unassigned_cost"] == Decimal("39600.00")
    assert (row["assigned_share"], row["unassigned"]) == (0.8, 20)


def test_a_license_without_a_price_has_no_money_and_says_so(workspace: Workspace) -> None:
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 100, 80))["SFDC"]
    assert (row["priced"], row["unit_price"], row["provisioned_cost"]) == (False, None, None)


def test_more_held_than_bought_is_negative_and_never_an_unassigned_cost(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "10")])
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 5, 7))["SFDC"]
    assert (row["unassigned"], row["assigned_share"], row["unassigned_cost"]) == (-2, 1.4, 0)


@pytest.mark.parametrize(
    ("total", "used", "unlimited"), [(-1, 0, True), (-1, 9, True), (0, 9, True), (0, 0, False), (1, 9, False)]
)
def test_unlimited_blanks_what_has_no_meaning(workspace: Workspace, total: int, used: int, unlimited: bool) -> None:  # noqa: FBT001
    workspace.book.record("acme", [price("X", "10")])
    row = workspace.licenses(user_license(1, "X", "X", total, used))["X"]
    assert row["unlimited"] is unlimited
    for name in ("unassigned", "provisioned_cost", "unassigned_cost"):
        assert (row[name] is None) is unlimited
    assert (row["assigned_share"] is None) is (total <= 0)
    assert row["assigned_cost"] == 10 * used


def test_a_login_license_is_paid_by_login(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("PID_Customer_Community_Login", "2")])
    row = workspace.licenses(
        user_license(
            1,
            "Customer Community Login",
            "PID_Customer_Community_Login",
            1000,
            600,
            MonthlyLoginsEntitlement=10_000,
            MonthlyLoginsUsed=2_500,
        )
    )["PID_Customer_Community_Login"]
    assert (row["bucket"], row["yearly_logins"], row["consumed"]) == ("Community Login", 120_000, 2_500)
    assert (row["provisioned_cost"], row["consumed_cost"]) == (240_000, 5_000)
    assert row["assigned_cost"] is row["unassigned_cost"] is None


def test_two_licenses_with_one_key_are_distinguished_and_priced_apart(workspace: Workspace) -> None:
    key = "PID_Customer_Portal_Basic"
    workspace.book.record("acme", [price(f"{key}/Customer Portal User", "7")])
    rows = workspace.licenses(
        user_license(1, "Customer Portal Manager Standard", key, 2, 1),
        user_license(2, "Customer Portal User", key, 2, 1),
    )
    assert {name: row["assigned_cost"] for name, row in rows.items()} == {
        f"{key}/Customer Portal Manager Standard": None,
        f"{key}/Customer Portal User": 7,
    }


def test_even_the_same_name_twice_stays_two_licenses(workspace: Workspace) -> None:
    rows = workspace.licenses(user_license(1, "Twin", "T", 2, 1), user_license(2, "Twin", "T", 3, 1))
    assert {row["provisioned"] for row in rows.values()} == {2, 3}
    assert len(rows) == 2


def test_the_price_is_the_latest_that_had_begun_on_the_snapshots_day(workspace: Workspace) -> None:
    later = Price(Kind.USER, "SFDC", Decimal(3), date(2026, 1, 1), NOON.replace(hour=13))
    workspace.book.record(
        "acme",
        [
            price("SFDC", "1", start=date(2025, 1, 1)),
            price("SFDC", "2", start=date(2026, 1, 1)),
            later,
            price("SFDC", "9", start=NOW.date().replace(day=22)),
        ],
    )
    assert workspace.licenses(user_license(1, "Salesforce", "SFDC", 1, 1))["SFDC"]["unit_price"] == 3


def test_a_price_that_was_cleared_leaves_the_license_unpriced(workspace: Workspace) -> None:
    gone = Price(Kind.USER, "SFDC", None, date(2026, 6, 1), NOON)
    workspace.book.record("acme", [price("SFDC", "10", start=date(2026, 1, 1)), gone])
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 5, 1))["SFDC"]
    assert (row["priced"], row["unit_price"], row["provisioned_cost"]) == (False, None, None)


def test_a_price_for_an_add_on_is_no_price_for_the_user_license_of_that_key(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "5", kind=Kind.PERMISSION_SET)])
    assert workspace.licenses(user_license(1, "Salesforce", "SFDC", 1, 1))["SFDC"]["priced"] is False


def test_the_difference_to_salesforces_counter_is_a_figure_of_its_own(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "100")])
    people = users(3, 1) + users(2, 1, first=10, active=False) + users(4, 2, first=20)
    row = workspace.licenses(
        user_license(1, "Salesforce", "SFDC", 10, 5),
        user_license(2, "Other", "O", 10, 4),
        profile=[profile(1, 1), profile(2, 2)],
        user=people,
    )["SFDC"]
    assert (row["assigned"], row["held_by_active_users"], row["unreconciled"]) == (5, 3, 2)
    assert row["unreconciled_cost"] == 200


def test_users_that_may_be_missing_leave_the_holders_of_features_unknown(workspace: Workspace) -> None:
    metric = {"Id": sid("0Af", 1), "MetricsDate": "2026-11-20", "FeatureType": "MarketingUser", "TotalLicenseCount": 8}
    people = users(3, 1, UserPermissionsMarketingUser=True)
    tables = {"user": people, "active_feature_license_metric": [metric]}
    row = workspace.hiding(tables, "user.rows")["MarketingUser"]
    assert (row["provisioned"], row["assigned"]) == (8, None)


def test_users_that_could_not_be_read_are_unknown_not_zero(workspace: Workspace) -> None:
    row = workspace.hiding({"user_license": [user_license(1, "Salesforce", "SFDC", 10, 5)]}, "user")["SFDC"]
    assert row["assigned"] == 5
    assert row["held_by_active_users"] is row["unreconciled"] is None


def test_add_ons_features_and_packages_stand_beside_the_user_licenses(workspace: Workspace) -> None:
    people = users(3, 1, UserPermissionsMarketingUser=True) + users(
        1, 1, first=9, active=False, UserPermissionsMarketingUser=True
    )
    rows = workspace.licenses(
        user=people,
        permission_set_license=[
            {
                "Id": sid("0PL", 1),
                "DeveloperName": "Cpq",
                "MasterLabel": "CPQ",
                "PermissionSetLicenseKey": "CPQ_KEY",
                "Status": "Active",
                "TotalLicenses": 4,
                "UsedLicenses": 2,
            },
        ],
        permission_set_license_assign=[
            {"Id": sid("2LA", n), "AssigneeId": sid("005", who), "PermissionSetLicenseId": sid("0PL", 1)}
            for n, who in enumerate((1, 2, 9))
        ],
        package_license=[
            {
                "Id": sid("050", 1),
                "NamespacePrefix": "dlrs",
                "Status": "Active",
                "AllowedLicenses": -1,
                "UsedLicenses": 3,
            }
        ],
        active_feature_license_metric=[
            {"Id": sid("0Af", 1), "MetricsDate": "2026-11-20", "FeatureType": "MarketingUser", "TotalLicenseCount": 8},
            {"Id": sid("0Af", 2), "MetricsDate": "2026-11-21", "FeatureType": "MarketingUser", "TotalLicenseCount": 9},
        ],
    )
    assert {row["kind"] for row in rows.values()} == {"permission_set", "feature", "package"}
    cpq, marketing, dlrs = rows["CPQ_KEY"], rows["MarketingUser"], rows["dlrs"]
    assert (cpq["held_by_active_users"], cpq["unreconciled"], cpq["bucket"]) == (2, 0, None)
    assert (marketing["provisioned"], marketing["assigned"], marketing["unassigned"]) == (9, 3, 6)
    assert (dlrs["unlimited"], dlrs["unassigned"], dlrs["held_by_active_users"]) == (True, None, 0)


def test_a_feature_whose_seats_salesforce_does_not_count_has_unknown_seats(workspace: Workspace) -> None:
    row = workspace.licenses(user=users(2, 1, UserPermissionsSupportUser=False))["SupportUser"]
    assert (row["provisioned"], row["assigned"], row["unassigned"], row["provisioned_cost"]) == (None, 0, None, None)


def test_a_feature_that_salesforce_counts_and_hides_is_there_with_unknown_holders(workspace: Workspace) -> None:
    metric = {"Id": sid("0Af", 1), "MetricsDate": "2026-11-20", "FeatureType": "KnowledgeUser", "TotalLicenseCount": 8}
    workspace.book.record("acme", [price("KnowledgeUser", "10", kind=Kind.FEATURE)])
    row = workspace.licenses(user=users(2, 1), active_feature_license_metric=[metric])["KnowledgeUser"]
    assert (row["provisioned"], row["assigned"], row["unassigned"]) == (8, None, None)
    assert (row["provisioned_cost"], row["assigned_cost"], row["unassigned_cost"]) == (80, None, None)


@examples(10)
@given(
    st.lists(
        st.tuples(st.integers(1, 10**9), st.integers(0, 10**9), st.decimals(0, 10**9, places=2)), min_size=1, max_size=8
    )
)
def test_provisioned_cost_is_the_sum_of_its_parts_to_the_cent(
    tmp_path_factory: pytest.TempPathFactory, seats: list[tuple[int, int, Decimal]]
) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("lake"), reads=INVENTORY)
    workspace.book.record("acme", [price(f"K{n}", str(amount)) for n, (_, _, amount) in enumerate(seats)])
    rows = workspace.licenses(
        *(user_license(n, f"N{n}", f"K{n}", total, used) for n, (total, used, _) in enumerate(seats))
    )
    parts = ("assigned_cost", "unassigned_cost", "over_assigned_cost")
    for n, (total, _, amount) in enumerate(seats):
        assigned, unassigned, over_assigned = (Decimal(str(rows[f"K{n}"][part])) for part in parts)
        assert rows[f"K{n}"]["provisioned_cost"] == total * amount == assigned + unassigned - over_assigned


def test_the_price_of_a_seat_is_in_cents_even_where_more_decimals_were_entered(workspace: Workspace) -> None:
    workspace.book.record("acme", [price("SFDC", "1980.005"), price("PL", "0.0375")])
    rows = workspace.licenses(
        user_license(1, "Salesforce", "SFDC", 100, 80),
        user_license(2, "Partner Community Login", "PL", 10, 5, MonthlyLoginsEntitlement=100),
    )
    assert (rows["SFDC"]["unit_price"], rows["SFDC"]["provisioned_cost"]) == (Decimal("1980.01"), Decimal("198001.00"))
    assert (rows["PL"]["unit_price"], rows["PL"]["provisioned_cost"]) == (Decimal("0.0375"), Decimal("45.00"))
