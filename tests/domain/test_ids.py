"""Salesforce ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.domain.errors import UsageError
from seatwise.domain.ids import to18


@pytest.mark.parametrize(
    ("short", "long"), [("0053X00000BoLQR", "0053X00000BoLQRQA3"), ("0050O000008bidx", "0050O000008bidxQAA")]
)
def test_the_long_form_is_salesforces_own(short: str, long: str) -> None:
    assert to18(short) == long


@given(st.text("ABCXYZabcxyz0189", min_size=15, max_size=15))
def test_the_long_form_of_a_long_id_is_itself(short: str) -> None:
    assert to18(to18(short)) == to18(short)
    assert to18(short)[:15] == short


@given(st.text("ABCabc019", min_size=15, max_size=15), st.text("ABCabc019", min_size=15, max_size=15))
def test_ids_that_differ_by_case_alone_stay_apart_when_case_is_lost(one: str, other: str) -> None:
    assert (one == other) == (to18(one).lower() == to18(other).lower())


@pytest.mark.parametrize(
    "bad", ["", "005", "0053X00000BoLQ!", "0053X00000BoLQRQ", "\u0660\u0660\u0665\u0663X00000BoLQR"]
)
def test_what_is_no_id_is_refused_by_name(bad: str) -> None:
    with pytest.raises(UsageError, match="is not a Salesforce id"):
        to18(bad)
