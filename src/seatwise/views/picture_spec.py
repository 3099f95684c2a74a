"""How a picture is drawn: a Vega-Lite specification as plain data, for a light or a dark page, wide or narrow."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from seatwise.views.pictures import ASSIGNED, COMMITTED, COSTS, HELD, PROVISIONED, Picture

Spec = dict[str, Any]
WIDE, NARROW = 640, 360  # points; a narrow one is for telephones, so that its letters stay readable
_SEATS_HEIGHT, _BAR_HEIGHT, _AROUND_BARS = 330, 20, 70
_CROWDED = 60  # points; more of them would hide the line
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name: nothing is fetched
_FONT = 'system-ui, "Segoe UI", sans-serif'


@dataclass(frozen=True)
class Theme:
    """Colours, the page's own; each differs from the card by 3:1 at least, texts by 4.5:1."""

    card: str
    ink: str
    quiet: str
    line: str
    outer: str
    outer_edge: str
    inner: str
    actor: str
    non_actor: str
    unlogged: str


THEMES: Mapping[str, Theme] = {
    "light": Theme(
        "#ffffff", "#1b1b1b", "#5a5a5a", "#d4d4d4", "#dbe8f6", "#5b83ae", "#0b5cab", "#0b5cab", "#5b93cf", "#c8741a"
    ),
    "dark": Theme(
        "#1e2023", "#ececec", "#a9adb3", "#3a3d42", "#26384b", "#6d8fb3", "#7db7f5", "#7db7f5", "#4a78a8", "#e0993a"
    ),
}


def size(picture: Picture, *, narrow: bool = False) -> tuple[int, int]:
    """Width and height of the drawing, in points."""
    height = _AROUND_BARS + _BAR_HEIGHT * picture.lines if picture.lines else _SEATS_HEIGHT
    return (NARROW if narrow else WIDE), height


def specification(picture: Picture, theme: Theme, *, narrow: bool = False) -> Spec:
    """The Vega-Lite specification of a picture that has marks. It says everything: the drawing depends on it alone."""
    drawing = (_bars if picture.name == COSTS else _lines)(picture, theme, narrow=narrow)
    return framed(picture, theme, drawing, narrow=narrow)


def framed(picture: Picture, theme: Theme, drawing: Spec, *, narrow: bool) -> Spec:
    """What all pictures share, around what one of them draws."""
    width, height = size(picture, narrow=narrow)
    return {
        "$schema": _SCHEMA,
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 4,
        "background": theme.card,
        "data": {"values": [dict(mark) for mark in picture.marks]},
        "config": _config(theme),
        **drawing,
    }


def fingerprint(spec: Mapping[str, object]) -> str:
    """What tells one specification from another: names a drawing, in addresses and to caches."""
    return sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()[:16]


def _bars(picture: Picture, theme: Theme, *, narrow: bool) -> Spec:
    """Two bars per license, one inside the other: told apart by thickness and outline, not by colour alone."""
    labels = dict.fromkeys(mark["license"] for mark in picture.marks)  # in order
    names = 125 if narrow else 205  # the drawer's letters are narrower than a browser's may be
    longest = max((float(str(mark["money"])) for mark in picture.marks), default=0.0)
    place = {
        "field": "license",
        "type": "nominal",
        "sort": list(labels),
        "title": None,
        "axis": {
            "labelLimit": names - 25,
            "minExtent": names,
            "maxExtent": names,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
    }
    money = {
        "field": "money",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, longest * (1.75 if narrow else 1.3)], "nice": False},  # room for the text at its end
        "axis": {"format": "~s", "labelExpr": "datum.value ? datum.label : '0'", "tickCount": 3 if narrow else 4},
    }
    key = {"domain": [COMMITTED, HELD], "range": [theme.outer, theme.inner]}
    colour = {
        "field": "what",
        "type": "nominal",
        "scale": key,
        "legend": {"symbolStrokeColor": theme.outer_edge, "columns": 1 if narrow else 2},
    }
    return {
        "encoding": {"y": place, "x": money},
        "layer": [
            {
                "transform": _only(COMMITTED),
                "mark": {"type": "bar", "height": 15, "stroke": theme.outer_edge, "strokeWidth": 1},
                "encoding": {"color": colour},
            },
            {
                "transform": _only(HELD),
                "mark": {"type": "bar", "height": 6},
                "encoding": {"color": colour},
            },
            {
                "transform": _only(COMMITTED),
                "mark": {"type": "text", "align": "left", "dx": 6, "color": theme.ink},
                "encoding": {"text": {"field": "told"}},
            },
        ],
    }


def _only(what: str) -> list[Spec]:
    return [{"filter": f"datum.what == '{what}'"}]


def _lines(picture: Picture, theme: Theme, *, narrow: bool) -> Spec:
    """Two lines, named at their end: provisioned is dashed with squares, assigned is whole with dots."""
    moments = sorted({int(str(mark["at"])) for mark in picture.marks})
    ticks = _some(moments, 3 if narrow else 6)
    at = {
        "field": "at",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc"},
        "axis": {"values": ticks, "format": _format(moments), "grid": False, "labelFlush": True, "labelOverlap": True},
    }
    seats = {
        "field": "seats",
        "type": "quantitative",
        "title": None,
        "scale": {"zero": True},
        "axis": {"format": ",.0f", "tickCount": 5, "tickMinStep": 1, "minExtent": 52},
    }
    colour = _by_line(theme.outer_edge, theme.inner)
    line = {
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {"color": colour, "strokeDash": _by_line([6, 4], [1, 0])},
    }
    point = {
        "mark": {"type": "point", "filled": True, "opacity": 1, "size": 45 if len(moments) < _CROWDED else 0},
        "encoding": {"color": colour, "shape": _by_line("square", "circle")},
    }
    texts = [
        {
            "transform": [{"filter": f"datum.end == '{end}' && datum.under == {under}"}],
            "mark": {"type": "text", "align": align, "dy": 16 if under == "true" else -11, "color": theme.ink},
            "encoding": {"text": {"field": "told"}},
        }
        for end, align in (("first", "left"), ("last", "right"))
        for under in ("true", "false")
    ]
    return {"encoding": {"x": at, "y": seats}, "layer": [line, point, *texts]}


def _by_line(provisioned: object, assigned: object) -> Spec:
    scale = {"domain": [PROVISIONED, ASSIGNED], "range": [provisioned, assigned]}
    return {"field": "what", "type": "nominal", "scale": scale, "legend": None}


def _some(moments: Sequence[int], most: int) -> list[int]:
    """At most so many of the moments, evenly, the first and the last among them."""
    last = len(moments) - 1
    wanted = min(most, len(moments))
    return [moments[round(number * last / (wanted - 1))] for number in range(wanted)]


def _format(moments: Sequence[int]) -> str:
    days = (moments[-1] - moments[0]) / 86_400_000
    return "%d %b %H:%M" if days < 2 else "%d %b" if days < 300 else "%b %Y"  # noqa: PLR2004 - days that a label spans


def _config(theme: Theme) -> Spec:
    return {
        "font": _FONT,
        "axis": {
            "labelColor": theme.ink,
            "labelFontSize": 12,
            "gridColor": theme.line,
            "domainColor": theme.line,
            "tickColor": theme.line,
        },
        "legend": {
            "orient": "top",
            "title": None,
            "labelColor": theme.ink,
            "labelFontSize": 12,
            "symbolType": "square",
            "symbolSize": 120,
            "offset": 4,
            "columnPadding": 28,
            "rowPadding": 4,
        },
        "text": {"fontSize": 12},
        "view": {"stroke": None},
    }
