"""Which user was typed."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

_COLUMNS = (
    Column("user_id", "User id", FieldType.TEXT, "Salesforce's id of the user.", source="User.Id"),
    Column("username", "Username", FieldType.TEXT, "The name that the user logs in with.", source="User.Username"),
    Column("name", "Name", FieldType.TEXT, "The user's name.", source="User.Name"),
)
USER_MATCHES = Metric(
    name="user_matches",
    subject="users",
    sentence="One row per user with this username or name, at most ten.",
    tables=("user",),
    inputs=("key",),
    columns=_COLUMNS,
)
USER_SUGGESTIONS = Metric(
    name="user_suggestions",
    subject="users",
    sentence="The three users whose username or name is most like a text.",
    tables=("user",),
    inputs=("key",),
    columns=_COLUMNS,
)
