"""Bucket and entitlement overrides of user licenses."""

from collections.abc import Sequence
from datetime import date

import pytest

from fakes import LICENSES, MemoryPrices, entering
from seatwise.app.entries.license_overrides import parse_bucket, set_bucket, set_yearly_logins
from seatwise.app.lookups.license_lookup import NO_SNAPSHOT
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.entries import BucketOverride, EntitlementOverride, latest_per_day
from seatwise.domain.licensing.license_kinds import Bucket, LicenseName


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


START = date(2026, 6, 1)


def set_to(
    book: MemoryPrices,
    typed: str,
    bucket: Bucket | None,
    *,
    start: date = START,
    known: Sequence[LicenseName] = LICENSES,
) -> tuple[str, ...]:
    return set_bucket(entering(book, known=known), typed, bucket, start=start).notes


def set_logins(book: MemoryPrices, typed: str, logins: int | None, *, start: date = START) -> tuple[str, ...]:
    return set_yearly_logins(entering(book), typed, logins, start=start).notes


def buckets(book: MemoryPrices) -> list[tuple[str, Bucket | None, date]]:
    overrides = latest_per_day(book.entries("acme", BucketOverride))
    return [(each.key, each.bucket, each.effective_from) for each in overrides]


def test_a_bucket_is_set_from_a_day_on_and_cleared_even_when_the_license_is_gone() -> None:
    book, later = MemoryPrices(), date(2026, 9, 1)
    set_to(book, "Salesforce", Bucket.OTHER)
    set_to(book, "Shared", Bucket.NAMED)
    set_to(book, "SFDC", None, start=later, known=LICENSES[1:])
    set_to(book, "user:Shared", None)
    assert buckets(book) == [
        ("SFDC", Bucket.OTHER, START),
        ("SFDC", None, later),
        ("Shared", None, START),
    ]
    for day in (later, date(2026, 5, 31)):
        with pytest.raises(UsageError, match=f"No bucket is set for SFDC on {day}"):
            set_to(book, "SFDC", None, start=day)


@pytest.mark.parametrize("typed", ["SupportUser", "Sales User", "permission_set:Shared"])
def test_only_user_licenses_have_buckets_and_logins(typed: str) -> None:
    book = MemoryPrices()
    with pytest.raises(UsageError, match="only user licenses have"):
        set_to(book, typed, Bucket.NAMED)
    with pytest.raises(UsageError, match="only user licenses have"):
        set_logins(book, typed, 12)
    assert (book.entries("acme", BucketOverride), book.entries("acme", EntitlementOverride)) == ([], [])


def test_yearly_logins_are_set_from_a_day_on_and_cleared() -> None:
    book, key = MemoryPrices(), "PID_Customer_Community_Login"
    set_logins(book, "customer community login", 120_000)
    for bad in (0, -1, 10**12 + 1):
        with pytest.raises(UsageError, match="not possible"):
            set_logins(book, key, bad)
    set_logins(book, key, None, start=date(2026, 9, 1))
    with pytest.raises(UsageError, match="No yearly logins are set"):
        set_logins(book, key, None, start=date(2026, 9, 1))
    overrides = book.entries("acme", EntitlementOverride)
    entered = [(each.key, each.yearly_logins, each.effective_from) for each in overrides]
    assert entered == [(key, 120_000, START), (key, None, date(2026, 9, 1))]


def test_the_notes_say_what_hides_an_override() -> None:
    book, key = MemoryPrices(), "PID_Customer_Community_Login"
    assert set_logins(book, key, 120_000) == ()
    assert set_logins(book, key, 100_000, start=date(2026, 1, 1)) == (
        "From 01 Jun 2026 on: 120,000 logins a year, as entered before.",
        "The latest snapshot is of 20 Nov 2026: its figures do not change.",
    )
    assert set_logins(book, key, None, start=date(2026, 12, 1)) == (
        "The latest snapshot is of 20 Nov 2026, before that day: its figures do not change.",
    )


def test_without_a_snapshot_an_override_is_taken_with_a_note() -> None:
    assert set_to(MemoryPrices(), "AnyKey", Bucket.NAMED, known=()) == (NO_SNAPSHOT,)
