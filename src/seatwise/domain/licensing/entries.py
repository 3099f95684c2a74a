"""What people enter for a license from a day on (a price, a bucket, yearly logins), and which entry is in effect."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar, TypeAlias, TypeVar

from seatwise.domain.licensing.license_kinds import Bucket, Kind
from seatwise.domain.licensing.money import shown_price

AUTOMATIC, SALESFORCES = "automatic", "Salesforce's yearly logins"  # without an override
DAMAGED = "not known: damaged in state.db"


@dataclass(frozen=True)
class Price:
    """What one seat costs per year (for login licenses: what one login costs), from a day on."""

    kind: Kind
    key: str
    amount: Decimal | None  # None: from that day on there is no price
    effective_from: date
    recorded_at: datetime
    damaged: bool = False  # whether its value is not the one that was entered, which is not known


@dataclass(frozen=True)
class BucketOverride:
    """The bucket of a user license, from a day on. `bucket` None: from that day on the rules decide."""

    kind: ClassVar[Kind] = Kind.USER
    key: str
    bucket: Bucket | None
    effective_from: date
    recorded_at: datetime
    damaged: bool = False  # whether its value is not the one that was entered, which is not known


@dataclass(frozen=True)
class EntitlementOverride:
    """The logins a year of a login license, from a day on. `yearly_logins` None: from that day on Salesforce's."""

    kind: ClassVar[Kind] = Kind.USER
    key: str
    yearly_logins: int | None
    effective_from: date
    recorded_at: datetime
    damaged: bool = False  # whether its value is not the one that was entered, which is not known


Entry: TypeAlias = Price | BucketOverride | EntitlementOverride
"""Something entered for a license. Of two entries for one day, the one recorded later is in effect."""
AnyEntry = TypeVar("AnyEntry", Price, BucketOverride, EntitlementOverride)


def in_words(entry: Entry, currency: str) -> str:
    """What an entry says."""
    if entry.damaged:
        return DAMAGED
    match entry:
        case Price(amount=amount):
            return "no price" if amount is None else f"{shown_price(amount)} {currency}"
        case BucketOverride(bucket=bucket):
            return bucket.value if bucket else AUTOMATIC
        case EntitlementOverride(yearly_logins=logins):
            return f"{logins:,} logins a year" if logins else SALESFORCES


def of_license(kind: Kind, key: str, entries: Iterable[AnyEntry]) -> list[AnyEntry]:
    """The entries of one license."""
    return [entry for entry in entries if (entry.kind, entry.key) == (kind, key)]


def in_effect(day: date, entries: Iterable[AnyEntry]) -> AnyEntry | None:
    """Of one license's entries the one in effect on a day: the latest that had begun, recorded last."""
    begun = [entry for entry in entries if entry.effective_from <= day]
    return max(begun, key=lambda entry: (entry.effective_from, entry.recorded_at), default=None)


def newest(entries: Iterable[AnyEntry]) -> AnyEntry | None:
    """Of one license's entries the one that was recorded last."""
    return max(entries, key=lambda entry: entry.recorded_at, default=None)


def latest_per_day(entries: Iterable[AnyEntry]) -> list[AnyEntry]:
    """For each license and first day the entry recorded last; in the order in which they were recorded."""
    return list({(entry.kind, entry.key, entry.effective_from): entry for entry in entries}.values())


def effect_period(entry: AnyEntry, entries: Iterable[AnyEntry]) -> tuple[date, date | None] | None:
    """The first and last day on which an entry is in effect, None: for ever; None where a later one replaced it."""
    others = [each for each in entries if each != entry]
    if any(each.effective_from == entry.effective_from and each.recorded_at > entry.recorded_at for each in others):
        return None
    following = min(
        (each.effective_from for each in others if each.effective_from > entry.effective_from), default=None
    )
    return entry.effective_from, None if following is None else following - timedelta(days=1)


def day_text(day: date) -> str:
    """A day as people read it: 28 Nov 2026."""
    return f"{day:%d %b %Y}"


def effect_notes(entry: AnyEntry, entries: Iterable[AnyEntry], latest: date | None, currency: str) -> tuple[str, ...]:
    """What hides a new entry of the license of these entries: a later one, or that the latest snapshot is older."""
    later = [each for each in entries if each.effective_from > entry.effective_from]
    first = min((each.effective_from for each in later), default=None)
    following = None if first is None else in_effect(first, later)
    notes = []
    if following is not None:
        notes.append(
            f"From {day_text(following.effective_from)} on: {in_words(following, currency)}, as entered before."
        )
    if latest is not None and latest < entry.effective_from:
        notes.append(f"The latest snapshot is of {day_text(latest)}, before that day: its figures do not change.")
    elif latest is not None and first is not None and first <= latest:
        notes.append(f"The latest snapshot is of {day_text(latest)}: its figures do not change.")
    return tuple(notes)
