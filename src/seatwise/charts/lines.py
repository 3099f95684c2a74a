"""How lines over time are drawn: snapshots whole or dashed with marks, estimated days dotted without, or as bars."""

from collections.abc import Mapping
from dataclasses import dataclass

from seatwise.charts.chart import Drawing, Spec, Theme
from seatwise.charts.vega import quantity

PROVISIONED, ASSIGNED = "Provisioned", "Assigned"
ESTIMATED = ", estimated"  # the end of the label of a line that is no line of snapshots
_WHOLE, _DASHED, _DOTTED = [1, 0], [6, 4], [2, 3]
_ABOVE = 1.06  # so that the highest mark is not on the edge
_TEN_MONTHS = 310 * 86_400_000
_COUNTS: Spec = {"format": ",.0f"}
_MONEY: Spec = {"format": "~s", "labelExpr": "datum.value ? datum.label : '0'"}


@dataclass(frozen=True)
class _Look:
    """Color, dashes and mark of a line; without a mark its points cannot be seen."""

    color: str
    dashes: list[int]
    shape: str = ""


def count_lines(drawing: Drawing, theme: Theme, narrow: bool) -> Spec:  # noqa: FBT001 - as every layout is called
    """Lines of counts. They differ by dashes and marks, not by color alone."""
    looks = _looks(drawing, theme)
    return _layout(drawing, _COUNTS, [_lines(looks, narrow=narrow), *_points(looks)], narrow=narrow)


def money_lines(drawing: Drawing, theme: Theme, narrow: bool) -> Spec:  # noqa: FBT001 - as every layout is called
    """Lines of money, which differ as those of counts do."""
    looks = _looks(drawing, theme)
    return _layout(drawing, _MONEY, [_lines(looks, narrow=narrow), *_points(looks)], narrow=narrow)


def day_bars(drawing: Drawing, theme: Theme, narrow: bool) -> Spec:  # noqa: FBT001 - as every layout is called
    """A bar per day: a line would join days with nothing between them."""
    (look,) = _looks(drawing, theme).values()
    return _layout(drawing, _COUNTS, [{"mark": {"type": "bar", "width": 2, "color": look.color}}], narrow=narrow)


def _layout(drawing: Drawing, figures: Spec, layers: list[Spec], *, narrow: bool) -> Spec:
    moments = [int(str(mark["at"])) for mark in drawing.marks]
    highest = max(float(str(mark["value"])) for mark in drawing.marks)
    when = "%d %b" if max(moments) - min(moments) < _TEN_MONTHS else "%b %Y"
    when_axis = {"format": when, "grid": False, "labelOverlap": True, "tickCount": 3 if narrow else 6}
    scale = {"zero": True, **({"domainMax": _ABOVE * highest} if highest else {})}
    return {
        "encoding": {
            "x": {"field": "at", "type": "temporal", "title": None, "scale": {"type": "utc"}, "axis": when_axis},
            "y": quantity("value", scale=scale, axis={**figures, "tickCount": 5, "tickMinStep": 1, "minExtent": 52}),
        },
        "layer": layers,
    }


def _lines(looks: Mapping[str, _Look], *, narrow: bool) -> Spec:
    labels = list(looks)
    legend = {"columns": 1 if narrow else 3, "symbolType": "stroke", "symbolSize": 400, "symbolStrokeWidth": 2}
    colors = {"domain": labels, "range": [look.color for look in looks.values()]}
    dashes = {"domain": labels, "range": [look.dashes for look in looks.values()]}
    return {
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {
            "color": {"field": "line", "type": "nominal", "scale": colors, "legend": legend},
            "strokeDash": {"field": "line", "type": "nominal", "scale": dashes, "legend": legend},
        },
    }


def _points(looks: Mapping[str, _Look]) -> list[Spec]:
    """A mark for every snapshot; estimated days have none."""
    mark = {"type": "point", "filled": True, "opacity": 1, "size": 45}
    return [
        {
            "transform": [{"filter": {"field": "line", "equal": label}}],
            "mark": {**mark, "color": look.color, "shape": look.shape},
        }
        for label, look in looks.items()
        if look.shape
    ]


def _looks(drawing: Drawing, theme: Theme) -> dict[str, _Look]:
    known = {
        PROVISIONED: _Look(theme.outer_edge, _DASHED, "square"),
        "Active users": _Look(theme.outer_edge, _DASHED, "square"),
        "Actors": _Look(theme.ink, _WHOLE, "triangle-up"),
        f"Users created{ESTIMATED}": _Look(theme.outer_edge, _DOTTED),
    }

    def look(label: str) -> _Look:
        other = _Look(theme.inner, _DOTTED) if label.endswith(ESTIMATED) else _Look(theme.inner, _WHOLE, "circle")
        return known.get(label.removesuffix(" cost"), other)

    return {label: look(label) for label in dict.fromkeys(str(mark["line"]) for mark in drawing.marks)}
