"""How the pictures of the Profiles page are drawn: Vega-Lite specifications, in the frame that all pictures share."""

from typing import Any

from seatwise.views.picture_spec import Theme, framed, size
from seatwise.views.pictures import Picture
from seatwise.views.use_pictures import ACTOR, NON_ACTOR, OTHERS, PEOPLE, PROGRAMS, SPLIT, UNLOGGED

Spec = dict[str, Any]
_LETTER, _AROUND = 7.3, 26  # points: a letter of a wide font, on average; what is beside the plot


def use_specification(picture: Picture, theme: Theme, *, narrow: bool = False) -> Spec:
    """The specification of a picture that has marks. It says everything: the drawing depends on it alone."""
    drawing = (_split if picture.name == SPLIT else _logins)(picture, theme, narrow=narrow)
    return framed(picture, theme, drawing, narrow=narrow)


def _split(picture: Picture, theme: Theme, *, narrow: bool) -> Spec:
    """One bar per license, its parts beside each other in the order of the legend, the sum at its end."""
    names = 125 if narrow else 205
    told = "brief" if narrow else "told"
    place = {
        "field": "license",
        "type": "nominal",
        "sort": list(dict.fromkeys(mark["license"] for mark in picture.marks)),
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
    axis = {"format": "~s", "labelExpr": "datum.value ? datum.label : '0'", "tickCount": 3 if narrow else 4}
    plot = size(picture, narrow=narrow)[0] - names - _AROUND
    room = {"domain": [0, _longest(picture, told, plot)], "nice": False}
    key = {ACTOR: theme.actor, NON_ACTOR: theme.non_actor, UNLOGGED: theme.unlogged}
    colour = {
        "field": "part",
        "type": "nominal",
        "scale": {"domain": list(key), "range": list(key.values())},
        "legend": {"columns": 2 if narrow else 3},
    }
    return {
        "encoding": {"y": place},
        "layer": [
            {
                "mark": {"type": "bar", "height": 13, "stroke": theme.card, "strokeWidth": 0.75},
                "encoding": {
                    "x": {"field": "money", "type": "quantitative", "title": None, "scale": room, "axis": axis},
                    "color": colour,
                    "order": {"field": "place", "type": "quantitative"},
                },
            },
            {
                "transform": [{"filter": "isValid(datum.whole)"}],
                "mark": {"type": "text", "align": "left", "dx": 6, "color": theme.ink},
                "encoding": {
                    "x": {"field": "whole", "type": "quantitative", "scale": room},
                    "text": {"field": told},
                },
            },
        ],
    }


def _longest(picture: Picture, told: str, plot: float) -> float:
    """Where the scale ends, so that every bar has the text at its end within so many points."""
    ends = [(float(str(mark["whole"])), len(str(mark[told])) * _LETTER) for mark in picture.marks if "whole" in mark]
    return max(whole * plot / (plot - text) for whole, text in ends)


def _logins(picture: Picture, theme: Theme, *, narrow: bool) -> Spec:
    """Areas on top of each other, one per kind of login."""
    kinds = list(dict.fromkeys(str(mark["kind"]) for mark in picture.marks))
    key = {PEOPLE: theme.actor, PROGRAMS: theme.unlogged, OTHERS: theme.non_actor}
    return {
        "mark": {"type": "area", "interpolate": "step-after", "line": False},
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "title": None,
                "timeUnit": "utcyearmonthdate",
                "scale": {"type": "utc"},
                "axis": {"format": "%d %b", "grid": False, "labelFlush": True, "tickCount": 3 if narrow else 6},
            },
            "y": {
                "field": "logins",
                "type": "quantitative",
                "title": None,
                "stack": "zero",
                "axis": {"format": ",.0f", "tickCount": 5, "tickMinStep": 1, "minExtent": 52},
            },
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": kinds, "range": [key[kind] for kind in kinds]},
                "legend": {"columns": 3},
            },
            "order": {"field": "place", "type": "quantitative"},
        },
    }
