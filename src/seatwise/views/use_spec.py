"""How the pictures of the Profiles page are drawn: Vega-Lite specifications, in the frame that all pictures share."""

from typing import Any

from seatwise.views.picture_spec import Theme, framed
from seatwise.views.pictures import Picture
from seatwise.views.use_pictures import ACTOR, NON_ACTOR, OTHERS, PEOPLE, PROGRAMS, SPLIT, UNLOGGED

Spec = dict[str, Any]


def use_specification(picture: Picture, theme: Theme, *, narrow: bool = False) -> Spec:
    """The specification of a picture that has marks. It says everything: the drawing depends on it alone."""
    drawing = (_split if picture.name == SPLIT else _logins)(picture, theme, narrow=narrow)
    return framed(picture, theme, drawing, narrow=narrow)


def _split(picture: Picture, theme: Theme, *, narrow: bool) -> Spec:
    """One bar per license, its parts beside each other in the order of the legend, the sum at its end."""
    longest = max(float(str(mark["whole"])) for mark in picture.marks if "whole" in mark)
    names = 125 if narrow else 205
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
    room = {"domain": [0, longest * (1.9 if narrow else 1.4)], "nice": False}  # for the text at its end
    key = {ACTOR: theme.actor, NON_ACTOR: theme.non_actor, UNLOGGED: theme.unlogged}
    colour = {
        "field": "part",
        "type": "nominal",
        "scale": {"domain": list(key), "range": list(key.values())},
        "legend": {"columns": 3},
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
                    "text": {"field": "told"},
                },
            },
        ],
    }


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
