"""Which panels lose figures by a gap, or for want of a permission."""

from seatwise.app.reports.panel_gaps import affected_panels, concerns, panels_without
from seatwise.domain.gaps import ROWS, Gap
from seatwise.panels.licenses import LICENSES
from seatwise.panels.registry import PANELS


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
