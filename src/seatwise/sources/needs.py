"""Which gap concerns which need: an object (`LoginHistory`), or one of its fields (`User.LastLoginDate`)."""

from collections.abc import Iterable

from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.snapshots import Snapshot
from seatwise.sources.activity import RECORD_TOUCH
from seatwise.sources.registry import REGISTRY, by_table
from seatwise.sources.source import Source


def needs_of(source: Source) -> frozenset[str]:
    """Every need that the source can meet: the object, and each of its fields."""
    return frozenset((source.sobject, *(f"{source.sobject}.{field.name}" for field in source.fields)))


NEEDS: frozenset[str] = frozenset(need for source in REGISTRY for need in needs_of(source))


def references(gap: Gap) -> frozenset[str]:
    """The needs that the gap leaves unmet.

    Without the table, or with rows missing, that is the object and all of its fields; without a column, that field
    alone. A tracked object that cannot be read (a column of `record_touch`) leaves rows out, too.
    """
    source = by_table(gap.table)
    if source is None:
        return frozenset()
    whole = gap.column in {None, ROWS}
    if whole or (source is RECORD_TOUCH and gap.column not in {field.name for field in source.fields}):
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
        for source in REGISTRY:
            if source.name not in snapshot.tables:
                unmet |= needs_of(source)
    return frozenset(unmet)
