"""A period of activity: which moments are in it, and its length in words."""

from datetime import UTC, datetime

import pytest

from seatwise.domain.errors import UsageError
from seatwise.domain.period import Period, in_words

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_period_begins_at_the_same_time_of_day_as_it_ends() -> None:
    assert Period(NOON, 30).start == datetime(2026, 10, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize("days", [0, 366])
def test_a_period_has_1_to_365_days(days: int) -> None:
    with pytest.raises(UsageError, match=f"period of {days} days is not possible"):
        Period(NOON, days)


@pytest.mark.parametrize(
    ("days", "words"), [(1, "1 day"), (30, "30 days"), (729, "729 days"), (730, "2 years"), (1_817, "5 years")]
)
def test_from_two_years_on_a_time_is_in_years(days: int, words: str) -> None:
    assert in_words(days) == words
