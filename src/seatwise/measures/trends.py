"""The trends: each license of one snapshot, with what the lines over time show of it. The SQL stands beside it."""

from seatwise.measures.licenses import LICENSES
from seatwise.measures.model import Column, Measure, Unit


def _same(*names: str) -> tuple[Column, ...]:
    """Columns that are the same as in the Licenses measure."""
    return tuple(column for name in names if (column := LICENSES.column(name)))


TRENDS = Measure(
    name="trends",
    sentence="One row per license of a snapshot: its seats, who of its users logged in and worked, and what it costs.",
    tables=("user", "profile", "record_touch", "login_day"),
    bases=(*LICENSES.bases, LICENSES),
    inputs=("span", "unseen"),
    columns=(
        *_same("kind", "id", "key", "label", "bucket", "unlimited", "by_login", "priced", "provisioned", "assigned"),
        Column("users", "Active users", Unit.USERS, "Active users on the license.", source="User.IsActive"),
        Column(
            "logged_in_users",
            "Logged in",
            Unit.USERS,
            "Those who logged in during the 30 days before the snapshot's moment.",
            source="User.LastLoginDate",
        ),
        Column(
            "actors",
            "Actors",
            Unit.USERS,
            "Those who created or last modified a record of the backbone during these days.",
            source="CreatedById, LastModifiedById",
        ),
        *_same("provisioned_cost", "assigned_cost"),
    ),
)
