"""Lines over time: the points of each line, their table, their sentence, and why there is nothing to draw."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from seatwise.charts.chart import ChartData, Drawing, Row, Spec, Theme, exact, unread
from seatwise.domain.counts import counted

DRAWN = timedelta(days=366)  # of estimated days; those before are in the table
_SNAPSHOT = "snapshot"
DATA_GAPS = "data gaps"  # why most figures are not complete
_TWO_ENDS = 2
Values = list[tuple[datetime, int | Decimal]]


@dataclass(frozen=True)
class Line:
    """One line of a chart."""

    label: str  # as displayed
    figure: str  # the column that it shows
    needs: tuple[str, ...]  # the objects and fields without which it is not known
    sources: tuple[str, ...] = ()  # what it is estimated from; empty: the snapshots


def draw_lines(
    title: str,
    lines: Sequence[Line],
    data: ChartData,
    *,
    snapshots: Sequence[Row],
    layout: Callable[[Drawing, Theme, bool], Spec],
    days: Sequence[Row] = (),
    why_nothing: str = "",
    why_incomplete: Callable[[Row], str] = lambda _: DATA_GAPS,
) -> Drawing:
    """A drawing of lines.

    `snapshots` has a row per snapshot, oldest first, with `as_of`, and each figure with its `_missing`; `days` one per
    source and day that was estimated. `why_nothing` says why there is nothing to draw, where everything was read;
    `why_incomplete` what a snapshot has, of which a figure is not complete.
    """
    drawn = [(line, values) for line in lines if (values := _values(line, snapshots, days, data.as_of))]
    enough = any(len(values) >= _TWO_ENDS for _, values in drawn)
    return Drawing(
        title=title,
        alt=_alt(drawn) if enough else _nothing(lines, snapshots, data, why_nothing),
        caption=" ".join(
            (
                *_estimated(drawn if enough else [], days, data),
                *_left_out(lines, snapshots, data, why_incomplete),
                *([_unread(lines, data)] if enough else []),
            )
        ).rstrip(),
        head=("When (UTC)", *dict.fromkeys(_column(line) for line in lines), "Source"),
        body=_body(lines, snapshots, days),
        marks=tuple(
            {"line": line.label, "at": round(at.timestamp() * 1000), "value": float(value)}
            for line, values in drawn
            for at, value in values
        )
        if enough
        else (),
        layout=layout,
    )


def _values(line: Line, snapshots: Sequence[Row], days: Sequence[Row], as_of: datetime) -> Values:
    """The points of a line, oldest first."""
    if not line.sources:
        return [(_moment(row["as_of"]), value) for row in snapshots if (value := _known(row, line.figure)) is not None]
    estimated = [
        (_moment(row["day"]), value)
        for row in days
        if row["source"] in line.sources and (value := _known(row, line.figure)) is not None
    ]
    return sorted((at, value) for at, value in estimated if at >= as_of - DRAWN)


def _known(row: Row, figure: str) -> int | Decimal | None:
    value = row[figure]
    return value if isinstance(value, int | Decimal) else None


def _moment(value: object) -> datetime:
    """A moment as models carry it, or the midnight of a day, in UTC."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    assert isinstance(value, date)
    return datetime.combine(value, time(), UTC)


def _column(line: Line) -> str:
    return line.label.partition(", ")[0]


def _body(lines: Sequence[Line], snapshots: Sequence[Row], days: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    """Snapshots, newest first, then the estimated days, each with its source."""
    columns = {_column(line): line.figure for line in lines}
    read = {_column(line) for line in lines if not line.sources}
    rows = [_of_snapshot(row, columns, read) for row in reversed(snapshots)] if read else []
    sources = {source for line in lines for source in line.sources}
    estimated = [
        row
        for row in days
        if row["source"] in sources and any(row[figure] is not None for figure in columns.values() if figure in row)
    ]
    estimated.sort(key=lambda row: (str(row["day"]), str(row["source"])), reverse=True)
    return (*rows, *(_of_day(row, columns) for row in estimated))


def _of_snapshot(row: Row, columns: dict[str, str], read: set[str]) -> tuple[str, ...]:
    figures = (_text(row, figure) if column in read else "" for column, figure in columns.items())
    return (f"{_moment(row['as_of']):%d %b %Y, %H:%M}", *figures, _SNAPSHOT)


def _of_day(row: Row, columns: dict[str, str]) -> tuple[str, ...]:
    figures = ("" if row.get(figure) is None else exact(_known(row, figure)) for figure in columns.values())
    return (f"{row['day']:%d %b %Y}", *figures, f"estimated from {row['source']}")


def _text(row: Row, figure: str) -> str:
    """A figure of a snapshot; of one that is not complete, that it is the least it can be."""
    value = _known(row, figure)
    if value is None:
        return "not known"
    return exact(value) if row.get(f"{figure}_missing") == 0 else f"at least {exact(value)}"


def _alt(drawn: Sequence[tuple[Line, Values]]) -> str:
    parts = (
        f"{line.label} {exact(values[0][1])} on {values[0][0]:%d %b %Y}, {exact(values[-1][1])} on "
        f"{values[-1][0]:%d %b %Y}"
        for line, values in drawn
    )
    return f"Lines over time. {'; '.join(parts)}."


def _nothing(lines: Sequence[Line], snapshots: Sequence[Row], data: ChartData, otherwise: str) -> str:
    """Why there is nothing to draw: what could not be read and what to do, else what a line needs."""
    usual = "a line needs two days on which this is known." if snapshots else "no snapshot can be read."
    return f"Nothing to draw: {_unread(lines, data) or otherwise or usual}"


def _unread(lines: Sequence[Line], data: ChartData) -> str:
    return unread((need for line in lines for need in line.needs), data.gaps)


def _estimated(drawn: Sequence[tuple[Line, Values]], days: Sequence[Row], data: ChartData) -> Iterator[str]:
    """What the dotted lines are."""
    known = {row["source"] for row in days}
    sources = list(dict.fromkeys(source for line, _ in drawn for source in line.sources if source in known))
    if sources:
        only = all(line.sources for line, _ in drawn)
        yield f"{'Estimated' if only else 'Dotted: estimated'} from Salesforce's history: {' and '.join(sources)}."
        last = max(at for _, values in drawn for at, _ in values).date()
        if only and last == data.as_of.date():
            yield "The last day is incomplete."


def _left_out(
    lines: Sequence[Line], snapshots: Sequence[Row], data: ChartData, why: Callable[[Row], str]
) -> Iterator[str]:
    """Which snapshots are not drawn, or not whole, and why."""
    figures = [line.figure for line in lines if not line.sources]
    if len(snapshots) == 1 and figures:
        yield "One snapshot so far. A line needs two: refresh on another day."
    incomplete = [row for row in snapshots if any(row.get(f"{figure}_missing", 0) != 0 for figure in figures)]
    for reason, many in Counter(map(why, incomplete)).items():
        yield f"{counted(many, 'snapshot')} with {reason}: figures there are lower bounds."
    if data.damaged:
        yield f"{counted(data.damaged, 'damaged snapshot')} left out."
