"""Damaged prices and overrides, as gaps of the snapshots in which they would be in effect."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from seatwise.app.ports import PriceBook
from seatwise.domain.gaps import BUCKETS, ENTERED, ENTITLEMENTS, PRICES, ROWS, Gap
from seatwise.domain.licensing.entries import (
    AnyEntry,
    BucketOverride,
    EntitlementOverride,
    Price,
    day_text,
    in_effect,
    of_license,
)
from seatwise.domain.snapshots import Snapshot

_NEXT_STEP = "Restore a backup, or delete what is damaged and continue with the rest: seatwise doctor --discard-damaged"
_REMEDIES = {
    PRICES: "Enter it again: seatwise price set '{kind}:{key}' AMOUNT --from {day} --org {org}",
    BUCKETS: "Enter it again: seatwise bucket set '{key}' BUCKET --from {day} --org {org}",
    ENTITLEMENTS: ("Enter it again: seatwise entitlement set '{key}' --yearly-logins NUMBER --from {day} --org {org}"),
}


def enter_again(table: str, org: str, key: str, day: object, *, kind: str = "") -> str:
    """The command that enters again what is damaged."""
    return _REMEDIES[table].format(kind=kind, key=key, day=day, org=org)


def with_entry_gaps(org: str, snapshots: Iterable[Snapshot], book: PriceBook) -> list[Snapshot]:
    """The snapshots of an org, each with what is damaged of the entries in effect on its day."""
    found = list(snapshots)
    if found:
        found = _with_gaps(PRICES, Price, org, found, book)
        found = _with_gaps(BUCKETS, BucketOverride, org, found, book)
        found = _with_gaps(ENTITLEMENTS, EntitlementOverride, org, found, book)
    return found


def _with_gaps(
    table: str, what: type[AnyEntry], org: str, snapshots: Sequence[Snapshot], book: PriceBook
) -> list[Snapshot]:
    entries: Sequence[AnyEntry] = book.entries(org, what)
    unidentified: str = book.unidentified(org, what)
    whole: list[Gap] = [Gap(table, ROWS, unidentified, _NEXT_STEP)] if unidentified else []
    if not whole and not any(entry.damaged for entry in entries):
        return list(snapshots)

    def with_gaps(snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, gaps=(*snapshot.gaps, *whole, *_gaps(table, org, snapshot, entries)))

    return list(map(with_gaps, snapshots))


def _gaps(table: str, org: str, snapshot: Snapshot, entries: Sequence[AnyEntry]) -> Iterator[Gap]:
    for kind, key in dict.fromkeys((entry.kind, entry.key) for entry in entries if entry.damaged):
        now = in_effect(snapshot.as_of.date(), of_license(kind, key, entries))
        if now is not None and now.damaged:
            day, name = now.effective_from, f"{kind.value}:{key}"
            reason = (
                f"The {ENTERED[table]} of {name} in effect from {day_text(day)}, entered on "
                f"{day_text(now.recorded_at.date())}, was changed in state.db after it was written."
            )
            yield Gap(table, name, reason, enter_again(table, org, key, day, kind=kind.value))
