"""Which panels lose figures without a table or a permission."""

from seatwise.domain.gaps import Gap
from seatwise.sources.affected_panels import affected, affects, panels_without_permission


def test_without_the_api_every_panel_loses_figures() -> None:
    assert panels_without_permission("API Enabled") == ("Licenses", "Profiles")
    assert panels_without_permission("View All Users") == ("Licenses", "Profiles")
    assert panels_without_permission("Manage Users") == ("Profiles",)
    assert panels_without_permission("Manage Package Licenses") == ("Licenses",)
    assert panels_without_permission("View All Data") == ("Profiles",)


def test_a_gap_of_a_table_that_no_panel_reads_affects_none() -> None:
    assert affected([Gap("object_permissions", None, "", "")]) == ()
    assert affected([Gap("object_permissions", None, "", ""), Gap("user_login", None, "", "")]) == ("Profiles",)


def test_a_gap_affects_the_panels_that_read_its_table() -> None:
    assert affects(Gap("user_login", None, "", ""), "Profiles")
    assert not affects(Gap("user_login", None, "", ""), "Licenses")
