"""What a chart is: a declaration, the data it is drawn from, and the drawing with its table and its sentence."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from seatwise.domain.counts import counted
from seatwise.domain.gaps import Gap
from seatwise.metrics.model import Metric

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
    """What a chart is drawn from.

    Attributes:
        rows: the panel's rows, all of them, whatever the filter.
        points: the chart's own metric, one point per snapshot it reads, oldest first.
        as_of: the moment of the snapshot that is shown.
        currency: of its money.
        days: the activity period.
        gaps: what could not be read and matters to the panel or the chart.
        damaged: how many snapshots are left out because they cannot be trusted.
        chosen: what the panel is of, where a person chooses it.
    """

    rows: Sequence[Row]
    points: Sequence[Point]
    as_of: datetime
    currency: str
    days: int
    gaps: Sequence[Gap] = ()
    damaged: int = 0
    chosen: str = ""


@dataclass(frozen=True)
class Drawing:
    """One chart, ready to be drawn.

    Attributes:
        title: what it shows.
        alt: the main figures in a sentence; where there is nothing to draw, why.
        caption: what is not drawn, and why; may be empty.
        head: the headings of its table; the first names the row.
        body: the table's rows, as displayed.
        marks: what is drawn, one mapping per bar or point; empty where there is nothing to draw.
        layout: makes the Vega-Lite encoding and layers of the marks.
        bars: how many horizontal bars it has; 0 if none.
    """

    title: str
    alt: str
    caption: str
    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    marks: tuple[Mark, ...]
    layout: Callable[["Drawing", Theme, bool], Spec]
    bars: int = 0


@dataclass(frozen=True)
class Chart:
    """One chart of a panel.

    Attributes:
        name: as in its address.
        title: as displayed.
        draw: makes the drawing.
        explained: the metric and column that it shows, as `explain` names them: `licenses.provisioned_cost`.
        metric: rows besides the panel's own; None: none.
        every_snapshot: whether that metric is read of every snapshot of the org, not only of the one that is shown.
    """

    name: str
    title: str
    draw: Callable[[ChartData], Drawing]
    explained: str
    metric: Metric | None = None
    every_snapshot: bool = False


def of_licenses(counts: Iterable[tuple[int, str]]) -> str:
    """How many licenses are not drawn like the others: one sentence for each count above 0."""
    return " ".join(f"{counted(count, 'license')} {what}" for count, what in counts if count)


def exact(figure: int | Decimal | None) -> str:
    """A figure as tables and sentences have it; unknown is blank."""
    if figure is None:
        return ""
    return f"{figure:,.2f}" if isinstance(figure, Decimal) else f"{figure:,}"
