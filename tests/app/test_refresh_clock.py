"""An org's clock that is more than a day from this machine's is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from seatwise.app.refresh.run import _check_clock
from seatwise.domain.errors import UsageError

HERE = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("hours", [-24, -1, 0, 1, 24])
def test_clocks_within_a_day_of_each_other_are_accepted(hours: int) -> None:
    _check_clock("acme", HERE + timedelta(hours=hours), HERE)


@pytest.mark.parametrize("days", [-3650, -1, 1, 3650])
def test_clocks_more_than_a_day_apart_are_refused_with_both_times(days: int) -> None:
    theirs = HERE + timedelta(days=days, seconds=1 if days > 0 else -1)
    with pytest.raises(UsageError) as caught:
        _check_clock("acme", theirs, HERE)
    assert f"{theirs:%d %b %Y, %H:%M:%S} UTC" in caught.value.message
    assert "30 Nov 2026, 12:00:00 UTC" in caught.value.message
    assert caught.value.next_step.endswith("seatwise refresh acme --accept-clock")
