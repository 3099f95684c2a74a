"""How money moved between two snapshots, in a sentence that can be read aloud: more, less, the same, unknown."""

from decimal import Decimal

import pytest

from seatwise.views.changes import money_moved


@pytest.mark.parametrize(
    ("committed", "idle", "said"),
    [
        ("0", "-14532", "did not change; 14,532.00 USD a year less goes to seats that nobody holds."),
        ("1200", "300", "grew by 1,200.00 USD a year; 300.00 USD a year more goes to seats that nobody holds."),
        ("-1200", "300", "shrank by 1,200.00 USD a year; 300.00 USD a year more goes to seats that nobody holds."),
        ("-1200", "0", "shrank by 1,200.00 USD a year; what goes to seats that nobody holds did not change."),
        ("1200", None, "grew by 1,200.00 USD a year."),
        ("0", None, "did not change."),
    ],
)
def test_money_moves_by_what_is_said_without_signs(committed: str, idle: str | None, said: str) -> None:
    known = None if idle is None else Decimal(idle)
    assert money_moved(Decimal(committed), known, "USD") == f"Committed money {said}"


def test_money_that_did_not_move_is_said_once() -> None:
    assert money_moved(Decimal(0), Decimal(0), "USD") == (
        "Neither committed money changed, nor what of it goes to seats that nobody holds."
    )
