"""Overrides that people enter for user licenses: the bucket, and the yearly logins of a login license."""

from collections.abc import Sequence

from seatwise.app.license_lookup import find_license
from seatwise.app.ports import PriceBook
from seatwise.domain.errors import UsageError
from seatwise.domain.licenses import Bucket, Kind, LicenseName

MOST_LOGINS = 10**12


def set_bucket(
    org: str, typed: str, bucket: Bucket | None, *, known: Sequence[LicenseName], book: PriceBook
) -> LicenseName:
    """Put a user license into a bucket by hand; None takes that back. Returns the license that was meant.

    Raises:
        UsageError: the license is unknown, ambiguous or no user license; or there is no override to take back.
    """
    meant = _overridden_or_known(typed, known, book.buckets(org)) if bucket is None else _user_license(typed, known)
    if bucket is None and meant.key not in book.buckets(org):
        raise UsageError(f"The bucket of {meant.key} was not set by hand.", f"See: seatwise bucket list --org {org}")
    book.set_bucket(org, meant.key, bucket)
    return meant


def set_yearly_logins(
    org: str, typed: str, logins: int | None, *, known: Sequence[LicenseName], book: PriceBook
) -> LicenseName:
    """Tell the yearly logins that the contract grants; None takes that back. Returns the license that was meant.

    Raises:
        UsageError: as `set_bucket`, or the number is not between 1 and 10^12.
    """
    contracts = book.yearly_logins(org)
    meant = _overridden_or_known(typed, known, contracts) if logins is None else _user_license(typed, known)
    if logins is None and meant.key not in contracts:
        raise UsageError(f"No yearly logins are set for {meant.key}.", f"See: seatwise entitlement list --org {org}")
    if logins is not None and not 1 <= logins <= MOST_LOGINS:
        raise UsageError(
            f"{logins} yearly logins are not possible.",
            f"Enter 1 or more, or clear them: seatwise entitlement clear --org {org} {meant.key}",
        )
    book.set_yearly_logins(org, meant.key, logins)
    return meant


def parse_bucket(text: str) -> Bucket:
    """The bucket that was typed, in any case, with or without spaces and dashes. Raises UsageError."""
    folded = "".join(char for char in text.casefold() if char.isalnum())
    for bucket in Bucket:
        if "".join(char for char in bucket.value.casefold() if char.isalnum()) == folded:
            return bucket
    raise UsageError(
        f"There is no bucket {text}.", f"The buckets are {', '.join(repr(bucket.value) for bucket in Bucket)}."
    )


def _user_license(typed: str, known: Sequence[LicenseName]) -> LicenseName:
    """Among licenses of all kinds that share a name, the user license is the one that has a bucket or logins."""
    users = [one for one in known if one.kind is Kind.USER]
    try:
        return find_license(typed, users if known else [])
    except UsageError:
        other = find_license(typed, known)
        kind = other.kind.value.replace("_", "-")
        raise UsageError(
            f"{other.label} is a {kind} license: only user licenses have buckets and logins.",
            "See which: seatwise report licenses",
        ) from None


def _overridden_or_known(typed: str, known: Sequence[LicenseName], told: object) -> LicenseName:
    """What was told can be taken back even when the latest snapshot no longer has the license."""
    bare = typed.strip().removeprefix("user:")
    if isinstance(told, dict) and bare in told:
        return LicenseName(Kind.USER, bare, bare)
    return _user_license(typed, known)
