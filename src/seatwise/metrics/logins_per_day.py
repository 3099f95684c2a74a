"""The logins metric: how many logins the org saw each day, for the picture of them. The SQL stands beside it."""

from seatwise.metrics.model import Column, Metric, Unit

LOGINS_PER_DAY = Metric(
    name="logins_per_day",
    sentence="One row per day (UTC), login type and outcome, with how many logins there were. 180 days are kept.",
    tables=("login_day",),
    columns=(
        Column("day", "Day", Unit.DATE, "The day in UTC.", source="LoginHistory.LoginTime"),
        Column("login_type", "Login type", Unit.TEXT, "As Salesforce writes it.", source="LoginHistory.LoginType"),
        Column("success", "Success", Unit.FLAG, "Whether they were let in.", source="LoginHistory.Status = 'Success'"),
        Column("logins", "Logins", Unit.LOGINS, "How many logins.", formula="sum over all users"),
    ),
)
