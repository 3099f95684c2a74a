"""A chart on a page, and as a file: drawn for a light or a dark page, wide or narrow."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from seatwise.bootstrap import Services
from seatwise.charts.chart import Chart, Drawing
from seatwise.charts.vega import THEMES, fingerprint, size, specification
from seatwise.domain.errors import UsageError
from seatwise.render import ChartFormat

_CACHED = "private, no-cache"  # the browser has it, and asks each time whether it still holds


@dataclass(frozen=True)
class ChartView:
    """What a page shows of a chart."""

    name: str  # as in its address
    title: str  # what it shows
    alt: str  # its main figures in a sentence; where there is nothing to draw, why
    caption: str  # what is not drawn, and why
    version: str  # differs as soon as another picture is drawn; empty where there is nothing to draw
    size: tuple[int, int]  # width and height
    narrow: tuple[int, int]  # width and height on a telephone


def chart_view(chart: Chart, drawing: Drawing) -> ChartView:
    """A drawing as a page shows it."""
    version = fingerprint({"marks": drawing.marks}) if drawing.marks else ""
    texts = (drawing.title, drawing.alt, drawing.caption)
    return ChartView(chart.name, *texts, version, size(drawing), size(drawing, narrow=True))


def chart_response(request: Request, drawing: Drawing, form: str, services: Services) -> Response:
    """The chart as svg or png, in the `theme` and width of the query.

    Raises UsageError: there is no such theme or form, or the chart has nothing to draw.
    """
    theme, narrow = request.query_params.get("theme", "light"), bool(request.query_params.get("narrow"))
    if theme not in THEMES:
        raise UsageError(f"There is no theme {theme[:40]!r}.", f"Choose one of: {', '.join(THEMES)}.")
    if form not in set(ChartFormat):
        raise UsageError(f"There is no form {form[:40]!r}.", f"Choose one of: {', '.join(ChartFormat)}.")
    if not drawing.marks:
        raise UsageError(drawing.alt, drawing.caption)
    spec = specification(drawing, THEMES[theme], narrow=narrow)
    headers = {"ETag": f'W/"{fingerprint(spec)}-{form}"', "Cache-Control": _CACHED}
    chosen = ChartFormat(form)
    return Response(services.charts.draw(spec, chosen), media_type=chosen.media_type, headers=headers)
