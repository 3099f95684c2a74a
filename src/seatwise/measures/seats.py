"""The measure of who holds a seat, as the profiles are counted from it. The SQL stands beside it."""

from seatwise.measures.model import Column, Measure, Unit

TOUCHES = Measure(
    name="touches",
    sentence="One row per user who touched records: when last.",
    tables=("record_touch",),
    columns=(
        Column("user_id", "User id", Unit.TEXT, "Who touched records; a user that was deleted, perhaps."),
        Column("last_touch", "Last record touched", Unit.TIME, "When last."),
    ),
)
SEATS = Measure(
    name="seats",
    sentence="One row per user, without a name: profile, last login, last touched record, frozen, active or not.",
    tables=("user", "user_login", "login_day"),
    bases=(TOUCHES,),
    inputs=("moment",),
    columns=(
        Column("profile_id", "Profile id", Unit.TEXT, "The user's profile.", source="User.ProfileId"),
        Column("created", "Created", Unit.TIME, "When the user was created.", source="User.CreatedDate"),
        Column(
            "last_login",
            "Last login",
            Unit.TIME,
            "The last login up to the snapshot's moment, of any kind. A login while the org was being read is ignored.",
            source="User.LastLoginDate, else LoginHistory",
        ),
        Column("never_logged_in", "Never logged in", Unit.FLAG, "LastLoginDate is null.", source="User.LastLoginDate"),
        Column(
            "last_touch",
            "Last record touched",
            Unit.TIME,
            "When the user last created or last modified a backbone record.",
            source="CreatedById, LastModifiedById of the backbone's records",
        ),
        Column("is_frozen", "Frozen", Unit.FLAG, "Frozen users still hold a seat.", source="UserLogin.IsFrozen"),
        Column("is_active", "Active", Unit.FLAG, "Only active users hold a seat.", source="User.IsActive"),
    ),
)
