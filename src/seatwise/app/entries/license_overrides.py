"""Overrides of user licenses, from a day on: the bucket, and the yearly logins of a login license."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from seatwise.app.entries.entry_context import EntryContext, Update
from seatwise.domain.errors import StaleEntry, UsageError
from seatwise.domain.licensing.entries import (
    AnyEntry,
    BucketOverride,
    EntitlementOverride,
    in_effect,
    in_words,
    of_license,
)
from seatwise.domain.licensing.license_kinds import Bucket, Kind, LicenseName

MOST_LOGINS = 10**12


def set_bucket(
    context: EntryContext, typed: str, bucket: Bucket | None, *, start: date, seen: str | None = None
) -> Update[BucketOverride]:
    """Set the bucket of a user license (KEY, user:KEY or a label) from `start` on; None lets the rules decide again.

    `seen` is the bucket that the person saw set on that day, or `AUTOMATIC`; None replaces whatever is there. Raises
    UsageError: the license is unknown, ambiguous or no user license, or there is nothing to clear on that day;
    StaleEntry: someone else set another bucket since then.
    """
    meant = _meant(context, typed, BucketOverride, clears=bucket is None)
    entry = BucketOverride(meant.key, bucket, start, context.clock())
    none_set = UsageError(
        f"No bucket is set for {meant.key} on {start}.", f"See: seatwise bucket list --org {context.org}"
    )
    return _record(context, meant, entry, replace(entry, bucket=None), none_set=none_set, seen=seen)


def set_yearly_logins(
    context: EntryContext, typed: str, logins: int | None, *, start: date
) -> Update[EntitlementOverride]:
    """Set the yearly logins of a login license from `start` on; None returns to those of Salesforce.

    Raises UsageError: as `set_bucket`, or the number is not between 1 and 10^12.
    """
    meant = _meant(context, typed, EntitlementOverride, clears=logins is None)
    if logins is not None and not 1 <= logins <= MOST_LOGINS:
        raise UsageError(
            f"{logins} yearly logins are not possible.",
            f"Enter 1 or more, or clear them: seatwise entitlement clear --org {context.org} {meant.key}",
        )
    entry = EntitlementOverride(meant.key, logins, start, context.clock())
    none_set = UsageError(
        f"No yearly logins are set for {meant.key} on {start}.", f"See: seatwise entitlement list --org {context.org}"
    )
    return _record(context, meant, entry, replace(entry, yearly_logins=None), none_set=none_set)


def parse_bucket(text: str) -> Bucket:
    """The bucket that was typed, in any case, with or without spaces and dashes. Raises UsageError."""
    folded = "".join(char for char in text.casefold() if char.isalnum())
    for bucket in Bucket:
        if "".join(char for char in bucket.value.casefold() if char.isalnum()) == folded:
            return bucket
    raise UsageError(
        f"There is no bucket {text}.", f"The buckets are {', '.join(repr(bucket.value) for bucket in Bucket)}."
    )


def _record(
    context: EntryContext,
    meant: LicenseName,
    entry: AnyEntry,
    cleared: AnyEntry,
    *,
    none_set: UsageError,
    seen: str | None = None,
) -> Update[AnyEntry]:
    """Refused where another entry than `seen` is in effect on its day; or where it clears one, and none is."""

    def check(entries: Sequence[AnyEntry]) -> None:
        current = in_effect(entry.effective_from, of_license(entry.kind, entry.key, entries))
        now, nothing = in_words(current or cleared, ""), in_words(cleared, "")
        if seen not in (None, now) and not (current and current.damaged):
            raise StaleEntry(f"Someone set {entry.key} to {now} since you loaded this page.", "Load the page again.")
        if entry == cleared and now == nothing:
            raise none_set

    return context.record([entry], [meant], check)


def _meant(context: EntryContext, typed: str, what: type[AnyEntry], *, clears: bool) -> LicenseName:
    """The license; an override can be cleared even when the latest snapshot no longer has its license."""
    bare = typed.strip().removeprefix("user:")
    if clears and of_license(Kind.USER, bare, context.book.entries(context.org, what)):
        known = (one for one in context.known if one.kind is Kind.USER and one.key == bare)
        return next(known, LicenseName(Kind.USER, bare, bare))
    return _user_license(typed, context)


def _user_license(typed: str, context: EntryContext) -> LicenseName:
    """Of licenses of all kinds that share a name, the user license: only it has a bucket or logins."""
    users = [one for one in context.known if one.kind is Kind.USER]
    try:
        return replace(context, known=users).find(typed)
    except UsageError:
        other = context.find(typed)
        kind = other.kind.value.replace("_", "-")
        raise UsageError(
            f"{other.label} is a {kind} license: only user licenses have buckets and logins.",
            "See which: seatwise licenses",
        ) from None
