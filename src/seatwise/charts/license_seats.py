"""The seats chart of the Licenses panel: provisioned and assigned seats of Named licenses over all snapshots."""

from seatwise.charts.chart import Chart, ChartData, Drawing
from seatwise.charts.lines import ASSIGNED, PROVISIONED, count_lines
from seatwise.charts.over_time import Line, draw_lines
from seatwise.metrics.licenses.license_totals import NAMED_SEATS

_LINES = (
    Line(PROVISIONED, "provisioned", ("UserLicense.TotalLicenses",)),
    Line(ASSIGNED, "assigned", ("UserLicense.UsedLicenses",)),
)


def _draw(data: ChartData) -> Drawing:
    """Named licenses alone: thousands of free seats would hide those that are paid."""
    named = [{**row, "as_of": point.as_of} for point in data.points for row in point.rows]
    why = "" if named or not data.points else "the org has no Named licenses."
    title = "Seats of Named licenses over time"
    return draw_lines(title, _LINES, data, snapshots=named, layout=count_lines, why_nothing=why)


LICENSE_SEATS = Chart(
    "seats",
    "Seats of Named licenses over time",
    _draw,
    explained="licenses.assigned",
    metric=NAMED_SEATS,
    every_snapshot=True,
)
