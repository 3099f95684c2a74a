"""What could not be read has the name that Salesforce gives it, never that of the table which holds it."""

import pytest

from seatwise.domain.gaps import ROWS, Gap
from seatwise.sources.gap_names import gap_name, gap_sentence_start
from seatwise.sources.registry import REGISTRY


@pytest.mark.parametrize(
    ("table", "column", "name"),
    [
        ("login_day", None, "LoginHistory"),
        ("user_login", None, "UserLogin"),
        ("active_feature_license_metric", None, "ActiveFeatureLicenseMetric"),
        ("user_license", "Status", "UserLicense.Status"),
        ("login_day", ROWS, "some rows of LoginHistory"),
        ("record_touch", None, "tracked records"),
        ("record_touch", ROWS, "some rows of tracked records"),
        ("record_touch", "Case", "Case records"),
        ("record_touch", "RecordTypeId", "RecordTypeId of tracked records"),
        ("of_an_older_version", None, "of_an_older_version"),
    ],
)
def test_a_gap_has_the_name_of_the_object_and_field(table: str, column: str | None, name: str) -> None:
    gap = Gap(table, column, "", "")
    assert gap_name(gap) == name
    assert gap_sentence_start(gap)[0].isupper()


def test_no_name_is_that_of_a_table() -> None:
    for source in REGISTRY:
        for column in (None, ROWS, *(field.name for field in source.fields)):
            assert "_" not in gap_name(Gap(source.name, column, "", "")).partition(".")[0]
