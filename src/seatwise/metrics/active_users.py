"""The active users of a snapshot: how many hold a seat. The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

ACTIVE_USERS = Metric(
    name="active_users",
    sentence="The active users of an org, in one row per snapshot.",
    tables=("user",),
    columns=(Column("users", "Active users", FieldType.USERS, "Users who can log in.", source="User.IsActive"),),
)
