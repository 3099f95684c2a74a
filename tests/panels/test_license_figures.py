"""The Licenses panel against definitions section 2, on orgs a person can check in the head."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes import NOON, price
from inventory import INVENTORY
from panel_workspace import PanelWorkspace
from rows_org import NOW, profile, sid, user_license, users
from seatwise.app.ports import Price
from seatwise.domain.licenses import Bucket, Kind
from seatwise.panels.result import Row

Rows = Mapping[str, Row]


class Workspace(PanelWorkspace):
    """The licenses of an org by their key, disabled ones too."""

    def licenses(self, *rows: Row, **tables: Sequence[Row]) -> Rows:
        return self.hiding({"user_license": rows, **tables})

    def hiding(self, tables: Mapping[str, Sequence[Row]], **hidden: Sequence[str]) -> Rows:
        self.read(tables, **hidden)
        return self.rows("licenses", "key", disabled="1", sort="kind")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "lake", reads=INVENTORY)


def test_the_worked_check_of_the_definitions_to_the_cent(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("SFDC", "1980")])
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 100, 80))["SFDC"]
    assert row["provisioned_cost"] == Decimal("198000.00")
    assert row["assigned_cost"] == Decimal("158400.00")
    assert row["unassigned_cost"] == Decimal("39600.00")
    assert (row["assigned_share"], row["unassigned"]) == (0.8, 20)


def test_a_license_without_a_price_has_no_money_and_says_so(workspace: Workspace) -> None:
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 100, 80))["SFDC"]
    assert (row["priced"], row["unit_price"], row["provisioned_cost"]) == (False, None, None)


def test_more_held_than_bought_is_negative_and_never_an_unassigned_cost(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("SFDC", "10")])
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 5, 7))["SFDC"]
    assert (row["unassigned"], row["assigned_share"], row["unassigned_cost"]) == (-2, 1.4, 0)


@pytest.mark.parametrize(
    ("total", "used", "unlimited"), [(-1, 0, True), (-1, 9, True), (0, 9, True), (0, 0, False), (1, 9, False)]
)
def test_unlimited_blanks_what_has_no_meaning(workspace: Workspace, total: int, used: int, unlimited: bool) -> None:  # noqa: FBT001
    workspace.book.set_prices("acme", [price("X", "10")])
    row = workspace.licenses(user_license(1, "X", "X", total, used))["X"]
    assert row["unlimited"] is unlimited
    for name in ("unassigned", "provisioned_cost", "unassigned_cost"):
        assert (row[name] is None) is unlimited
    assert (row["assigned_share"] is None) is (total <= 0)
    assert row["assigned_cost"] == 10 * used


def test_a_login_license_is_paid_by_login(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("PID_Customer_Community_Login", "2")])
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


def test_yearly_logins_come_from_the_contract_then_the_tenant_entitlement_then_twelve_months(
    workspace: Workspace,
) -> None:
    login = user_license(1, "Partner Community Login", "PL", 10, 5, MonthlyLoginsEntitlement=100)
    yearly = {
        "Id": sid("0aZ", 1),
        "MasterLabel": "Partner Community Logins",
        "Frequency": "Yearly",
        "CurrentAmountAllowed": 1000,
    }
    assert workspace.licenses(login)["PL"]["yearly_logins"] == 1200
    other = Workspace(workspace.folder / "2", workspace.book, reads=INVENTORY)
    assert other.licenses(login, tenant_usage_entitlement=[yearly])["PL"]["yearly_logins"] == 1000
    workspace.book.set_yearly_logins("acme", "PL", 777)
    third = Workspace(workspace.folder / "3", workspace.book, reads=INVENTORY)
    assert third.licenses(login, tenant_usage_entitlement=[yearly])["PL"]["yearly_logins"] == 777


def test_an_ended_or_monthly_tenant_entitlement_is_no_yearly_figure(workspace: Workspace) -> None:
    login = user_license(1, "Partner Community Login", "PL", 10, 5, MonthlyLoginsEntitlement=100)
    entitlement = {"MasterLabel": "Partner Community Login", "CurrentAmountAllowed": 5}
    rows = [
        {"Id": sid("0aZ", 1), **entitlement, "Frequency": "Monthly"},
        {"Id": sid("0aZ", 2), **entitlement, "Frequency": "Yearly", "EndDate": "2026-11-20"},
        {"Id": sid("0aZ", 3), **entitlement, "Frequency": "Yearly", "StartDate": "2026-11-22"},
    ]
    assert workspace.licenses(login, tenant_usage_entitlement=rows)["PL"]["yearly_logins"] == 1200


def test_a_hidden_entitlement_is_unknown_money_never_seats_times_a_price_per_login(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("PID_Customer_Community_Login", "3")])
    row = workspace.hiding(
        {"user_license": [user_license(1, "Customer Community Login", "PID_Customer_Community_Login", 10, 4)]},
        hidden_columns=["user_license.MonthlyLoginsEntitlement", "user_license.MonthlyLoginsUsed"],
    )["PID_Customer_Community_Login"]
    assert (row["bucket"], row["yearly_logins"], row["consumed"]) == ("Community Login", None, None)
    assert (row["provisioned_cost"], row["consumed_cost"]) == (None, None)
    assert row["bucket_reason"] == "Known by its key."


def test_a_hidden_entitlement_does_not_hide_what_was_entered(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("PL", "3")])
    workspace.book.set_yearly_logins("acme", "PL", 100)
    row = workspace.hiding(
        {"user_license": [user_license(1, "Partner Community Login", "PL", 10, 4)]},
        hidden_columns=["user_license.MonthlyLoginsEntitlement"],
    )["PL"]
    assert row["provisioned_cost"] == 300


def test_a_login_license_without_any_entitlement_costs_seats_times_price(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("PL", "3")])
    row = workspace.licenses(user_license(1, "Partner Community Login", "PL", 10, 4))["PL"]
    assert (row["yearly_logins"], row["provisioned_cost"]) == (None, 30)


@pytest.mark.parametrize(
    ("name", "key", "monthly", "bucket", "reason"),
    [
        ("Salesforce", "SFDC", None, "Named", "Known by its key."),
        ("Umbenannt", "SFDC", None, "Named", "Known by its key."),
        ("Customer Community", "PID_Customer_Community", None, "Named", "Known by its key."),
        ("Customer Community", "PID_Customer_Community", 10, "Community Login", "Sold by logins: 10 a month."),
        ("Customer Community Login", "PID_Customer_Community_Login", None, "Community Login", "Known by its key."),
        ("external apps login", "whatever", None, "Community Login", "Known by its name."),
        ("Acme Portal Login", "ACME", None, "Community Login", "Its name or key ends in Login."),
        ("Chatter Free", "PID_UNKNOWN", None, "Other", "Known by its name."),
        ("Dispatch Workspace", None, None, "Other", "No rule knows it."),
    ],
)
def test_the_first_rule_that_fits_decides_the_bucket(
    workspace: Workspace, *, name: str, key: str | None, monthly: int | None, bucket: str, reason: str
) -> None:
    (row,) = workspace.licenses(user_license(1, name, key, 1, 1, MonthlyLoginsEntitlement=monthly)).values()
    assert (row["bucket"], row["bucket_reason"]) == (bucket, reason)


def test_your_override_beats_every_rule(workspace: Workspace) -> None:
    workspace.book.set_bucket("acme", "SFDC", Bucket.OTHER)
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 1, 1, MonthlyLoginsEntitlement=5))["SFDC"]
    assert (row["bucket"], row["bucket_reason"], row["yearly_logins"]) == ("Other", "You chose it.", None)


def test_two_licenses_with_one_key_are_told_apart_and_priced_apart(workspace: Workspace) -> None:
    key = "PID_Customer_Portal_Basic"
    workspace.book.set_prices("acme", [price(f"{key}/Customer Portal User", "7")])
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
    workspace.book.set_prices(
        "acme",
        [
            price("SFDC", "1", start=date(2025, 1, 1)),
            price("SFDC", "2", start=date(2026, 1, 1)),
            later,
            price("SFDC", "9", start=NOW.date().replace(day=22)),
        ],
    )
    assert workspace.licenses(user_license(1, "Salesforce", "SFDC", 1, 1))["SFDC"]["unit_price"] == 3


def test_a_price_that_was_taken_back_leaves_the_license_unpriced(workspace: Workspace) -> None:
    gone = Price(Kind.USER, "SFDC", None, date(2026, 6, 1), NOON)
    workspace.book.set_prices("acme", [price("SFDC", "10", start=date(2026, 1, 1)), gone])
    row = workspace.licenses(user_license(1, "Salesforce", "SFDC", 5, 1))["SFDC"]
    assert (row["priced"], row["unit_price"], row["provisioned_cost"]) == (False, None, None)


def test_a_price_for_an_add_on_is_no_price_for_the_user_license_of_that_key(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("SFDC", "5", kind=Kind.PERMISSION_SET)])
    assert workspace.licenses(user_license(1, "Salesforce", "SFDC", 1, 1))["SFDC"]["priced"] is False


def test_the_difference_to_salesforces_counter_is_a_figure_of_its_own(workspace: Workspace) -> None:
    workspace.book.set_prices("acme", [price("SFDC", "100")])
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
    row = workspace.hiding(tables, rows_missing=["user"])["MarketingUser"]
    assert (row["provisioned"], row["assigned"]) == (8, None)


def test_users_that_could_not_be_read_are_unknown_not_zero(workspace: Workspace) -> None:
    row = workspace.hiding({"user_license": [user_license(1, "Salesforce", "SFDC", 10, 5)]}, hidden=["user"])["SFDC"]
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
    workspace.book.set_prices("acme", [price("KnowledgeUser", "10", kind=Kind.FEATURE)])
    row = workspace.licenses(user=users(2, 1), active_feature_license_metric=[metric])["KnowledgeUser"]
    assert (row["provisioned"], row["assigned"], row["unassigned"]) == (8, None, None)
    assert (row["provisioned_cost"], row["assigned_cost"], row["unassigned_cost"]) == (80, None, None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(1, 10**9), st.integers(0, 10**9), st.decimals(0, 10**9, places=4)), min_size=1, max_size=8
    )
)
def test_committed_money_is_held_money_and_idle_money_to_the_cent(
    tmp_path_factory: pytest.TempPathFactory, seats: list[tuple[int, int, Decimal]]
) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("lake"), reads=INVENTORY)
    workspace.book.set_prices("acme", [price(f"K{n}", str(amount)) for n, (_, _, amount) in enumerate(seats)])
    rows = workspace.licenses(
        *(user_license(n, f"N{n}", f"K{n}", total, used) for n, (total, used, _) in enumerate(seats))
    )
    for n, (total, used, amount) in enumerate(seats):
        row = rows[f"K{n}"]
        cent = Decimal("0.01")
        assert abs(Decimal(str(row["provisioned_cost"])) - total * amount) <= cent / 2
        if used <= total:
            parts = Decimal(str(row["assigned_cost"])) + Decimal(str(row["unassigned_cost"]))
            assert abs(Decimal(str(row["provisioned_cost"])) - parts) <= cent
