"""Which gap leaves which need unmet."""

from dataclasses import replace

import pytest

from rows_org import NOW
from seatwise.domain.gaps import ENTERED, NOT_OFFERED, ROWS, Gap
from seatwise.domain.snapshots import Snapshot, TableFile
from seatwise.sources.activity import RECORD_TOUCH
from seatwise.sources.needs import NEEDS, gap_touches, lowers_figures, needs_of, references, unmet_needs
from seatwise.sources.registry import REGISTRY


def gap(table: str, column: str | None = None) -> Gap:
    return Gap(table, column, "hidden", "")


@pytest.mark.parametrize("column", [None, ROWS])
def test_without_a_table_or_its_rows_the_object_and_all_its_fields_are_unknown(column: str | None) -> None:
    assert gap_touches(gap("user", column), "User")
    assert gap_touches(gap("user", column), "User.LastLoginDate")
    assert not gap_touches(gap("user", column), "UserLogin")
    assert not gap_touches(gap("user", column), "UserLogin.UserId")


def test_without_a_field_only_that_field_is_unknown() -> None:
    assert references(gap("user", "LastLoginDate")) == {"User.LastLoginDate"}
    assert not gap_touches(gap("user", "LastLoginDate"), "User")


def test_the_made_tables_have_objects_of_their_own() -> None:
    assert gap_touches(gap("login_day"), "LoginHistory")
    assert gap_touches(gap("login_day", "Success"), "LoginHistory.Success")
    assert gap_touches(gap("login_day", "Success"), "LoginHistory.LastTime")  # nobody knows which are logins
    assert references(gap("login_day", "LoginType")) == {"LoginHistory.LoginType"}
    assert gap_touches(gap("profile_record_type"), "ProfileRecordTypes")


def test_a_tracked_object_that_is_hidden_leaves_touches_out() -> None:
    assert gap_touches(gap("record_touch", "Case"), "TrackedRecords")
    assert gap_touches(gap("record_touch", "Case"), "TrackedRecords.LastDate")
    assert references(gap("record_touch", "RecordTypeId")) == {"TrackedRecords.RecordTypeId"}


def test_a_table_of_another_version_concerns_nothing() -> None:
    assert references(gap("no_such_table")) == frozenset()
    assert references(gap("user", "NoSuchField")) == frozenset()


def test_every_need_is_unmet_by_the_gap_of_its_own_source_and_of_no_other() -> None:
    for source in REGISTRY:
        assert references(gap(source.name)) == needs_of(source)
        for field in source.fields:
            alone = not source.made or gap(source.name, field.name).what in {
                "record_touch.RecordTypeId",
                "login_day.LoginType",
            }
            assert references(gap(source.name, field.name)) == (
                {f"{source.sobject}.{field.name}"} if alone else needs_of(source)
            )
    assert {"User", "User.LastLoginDate", f"{RECORD_TOUCH.sobject}.Touch"} < NEEDS
    assert sum(len(needs_of(source)) for source in REGISTRY) + len(ENTERED) == len(NEEDS)
    assert all(references(gap(name)) == references(gap(name, "user:SFDC")) == {name} for name in ENTERED)


NONE_OF_IT = (
    Gap("user_license", "MonthlyLoginsEntitlement", "", NOT_OFFERED),
    Gap("tenant_usage_entitlement", None, "", NOT_OFFERED),
    Gap("record_touch", "Lead", "", f"{NOT_OFFERED} If the org has no Lead: remove it."),
)


@pytest.mark.parametrize("missing", NONE_OF_IT, ids=lambda gap: gap.what)
def test_what_an_edition_lacks_lowers_no_figure(missing: Gap) -> None:
    assert not lowers_figures(missing)
    assert references(missing) == frozenset()
    hidden = replace(missing, remedy="Give the connected user the permission View All Data.")
    assert lowers_figures(hidden)
    assert references(hidden)


@pytest.mark.parametrize("table", ["active_feature_license_metric", "user_license"])
def test_a_figure_that_needs_what_the_org_does_not_offer_is_unknown(table: str) -> None:
    assert lowers_figures(Gap(table, None, "", NOT_OFFERED))
    assert lowers_figures(Gap("user_license", "TotalLicenses", "", NOT_OFFERED))
    assert lowers_figures(Gap("login_day", ROWS, "", NOT_OFFERED))


def test_a_table_that_the_org_does_not_offer_leaves_no_need_unmet() -> None:
    held = {source.name: TableFile(source.name, 0, (), 0, "", "REST") for source in REGISTRY}
    del held["tenant_usage_entitlement"]
    taken = Snapshot("id", "acme", NOW, NOW, "67.0", 0, held, NONE_OF_IT)
    assert unmet_needs([taken]) == frozenset()
    assert "TenantUsageEntitlement" in unmet_needs([replace(taken, gaps=())])
