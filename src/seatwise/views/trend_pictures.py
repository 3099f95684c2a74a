"""The pictures of the Trends page: seats, users, cost and who came each day; each with its table and its sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from seatwise.views.pictures import Picture
from seatwise.views.trends import Day, Point, Trends

SNAPSHOT, COST, DAILY = "snapshot", "cost", "daily"
DRAWN = timedelta(days=366)  # of rebuilt days; those before are in the table
_PROFILES, _ADD_ONS, _LOGINS, _CREATED = (
    "ActiveProfileMetric",
    "ActivePermSetLicenseMetric",
    "LoginHistory",
    "User.CreatedDate",
)


@dataclass(frozen=True)
class Line:
    """One line of a picture.

    Attributes:
        label: as people read it.
        figure: which figure it is of.
        sources: what it is rebuilt from; empty: the snapshots.
    """

    label: str
    figure: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Kind:
    """One picture: its name in the address, its title and its lines."""

    name: str
    title: Callable[[Trends], str]
    lines: tuple[Line, ...]


_METRICS = (_PROFILES, _ADD_ONS)
KINDS = (
    _Kind(
        "seats",
        lambda trends: f"Seats: {trends.chosen.label}",
        (
            Line("Provisioned", "provisioned"),
            Line("Assigned", "assigned"),
            Line("Assigned, rebuilt", "assigned", _METRICS),
        ),
    ),
    _Kind(
        "users",
        lambda trends: f"Users: {trends.chosen.label}",
        (
            Line("Active users", "users"),
            Line("Logged in (30 days)", "logged_in_users"),
            Line("Actors", "actors"),
            Line("Logged in (30 days), rebuilt", "logged_in_users", _METRICS),
            Line("Created by then, rebuilt", "created_users", (_CREATED,)),
        ),
    ),
    _Kind(
        COST,
        lambda trends: f"Cost, {trends.currency} a year: {trends.chosen.label}",
        (Line("Committed", "provisioned_cost"), Line("Assigned", "assigned_cost")),
    ),
    _Kind(
        DAILY,
        lambda trends: f"Users who logged in each day: {trends.chosen.label}",
        (Line("Users that day, rebuilt", "daily_users", (_LOGINS,)),),
    ),
)


def trend_pictures(trends: Trends) -> tuple[Picture, ...]:
    """Every picture. One that would be a single point says what it needs."""
    return tuple(_picture(kind, trends) for kind in KINDS)


def _picture(kind: _Kind, trends: Trends) -> Picture:
    drawn = [(line, _values(line, trends)) for line in kind.lines]
    told = [(line, values) for line, values in drawn if values]
    enough = any(len(values) > 1 for _, values in told)
    return Picture(
        name=kind.name,
        title=kind.title(trends),
        alt=_alt(told) if enough else _too_little(trends),
        caption=_caption(kind, told, trends, enough=enough),
        head=("When (UTC)", *dict.fromkeys(_column(line) for line in kind.lines), "Source"),
        body=_body(kind.lines, trends),
        marks=tuple(mark for line, values in told for mark in _marks(line, values)) if enough else (),
    )


def _values(line: Line, trends: Trends) -> list[tuple[datetime, int | Decimal]]:
    """The points of a line, oldest first."""
    if not line.sources:
        return [(at.as_of, value) for at in trends.points if (value := at.figures[line.figure]) is not None]
    days = [day for day in trends.days if day.source in line.sources and line.figure in day.figures]
    told = [(_midnight(day.day), day.figures[line.figure]) for day in sorted(days, key=lambda each: each.day)]
    return [(at, users) for at, users in told if not trends.points or at >= trends.points[-1].as_of - DRAWN]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _marks(line: Line, values: Sequence[tuple[datetime, int | Decimal]]) -> list[dict[str, object]]:
    return [{"line": line.label, "at": round(at.timestamp() * 1000), "value": float(value)} for at, value in values]


def _column(line: Line) -> str:
    return line.label.removesuffix(", rebuilt")


def _body(lines: Sequence[Line], trends: Trends) -> tuple[tuple[str, ...], ...]:
    """Snapshots, newest first, then the rebuilt days, each with its source."""
    columns = {_column(line): line.figure for line in lines}
    read = {_column(line) for line in lines if not line.sources}
    rows = [_line_of_point(at, columns, read) for at in reversed(trends.points)] if read else []
    sources = {source for line in lines for source in line.sources}
    days = [day for day in trends.days if day.source in sources and set(columns.values()) & set(day.figures)]
    days.sort(key=lambda each: (each.day, each.source), reverse=True)
    return (*rows, *(_line_of_day(day, columns) for day in days))


def _line_of_point(at: Point, columns: dict[str, str], read: set[str]) -> tuple[str, ...]:
    figures = (_told(at.figures[figure]) if column in read else "" for column, figure in columns.items())
    return (f"{at.as_of:%d %b %Y %H:%M}", *figures, SNAPSHOT)


def _line_of_day(day: Day, columns: dict[str, str]) -> tuple[str, ...]:
    figures = (f"{day.figures[figure]:,}" if figure in day.figures else "" for figure in columns.values())
    return (f"{day.day:%d %b %Y}", *figures, f"rebuilt from {day.source}")


def _told(value: float | Decimal | None) -> str:
    if value is None:
        return "unknown"
    return f"{value:,.2f}" if isinstance(value, Decimal) else f"{value:,}"


def _alt(told: Sequence[tuple[Line, Sequence[tuple[datetime, int | Decimal]]]]) -> str:
    parts = (
        f"{line.label} {_told(values[0][1])} on {values[0][0]:%d %b %Y}, {_told(values[-1][1])} on "
        f"{values[-1][0]:%d %b %Y}"
        for line, values in told
    )
    return f"Lines over time. {'; '.join(parts)}."


def _too_little(trends: Trends) -> str:
    if not trends.points:
        return "Nothing to draw: no snapshot can be read."
    return "Nothing to draw: a line needs two days on which this is known."


def _caption(
    kind: _Kind, told: Sequence[tuple[Line, Sequence[tuple[datetime, int | Decimal]]]], trends: Trends, *, enough: bool
) -> str:
    known = {day.source for day in trends.days}
    rebuilt = [source for line, _ in told for source in line.sources if source in known]
    if not enough or not rebuilt:
        return ""
    how = "Rebuilt" if kind.name == DAILY else "Dotted: rebuilt"
    said = f"{how} from {' and '.join(dict.fromkeys(rebuilt))}; no snapshots."
    last = max(at for _, values in told for at, _ in values).date()
    broken_off = kind.name == DAILY and any(last == point.as_of.date() for point in trends.points[-1:])
    return f"{said} The last day is not a whole one." if broken_off else said
