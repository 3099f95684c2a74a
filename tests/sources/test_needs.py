"""Which gap leaves which need unmet."""

import pytest

from seatwise.domain.gaps import ROWS, Gap
from seatwise.sources.activity import RECORD_TOUCH
from seatwise.sources.needs import NEEDS, gap_touches, needs_of, references
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
            assert references(gap(source.name, field.name)) == {f"{source.sobject}.{field.name}"}
    assert {"User", "User.LastLoginDate", f"{RECORD_TOUCH.sobject}.Touch"} < NEEDS
    assert sum(len(needs_of(source)) for source in REGISTRY) == len(NEEDS)
