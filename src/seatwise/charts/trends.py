"""The charts of the Trends panel: seats, users, cost, and users who logged in each day."""

from collections.abc import Sequence

from seatwise.charts.chart import Chart, ChartData, Drawing, Row
from seatwise.charts.lines import ASSIGNED, ESTIMATED, PROVISIONED, count_lines, day_bars, money_lines
from seatwise.charts.over_time import DATA_GAPS, Line, draw_lines
from seatwise.metrics.licenses.license_list import ENTITLEMENT
from seatwise.metrics.trends import history
from seatwise.metrics.trends.trends import HELD, TREND_LICENSES

_DAILY_COUNTS = (history.PROFILE_METRIC, history.ADD_ON_METRIC)
_LICENSES = "UserLicense"  # without it nobody knows which licenses are of a bucket
_ALLOWANCE = "UserLicense.MonthlyLoginsEntitlement"
_SEATS = {  # provisioned, assigned: the fields that they are read from, by kind of license
    "user": ("UserLicense.TotalLicenses", "UserLicense.UsedLicenses"),
    "permission_set": ("PermissionSetLicense.TotalLicenses", "PermissionSetLicense.UsedLicenses"),
    "package": ("PackageLicense.AllowedLicenses", "PackageLicense.UsedLicenses"),
    "feature": ("ActiveFeatureLicenseMetric.TotalLicenseCount", "User.IsActive"),
}


def chosen_words(of: str, rows: Sequence[Row]) -> str:
    """What is summed, in words: of `all`, of a bucket, or of a license as kind:key, whose name is in the rows."""
    _, _, key = of.partition(":")
    if key:
        return next((str(row["license"]) for row in rows if row["license"]), key)
    return "all user licenses" if of == "all" else f"{of} licenses"


def _chosen(data: ChartData) -> str:
    return chosen_words(data.chosen, data.rows)


def _seat_needs(data: ChartData) -> tuple[str, str]:
    return _SEATS.get(data.chosen.partition(":")[0], _SEATS["user"])


def _counts(data: ChartData, needs: Sequence[str]) -> tuple[str, ...]:
    """What Salesforce's daily counts of the chosen kind of license need."""
    counts = history.ADD_ON_METRIC if data.chosen.startswith("permission_set:") else history.PROFILE_METRIC
    return tuple(need for need in needs if need.partition(".")[0] == counts)


def _days(data: ChartData) -> list[Row]:
    return [row for point in data.points for row in point.rows]


def _needs(name: str) -> tuple[str, ...]:
    return TREND_LICENSES.known_column(name).needs


def _seats(data: ChartData) -> Drawing:
    provisioned, assigned = _seat_needs(data)
    lines = (
        Line(PROVISIONED, "provisioned", (provisioned,)),
        Line(ASSIGNED, "assigned", (assigned,)),
        Line(f"{ASSIGNED}{ESTIMATED}", "assigned", _counts(data, history.ASSIGNED_COUNTS), _DAILY_COUNTS),
    )
    return draw_lines(f"Seats: {_chosen(data)}", lines, data, snapshots=data.rows, days=_days(data), layout=count_lines)


def _users(data: ChartData) -> Drawing:
    lines = (
        Line("Active users", "users", HELD),
        Line("Logged in", "logged_in_users", _needs("logged_in_users")),
        Line("Actors", "actors", _needs("actors")),
        Line(f"Logged in{ESTIMATED}", "logged_in_users", _counts(data, history.LOGGED_IN_COUNTS), _DAILY_COUNTS),
        Line(f"Users created{ESTIMATED}", "created_users", (history.CREATION, _LICENSES), (history.CREATION,)),
    )
    return draw_lines(
        f"Users: {_chosen(data)}",
        lines,
        data,
        snapshots=data.rows,
        days=_days(data),
        layout=count_lines,
        why_incomplete=_users_left_out,
    )


def _users_left_out(row: Row) -> str:
    """Why the users of a snapshot are not complete: a login after its moment hides the one before, or a gap."""
    counts = [row[f"{name}_missing"] for name in ("users", "actors")]
    return DATA_GAPS if any(each != 0 for each in counts) else "users without a known last login"


def _cost(data: ChartData) -> Drawing:
    provisioned, assigned = _seat_needs(data)
    lines = (
        Line("Provisioned cost", "provisioned_cost", (provisioned, _ALLOWANCE, *ENTITLEMENT)),
        Line("Assigned cost", "assigned_cost", (assigned,)),
    )
    title = f"Cost, {data.currency} a year: {_chosen(data)}"
    no_price = bool(data.rows) and all(row["licenses"] == row["licenses_without_price"] for row in data.rows)
    why = "no license here has a price." if no_price else ""
    return draw_lines(
        title, lines, data, snapshots=data.rows, layout=money_lines, why_nothing=why, why_incomplete=_cost_left_out
    )


def _cost_left_out(row: Row) -> str:
    """Why the cost of a snapshot is not complete: prices that nobody set, or what could not be read."""
    counts = [row[f"{name}_missing"] for name in ("provisioned", "assigned", "licenses_without_price")]
    costs = [row[f"{name}_missing"] for name in ("provisioned_cost", "assigned_cost")]
    no_price = row["licenses_without_price"]
    if not isinstance(no_price, int) or not no_price:
        return DATA_GAPS
    is_read = not any(each != 0 for each in counts) and all(
        isinstance(each, int) and each <= no_price for each in costs
    )
    return "licenses without a price" if is_read else f"licenses without a price and {DATA_GAPS}"


def _daily(data: ChartData) -> Drawing:
    lines = (
        Line(f"Users that day{ESTIMATED}", "daily_users", (*history.USERS_OF_A_DAY, _LICENSES), (history.LOGINS,)),
    )
    title = f"Users who logged in each day: {_chosen(data)}"
    return draw_lines(title, lines, data, snapshots=data.rows, days=_days(data), layout=day_bars)


TREND_SEATS = Chart("seats", "Seats", _seats, explained="trends.assigned", metric=history.TREND_DAYS)
TREND_USERS = Chart("users", "Users", _users, explained="trends.logged_in_users", metric=history.TREND_DAYS)
TREND_COST = Chart("cost", "Cost", _cost, explained="trends.provisioned_cost")
TREND_DAILY = Chart(
    "daily", "Users who logged in each day", _daily, explained="history.daily_users", metric=history.TREND_DAYS
)
