"""Charts as files: a process that died is started again, nothing is fetched."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from seatwise.charts.chart import Drawing, Spec, Theme
from seatwise.charts.vega import NARROW, THEMES, WIDE, fingerprint, size, specification
from seatwise.domain.errors import SeatwiseError
from seatwise.render import ChartFormat
from seatwise.render.chart import ChartRenderer

# stands in for the process that draws: answers with the number of the request
COUNTING = """
import json, sys
for number, line in enumerate(sys.stdin, 1):
    spec = json.loads(line)["spec"]
    if spec.get("wrong"):
        print(json.dumps({"error": "no such mark"}), flush=True)
        continue
    if spec.get("die"):
        sys.exit()
    text = str(number)
    sys.stdout.write(json.dumps({"bytes": len(text)}) + "\\n" + text)
    sys.stdout.flush()
"""


@pytest.fixture
def renderer() -> object:
    made = ChartRenderer((sys.executable, "-c", COUNTING))
    yield made
    made.close()


def bars(drawing: Drawing, theme: Theme, narrow: bool) -> Spec:  # noqa: FBT001 - as Drawing.layout is called
    return {
        "mark": {"type": "bar", "color": theme.inner},
        "encoding": {"x": {"field": "money"}, "y": {"field": "name"}},
    }


def drawing(*money: int) -> Drawing:
    marks = tuple({"name": f"L{number}", "money": each} for number, each in enumerate(money))
    return Drawing("Money", "Bars.", "", ("License", "Money"), (), marks, bars, bars=len(money))


def test_a_drawing_is_as_high_as_its_bars_and_narrow_for_telephones() -> None:
    assert size(drawing(1, 2)) == (WIDE, 110)
    assert size(drawing(), narrow=True) == (NARROW, 330)


def test_one_figure_more_is_another_drawing_and_the_same_figures_are_the_same() -> None:
    light = THEMES["light"]
    one, same, other = (fingerprint(specification(drawing(1, last), light)) for last in (2, 2, 3))
    assert one == same != other


@pytest.mark.parametrize("name", THEMES)
def test_svg_and_png_are_drawn_in_the_colors_of_the_page(name: str) -> None:
    made = ChartRenderer()
    try:
        spec = specification(drawing(1, 2), THEMES[name])
        svg, png = (made.draw(spec, format_) for format_ in ChartFormat)
        made._process.kill()  # type: ignore[union-attr]
        assert made.draw({**spec, "height": 77}, ChartFormat.SVG) != svg  # by a new process
        with pytest.raises(SeatwiseError, match="could not be drawn"):
            made.draw({"mark": "no such mark"}, ChartFormat.SVG)
    finally:
        made.close()
    assert THEMES[name].inner.encode() in svg
    assert png.startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_an_error_and_the_next_chart_is_drawn(renderer: ChartRenderer) -> None:
    with pytest.raises(SeatwiseError, match="no such mark"):
        renderer.draw({"wrong": True}, ChartFormat.SVG)
    assert renderer.draw({"a": 1}, ChartFormat.SVG) == b"2"


def test_a_process_that_dies_is_started_again_once(renderer: ChartRenderer) -> None:
    assert renderer.draw({"a": 1}, ChartFormat.SVG) == b"1"
    with pytest.raises(SeatwiseError, match="could not be drawn"):
        renderer.draw({"die": True}, ChartFormat.SVG)
    assert renderer.draw({"a": 2}, ChartFormat.SVG) == b"1"  # a new process counts from one


def test_several_threads_may_draw_at_once(renderer: ChartRenderer) -> None:
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda number: renderer.draw({"a": number}, ChartFormat.SVG), range(40)))
    assert sorted(map(int, drawn)) == list(range(1, 41))


def test_a_process_that_does_not_start_is_an_error_with_a_next_step() -> None:
    with pytest.raises(SeatwiseError, match="Show it as a table instead"):
        ChartRenderer(("/bin/false",)).draw({"a": 1}, ChartFormat.SVG)
