"""Time ranges in pieces: no overlap, no piece too large, and an end."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.salesforce.http.errors import QueryTooLarge
from seatwise.salesforce.read.time_ranges import TimeRange, for_each_piece

START = datetime(2026, 11, 1, 13, 30, tzinfo=UTC)
DAY = 86_400


def after(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


class Taken:
    """Takes pieces of at most `most` of the given moments (seconds after the start), and remembers them."""

    def __init__(self, moments: Sequence[int], most: int) -> None:
        self._moments, self._most = [after(seconds) for seconds in moments], most
        self.pieces: list[TimeRange] = []
        self.refused = 0

    def __call__(self, piece: TimeRange) -> int:
        found = sum(piece.start <= moment < piece.end for moment in self._moments)
        if found > self._most:
            self.refused += 1
            raise QueryTooLarge("too many groups")
        self.pieces.append(piece)
        return found


@given(
    st.lists(st.integers(0, 3 * DAY - 1), unique=True, max_size=60),
    st.integers(1, 3 * DAY),
    st.integers(1, 9),
    st.integers(1, 20),
    st.booleans(),
)
def test_the_pieces_partition_the_span(
    moments: list[int],
    seconds: int,
    most: int,
    pieces: int,
    by_day: bool,  # noqa: FBT001
) -> None:
    taken = Taken(moments, most)
    for_each_piece(TimeRange(START, after(seconds)), taken, pieces=pieces, by_day=by_day)
    ends = [piece.end for piece in taken.pieces]
    assert [piece.start for piece in taken.pieces] == [START, *ends[:-1]]
    assert ends[-1] == after(seconds)
    assert all(piece.seconds > 0 for piece in taken.pieces)
    if by_day:
        assert all(piece.start.date() == (piece.end - timedelta(seconds=1)).date() for piece in taken.pieces)


def test_the_conditions_of_neighbors_meet_and_both_ends_are_included() -> None:
    whole = TimeRange.closed(START, after(9))
    assert whole.where("LoginTime") == "LoginTime >= 2026-11-01T13:30:00Z AND LoginTime < 2026-11-01T13:30:10Z"
    taken = Taken(range(10), 5)
    for_each_piece(whole, taken)
    assert [piece.where("T") for piece in taken.pieces] == [
        "T >= 2026-11-01T13:30:00Z AND T < 2026-11-01T13:30:05Z",
        "T >= 2026-11-01T13:30:05Z AND T < 2026-11-01T13:30:10Z",
    ]


def test_a_busy_hour_does_not_make_the_quiet_days_expensive() -> None:
    taken = Taken(range(0, 3_600, 10), 100)  # 360 moments in the first of 30 days
    for_each_piece(TimeRange(START, after(30 * DAY)), taken)
    assert len(taken.pieces) + taken.refused < 40  # hours alone would be 720


def test_it_is_given_up_when_the_rest_would_take_more_pieces_than_patience() -> None:
    evenly = range(0, 30 * DAY, 600)  # 4,320 moments: 2, 4, 8, 16 pieces hold 270 and more
    taken = Taken(evenly, 100)
    with pytest.raises(QueryTooLarge):
        for_each_piece(TimeRange(START, after(30 * DAY)), taken, max_pieces=15)
    assert (taken.pieces, taken.refused) == ([], 4)
    for_each_piece(TimeRange(START, after(30 * DAY)), taken, max_pieces=64)
    assert sum(piece.seconds for piece in taken.pieces) == 30 * DAY


def test_a_second_that_is_too_much_ends_it() -> None:
    taken = Taken([7] * 3, 2)
    with pytest.raises(QueryTooLarge):
        for_each_piece(TimeRange(START, after(DAY)), taken, max_pieces=inf)
    assert taken.pieces[-1].end <= after(7)


def test_an_empty_time_range_makes_no_call() -> None:
    taken = Taken([], 1)
    for_each_piece(TimeRange(START, START), taken)
    assert taken.pieces == []
