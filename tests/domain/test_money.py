"""Money as people type it and as Seatwise prints it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.money import money_text, parse_amount, parse_currency, price_text, shown_amount
from seatwise.panels.changes import signed


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1980", "1980"),
        (" 1980.50 ", "1980.50"),
        ("0", "0"),
        ("0.0833", "0.0833"),
        ("007", "7"),
        ("999999999999.9999", "999999999999.9999"),
        ("1,980.00", "1980.00"),
        ("12,345,678.5", "12345678.5"),
        ("1,234,567", "1234567"),
    ],
)
def test_a_number_is_taken_exactly_as_typed(typed: str, amount: str) -> None:
    assert parse_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "0.00"),
        ("-0.001", "0.00"),
        ("99.5", "99.50"),
        ("999.994", "999.99"),
        ("999.995", "1,000"),
        ("1980.50", "1,981"),
        ("-3000.5", "-3,001"),
        ("99999999999999999999999999999999999.99", "100,000,000,000,000,000,000,000,000,000,000,000"),
    ],
)
def test_an_amount_is_shown_in_whole_units_from_a_thousand_up(amount: str, shown: str) -> None:
    assert shown_amount(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("-1", "negative"),
        ("-0.01", "negative"),
        ("\N{MINUS SIGN}5", "negative"),
        ("nan", "is not a number"),
        ("-inf", "is not a number"),
        ("Infinity", "is not a number"),
        ("abc", "is not a number"),
        ("12.", "is not a number"),
        (".", "is not a number"),
        ("--", "is not a number"),
        ("1.2.3.", "is not a number"),
        ("1e3", "exponent"),
        ("1,980", "separators"),
        ("1.980,50", "separators"),
        ("0,980.00", "separators"),
        ("1,98.00", "separators"),
        ("1980,000.00", "separators"),
        ("1,980,00", "separators"),
        ("1 980", "separators"),
        ("1'980", "separators"),
        ("1_980", "separators"),
        ("1.2.3", "separators"),
        ("€1980", "currency is the org's"),
        ("1980 EUR", "currency is the org's"),
        ("$1,980", "currency is the org's"),
        ("0.00001", "5 decimals"),
        ("1.9999999999999999999999999999999999999999999999", "46 decimals"),
        ("1000000000000", "too large"),
        ("١٩٨٠", "is not a number"),
        ("9" * 5000, "too large"),
    ],
)
def test_what_is_not_a_plain_number_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as refusal:
        parse_amount(typed)
    assert refusal.value.next_step
    assert len(refusal.value.message) < 120


@given(st.text(max_size=30))
def test_whatever_is_typed_is_either_a_price_or_a_refusal(typed: str) -> None:
    try:
        amount = parse_amount(typed)
    except UsageError:
        return
    assert Decimal(0) <= amount < Decimal(10) ** 12
    assert amount == round(amount, 4)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, None),
        ("0", "0.00"),
        ("1980", "1980.00"),
        ("5917.805", "5917.81"),
        ("0.004", "0.00"),
        ("0.005", "0.01"),
        ("-0.001", "0.00"),
        ("-0.005", "-0.01"),
        ("1E+3", "1000.00"),
        ("123456789012345678901234567890.125", "123456789012345678901234567890.13"),
    ],
)
def test_money_has_two_decimals_and_halves_go_away_from_zero(amount: str | None, text: str | None) -> None:
    assert money_text(None if amount is None else Decimal(amount)) == text


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_money_printed_and_typed_again_is_the_same_money(amount: Decimal) -> None:
    assert parse_amount(str(money_text(amount))) == amount


@given(st.decimals(min_value=1000, max_value=Decimal("999999999999.99"), places=2))
def test_money_with_thousands_separated_is_the_same_money(amount: Decimal) -> None:
    assert parse_amount(f"{amount:,}") == amount


def test_the_number_of_decimals_can_be_limited() -> None:
    assert parse_amount("1980.50", 2) == Decimal("1980.50")
    with pytest.raises(UsageError, match="has 3 decimals") as refusal:
        parse_amount("1,980.505", 2, "It is paid per seat")
    assert refusal.value.next_step == "It is paid per seat: write at most 2 decimals."


def test_a_currency_is_three_letters_in_capitals() -> None:
    assert parse_currency(" eur ") == "EUR"
    for bad in ("", "EU", "EURO", "€", "E1R", "ÄÖÜ"):
        with pytest.raises(UsageError, match="not a currency code"):
            parse_currency(bad)


def test_a_price_shows_the_decimals_that_it_has_and_at_least_two() -> None:
    shown = [price_text(Decimal(amount)) for amount in ("5", "5.5", "5.50", "5.5000", "0.0375", "1980.1230", "0")]
    assert shown == ["5.00", "5.50", "5.50", "5.50", "0.0375", "1980.123", "0.00"]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (12, "+12"), (-3, "-3"), (Decimal(0), "0.00"), (Decimal("-3000.5"), "-3,001")]
)
def test_a_difference_has_its_sign(value: int | Decimal, text: str) -> None:
    assert signed(value) == text
