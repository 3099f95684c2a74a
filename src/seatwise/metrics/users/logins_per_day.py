"""How many logins the org has each day."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

_HISTORY = ("LoginHistory",)
LOGINS_PER_DAY = Metric(
    "logins_per_day",
    sentence="One row per day (UTC), login type and outcome, with how many logins there were; of 180 days.",
    tables=("login_day",),
    columns=(
        Column("day", FieldType.DATE, "The day in UTC.", source="LoginHistory.LoginTime"),
        Column("login_type", FieldType.TEXT, "As Salesforce writes it.", source="LoginHistory.LoginType"),
        Column("success", FieldType.FLAG, "Whether they succeeded.", source="LoginHistory.Status = 'Success'"),
        Column("logins", FieldType.LOGINS, "How many logins.", formula="sum over all users", needs=_HISTORY),
    ),
)
