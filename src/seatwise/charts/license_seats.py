"""The seats chart of the Licenses panel: provisioned and assigned seats of Named licenses over all snapshots."""

from seatwise.charts.chart import Chart, ChartData, Drawing
from seatwise.charts.lines import ASSIGNED, PROVISIONED, count_lines
from seatwise.charts.over_time import Line, draw_lines
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.metrics.licenses.license_totals import LICENSE_TOTALS

_LINES = (
    Line(PROVISIONED, "provisioned", ("UserLicense.TotalLicenses",)),
    Line(ASSIGNED, "assigned", ("UserLicense.UsedLicenses",)),
)


def _draw(data: ChartData) -> Drawing:
    """The totals of the bucket Named: thousands of free seats would hide those that are paid."""
    named = [
        {**total, "as_of": point.as_of}
        for point in data.points
        for total in point.rows
        if total["group"] == Bucket.NAMED.value
    ]
    why = "" if named or not data.points else "the org has no Named licenses."
    title = "Seats of Named licenses over time"
    return draw_lines(title, _LINES, data, snapshots=named, layout=count_lines, why_nothing=why)


LICENSE_SEATS = Chart(
    "seats",
    "Seats of Named licenses over time",
    _draw,
    explained="licenses.assigned",
    metric=LICENSE_TOTALS,
    every_snapshot=True,
)
