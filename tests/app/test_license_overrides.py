"""Bucket and entitlement overrides of user licenses."""

import pytest

from fakes import LICENSES, MemoryPrices
from seatwise.app.license_overrides import parse_bucket, set_bucket, set_yearly_logins
from seatwise.domain.errors import UsageError
from seatwise.domain.licenses import Bucket


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
