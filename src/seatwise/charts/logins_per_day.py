"""The logins of each day, by people and by programs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from seatwise.charts.chart import Chart, ChartData, Drawing, Row, Spec, Theme
from seatwise.charts.vega import colors, quantity
from seatwise.domain.errors import without_command
from seatwise.domain.login_types import LoginKind, login_kind
from seatwise.metrics.users.logins_per_day import LOGINS_PER_DAY

PEOPLE, PROGRAMS, OTHERS = "People", "Programs (API)", "Unknown kind"
_KINDS = {LoginKind.INTERACTIVE: PEOPLE, LoginKind.API: PROGRAMS, LoginKind.UNKNOWN: OTHERS}
_FEWEST_DAYS = 2

Days = Mapping[date, Mapping[str, int]]


def _draw(data: ChartData) -> Drawing:
    rows = [row for point in data.points for row in point.rows]
    gap = next((gap for gap in data.gaps if gap.table == "login_day"), None)
    days, failed = _by_day(() if gap else rows)
    until = data.as_of.date()
    first = min(days, default=until)
    every_day = [first + timedelta(days=n) for n in range((until - first).days + 1)] if days else []
    kinds = [kind for kind in (PEOPLE, PROGRAMS, OTHERS) if any(days[day][kind] for day in days)]
    drawable = len(days) >= _FEWEST_DAYS
    if gap:
        alt = f"Nothing to draw: the login history is not known. {gap.reason} {without_command(gap.remedy)}".strip()
    elif not drawable:
        alt = "Nothing to draw: the chart needs logins on two or more days."
    else:
        alt = _alt(days, kinds)
    failures = sum(failed.values())
    return Drawing(
        title="Logins per day",
        alt=alt,
        caption=f"{failures:,} failed logins are in the table only. The last day is incomplete." if failures else "",
        head=("Day (UTC)", *kinds, "Failed"),
        body=tuple(
            (f"{day:%d %b %Y}", *(f"{days[day][kind]:,}" for kind in kinds), f"{failed[day]:,}") for day in every_day
        ),
        marks=tuple(
            {"day": day.isoformat(), "kind": kind, "logins": days[day][kind], "rank": rank}
            for day in every_day
            for rank, kind in enumerate(kinds)
        )
        if drawable
        else (),
        layout=_layout,
    )


def _by_day(rows: Iterable[Row]) -> tuple[Days, Mapping[date, int]]:
    """Successful logins by day and kind, and failed ones by day."""
    days: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    failed: dict[date, int] = defaultdict(int)
    kind_of = cache(lambda login_type: _KINDS[login_kind(str(login_type))])
    for row in rows:
        day, logins = row["day"], row["logins"]
        if not isinstance(day, date) or not isinstance(logins, int):
            continue
        if row["success"]:
            days[day][kind_of(row["login_type"])] += logins
        else:
            failed[day] += logins
    return days, failed


def _alt(days: Days, kinds: Sequence[str]) -> str:
    sums = {kind: sum(of_day[kind] for of_day in days.values()) for kind in kinds}
    busiest = max(days, key=lambda day: (sum(days[day].values()), day))
    parts = ", ".join(f"{count:,} by {kind[0].lower()}{kind[1:]}" for kind, count in sums.items())
    return (
        f"Logins of each day from {min(days):%d %b %Y} to {max(days):%d %b %Y}: {parts}. "
        f"The busiest day was {busiest:%d %b %Y} with {sum(days[busiest].values()):,}."
    )


def _layout(drawing: Drawing, theme: Theme, narrow: bool) -> Spec:  # noqa: FBT001 - as every layout is called
    """Areas on top of each other, one per kind of login."""
    every = {PEOPLE: theme.actor, PROGRAMS: theme.no_login, OTHERS: theme.login_only}
    shown = {kind: every[kind] for kind in dict.fromkeys(str(mark["kind"]) for mark in drawing.marks)}
    axis = {"format": "%d %b", "grid": False, "labelFlush": True, "tickCount": 3 if narrow else 6}
    day = {"timeUnit": "utcyearmonthdate", "scale": {"type": "utc"}, "axis": axis}
    counts = {"format": ",.0f", "tickCount": 5, "tickMinStep": 1, "minExtent": 52}
    return {
        "mark": {"type": "area", "interpolate": "step-after", "line": False},
        "encoding": {
            "x": {"field": "day", "type": "temporal", "title": None, **day},
            "y": quantity("logins", stack="zero", axis=counts),
            "color": colors("kind", shown, columns=3),
            "order": quantity("rank"),
        },
    }


LOGINS_CHART = Chart("logins", "Logins per day", _draw, explained="logins_per_day.logins", metric=LOGINS_PER_DAY)
