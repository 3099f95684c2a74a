"""Lines of one chart differ by more than their color."""

from collections.abc import Callable, Sequence

import pytest

from seatwise.charts.chart import Drawing, Spec, Theme
from seatwise.charts.lines import count_lines, money_lines
from seatwise.charts.vega import THEMES

Layout = Callable[[Drawing, Theme, bool], Spec]


def drawing(lines: Sequence[str]) -> Drawing:
    marks = tuple({"line": line, "at": day, "value": day} for line in lines for day in (1, 2))
    return Drawing("Lines", "Lines.", "", ("Day",), (), marks, count_lines)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(
    ("layout", "lines"),
    [
        (count_lines, ("Provisioned", "Assigned", "Assigned, estimated")),
        (money_lines, ("Provisioned cost", "Assigned cost")),
    ],
)
def test_no_two_lines_have_the_same_dashes(layout: Layout, lines: Sequence[str], theme: Theme) -> None:
    drawn = layout(drawing(lines), theme, False)["layer"][0]["encoding"]["strokeDash"]["scale"]
    assert drawn["domain"] == list(lines)
    assert len({tuple(dashes) for dashes in drawn["range"]}) == len(lines)
