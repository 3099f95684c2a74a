"""Which panels lose figures by a gap, or for want of a permission."""

from collections.abc import Iterable
from typing import Protocol

from seatwise.domain.gaps import Gap
from seatwise.panels.declaration.panel import Panel
from seatwise.panels.registry import PANELS
from seatwise.sources.needs import references
from seatwise.sources.permissions import API_ENABLED
from seatwise.sources.registry import REGISTRY


class Reads(Protocol):
    """A panel, or a table of one: what it reads."""

    @property
    def tables(self) -> frozenset[str]:
        """The tables of a snapshot."""

    @property
    def needs(self) -> frozenset[str]:
        """The objects and fields that its figures need."""


def concerns(gap: Gap, reads: Reads) -> bool:
    """Whether the gap matters: rows of a table that is read are missing, or a field that a figure needs."""
    return (gap.table in reads.tables and gap.is_whole) or not reads.needs.isdisjoint(references(gap))


def affected_panels(gaps: Iterable[Gap]) -> tuple[Panel, ...]:
    """The panels of the menu that lose figures by the gaps."""
    given = tuple(gaps)
    return tuple(panel for panel in PANELS if panel.menu and any(concerns(gap, panel) for gap in given))


def panels_without(permission: str) -> tuple[Panel, ...]:
    """The panels of the menu that lose figures without a permission; without API Enabled all of them do."""
    lost = (source for source in REGISTRY if permission in {API_ENABLED, source.permission})
    return affected_panels(Gap(source.name, None, "", "") for source in lost)
