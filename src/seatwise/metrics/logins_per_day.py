"""The logins metric: how many logins the org saw each day, for the picture of them. The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

LOGINS_PER_DAY = Metric(
    name="logins_per_day",
    sentence="One row per day (UTC), login type and outcome, with how many logins there were. 180 days are kept.",
    tables=("login_day",),
    columns=(
        Column("day", "Day", FieldType.DATE, "The day in UTC.", source="LoginHistory.LoginTime"),
        Column("login_type", "Login type", FieldType.TEXT, "As Salesforce writes it.", source="LoginHistory.LoginType"),
        Column(
            "success", "Success", FieldType.FLAG, "Whether they were let in.", source="LoginHistory.Status = 'Success'"
        ),
        Column("logins", "Logins", FieldType.LOGINS, "How many logins.", formula="sum over all users"),
    ),
)
