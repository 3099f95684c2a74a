"""Which panels lose figures by a gap, or for want of a permission."""

from seatwise.app.reports.panel_gaps import affected_panels, concerns, panels_without
from seatwise.domain.gaps import NOT_OFFERED, ROWS, Gap
from seatwise.panels.changes import CHANGES
from seatwise.panels.history import HISTORY
from seatwise.panels.license import LICENSE
from seatwise.panels.licenses import LICENSES
from seatwise.panels.overview import OVERVIEW
from seatwise.panels.registry import PANELS
from seatwise.panels.trends import TRENDS
from seatwise.panels.user import USER
from seatwise.panels.users import USERS


def titles_without(permission: str) -> list[str]:
    return [panel.title for panel in panels_without(permission)]


def test_without_the_api_every_panel_of_the_menu_loses_figures() -> None:
    assert panels_without("API Enabled") == tuple(panel for panel in PANELS if panel.menu)


def test_without_a_permission_the_panels_that_read_its_objects_lose_figures() -> None:
    assert {"Licenses", "Profiles"} <= set(titles_without("View Setup and Configuration"))
    assert "Profiles" in titles_without("Manage Users")
    assert "Licenses" not in titles_without("Manage Users")
    assert "Licenses" in titles_without("Manage Package Licenses")
    assert titles_without("No Such Permission") == []


def test_a_gap_of_a_table_that_no_panel_reads_is_counted_against_none() -> None:
    assert affected_panels([Gap("object_permissions", None, "", "")]) == ()
    assert affected_panels([Gap("object_permissions", "SobjectType", "", "")]) == ()
    assert affected_panels([]) == ()


def test_a_gap_of_rows_or_of_a_needed_field_matters_and_that_of_another_field_does_not() -> None:
    assert concerns(Gap("package_license", ROWS, "", ""), LICENSES)
    assert concerns(Gap("package_license", "UsedLicenses", "", ""), LICENSES)
    assert not concerns(Gap("user", "Department", "", ""), LICENSES)
    assert not concerns(Gap("user_login", None, "", ""), LICENSES)


def test_what_an_edition_lacks_concerns_no_panel_and_what_a_figure_needs_does() -> None:
    assert affected_panels([Gap("user_license", "MonthlyLoginsEntitlement", "", NOT_OFFERED)]) == ()
    assert affected_panels([Gap("tenant_usage_entitlement", None, "", NOT_OFFERED)]) == ()
    assert LICENSES in affected_panels([Gap("active_feature_license_metric", None, "", NOT_OFFERED)])
    assert LICENSES in affected_panels([Gap("tenant_usage_entitlement", None, "", "Give the connected user ...")])


def test_panels_of_seats_and_cost_lose_nothing_by_who_holds_each_seat_or_what_was_consumed() -> None:
    for panel in (CHANGES, TRENDS, OVERVIEW):
        for table, column in (
            ("permission_set_license_assign", None),
            ("user_package_license", None),
            ("user_license", "MonthlyLoginsUsed"),
        ):
            assert not concerns(Gap(table, column, "", ""), panel), (panel.name, table)
        for table, column in (
            ("user_license", "TotalLicenses"),
            ("permission_set_license", "ExpirationDate"),
            ("tenant_usage_entitlement", None),
            ("user", "IsActive"),
        ):
            assert concerns(Gap(table, column, "", ""), panel), (panel.name, table)


def test_history_needs_the_names_and_buckets_of_licenses_alone() -> None:
    assert not concerns(Gap("user_license", "TotalLicenses", "", ""), HISTORY)
    assert not concerns(Gap("package_license", None, "", ""), HISTORY)
    assert concerns(Gap("user_license", None, "", ""), HISTORY)
    assert concerns(Gap("user_license", "MonthlyLoginsEntitlement", "", ""), HISTORY)
    assert concerns(Gap("active_profile_metric", "MetricsDate", "", ""), HISTORY)


def test_users_lose_nothing_by_the_processes_of_their_profile_or_by_the_counter_of_their_license() -> None:
    seat = next(table for table in USER.facts if table.name == "seat")
    for reads in (USERS, seat):
        for table, column in (
            ("profile_record_type", None),
            ("record_type", None),
            ("user_license", "UsedLicenses"),
            ("permission_set_license", None),
            ("tenant_usage_entitlement", None),
        ):
            assert not concerns(Gap(table, column, "", ""), reads), (reads.name, table)
        for table, column in (
            ("profile", "Name"),
            ("profile", "UserLicenseId"),
            ("user_license", None),
            ("user_license", "LicenseDefinitionKey"),
            ("user_license", "MonthlyLoginsEntitlement"),
            ("user", "LastLoginDate"),
            ("login_day", None),
            ("record_touch", None),
        ):
            assert concerns(Gap(table, column, "", ""), reads), (reads.name, table)


def test_the_prices_of_a_license_lose_nothing_but_by_its_key() -> None:
    prices = next(table for table in LICENSE.facts if table.name == "prices")
    assert not concerns(Gap("user_license", "UsedLicenses", "", ""), prices)
    assert not concerns(Gap("user", None, "", ""), prices)
    assert concerns(Gap("user_license", None, "", ""), prices)
    assert concerns(Gap("user_license", "LicenseDefinitionKey", "", ""), prices)
