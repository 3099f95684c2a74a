"""The cost chart of the Profiles panel: the yearly cost of each license by use, the most costly first."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from seatwise.charts.chart import Chart, ChartData, Drawing, Mark, Row, Spec, Theme, exact, of_licenses, unread
from seatwise.charts.vega import colors, license_names, money_axis, quantity, size, text_at_end
from seatwise.domain.licensing.money import short_amount
from seatwise.domain.period import in_words
from seatwise.metrics.profiles.profiles import PROFILES

BARS = 12  # licenses with a bar of their own; the others share one
ACTOR, LOGIN_ONLY, NO_LOGIN, NOT_KNOWN = "Actor", "Login only", "No login", "Not known"
_PARTS = ((ACTOR, "actor_cost"), (LOGIN_ONLY, "login_only_cost"), (NO_LOGIN, "no_login_cost"))
_NAMES = (*(part for part, _ in _PARTS), NOT_KNOWN)
_NEEDS = tuple(
    need
    for each in PROFILES.choose("assigned_cost", *(cost for _, cost in _PARTS))
    for need in (*each.needs, *each.reads)
)
_LETTER, _AROUND = 7.3, 26  # points: a letter of a wide font, on average; what is beside the plot


class _Bar(NamedTuple):
    label: str
    amounts: tuple[Decimal | None, ...]  # in the order of `_NAMES`; None: nothing is known of that part

    @property
    def whole(self) -> Decimal:
        return _sum(self.amounts) or Decimal(0)


def _draw(data: ChartData) -> Drawing:
    licenses = [row for row in data.rows if row["level"] == "license"]
    by_seat = [row for row in licenses if not row["by_login"]]
    bars = [_Bar(str(row["label"]), amounts) for row in by_seat if (amounts := _amounts(row))]
    bars = sorted((bar for bar in bars if bar.whole), key=lambda bar: (-bar.whole, bar.label))
    if len(bars) > BARS + 1:  # one left over is shown, not summed
        bars = [*bars[:BARS], _Bar(f"{len(bars) - BARS} others", _sums(bars[BARS:]))]
    names = _NAMES if any(bar.amounts[-1] for bar in bars) else _NAMES[:-1]
    left_out = (
        (len(licenses) - len(by_seat), "paid by login: not drawn."),
        (sum(row["priced"] is False for row in by_seat), "without a price: not drawn."),
        (sum(row["priced"] is not False and not _amounts(row) for row in by_seat), "not drawn: the use is not known."),
    )
    return Drawing(
        title=f"Cost of seats by use, {data.currency} a year",
        alt=_alt(bars, names, data),
        caption=of_licenses(left_out),
        head=("License", *(f"{name}, {data.currency} a year" for name in (*names, "Assigned"))),
        body=tuple((bar.label, *(exact(amount) for amount in (*bar.amounts[: len(names)], bar.whole))) for bar in bars),
        marks=tuple(mark for bar in bars for mark in _marks(bar, names)),
        layout=_layout,
        bars=len(bars),
    )


def _amounts(row: Row) -> tuple[Decimal | None, ...]:
    """The parts of the assigned cost, what is not known of them last; empty where none is known."""
    assigned = row["assigned_cost"]
    known = [amount if isinstance(amount := row[name], Decimal) else None for _, name in _PARTS]
    if not isinstance(assigned, Decimal) or not any(amount is not None for amount in known):
        return ()
    return (*known, assigned - (_sum(known) or Decimal(0)))


def _sums(bars: Sequence[_Bar]) -> tuple[Decimal | None, ...]:
    return tuple(_sum(each) for each in zip(*(bar.amounts for bar in bars), strict=True))


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, start=Decimal(0)) if known else None


def _marks(bar: _Bar, names: Sequence[str]) -> list[Mark]:
    marks: list[dict[str, object]] = [
        {"license": bar.label, "part": part, "rank": rank, "money": float(amount)}
        for rank, (part, amount) in enumerate(zip(names, bar.amounts, strict=False))
        if amount is not None
    ]
    actors = "not known" if bar.amounts[0] is None else short_amount(bar.amounts[0])
    marks[-1] |= {
        "text": f"{actors} of {short_amount(bar.whole)} by actors",
        "brief": f"{actors} by actors",
        "whole": float(bar.whole),
    }
    return list(marks)


def _alt(bars: Sequence[_Bar], names: Sequence[str], data: ChartData) -> str:
    if not bars:
        why = unread(_NEEDS, data.gaps) or "no license that is paid by seat has a price and known use."
        return f"Nothing to draw: {why}"
    sums = _sums(bars)
    known = [(amount, name) for amount, name in zip(sums, names, strict=False) if amount is not None]
    parts = ", ".join(f"{exact(amount)} {name.lower()}" for amount, name in known)
    return (
        f"Bars of what the seats of each license cost a year, the most costly first, by use over "
        f"{in_words(data.days)}. Together {exact(_sum(sums))} {data.currency}: {parts}. "
        f"The most costly is {bars[0].label}."
    )


def _layout(drawing: Drawing, theme: Theme, narrow: bool) -> Spec:  # noqa: FBT001 - as every layout is called
    """One bar per license, its parts beside each other in the order of the legend, the sum at its end."""
    names, wide = license_names(drawing, narrow=narrow)
    text = "brief" if narrow else "text"
    plot = size(drawing, narrow=narrow)[0] - wide - _AROUND
    scale = {"domain": [0, _longest(drawing, text, plot)], "nice": False}
    every = dict(zip(_NAMES, (theme.actor, theme.login_only, theme.no_login, theme.quiet), strict=True))
    shown = {part: every[part] for part in dict.fromkeys(str(mark["part"]) for mark in drawing.marks)}
    parts = {
        "x": quantity("money", scale=scale, axis=money_axis(narrow=narrow)),
        "color": colors("part", shown, columns=2 if narrow else len(shown)),
        "order": quantity("rank"),
    }
    bar = {"type": "bar", "height": 13, "stroke": theme.card, "strokeWidth": 0.75}
    end = text_at_end(theme, text, x=quantity("whole", scale=scale))
    only = {"transform": [{"filter": "isValid(datum.whole)"}]}
    return {"encoding": {"y": names}, "layer": [{"mark": bar, "encoding": parts}, only | end]}


def _longest(drawing: Drawing, text: str, plot: float) -> float:
    """Where the scale ends, so that every bar has the text at its end within so many points."""
    ends = [(float(str(mark["whole"])), len(str(mark[text])) * _LETTER) for mark in drawing.marks if "whole" in mark]
    return max(whole * plot / (plot - room) for whole, room in ends)


COST_BY_USE = Chart("use", "Cost of seats by use", _draw, explained="profiles.assigned_cost")
