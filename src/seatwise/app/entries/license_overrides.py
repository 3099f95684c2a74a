"""Overrides of user licenses, from a day on: the bucket, and the yearly logins of a login license."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from seatwise.app.lookups.license_lookup import NO_SNAPSHOT, find_license
from seatwise.app.ports import EntryCheck, PriceBook
from seatwise.domain.errors import StaleEntry, UsageError
from seatwise.domain.licensing.entries import (
    BucketOverride,
    EntitlementOverride,
    effect_notes,
    in_effect,
    latest_per_day,
)
from seatwise.domain.licensing.license_kinds import Bucket, Kind, LicenseName

MOST_LOGINS = 10**12
AUTOMATIC, SALESFORCES = "automatic", "Salesforce's yearly logins"  # without an override

Clock = Callable[[], datetime]
Override = TypeVar("Override", BucketOverride, EntitlementOverride)


@dataclass(frozen=True)
class OverrideUpdate(Generic[Override]):
    """An override that was recorded now, its license, and what the reader should know about it."""

    override: Override
    license: LicenseName
    notes: tuple[str, ...]


def set_bucket(
    org: str,
    typed: str,
    bucket: Bucket | None,
    *,
    start: date,
    known: Sequence[LicenseName],
    book: PriceBook,
    clock: Clock,
    latest: date | None = None,
    seen: str | None = None,
) -> OverrideUpdate[BucketOverride]:
    """Set the bucket of a user license from `start` on; None lets the rules decide again.

    Args:
        org: the connection's name.
        typed: KEY, user:KEY or a label.
        bucket: the bucket; None clears the override.
        start: the first day on which it is in effect.
        known: the licenses of the latest snapshot; empty when there is none.
        book: where overrides are recorded.
        clock: dates the record.
        latest: the day of the latest snapshot, for the notes; None when there is none.
        seen: the bucket that the person saw set on that day, or `AUTOMATIC`; None replaces whatever is there.

    Raises:
        UsageError: the license is unknown, ambiguous or no user license; or no override is in effect on that day.
        StaleEntry: someone else set another bucket since then.
    """
    meant, of_license = _meant(typed, known, book.bucket_overrides(org), clears=bucket is None)
    nothing = UsageError(f"No bucket is set for {meant.key} on {start}.", f"See: seatwise bucket list --org {org}")
    check: EntryCheck[BucketOverride] = _check(meant.key, start, _bucket_text, seen, None if bucket else nothing)
    recorded = book.set_bucket(org, BucketOverride(meant.key, bucket, start, clock()), check)
    notes = effect_notes(recorded, [*of_license, recorded], latest, _bucket_text)
    return OverrideUpdate(recorded, meant, notes if known else (*notes, NO_SNAPSHOT))


def set_yearly_logins(
    org: str,
    typed: str,
    logins: int | None,
    *,
    start: date,
    known: Sequence[LicenseName],
    book: PriceBook,
    clock: Clock,
    latest: date | None = None,
) -> OverrideUpdate[EntitlementOverride]:
    """Set the yearly logins of a login license from `start` on; None returns to those of Salesforce.

    Args as of `set_bucket`.

    Raises:
        UsageError: as `set_bucket`, or the number is not between 1 and 10^12.
    """
    meant, of_license = _meant(typed, known, book.entitlement_overrides(org), clears=logins is None)
    if logins is not None and not 1 <= logins <= MOST_LOGINS:
        raise UsageError(
            f"{logins} yearly logins are not possible.",
            f"Enter 1 or more, or clear them: seatwise entitlement clear --org {org} {meant.key}",
        )
    nothing = UsageError(
        f"No yearly logins are set for {meant.key} on {start}.", f"See: seatwise entitlement list --org {org}"
    )
    check: EntryCheck[EntitlementOverride] = _check(meant.key, start, _logins_text, None, None if logins else nothing)
    recorded = book.set_entitlement(org, EntitlementOverride(meant.key, logins, start, clock()), check)
    notes = effect_notes(recorded, [*of_license, recorded], latest, _logins_text)
    return OverrideUpdate(recorded, meant, notes if known else (*notes, NO_SNAPSHOT))


def effective_overrides(overrides: Sequence[Override]) -> list[Override]:
    """For each license and first day the override recorded last."""
    return latest_per_day(overrides, lambda override: override.key)


def parse_bucket(text: str) -> Bucket:
    """The bucket that was typed, in any case, with or without spaces and dashes. Raises UsageError."""
    folded = "".join(char for char in text.casefold() if char.isalnum())
    for bucket in Bucket:
        if "".join(char for char in bucket.value.casefold() if char.isalnum()) == folded:
            return bucket
    raise UsageError(
        f"There is no bucket {text}.", f"The buckets are {', '.join(repr(bucket.value) for bucket in Bucket)}."
    )


def _bucket_text(override: BucketOverride | None) -> str:
    return override.bucket.value if override and override.bucket else AUTOMATIC


def _logins_text(override: EntitlementOverride | None) -> str:
    return f"{override.yearly_logins:,} logins a year" if override and override.yearly_logins else SALESFORCES


def _check(
    key: str, day: date, text: Callable[[Override | None], str], seen: str | None, nothing: UsageError | None
) -> EntryCheck[Override]:
    """Refuses an entry where another one than `seen` is in effect on its day; and, with `nothing`, where none is."""

    def check(overrides: Sequence[Override]) -> None:
        now = text(in_effect(day, [override for override in overrides if override.key == key]))
        if seen not in (None, now):
            raise StaleEntry(f"Someone set {key} to {now} since you loaded this page.", "Load the page again.")
        if nothing and now == text(None):
            raise nothing

    return check


def _meant(
    typed: str, known: Sequence[LicenseName], overrides: Sequence[Override], *, clears: bool
) -> tuple[LicenseName, list[Override]]:
    """The license, and its overrides; one can be cleared even when the latest snapshot no longer has the license."""
    bare = typed.strip().removeprefix("user:")
    if clears and bare in {override.key for override in overrides}:
        meant = LicenseName(Kind.USER, bare, bare)
    else:
        meant = _user_license(typed, known)
    return meant, [override for override in overrides if override.key == meant.key]


def _user_license(typed: str, known: Sequence[LicenseName]) -> LicenseName:
    """Of licenses of all kinds that share a name, the user license: only it has a bucket or logins."""
    users = [one for one in known if one.kind is Kind.USER]
    try:
        return find_license(typed, users if known else [])
    except UsageError:
        other = find_license(typed, known)
        kind = other.kind.value.replace("_", "-")
        raise UsageError(
            f"{other.label} is a {kind} license: only user licenses have buckets and logins.",
            "See which: seatwise licenses",
        ) from None
