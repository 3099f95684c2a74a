"""Setting prices: exactly what was typed, or nothing at all; and what a message says about them."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import LICENSES, NOON, MemoryPrices, entering, price
from seatwise.app.entries.entry_context import Update, parse_day
from seatwise.app.entries.prices import (
    SeenPrice,
    export_prices,
    import_prices,
    set_price,
    version_token,
)
from seatwise.app.lookups.license_lookup import NO_SNAPSHOT
from seatwise.domain.errors import StaleEntry, UsageError
from seatwise.domain.licensing.entries import Price, in_effect, latest_per_day, newest
from seatwise.domain.licensing.license_kinds import Kind, LicenseName

NEW_YEAR = date(2026, 1, 1)


def set_to(book: MemoryPrices, key: str, amount: str, *, known: tuple[LicenseName, ...] = LICENSES) -> Update[Price]:
    return set_price(entering(book, known=known, latest=None), key, amount, start=NEW_YEAR)


def take(book: MemoryPrices, text: str, *, known: tuple[LicenseName, ...] = LICENSES) -> Update[Price]:
    return import_prices(entering(book, known=known, latest=None), text, source="p.csv", start=NEW_YEAR)


def test_without_a_snapshot_any_key_is_taken_and_the_reader_is_warned() -> None:
    book = MemoryPrices()
    told = set_to(book, "AnyKey", "5", known=())
    assert told.notes == (NO_SNAPSHOT,)
    assert book.entries("acme", Price) == [price("AnyKey", "5")]
    set_to(book, "feature:AnyKey", "5", known=())
    assert [each.kind for each in book.entries("acme", Price)] == [Kind.USER, Kind.FEATURE]
    with pytest.raises(UsageError, match="empty"):
        set_to(book, " ", "5", known=())


def test_a_price_is_recorded_as_typed_for_the_license_that_was_meant() -> None:
    book = MemoryPrices()
    told = set_to(book, "salesforce", "1980.50")
    assert told.entries == (Price(Kind.USER, "SFDC", Decimal("1980.50"), NEW_YEAR, NOON),)
    assert told.licenses == (LICENSES[0],)
    assert list(told.entries) == book.entries("acme", Price)


@pytest.mark.parametrize(("key", "amount"), [("SFDC", "-1"), ("SFDC", "1,980"), ("nope", "1")])
def test_a_wrong_price_records_nothing(key: str, amount: str) -> None:
    book = MemoryPrices()
    with pytest.raises(UsageError):
        set_to(book, key, amount)
    assert book.entries("acme", Price) == []


@pytest.mark.parametrize(
    ("key", "amount", "reason", "limit"),
    [
        ("SFDC", "1980.505", "3 decimals", "Salesforce is paid per seat: write at most 2 decimals."),
        (
            "SupportUser",
            "0.0001",
            "4 decimals",
            "Service Cloud User is paid per seat: write at most 2 decimals.",
        ),
        (
            "PID_Customer_Community_Login",
            "0.03751",
            "5 decimals",
            "Customer Community Login is paid per login: write at most 4 decimals.",
        ),
    ],
)
def test_a_price_has_the_decimals_of_its_kind(key: str, amount: str, reason: str, limit: str) -> None:
    book = MemoryPrices()
    with pytest.raises(UsageError, match=reason) as refusal:
        set_to(book, key, amount)
    assert refusal.value.next_step == limit
    assert book.entries("acme", Price) == []


def test_a_login_may_cost_a_part_of_a_cent_and_so_may_what_no_snapshot_knows() -> None:
    book = MemoryPrices()
    set_to(book, "PID_Customer_Community_Login", "0.0375")
    set_to(book, "AnyKey", "0.0375", known=())
    assert [str(each.amount) for each in book.entries("acme", Price)] == ["0.0375", "0.0375"]
    with pytest.raises(UsageError, match="5 decimals") as refusal:
        set_to(book, "AnyKey", "0.03751", known=())
    assert refusal.value.next_step == "Write at most 4 decimals."


def test_a_file_is_taken_with_columns_in_any_order_and_blank_lines() -> None:
    book = MemoryPrices()
    text = '\ufeffFrom, amount ,KEY,kind\r\n2026-03-01,1980.5,SFDC,\r\n\r\n,"1,200.5","Shared",permission_set\r\n'
    told = take(book, text)
    assert [(p.kind, p.key, str(p.amount), p.effective_from) for p in told.entries] == [
        (Kind.USER, "SFDC", "1980.5", date(2026, 3, 1)),
        (Kind.PERMISSION_SET, "Shared", "1200.5", NEW_YEAR),
    ]
    assert len(book.entries("acme", Price)) == 2


def test_one_wrong_line_and_none_is_taken_with_each_line_and_reason() -> None:
    book = MemoryPrices()
    text = (
        "kind,key,amount,from\n"
        ",SFDC,1980,\n"
        ",SFDX,1,\n"
        ',SupportUser,"1,980",\n'
        ",SalesUserPsl,-5,\n"
        ",SalesUserPsl,5,01.02.2026\n"
        "gadget,SFDC,5,\n"
        ",,5,\n"
        ",SFDC,7,\n"
        ",Shared,7,\n"
    )
    with pytest.raises(UsageError) as refusal:
        take(book, text)
    lines = refusal.value.message.split("\n")
    assert lines[0] == "p.csv: 8 of 9 lines are wrong, so none was set."
    for line, (number, reason) in zip(
        lines[1:],
        [
            (3, "no license SFDX"),
            (4, "separators"),
            (5, "negative"),
            (6, "not a day"),
            (7, "gadget is not a kind"),
            (8, "key is empty"),
            (9, "earlier line"),
            (10, "could be 2 licenses"),
        ],
        strict=True,
    ):
        assert line.startswith(f"line {number}: ")
        assert reason in line
    assert book.entries("acme", Price) == []


def test_a_hopeless_file_tells_its_first_twenty_lines() -> None:
    with pytest.raises(UsageError) as refusal:
        take(MemoryPrices(), "key,amount\n" + "nope,x\n" * 1000)
    assert refusal.value.message.count("\n") == 21
    assert refusal.value.message.endswith("... and 980 more")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "first line"),
        ("<html><body>", "first line"),
        ("key;amount\nSFDC;5\n", "first line"),
        ("key\nSFDC\n", "first line"),
        ("key,amount,price\nSFDC,5,5\n", "first line"),
        ("key,amount,amount\nSFDC,5,5\n", "first line"),
        ("key,amount\n", "holds no prices"),
        ("key,amount\nSFDC,1,980\n", "line 2: 3 fields"),
        ('key,amount\n"SFDC,5\n', "line 2"),
        ('key,amount\n"SF"DC,5\n', "line 2"),
    ],
)
def test_a_file_that_is_no_price_list_is_refused_with_its_line(text: str, reason: str) -> None:
    book = MemoryPrices()
    with pytest.raises(UsageError, match=reason):
        take(book, text)
    assert book.entries("acme", Price) == []


def test_of_two_prices_for_one_day_the_one_recorded_last_counts() -> None:
    book = MemoryPrices()
    later = Price(Kind.USER, "SFDC", Decimal(2), NEW_YEAR, NOON + timedelta(seconds=1))
    book.record("acme", [later, price(amount="1"), price(amount="3", start=date(2026, 2, 1))])
    assert [str(each.amount) for each in latest_per_day(book.entries("acme", Price))] == ["2", "3"]


amounts = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2)
days = st.dates(date(1000, 1, 1))


@given(st.lists(st.tuples(st.sampled_from(LICENSES), amounts, days), min_size=1, max_size=20))
def test_prices_written_to_a_file_and_taken_from_it_are_the_same_prices(
    told: list[tuple[LicenseName, Decimal, date]],
) -> None:
    before, after = MemoryPrices(), MemoryPrices()
    before.record("acme", [Price(one.kind, one.key, amount, day, NOON) for one, amount, day in told])
    take(after, export_prices("acme", before))
    assert after.entries("acme", Price) == latest_per_day(before.entries("acme", Price))


def test_a_key_with_commas_and_quotes_survives_the_file() -> None:
    before, after = MemoryPrices(), MemoryPrices()
    before.record("acme", [price('a "b", c\n=1+1')])
    take(after, export_prices("acme", before), known=())
    assert after.entries("acme", Price) == before.entries("acme", Price)


def test_a_day_is_written_one_way() -> None:
    assert parse_day(" 2026-02-28 ") == date(2026, 2, 28)
    for bad in ("", "2026-02-30", "20260228", "28.02.2026", "yesterday"):
        with pytest.raises(UsageError, match="not a day"):
            parse_day(bad)


def test_a_price_that_is_cleared_is_reported_and_survives_export_and_import() -> None:
    book = MemoryPrices()
    set_to(book, "SFDC", "1980")
    set_price(entering(book), "SFDC", "none", start=date(2026, 6, 1))
    assert [price.amount for price in latest_per_day(book.entries("acme", Price))] == [Decimal(1980), None]
    again = MemoryPrices()
    take(again, export_prices("acme", book))
    assert export_prices("acme", again) == export_prices("acme", book)
    assert export_prices("acme", book).endswith("user,SFDC,1980,2026-01-01\nuser,SFDC,none,2026-06-01\n")


def change(book: MemoryPrices, amount: str, seen: str) -> Update[Price]:
    before = SeenPrice(seen, on=NEW_YEAR)
    return set_price(entering(book), "SFDC", amount, seen=before, start=NEW_YEAR)


def test_the_later_of_two_people_reads_what_the_earlier_one_set() -> None:
    book = MemoryPrices()
    change(book, "1980", seen="")
    with pytest.raises(StaleEntry, match=r"Someone set 1,980\.00 since you loaded this page"):
        change(book, "1850", seen="")
    assert [price.amount for price in book.entries("acme", Price)] == [Decimal(1980)]
    change(book, "none", seen=version_token(book.entries("acme", Price)[0]))
    with pytest.raises(StaleEntry, match="Someone cleared the price since"):
        change(book, "1850", seen=version_token(book.entries("acme", Price)[0]))
    change(book, "1850", seen=version_token(book.entries("acme", Price)[1]))
    assert [price.amount for price in book.entries("acme", Price)] == [Decimal(1980), None, Decimal(1850)]


def test_prices_of_other_licenses_and_of_later_days_are_no_conflict() -> None:
    book = MemoryPrices()
    set_to(book, "Shared as a user license", "7")
    set_price(entering(book), "SFDC", "9", start=date(2027, 1, 1))
    change(book, "1980", seen="")
    assert in_effect(NEW_YEAR, [one for one in book.entries("acme", Price) if one.key == "SFDC"]) == price(
        amount="1980", recorded_at=NOON + timedelta(microseconds=2)
    )


def test_who_saw_the_whole_history_reads_of_an_entry_for_any_day() -> None:
    book = MemoryPrices()

    def add(amount: str, day: date, seen: str) -> None:
        whole = SeenPrice(seen, on=None)
        set_price(entering(book), "SFDC", amount, seen=whole, start=day)

    add("9", date(2027, 1, 1), "")
    with pytest.raises(StaleEntry, match=r"Someone set 9\.00"):
        add("5", NEW_YEAR, "")
    add("5", NEW_YEAR, version_token(newest(book.entries("acme", Price))))
    assert len(book.entries("acme", Price)) == 2


def test_an_entry_is_recorded_after_those_before_it_even_when_the_clock_goes_back() -> None:
    book = MemoryPrices()
    for amount, hour in (("1", 12), ("2", 9), ("3", 9)):
        set_price(entering(book, clock=partial(NOON.replace, hour=hour)), "SFDC", amount, start=NEW_YEAR)
    assert [str(one.amount) for one in book.entries("acme", Price)] == ["1", "2", "3"]
    assert [str(one.amount) for one in latest_per_day(book.entries("acme", Price))] == ["3"]


def test_a_refused_amount_is_refused_before_any_conflict() -> None:
    with pytest.raises(UsageError, match="is negative"):
        change(MemoryPrices(), "-5", seen="something else")


SNAPSHOT_DAY = date(2026, 11, 20)


def notes_after(*entries: tuple[str, date], latest: date | None = SNAPSHOT_DAY) -> tuple[str, ...]:
    """The notes on the last of these entries, when they were made in this order."""
    book = MemoryPrices()
    for amount, day in entries:
        update = set_price(entering(book), "SFDC", amount, start=day)
    set_to(book, "Shared as a user license", "7")
    return entering(book, latest=latest).notes_on(update.entries[0])


def test_a_price_that_nothing_hides_has_no_notes() -> None:
    assert notes_after(("1980", SNAPSHOT_DAY)) == ()
    assert notes_after(("1980", NEW_YEAR), ("1850", SNAPSHOT_DAY)) == ()
    assert notes_after(("1980", SNAPSHOT_DAY), ("1850", SNAPSHOT_DAY)) == ()
    assert notes_after(("1980", SNAPSHOT_DAY), latest=None) == ()


def test_a_price_that_begins_after_the_latest_snapshot_changes_none_of_its_figures() -> None:
    assert notes_after(("1980", date(2026, 12, 1))) == (
        "The latest snapshot is of 20 Nov 2026, before that day: its figures do not change.",
    )


def test_a_price_with_a_later_one_already_in_effect_changes_no_figure_of_the_latest_snapshot() -> None:
    assert notes_after(("1850", date(2026, 6, 1)), ("1980.5", NEW_YEAR)) == (
        "From 01 Jun 2026 on: 1,850.00 EUR, as entered before.",
        "The latest snapshot is of 20 Nov 2026: its figures do not change.",
    )


def test_a_price_names_the_next_one_even_when_that_is_not_yet_in_effect() -> None:
    assert notes_after(("none", date(2027, 1, 1)), ("1980", NEW_YEAR)) == (
        "From 01 Jan 2027 on: no price, as entered before.",
    )
    assert notes_after(("2100", date(2027, 2, 1)), ("2000", date(2027, 1, 1)), ("1980", date(2026, 12, 1))) == (
        "From 01 Jan 2027 on: 2,000.00 EUR, as entered before.",
        "The latest snapshot is of 20 Nov 2026, before that day: its figures do not change.",
    )
