"""What is not known: a column whose source is a gap is NULL in its model, so nothing can be computed from it."""

from collections.abc import Iterable

from seatwise.domain.snapshots import Snapshot
from seatwise.engine.sql_text import quoted
from seatwise.metrics.model import Metric
from seatwise.sources.needs import needs_of, references
from seatwise.sources.registry import REGISTRY


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


def masked(metric: Metric, unmet: frozenset[str]) -> str:
    """The model's SQL, with NULL for each column that needs what could not be read."""
    if not any(unmet.intersection(column.needs) for column in metric.columns):
        return metric.sql.rstrip()
    columns = ",\n    ".join(
        f"CAST(NULL AS {column.type.sql}) AS {quoted(column.name)}"
        if unmet.intersection(column.needs)
        else quoted(column.name)
        for column in metric.columns
    )
    return f"SELECT\n    {columns}\nFROM (\n{metric.sql.rstrip()}\n) AS model"
