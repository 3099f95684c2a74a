"""Which gap concerns which need: an object (`LoginHistory`), or one of its fields (`User.LastLoginDate`)."""

from collections.abc import Iterable

from seatwise.domain.gaps import ENTERED, Gap
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.activity import RECORD_TOUCH
from seatwise.sources.registry import REGISTRY, by_table
from seatwise.sources.source import Source


def needs_of(source: Source) -> frozenset[str]:
    """Every need that the source can meet: the object, and each of its fields."""
    return frozenset((source.sobject, *(f"{source.sobject}.{field.name}" for field in source.fields)))


_DETAILS = frozenset(("record_touch.RecordTypeId", "login_day.LoginType"))  # without these the other columns still hold
NEEDS: frozenset[str] = frozenset((*ENTERED, *(need for source in REGISTRY for need in needs_of(source))))


def lowers_figures(gap: Gap) -> bool:
    """Whether figures are less known by the gap. Not where the org does not offer the thing and so has none of it."""
    source = by_table(gap.table)
    if gap.is_offered or source is None:
        return True
    if gap.column is None:
        return not source.optional
    fields = [field for field in source.fields if field.name == gap.column]
    return not any(field.when_visible for field in fields) if fields else source is not RECORD_TOUCH


def references(gap: Gap) -> frozenset[str]:
    """The needs that the gap leaves unmet.

    Without the table, or with rows missing, that is the object and all of its fields; without a column, that field
    alone. A table that is made of others is not to be trusted without one of its columns, but for mere details; a
    tracked object that cannot be read (a column of `record_touch`) leaves rows out, too.
    """
    if gap.table in ENTERED:
        return frozenset((gap.table,))
    source = by_table(gap.table)
    if source is None or not lowers_figures(gap):
        return frozenset()
    if gap.is_whole or (source.made and gap.what not in _DETAILS):
        return needs_of(source)
    return needs_of(source) & {f"{source.sobject}.{gap.column}"}


def gap_touches(gap: Gap, need: str) -> bool:
    """Whether what needs this cannot be known because of the gap."""
    return need in references(gap)


def unmet_needs(snapshots: Iterable[Snapshot]) -> frozenset[str]:
    """The objects and fields that could not be read in one of the snapshots, or that one was taken without."""
    unmet: set[str] = set()
    for snapshot in snapshots:
        for gap in snapshot.gaps:
            unmet |= references(gap)
        not_offered = {gap.table for gap in snapshot.gaps if gap.column is None and not lowers_figures(gap)}
        for source in REGISTRY:
            if source.name not in snapshot.tables and source.name not in not_offered:
                unmet |= needs_of(source)
    return frozenset(unmet)
