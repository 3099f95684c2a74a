"""A drawing as a Vega-Lite specification: plain data, for a light or a dark page, wide or narrow."""

import json
from collections.abc import Mapping
from hashlib import sha256

from seatwise.charts.chart import Drawing, Spec, Theme

WIDE, NARROW = 640, 360  # points; narrow is for telephones, so that letters stay readable
_PLAIN_HEIGHT, _BAR_HEIGHT, _AROUND_BARS = 330, 20, 70
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name: nothing is fetched
_FONT = 'system-ui, "Segoe UI", sans-serif'

THEMES: Mapping[str, Theme] = {
    "light": Theme(
        "#ffffff", "#1b1b1b", "#5a5a5a", "#d4d4d4", "#dbe8f6", "#5b83ae", "#0b5cab", "#0b5cab", "#5b93cf", "#c8741a"
    ),
    "dark": Theme(
        "#1e2023", "#ececec", "#a9adb3", "#3a3d42", "#26384b", "#6d8fb3", "#7db7f5", "#7db7f5", "#4a78a8", "#e0993a"
    ),
}


def size(drawing: Drawing, *, narrow: bool = False) -> tuple[int, int]:
    """Width and height, in points."""
    height = _AROUND_BARS + _BAR_HEIGHT * drawing.bars if drawing.bars else _PLAIN_HEIGHT
    return (NARROW if narrow else WIDE), height


def specification(drawing: Drawing, theme: Theme, *, narrow: bool = False) -> Spec:
    """The specification of a drawing that has marks. It says everything: the picture depends on it alone."""
    width, height = size(drawing, narrow=narrow)
    return {
        "$schema": _SCHEMA,
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 4,
        "background": theme.card,
        "data": {"values": [dict(mark) for mark in drawing.marks]},
        "config": _config(theme),
        **drawing.layout(drawing, theme, narrow),
    }


def fingerprint(spec: Mapping[str, object]) -> str:
    """What tells one specification from another: names a picture, in addresses and to caches."""
    return sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()[:16]


def quantity(field: str, **options: object) -> Spec:
    """The channel of a figure, without a title: the drawing has one."""
    return {"field": field, "type": "quantitative", "title": None, **options}


def colors(field: str, of: Mapping[str, str], **legend: object) -> Spec:
    """The color channel: the color of each value, in the order of the legend."""
    scale = {"domain": list(of), "range": list(of.values())}
    return {"field": field, "type": "nominal", "scale": scale, "legend": legend}


def money_axis(*, narrow: bool) -> Spec:
    """The axis below bars of money: 1.2M, and 0 without a unit."""
    return {"format": "~s", "labelExpr": "datum.value ? datum.label : '0'", "tickCount": 3 if narrow else 4}


def license_names(drawing: Drawing, *, narrow: bool) -> tuple[Spec, int]:
    """The channel of the licenses' names beside their bars, in the order of the marks; and how wide they may be."""
    wide = 125 if narrow else 205  # the drawer's letters are narrower than a browser's may be
    extent = {"labelLimit": wide - 25, "minExtent": wide, "maxExtent": wide}
    order = list(dict.fromkeys(mark["license"] for mark in drawing.marks))
    axis = {**extent, "domain": False, "ticks": False, "labelPadding": 6}
    return {"field": "license", "type": "nominal", "sort": order, "title": None, "axis": axis}, wide


def text_at_end(theme: Theme, field: str, **encoding: object) -> Spec:
    """A text to the right of each bar."""
    mark = {"type": "text", "align": "left", "dx": 6, "color": theme.ink}
    return {"mark": mark, "encoding": {**encoding, "text": {"field": field}}}


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
