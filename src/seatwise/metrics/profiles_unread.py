"""What could not be read of profiles and their users. The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

_WHAT = {
    "people": "who is active",
    "profiles_of_users": "which profile each user has",
    "licenses_of_profiles": "which license each profile needs",
    "logins": "who logged in, and when",
    "creation": "when users were created",
    "freezing": "who is frozen",
    "touches": "who touched records; with one object out of sight, nobody knows who did not work",
    "processes": "which business processes a profile sees",
}
PROFILES_UNREAD = Metric(
    name="profiles_unread",
    sentence="One row: what could not be read of profiles and their users.",
    tables=(),
    inputs=("gap",),
    columns=tuple(
        Column(name, name.replace("_", " ").capitalize(), FieldType.FLAG, f"Whether it could not be read {what}.")
        for name, what in _WHAT.items()
    ),
)
