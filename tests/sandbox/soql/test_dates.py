"""Relative dates. Today is Saturday 2026-11-21, as in the small org."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.sandbox.soql.literals import days

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("TODAY", "2026-11-21", "2026-11-21"),
        ("YESTERDAY", "2026-11-20", "2026-11-20"),
        ("TOMORROW", "2026-11-22", "2026-11-22"),
        ("LAST_90_DAYS", "2026-08-23", "2026-11-21"),
        ("NEXT_90_DAYS", "2026-11-22", "2027-02-19"),
        ("LAST_N_DAYS:1", "2026-11-20", "2026-11-21"),
        ("LAST_N_DAYS:30", "2026-10-22", "2026-11-21"),
        ("NEXT_N_DAYS:2", "2026-11-22", "2026-11-23"),
        ("N_DAYS_AGO:2", "2026-11-19", "2026-11-19"),
        ("THIS_WEEK", "2026-11-15", "2026-11-21"),
        ("LAST_WEEK", "2026-11-08", "2026-11-14"),
        ("NEXT_WEEK", "2026-11-22", "2026-11-28"),
        ("LAST_N_WEEKS:2", "2026-11-01", "2026-11-14"),
        ("N_WEEKS_AGO:2", "2026-11-01", "2026-11-07"),
        ("THIS_MONTH", "2026-11-01", "2026-11-30"),
        ("LAST_MONTH", "2026-10-01", "2026-10-31"),
        ("NEXT_N_MONTHS:2", "2026-12-01", "2027-01-31"),
        ("LAST_N_MONTHS:11", "2025-12-01", "2026-10-31"),
        ("N_MONTHS_AGO:9", "2026-02-01", "2026-02-28"),
        ("THIS_QUARTER", "2026-10-01", "2026-12-31"),
        ("LAST_QUARTER", "2026-07-01", "2026-09-30"),
        ("NEXT_QUARTER", "2027-01-01", "2027-03-31"),
        ("N_QUARTERS_AGO:4", "2025-10-01", "2025-12-31"),
        ("THIS_YEAR", "2026-01-01", "2026-12-31"),
        ("LAST_N_YEARS:2", "2024-01-01", "2025-12-31"),
        ("THIS_FISCAL_QUARTER", "2026-10-01", "2026-12-31"),
        ("LAST_N_FISCAL_YEARS:1", "2025-01-01", "2025-12-31"),
        ("N_FISCAL_QUARTERS_AGO:1", "2026-07-01", "2026-09-30"),
    ],
)
def test_a_relative_date_is_a_range_of_whole_days(word: str, first: str, last: str) -> None:
    name, _, count = word.partition(":")
    assert days(name, int(count) if count else None, TODAY) == (
        date.fromisoformat(first),
        date.fromisoformat(last) + timedelta(days=1),
    )


@pytest.mark.parametrize("word", ["LAST", "LAST_DAY", "SOMEDAY", "LAST_N_MOONS:3", "TODAY:1", "N_YEARS_AGO:9999"])
def test_what_is_no_relative_date_is_none(word: str) -> None:
    name, _, count = word.partition(":")
    assert days(name, int(count) if count else None, TODAY) is None


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"]))
def test_past_present_and_future_touch_without_overlap(today: date, unit: str) -> None:
    if unit == "DAY":
        words = [("YESTERDAY", None), ("TODAY", None), ("TOMORROW", None)]
    else:
        words = [(f"{when}_{unit}", None) for when in ("LAST", "THIS", "NEXT")]
    past, present, future = (days(name, count, today) for name, count in words)
    assert past is not None
    assert present is not None
    assert future is not None
    assert past[1] == present[0] <= today < present[1] == future[0]
    assert days(f"N_{unit}S_AGO", 1, today) == past
    assert days(f"NEXT_N_{unit}S", 1, today) == future


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("LastLoginDate = TODAY", "Ann"),
        ("LastLoginDate != TODAY", "Bob Cat Dan Eve"),
        ("LastLoginDate > YESTERDAY", "Ann"),
        ("LastLoginDate >= YESTERDAY", "Ann Bob"),
        ("LastLoginDate < YESTERDAY", "Cat Dan"),
        ("LastLoginDate <= YESTERDAY", "Bob Cat Dan"),
        ("LastLoginDate = LAST_N_DAYS:30", "Ann Bob Cat"),
        ("StartDate = LAST_MONTH", "Cat"),
        ("StartDate IN (TODAY, LAST_YEAR)", "Ann Dan"),
        ("StartDate NOT IN (TODAY, LAST_YEAR)", "Bob Cat Eve"),
        ("DAY_ONLY(LastLoginDate) = yesterday", "Bob"),
    ],
)
def test_a_relative_date_compares_as_the_range_it_is(where: str, found: str, names: Callable[[str], list[str]]) -> None:
    assert names(f"WHERE {where}") == found.split()
