"""Telling prices, buckets and contracts: exactly what was typed, or nothing at all."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import LICENSES, NOON, MemoryPrices, price
from seatwise.app.license_lookup import NO_SNAPSHOT, find_license
from seatwise.app.license_overrides import parse_bucket, set_bucket, set_yearly_logins
from seatwise.app.ports import Price
from seatwise.app.prices import (
    PriceUpdate,
    SeenPrice,
    effective_prices,
    export_prices,
    import_prices,
    newest_entry,
    parse_day,
    price_on,
    set_price,
    version_token,
)
from seatwise.domain.errors import StalePrice, UsageError
from seatwise.domain.licenses import Bucket, Kind, LicenseName

NEW_YEAR = date(2026, 1, 1)


def clock() -> datetime:
    return NOON


def set_to(book: MemoryPrices, key: str, amount: str, *, known: tuple[LicenseName, ...] = LICENSES) -> PriceUpdate:
    return set_price("acme", key, amount, start=NEW_YEAR, known=known, book=book, clock=clock)


def take(book: MemoryPrices, text: str, *, known: tuple[LicenseName, ...] = LICENSES) -> PriceUpdate:
    return import_prices("acme", text, source="p.csv", start=NEW_YEAR, known=known, book=book, clock=clock)


@pytest.mark.parametrize(
    ("typed", "kind", "key"),
    [
        ("SFDC", Kind.USER, "SFDC"),
        (" sfdc ", Kind.USER, "SFDC"),
        ("user:SFDC", Kind.USER, "SFDC"),
        ("Salesforce", Kind.USER, "SFDC"),
        ("user:shared", Kind.USER, "Shared"),
        ("permission_set:Shared", Kind.PERMISSION_SET, "Shared"),
        ("Permission-Set:shared", Kind.PERMISSION_SET, "Shared"),
        ("Shared as an add-on", Kind.PERMISSION_SET, "Shared"),
        ("SupportUser", Kind.FEATURE, "SupportUser"),
        ("acme:pkg", Kind.PACKAGE, "acme:pkg"),
        ("package:acme:pkg", Kind.PACKAGE, "acme:pkg"),
        ("acme [pkg] <B>", Kind.PACKAGE, "acme:pkg"),
    ],
)
def test_a_license_is_meant_by_key_by_kind_and_key_or_by_label(typed: str, kind: Kind, key: str) -> None:
    found = find_license(typed, LICENSES)
    assert (found.kind, found.key) == (kind, key)


def test_a_key_of_several_kinds_asks_which_kind() -> None:
    with pytest.raises(UsageError, match="Shared could be 2 licenses") as refusal:
        find_license("Shared", LICENSES)
    assert refusal.value.next_step == "Write user:Shared or permission_set:Shared."


@pytest.mark.parametrize("typed", ["SFDD", "feature:SFDC", "Sales", "", ":", "user:"])
def test_an_unknown_license_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="no license"):
        find_license(typed, LICENSES)


def test_an_unknown_license_names_the_nearest() -> None:
    with pytest.raises(UsageError) as refusal:
        find_license("PID_Customer_Comunity_Login", LICENSES)
    assert "PID_Customer_Community_Login (Customer Community Login)" in refusal.value.next_step


def test_one_key_with_two_names_is_one_license() -> None:
    twins = [LicenseName(Kind.USER, "K", "One"), LicenseName(Kind.USER, "K", "Other")]
    assert find_license("K", twins).key == "K"


def test_without_a_snapshot_any_key_is_taken_and_the_reader_is_told() -> None:
    book = MemoryPrices()
    told = set_to(book, "AnyKey", "5", known=())
    assert told.notes == (NO_SNAPSHOT,)
    assert book.prices("acme") == [price("AnyKey", "5")]
    set_to(book, "feature:AnyKey", "5", known=())
    assert [each.kind for each in book.prices("acme")] == [Kind.USER, Kind.FEATURE]
    with pytest.raises(UsageError, match="empty"):
        set_to(book, " ", "5", known=())


def test_a_price_is_recorded_as_typed_for_the_license_that_was_meant() -> None:
    book = MemoryPrices()
    told = set_to(book, "salesforce", "1980.50")
    assert told.prices == (Price(Kind.USER, "SFDC", Decimal("1980.50"), NEW_YEAR, NOON),)
    assert told.licenses == (LICENSES[0],)
    assert list(told.prices) == book.prices("acme")


@pytest.mark.parametrize(("key", "amount"), [("SFDC", "-1"), ("SFDC", "1,980"), ("nope", "1")])
def test_a_wrong_price_records_nothing(key: str, amount: str) -> None:
    book = MemoryPrices()
    with pytest.raises(UsageError):
        set_to(book, key, amount)
    assert book.prices("acme") == []


def test_a_file_is_taken_with_columns_in_any_order_and_blank_lines() -> None:
    book = MemoryPrices()
    text = '\ufeffFrom, amount ,KEY,kind\r\n2026-03-01,1980.5,SFDC,\r\n\r\n,0.0833,"Shared",permission_set\r\n'
    told = take(book, text)
    assert [(p.kind, p.key, str(p.amount), p.effective_from) for p in told.prices] == [
        (Kind.USER, "SFDC", "1980.5", date(2026, 3, 1)),
        (Kind.PERMISSION_SET, "Shared", "0.0833", NEW_YEAR),
    ]
    assert len(book.prices("acme")) == 2


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
    assert lines[0] == "p.csv: 8 of 9 lines are wrong, so none was taken."
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
    assert book.prices("acme") == []


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
def test_a_file_that_is_no_price_list_is_refused_with_the_place(text: str, reason: str) -> None:
    book = MemoryPrices()
    with pytest.raises(UsageError, match=reason):
        take(book, text)
    assert book.prices("acme") == []


def test_of_two_prices_for_one_day_the_one_recorded_last_counts() -> None:
    book = MemoryPrices()
    later = Price(Kind.USER, "SFDC", Decimal(2), NEW_YEAR, NOON + timedelta(seconds=1))
    book.set_prices("acme", [later, price(amount="1"), price(amount="3", start=date(2026, 2, 1))])
    assert [str(each.amount) for each in effective_prices("acme", book)] == ["2", "3"]


amounts = st.decimals(min_value=0, max_value=Decimal("999999999999.9999"), places=4)
days = st.dates(date(1000, 1, 1))


@given(st.lists(st.tuples(st.sampled_from(LICENSES), amounts, days), min_size=1, max_size=20))
def test_prices_written_to_a_file_and_taken_from_it_are_the_same_prices(
    told: list[tuple[LicenseName, Decimal, date]],
) -> None:
    before, after = MemoryPrices(), MemoryPrices()
    before.set_prices("acme", [Price(one.kind, one.key, amount, day, NOON) for one, amount, day in told])
    take(after, export_prices("acme", before))
    assert after.prices("acme") == effective_prices("acme", before)


def test_a_key_with_commas_and_quotes_survives_the_file() -> None:
    before, after = MemoryPrices(), MemoryPrices()
    before.set_prices("acme", [price('a "b", c\n=1+1')])
    take(after, export_prices("acme", before), known=())
    assert after.prices("acme") == before.prices("acme")


def test_a_day_is_written_one_way() -> None:
    assert parse_day(" 2026-02-28 ") == date(2026, 2, 28)
    for bad in ("", "2026-02-30", "20260228", "28.02.2026", "yesterday"):
        with pytest.raises(UsageError, match="not a day"):
            parse_day(bad)


@pytest.mark.parametrize(
    ("typed", "bucket"),
    [
        ("named", Bucket.NAMED),
        ("Community Login", Bucket.COMMUNITY_LOGIN),
        ("community-login", Bucket.COMMUNITY_LOGIN),
        ("COMMUNITY_LOGIN", Bucket.COMMUNITY_LOGIN),
        ("Other", Bucket.OTHER),
    ],
)
def test_a_bucket_is_known_however_it_is_written(typed: str, bucket: Bucket) -> None:
    assert parse_bucket(typed) is bucket


def test_an_unknown_bucket_names_the_three() -> None:
    with pytest.raises(UsageError, match="no bucket Login") as refusal:
        parse_bucket("Login")
    assert refusal.value.next_step == "The buckets are 'Named', 'Community Login', 'Other'."


def test_a_bucket_is_set_and_taken_back_even_when_the_license_is_gone() -> None:
    book = MemoryPrices()
    set_bucket("acme", "Salesforce", Bucket.OTHER, known=LICENSES, book=book)
    set_bucket("acme", "Shared", Bucket.NAMED, known=LICENSES, book=book)
    assert book.buckets("acme") == {"SFDC": Bucket.OTHER, "Shared": Bucket.NAMED}
    set_bucket("acme", "SFDC", None, known=LICENSES[1:], book=book)
    set_bucket("acme", "user:Shared", None, known=LICENSES, book=book)
    assert book.buckets("acme") == {}
    with pytest.raises(UsageError, match="was not set by hand"):
        set_bucket("acme", "SFDC", None, known=LICENSES, book=book)


@pytest.mark.parametrize("typed", ["SupportUser", "Sales User", "permission_set:Shared"])
def test_only_user_licenses_have_buckets_and_logins(typed: str) -> None:
    book = MemoryPrices()
    with pytest.raises(UsageError, match="only user licenses have"):
        set_bucket("acme", typed, Bucket.NAMED, known=LICENSES, book=book)
    with pytest.raises(UsageError, match="only user licenses have"):
        set_yearly_logins("acme", typed, 12, known=LICENSES, book=book)
    assert (book.buckets("acme"), book.yearly_logins("acme")) == ({}, {})


def test_yearly_logins_are_set_and_cleared() -> None:
    book, key = MemoryPrices(), "PID_Customer_Community_Login"
    set_yearly_logins("acme", "customer community login", 120_000, known=LICENSES, book=book)
    assert book.yearly_logins("acme") == {key: 120_000}
    for bad in (0, -1, 10**12 + 1):
        with pytest.raises(UsageError, match="not possible"):
            set_yearly_logins("acme", key, bad, known=LICENSES, book=book)
    set_yearly_logins("acme", key, None, known=LICENSES, book=book)
    with pytest.raises(UsageError, match="No yearly logins are set"):
        set_yearly_logins("acme", key, None, known=LICENSES, book=book)


def test_a_price_that_is_taken_back_is_told_and_survives_export_and_import() -> None:
    book = MemoryPrices()
    set_to(book, "SFDC", "1980")
    set_price("acme", "SFDC", "none", start=date(2026, 6, 1), known=LICENSES, book=book, clock=clock)
    assert [price.amount for price in effective_prices("acme", book)] == [Decimal(1980), None]
    again = MemoryPrices()
    take(again, export_prices("acme", book))
    assert export_prices("acme", again) == export_prices("acme", book)
    assert export_prices("acme", book).endswith("user,SFDC,1980,2026-01-01\nuser,SFDC,none,2026-06-01\n")


def change(book: MemoryPrices, amount: str, seen: str) -> PriceUpdate:
    before = SeenPrice(seen, on=NEW_YEAR)
    return set_price("acme", "SFDC", amount, seen=before, start=NEW_YEAR, known=LICENSES, book=book, clock=clock)


def test_the_later_of_two_people_reads_what_the_earlier_one_set() -> None:
    book = MemoryPrices()
    change(book, "1980", seen="")
    with pytest.raises(StalePrice, match=r"Somebody set 1980\.00 since you loaded this page"):
        change(book, "1850", seen="")
    assert [price.amount for price in book.prices("acme")] == [Decimal(1980)]
    change(book, "none", seen=version_token(book.prices("acme")[0]))
    with pytest.raises(StalePrice, match="Somebody cleared the price since"):
        change(book, "1850", seen=version_token(book.prices("acme")[0]))
    change(book, "1850", seen=version_token(book.prices("acme")[1]))
    assert [price.amount for price in book.prices("acme")] == [Decimal(1980), None, Decimal(1850)]


def test_prices_of_other_licenses_and_of_later_days_are_no_conflict() -> None:
    book = MemoryPrices()
    set_to(book, "Shared as a user license", "7")
    set_price("acme", "SFDC", "9", start=date(2027, 1, 1), known=LICENSES, book=book, clock=clock)
    change(book, "1980", seen="")
    assert price_on(NEW_YEAR, [one for one in book.prices("acme") if one.key == "SFDC"]) == price(
        amount="1980", recorded_at=NOON + timedelta(microseconds=2)
    )


def test_who_saw_the_whole_history_reads_of_an_entry_for_any_day() -> None:
    book = MemoryPrices()

    def add(amount: str, day: date, seen: str) -> None:
        whole = SeenPrice(seen, on=None)
        set_price("acme", "SFDC", amount, seen=whole, start=day, known=LICENSES, book=book, clock=clock)

    add("9", date(2027, 1, 1), "")
    with pytest.raises(StalePrice, match=r"Somebody set 9\.00"):
        add("5", NEW_YEAR, "")
    add("5", NEW_YEAR, version_token(newest_entry(book.prices("acme"))))
    assert len(book.prices("acme")) == 2


def test_an_entry_is_recorded_after_those_before_it_even_when_the_clock_goes_back() -> None:
    book = MemoryPrices()
    for amount, hour in (("1", 12), ("2", 9), ("3", 9)):
        moment = NOON.replace(hour=hour)
        set_price("acme", "SFDC", amount, start=NEW_YEAR, known=LICENSES, book=book, clock=lambda at=moment: at)  # type: ignore[misc]
    assert [str(one.amount) for one in book.prices("acme")] == ["1", "2", "3"]
    assert [str(one.amount) for one in effective_prices("acme", book)] == ["3"]


def test_a_refused_amount_is_refused_before_any_conflict() -> None:
    with pytest.raises(UsageError, match="is negative"):
        change(MemoryPrices(), "-5", seen="something else")
