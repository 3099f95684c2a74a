"""Who holds a seat of each profile, counted by who logged in and who worked."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

ACTIVE = ("User", "User.IsActive")
LOGINS = ("User.LastLoginDate", "LoginHistory")
_NEVER = (*ACTIVE, "User.LastLoginDate")
_ACTORS = (*ACTIVE, "TrackedRecords")

PROFILE_NUMBERS = Metric(
    name="profile_numbers",
    subject="profiles",
    sentence="One row per profile that a user has: a short number for it, of this snapshot alone.",
    tables=("user",),
    columns=(
        Column("profile_id", "Profile id", FieldType.TEXT, "The profile.", source="User.ProfileId"),
        Column("profile_number", "Number", FieldType.RANK, "Its position in the order of the ids, from 1."),
    ),
)
SEAT_ACTIVITY = Metric(
    name="seat_activity",
    subject="profiles",
    sentence="One row per user, without a name: profile, last login, last touched record, frozen, active or not; and "
    "one per id that touched records, or is frozen, and is of no user.",
    tables=("user", "user_login", "login_day", "record_touch"),
    bases=(PROFILE_NUMBERS,),
    inputs=("moment",),
    columns=(
        PROFILE_NUMBERS.columns[-1],
        Column(
            "created",
            "Created",
            FieldType.TIME,
            "When the user was created.",
            source="User.CreatedDate",
            needs=("User.CreatedDate",),
        ),
        Column(
            "login_date",
            "Login date",
            FieldType.TIME,
            "The last login, where it is not after the snapshot's moment.",
            source="User.LastLoginDate",
            needs=("User.LastLoginDate",),
        ),
        Column(
            "never_logged_in",
            "Never logged in",
            FieldType.FLAG,
            "LastLoginDate is null.",
            source="User.LastLoginDate",
            needs=("User.LastLoginDate",),
        ),
        Column(
            "seen_login",
            "Login in the history",
            FieldType.TIME,
            "The latest successful login in the login history, where LastLoginDate does not say it.",
            source="LoginHistory",
            needs=("LoginHistory",),
        ),
        Column(
            "last_touch",
            "Last record touched",
            FieldType.TIME,
            "When the user last created or last modified a tracked record.",
            source="CreatedById, LastModifiedById of the tracked records",
            needs=("TrackedRecords",),
        ),
        Column(
            "is_frozen",
            "Frozen",
            FieldType.FLAG,
            "Frozen users still hold a seat.",
            source="UserLogin.IsFrozen",
            needs=("UserLogin", "UserLogin.IsFrozen"),
        ),
        Column(
            "is_active",
            "Active",
            FieldType.FLAG,
            "Only active users hold a seat.",
            source="User.IsActive",
            needs=ACTIVE,
        ),
        Column("is_unknown", "Unknown", FieldType.FLAG, "An id of no user: deleted, or not shown.", needs=("User",)),
    ),
)


def _count(
    name: str, label: str, sentence: str, needs: tuple[str, ...], *, formula: str = "", source: str = ""
) -> Column:
    return Column(name, label, FieldType.USERS, sentence, formula, source, needs=needs)


PROFILE_COUNTS = Metric(
    name="profile_counts",
    subject="profiles",
    sentence="One row per profile, used or not, and one for users without a profile: its active users, counted by "
    "whether they logged in and worked within the period.",
    tables=("profile",),
    bases=(PROFILE_NUMBERS, SEAT_ACTIVITY),
    inputs=("period",),
    large=True,
    columns=(
        Column(
            "profile_id", "Profile id", FieldType.TEXT, "Blank for users without a profile.", source="User.ProfileId"
        ),
        Column(
            "has_profile",
            "Has a profile",
            FieldType.FLAG,
            "Whether these users have a profile.",
            needs=("User.ProfileId",),
        ),
        Column("is_listed", "Listed", FieldType.FLAG, "Whether the profile is among those that were read."),
        Column("profile", "Profile", FieldType.TEXT, "The profile's name.", source="Profile.Name"),
        Column("user_type", "User type", FieldType.TEXT, "What kind of users it is for.", source="Profile.UserType"),
        Column("license_id", "License id", FieldType.TEXT, "The profile's license.", source="Profile.UserLicenseId"),
        Column(
            "has_license",
            "Has a license",
            FieldType.FLAG,
            "Whether the profile has a license.",
            needs=("Profile.UserLicenseId",),
        ),
        _count(
            "users",
            "Users",
            "Active users. Frozen ones are active, and hold a seat.",
            ACTIVE,
            formula="|U|",
            source="User.IsActive",
        ),
        _count(
            "logged_in_users",
            "Logged in",
            "Users whose latest login lies in the period.",
            ACTIVE,
            formula="|L|",
            source="User.LastLoginDate, else LoginHistory",
        ),
        _count("no_login_users", "No login", "Users known to have no login in the period.", ACTIVE, formula="|N|"),
        _count(
            "actors",
            "Actors",
            "Users who created or last modified a tracked record in the period. A lower bound: Salesforce keeps only "
            "the last modifier.",
            _ACTORS,
            formula="|A|",
            source="CreatedById, LastModifiedById of the tracked records",
        ),
        _count("logged_in_actors", "Actors who logged in", "Actors with a login in the period.", _ACTORS),
        _count("no_login_actors", "Actors without login", "Actors known to have no login in the period.", _ACTORS),
        _count(
            "never_logged_in",
            "Never logged in",
            "Active users who never logged in.",
            _NEVER,
            source="User.LastLoginDate",
        ),
        _count(
            "frozen",
            "Frozen",
            "Active users who are frozen: they cannot log in, and still hold a seat.",
            (*ACTIVE, "UserLogin", "UserLogin.IsFrozen"),
            source="UserLogin.IsFrozen",
        ),
        _count(
            "not_yet_onboarded",
            "Not yet onboarded",
            "Users created at most 30 days before the snapshot who never logged in: not waste yet.",
            (*_NEVER, "User.CreatedDate"),
            source="User.CreatedDate, User.LastLoginDate",
        ),
    ),
)
