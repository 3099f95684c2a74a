"""The metric that counts users, logins and actors of each profile. The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.seats import PROFILE_NUMBERS, SEATS

PROFILE_COUNTS = Metric(
    name="profile_counts",
    sentence="One row per profile that an active user has: how many there are, and what they did within the window.",
    tables=(),
    bases=(PROFILE_NUMBERS, SEATS),
    inputs=("period",),
    large=True,
    columns=(
        Column("profile_id", "Profile id", FieldType.TEXT, "Blank: users without a profile.", source="User.ProfileId"),
        Column("users", "Users", FieldType.USERS, "Active users of the profile.", "|U|", "User.IsActive"),
        Column(
            "logged_in_users",
            "Logins",
            FieldType.USERS,
            "Active users whose last login lies within the window. People are counted, not logins.",
            "|L|",
            "User.LastLoginDate",
        ),
        Column(
            "actors",
            "Actors",
            FieldType.USERS,
            "Active users who created or last modified a backbone record within the window. A lower bound: Salesforce "
            "keeps only the last modifier of a record.",
            "|A|",
            "CreatedById, LastModifiedById of the backbone's records",
        ),
        Column("logged_in_actors", "Actors who logged in", FieldType.USERS, "Actors who logged in, too.", "|L & A|"),
        Column(
            "never_logged_in",
            "Never logged in",
            FieldType.USERS,
            "Active users who never logged in.",
            source="User.LastLoginDate is null",
        ),
        Column(
            "frozen", "Frozen", FieldType.USERS, "Frozen users: they still hold a seat.", source="UserLogin.IsFrozen"
        ),
        Column(
            "not_yet_onboarded",
            "Not yet onboarded",
            FieldType.USERS,
            "Users created less than 30 days before the snapshot who never logged in: no waste yet.",
            source="User.CreatedDate, User.LastLoginDate",
        ),
    ),
)
