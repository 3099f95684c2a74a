"""Every table that a snapshot may hold."""

from collections.abc import Mapping

from seatwise.sources import activity, counts, licenses, organization, rights, users
from seatwise.sources.source import Source

REGISTRY: tuple[Source, ...] = (
    *organization.SOURCES,
    *licenses.SOURCES,
    *users.SOURCES,
    *counts.SOURCES,
    *rights.SOURCES,
    *activity.SOURCES,
)

_BY_TABLE: Mapping[str, Source] = {source.name: source for source in REGISTRY}


def by_table(name: str) -> Source | None:
    """The source of a snapshot's table; None if this version of Seatwise does not read it."""
    return _BY_TABLE.get(name)
