"""What a chart is: a declaration, the data it is drawn from, and the drawing with its table and its sentence."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from seatwise.domain.counts import counted
from seatwise.domain.errors import without_command
from seatwise.domain.gaps import Gap, by_remedy
from seatwise.domain.licensing.money import shown_amount
from seatwise.metrics.model import Metric
from seatwise.sources.gap_names import gap_name
from seatwise.sources.needs import references

Row = Mapping[str, object]
Mark = Mapping[str, object]
Spec = dict[str, Any]


@dataclass(frozen=True)
class Theme:
    """The colors of a page; each differs from the card by 3:1 at least, texts by 4.5:1."""

    card: str
    ink: str
    quiet: str
    line: str
    outer: str
    outer_edge: str
    inner: str
    actor: str
    login_only: str
    no_login: str


@dataclass(frozen=True)
class Point:
    """The rows of one snapshot, for charts over time."""

    snapshot: str
    as_of: datetime
    rows: Sequence[Row]


@dataclass(frozen=True)
class ChartData:
    """What a chart is drawn from."""

    rows: Sequence[Row]  # the panel's, all of them, whatever the filter
    points: Sequence[Point]  # the chart's own metric, one point per snapshot it reads, oldest first
    as_of: datetime  # the moment of the snapshot that is shown
    currency: str  # of its money
    days: int  # of the activity period
    gaps: Sequence[Gap] = ()  # what could not be read and matters to the panel or the chart
    damaged: int = 0  # how many snapshots are left out because they cannot be trusted
    chosen: str = ""  # what the panel is of, where a person chooses it


@dataclass(frozen=True)
class Drawing:
    """One chart, ready to be drawn."""

    title: str
    alt: str  # the main figures in a sentence; where there is nothing to draw, why
    caption: str  # what is not drawn, and why; may be empty
    head: tuple[str, ...]  # the headings of its table; the first names the row
    body: tuple[tuple[str, ...], ...]  # the table's rows, as displayed
    marks: tuple[Mark, ...]  # one mapping per bar or point; empty where there is nothing to draw
    layout: Callable[["Drawing", Theme, bool], Spec]  # makes the Vega-Lite encoding and layers of the marks
    bars: int = 0  # how many horizontal bars it has; 0 if none


@dataclass(frozen=True)
class Chart:
    """One chart of a panel."""

    name: str  # as in its address
    title: str  # as displayed
    draw: Callable[[ChartData], Drawing]
    explained: str  # the column that it shows, as `explain` names it: `licenses.provisioned_cost`
    metric: Metric | None = None  # rows besides the panel's own
    every_snapshot: bool = False  # whether that metric is read of every snapshot of the org, not only of the one shown


def of_licenses(counts: Iterable[tuple[int, str]]) -> str:
    """How many licenses are not drawn like the others: one sentence for each count above 0."""
    return " ".join(f"{counted(count, 'license')} {what}" for count, what in counts if count)


def exact(figure: int | Decimal | None) -> str:
    """A figure as tables and sentences have it; unknown is blank."""
    if figure is None:
        return ""
    return shown_amount(figure) if isinstance(figure, Decimal) else f"{figure:,}"


def unread(needs: Iterable[str], gaps: Iterable[Gap]) -> str:
    """What of these objects and fields could not be read, and what to do; empty if all of it was."""
    needed = frozenset(needs)
    found = [gap for gap in gaps if not needed.isdisjoint(references(gap))]
    return " ".join(
        f"{', '.join(dict.fromkeys(map(gap_name, same)))} could not be read. {without_command(remedy)}"
        for remedy, same in by_remedy(found).items()
    )
