"""How many logins the org has each day."""

from seatwise.metrics import columns
from seatwise.metrics.model import Metric

_HISTORY = ("LoginHistory",)
LOGINS_PER_DAY = Metric(
    "logins_per_day",
    sentence="One row per day (UTC), login type and outcome, with how many logins there were; of 180 days.",
    tables=("login_day",),
    columns=(
        columns.day("day", "The day in UTC.", source="LoginHistory.LoginTime"),
        columns.text("login_type", "As Salesforce writes it.", source="LoginHistory.LoginType"),
        columns.flag("success", "Whether they succeeded.", source="LoginHistory.Status = 'Success'"),
        columns.logins("logins", "How many logins.", formula="sum over all users", needs=_HISTORY),
    ),
)
