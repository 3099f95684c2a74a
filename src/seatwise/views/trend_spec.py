"""How the lines over time are drawn: snapshots whole or dashed with marks, rebuilt days dotted without, or as bars."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seatwise.views.picture_spec import Theme, framed
from seatwise.views.pictures import Picture
from seatwise.views.trend_pictures import COST, DAILY

Spec = dict[str, Any]
_WHOLE, _DASHED, _DOTTED = [1, 0], [6, 4], [2, 3]
_ABOVE = 1.06  # so that the highest mark is not on the edge
_TEN_MONTHS = 310 * 86_400_000
_COUNTS: Spec = {"format": ",.0f"}
_MONEY: Spec = {"format": "~s", "labelExpr": "datum.value ? datum.label : '0'"}


@dataclass(frozen=True)
class _Look:
    """Colour, dashes and mark of a line; without a mark its points are not told apart."""

    colour: str
    dashes: list[int]
    shape: str = ""


def trend_specification(picture: Picture, theme: Theme, *, narrow: bool = False) -> Spec:
    """The specification of a picture that has marks. Lines differ by dashes and marks, not by colour alone."""
    labels = dict.fromkeys(str(mark["line"]) for mark in picture.marks)
    looks = {label: _look(label, theme) for label in labels}
    moments = [int(str(mark["at"])) for mark in picture.marks]
    highest = max(float(str(mark["value"])) for mark in picture.marks)
    when = "%d %b" if max(moments) - min(moments) < _TEN_MONTHS else "%b %Y"
    drawing = {
        "encoding": {
            "x": {
                "field": "at",
                "type": "temporal",
                "title": None,
                "scale": {"type": "utc"},
                "axis": {"format": when, "grid": False, "labelOverlap": True, "tickCount": 3 if narrow else 6},
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "title": None,
                "scale": {"zero": True, **({"domainMax": _ABOVE * highest} if highest else {})},
                "axis": {
                    **(_MONEY if picture.name == COST else _COUNTS),
                    "tickCount": 5,
                    "tickMinStep": 1,
                    "minExtent": 52,
                },
            },
        },
        "layer": [_bars(looks)] if picture.name == DAILY else [_lines(looks, narrow=narrow), *_points(looks)],
    }
    return framed(picture, theme, drawing, narrow=narrow)


def _lines(looks: Mapping[str, _Look], *, narrow: bool) -> Spec:
    labels = list(looks)
    legend = {"columns": 1 if narrow else 3, "symbolType": "stroke", "symbolSize": 400, "symbolStrokeWidth": 2}
    colours = {"domain": labels, "range": [look.colour for look in looks.values()]}
    dashes = {"domain": labels, "range": [look.dashes for look in looks.values()]}
    return {
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {
            "color": {"field": "line", "type": "nominal", "scale": colours, "legend": legend},
            "strokeDash": {"field": "line", "type": "nominal", "scale": dashes, "legend": legend},
        },
    }


def _points(looks: Mapping[str, _Look]) -> list[Spec]:
    """A mark for every snapshot; rebuilt days have none."""
    return [
        {
            "transform": [{"filter": f"datum.line == '{label}'"}],
            "mark": {
                "type": "point",
                "filled": True,
                "opacity": 1,
                "size": 45,
                "color": look.colour,
                "shape": look.shape,
            },
        }
        for label, look in looks.items()
        if look.shape
    ]


def _bars(looks: Mapping[str, _Look]) -> Spec:
    """A day each: a line would join what has nothing between it."""
    (look,) = looks.values()
    return {"mark": {"type": "bar", "width": 2, "color": look.colour}}


def _look(label: str, theme: Theme) -> _Look:
    known = {
        "Provisioned": _Look(theme.outer_edge, _DASHED, "square"),
        "Committed": _Look(theme.outer_edge, _DASHED, "square"),
        "Active users": _Look(theme.outer_edge, _DASHED, "square"),
        "Actors": _Look(theme.ink, _WHOLE, "triangle-up"),
        "Created by then, rebuilt": _Look(theme.outer_edge, _DOTTED),
    }
    rebuilt = label.endswith(", rebuilt")
    return known.get(label, _Look(theme.inner, _DOTTED) if rebuilt else _Look(theme.inner, _WHOLE, "circle"))
