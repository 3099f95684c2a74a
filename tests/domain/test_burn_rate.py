"""The burn rate of a login pool."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.domain.burn_rate import burn_rate

NOON_OF_THE_16TH = datetime(2026, 11, 16, tzinfo=UTC)  # half of November is over


@pytest.mark.parametrize(
    ("consumed", "runs_out"),
    [
        (0, None),
        (499, None),
        (500, None),
        (501, date(2026, 11, 30)),
        (750, date(2026, 11, 21)),
        (1000, date(2026, 11, 16)),
    ],
)
def test_the_allowance_runs_out_on_the_day_the_present_pace_reaches_it(consumed: int, runs_out: date | None) -> None:
    found = burn_rate(consumed, 1000, NOON_OF_THE_16TH)
    assert found is not None
    assert (found.share, found.runs_out) == (consumed / 1000, runs_out)


def test_an_unknown_figure_has_no_pace() -> None:
    assert burn_rate(None, 1000, NOON_OF_THE_16TH) is None
    assert burn_rate(5, None, NOON_OF_THE_16TH) is None


def test_nothing_allowed_has_no_share() -> None:
    found = burn_rate(0, 0, NOON_OF_THE_16TH)
    assert found is not None
    assert found.share is None


@given(
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - a bound
)
def test_it_never_runs_out_before_now_or_after_the_month(consumed: int, allowance: int, as_of: datetime) -> None:
    found = burn_rate(consumed, allowance, as_of)
    assert found is not None
    if found.runs_out is not None:
        assert as_of.date() <= found.runs_out
        assert (found.runs_out.year, found.runs_out.month) == (as_of.year, as_of.month)
