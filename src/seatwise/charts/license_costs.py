"""The cost chart of the Licenses panel: provisioned against assigned cost per license, the largest first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from seatwise.charts.chart import Chart, ChartData, Drawing, Row, Spec, Theme, exact, of_licenses, unread
from seatwise.charts.vega import colors, license_names, money_axis, quantity, text_at_end
from seatwise.domain.gaps import Gap
from seatwise.domain.licensing.money import short_amount
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.sources.gap_names import gap_sentence_start
from seatwise.sources.needs import references

BARS = 12  # licenses with a bar of their own; the others share one
PROVISIONED, ASSIGNED = "Provisioned cost", "Assigned cost"
_NEEDS = LICENSES.known_column("provisioned_cost").reads


@dataclass(frozen=True)
class _Bar:
    label: str
    provisioned: Decimal
    assigned: Decimal | None  # None: paid by login, a seat is not what is paid for


def _draw(data: ChartData) -> Drawing:
    paid = [row for row in data.rows if not row["trial_or_expired"]]
    drawn = sorted(
        (row for row in paid if _money(row, "provisioned_cost")),
        key=lambda row: (-(_money(row, "provisioned_cost") or 0), str(row["label"]), str(row["id"])),
    )
    bars = [
        _Bar(name, _money(row, "provisioned_cost") or Decimal(0), _money(row, "assigned_cost"))
        for name, row in zip(_names(drawn), drawn, strict=True)
    ]
    if len(bars) > BARS + 1:  # one left over is shown, not summed
        bars = [*bars[:BARS], _rest(bars[BARS:])]
    return Drawing(
        title=f"Provisioned and assigned cost, {data.currency} a year",
        alt=_alt(bars, data),
        caption=" ".join(
            filter(None, (_not_drawn(paid, trial=len(data.rows) - len(paid)), *(_unread(data.gaps) if bars else ())))
        ),
        head=("License", f"{PROVISIONED}, {data.currency} a year", f"{ASSIGNED}, {data.currency} a year"),
        body=tuple((bar.label, exact(bar.provisioned), exact(bar.assigned)) for bar in bars),
        marks=tuple(mark for bar in bars for mark in _marks(bar)),
        layout=_layout,
        bars=len(bars),
    )


def _marks(bar: _Bar) -> list[dict[str, object]]:
    text = short_amount(bar.provisioned)
    if bar.assigned is not None:
        text = f"{short_amount(bar.assigned)} of {text}"
    outer = {"license": bar.label, "what": PROVISIONED, "money": float(bar.provisioned), "text": text}
    if bar.assigned is None:
        return [outer]
    return [outer, {"license": bar.label, "what": ASSIGNED, "money": float(bar.assigned)}]


def _names(rows: Sequence[Row]) -> list[str]:
    """Labels; where two licenses share one, the kind and key tell them apart."""
    often = Counter(str(row["label"]) for row in rows)
    return [
        str(row["label"]) if often[str(row["label"])] == 1 else f"{row['label']} ({row['kind']} {row['key']})"
        for row in rows
    ]


def _rest(bars: Sequence[_Bar]) -> _Bar:
    assigned = [bar.assigned for bar in bars if bar.assigned is not None]
    provisioned = sum((bar.provisioned for bar in bars), start=Decimal(0))
    return _Bar(f"{len(bars)} others", provisioned, sum(assigned, start=Decimal(0)) if assigned else None)


def _not_drawn(rows: Sequence[Row], *, trial: int) -> str:
    no_price = sum(row["priced"] is False for row in rows)
    unlimited = sum(bool(row["priced"] and row["unlimited"] and not row["by_login"]) for row in rows)
    unknown = sum(bool(row["priced"] and not row["unlimited"] and row["provisioned_cost"] is None) for row in rows)
    by_login = sum(bool(row["by_login"] and _money(row, "provisioned_cost")) for row in rows)
    return of_licenses(
        (
            (no_price, "without a price: not drawn."),
            (unlimited, "unlimited: not drawn."),
            (unknown, "not drawn: the provisioned seats could not be read."),
            (by_login, "paid by login: no inner bar."),
            (trial, "trial or expired: not drawn."),
        )
    )


def _unread(gaps: Sequence[Gap]) -> Iterator[str]:
    """What lists licenses, and could not be read: some may be missing."""
    yield from (
        f"{gap_sentence_start(gap)} could not be read."
        for gap in gaps
        if gap.is_whole and references(gap).intersection(_NEEDS)
    )


def _alt(bars: Sequence[_Bar], data: ChartData) -> str:
    currency = data.currency
    if not bars:
        why = unread(_NEEDS, data.gaps) or "no license has both a price and provisioned seats."
        return f"Nothing to draw: {why}"
    provisioned = sum((bar.provisioned for bar in bars), start=Decimal(0))
    assigned = sum((bar.assigned for bar in bars if bar.assigned is not None), start=Decimal(0))
    first = bars[0]
    part = "" if first.assigned is None else f", {exact(first.assigned)} of it assigned"
    return (
        f"Bars of what each license costs a year, the largest first. Together they show {exact(provisioned)} "
        f"{currency} of provisioned cost, {exact(assigned)} {currency} of assigned cost. The largest is {first.label}: "
        f"{exact(first.provisioned)} {currency}{part}."
    )


def _money(row: Row, name: str) -> Decimal | None:
    value = row[name]
    return value if isinstance(value, Decimal) else None


def _layout(drawing: Drawing, theme: Theme, narrow: bool) -> Spec:  # noqa: FBT001 - as every layout is called
    """Two bars per license, one inside the other: distinguished by thickness and outline, not by color alone."""
    longest = max((float(str(mark["money"])) for mark in drawing.marks), default=0.0)
    scale = {"domain": [0, longest * (1.75 if narrow else 1.3)], "nice": False}  # room for the text at its end
    encoding = {
        "y": license_names(drawing, narrow=narrow)[0],
        "x": quantity("money", scale=scale, axis=money_axis(narrow=narrow)),
    }
    legend = {"symbolStrokeColor": theme.outer_edge, "columns": 1 if narrow else 2}
    color = {"color": colors("what", {PROVISIONED: theme.outer, ASSIGNED: theme.inner}, **legend)}
    outer = {"type": "bar", "height": 15, "stroke": theme.outer_edge, "strokeWidth": 1}
    return {
        "encoding": encoding,
        "layer": [
            {"transform": _only(PROVISIONED), "mark": outer, "encoding": color},
            {"transform": _only(ASSIGNED), "mark": {"type": "bar", "height": 6}, "encoding": color},
            {"transform": _only(PROVISIONED), **text_at_end(theme, "text")},
        ],
    }


def _only(what: str) -> list[Mapping[str, object]]:
    return [{"filter": f"datum.what == '{what}'"}]


LICENSE_COSTS = Chart("costs", "Provisioned and assigned cost", _draw, explained="licenses.provisioned_cost")
