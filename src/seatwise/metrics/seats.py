"""The metric of who holds a seat, as the profiles are counted from it. The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

PROFILE_NUMBERS = Metric(
    name="profile_numbers",
    sentence="One row per profile that a user has: a short number for it, of this snapshot alone.",
    tables=("user",),
    columns=(
        Column("profile_id", "Profile id", FieldType.TEXT, "The profile.", source="User.ProfileId"),
        Column("profile_number", "Number", FieldType.RANK, "Its place in the order of the ids, from 1."),
    ),
)
SEATS = Metric(
    name="seats",
    sentence="One row per user, without a name: profile, last login, last touched record, frozen, active or not; and "
    "one per id that touched records, or is frozen, and is of no user.",
    tables=("user", "user_login", "login_day", "record_touch"),
    bases=(PROFILE_NUMBERS,),
    inputs=("moment",),
    columns=(
        PROFILE_NUMBERS.columns[-1],
        Column("created", "Created", FieldType.TIME, "When the user was created.", source="User.CreatedDate"),
        Column(
            "last_login",
            "Last login",
            FieldType.TIME,
            "The last login up to the snapshot's moment, of any kind. A login while the org was being read is ignored.",
            source="User.LastLoginDate, else LoginHistory",
        ),
        Column(
            "never_logged_in", "Never logged in", FieldType.FLAG, "LastLoginDate is null.", source="User.LastLoginDate"
        ),
        Column(
            "last_touch",
            "Last record touched",
            FieldType.TIME,
            "When the user last created or last modified a backbone record.",
            source="CreatedById, LastModifiedById of the backbone's records",
        ),
        Column("is_frozen", "Frozen", FieldType.FLAG, "Frozen users still hold a seat.", source="UserLogin.IsFrozen"),
        Column("is_active", "Active", FieldType.FLAG, "Only active users hold a seat.", source="User.IsActive"),
        Column("is_unknown", "Unknown", FieldType.FLAG, "An id of no user: deleted, or not shown."),
    ),
)
