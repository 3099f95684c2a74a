"""Who joined, left or changed between two snapshots, and how many (definitions section 4)."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

ACTIVITY = ("User.IsActive",)
PROFILES = (*ACTIVITY, "User.ProfileId")
LICENSES = (*PROFILES, "Profile.UserLicenseId")
FREEZING = (*ACTIVITY, "UserLogin.UserId", "UserLogin.IsFrozen")

# A change as JSON and files have it, and as displayed.
CHANGES = {
    "joined": "Joined",
    "left": "Left",
    "profile": "Changed profile",
    "license": "Changed license",
    "frozen": "Frozen",
    "unfrozen": "Unfrozen",
}

_USER = Column("user_id", "User id", FieldType.TEXT, "Salesforce's id of the user.", source="User.Id")
_WHAT = (
    Column(
        "change",
        "Change",
        FieldType.TEXT,
        "joined (became active), left (is no longer active), profile or license (has another one), frozen or unfrozen.",
    ),
    Column(
        "how",
        "How",
        FieldType.TEXT,
        "new or reactivated, of users who joined; deactivated or gone (deleted), of those who left.",
    ),
)
_PROFILE_IDS = (
    Column("profile_id_before", "Profile id before", FieldType.TEXT, "The profile then.", source="User.ProfileId"),
    Column("profile_id_after", "Profile id after", FieldType.TEXT, "The profile now.", source="User.ProfileId"),
)
_USERNAME = Column("username", "Username", FieldType.TEXT, "The name to log in with.", source="User.Username")
_NAME = Column("name", "Name", FieldType.TEXT, "The user's name.", source="User.Name")
_DEPARTMENT = Column("department", "Department", FieldType.TEXT, "The user's department.", source="User.Department")
_NUMBER = Column("number", "Number", FieldType.RANK, "The row's position by user id, which breaks ties.", internal=True)

KNOWN_CHANGES = Metric(
    name="known_changes",
    sentence="One row: which changes of users can be known of the two snapshots. Blank: they cannot.",
    tables=(),
    text="-- Which changes of users can be known of the two snapshots. One row.\n\n"
    "select true as activity, true as profiles, true as licenses, true as freezing\n",
    columns=(
        Column("activity", "Active users", FieldType.FLAG, "Who is active.", needs=ACTIVITY),
        Column("profiles", "Profiles", FieldType.FLAG, "Which profile each user has.", needs=PROFILES),
        Column("licenses", "Licenses", FieldType.FLAG, "Which license each user has.", needs=LICENSES),
        Column("freezing", "Frozen users", FieldType.FLAG, "Who is frozen.", needs=FREEZING),
    ),
)
SEAT_TRANSITIONS = Metric(
    name="seat_transitions",
    subject="changes",
    sentence="One row per user who holds a seat in one of two snapshots only, or another one than before.",
    tables=("user", "profile"),
    columns=(
        _USER,
        Column("known_before", "Known before", FieldType.FLAG, "The earlier snapshot has the user."),
        Column("known_after", "Known after", FieldType.FLAG, "The later snapshot has the user."),
        Column("active_before", "Active before", FieldType.FLAG, "The user was active.", source="User.IsActive"),
        Column("active_after", "Active after", FieldType.FLAG, "The user is active.", source="User.IsActive"),
        *_PROFILE_IDS,
    ),
)
FREEZE_TRANSITIONS = Metric(
    name="freeze_transitions",
    subject="changes",
    sentence="One row per user who is active in both of two snapshots, and frozen in one of them.",
    tables=("user", "user_login"),
    columns=(
        _USER,
        Column(
            "frozen",
            "Frozen",
            FieldType.FLAG,
            "Frozen in the later one; no: in the earlier.",
            source="UserLogin.IsFrozen",
        ),
        *_PROFILE_IDS,
    ),
)
USER_TRANSITIONS = Metric(
    name="user_transitions",
    subject="changes",
    sentence="One row per user and change between two snapshots.",
    tables=("profile",),
    bases=(KNOWN_CHANGES, SEAT_TRANSITIONS, FREEZE_TRANSITIONS),
    columns=(*_WHAT, _USER, *_PROFILE_IDS),
)
USER_CHANGE_INDEX = Metric(
    name="user_change_index",
    subject="changes",
    sentence="One row per user and change between two snapshots: who it is.",
    tables=("user",),
    bases=(*USER_TRANSITIONS.bases, USER_TRANSITIONS),
    columns=(*_WHAT, _USER, *_PROFILE_IDS, _USERNAME, _NAME, _DEPARTMENT, _NUMBER),
)
SNAPSHOT_ID = Metric(
    name="snapshot_id",
    sentence="One row: the id of the snapshot.",
    tables=(),
    inputs=("moment",),
    text="-- The id of the snapshot. One row. moment is the snapshot's.\n\nselect snapshot from moment\n",
    columns=(Column("snapshot", "Snapshot", FieldType.TEXT, "The id of the snapshot."),),
)
USER_CHANGES = Metric(
    name="user_changes",
    subject="changes",
    sentence="One row per user and change between two snapshots, with the profile and license then and now.",
    tables=("profile", "user_license"),
    bases=(*USER_CHANGE_INDEX.bases, USER_CHANGE_INDEX),
    lookups=(SNAPSHOT_ID,),
    columns=(
        _NAME,
        _USERNAME,
        _DEPARTMENT,
        *_WHAT,
        Column("profile_before", "Profile before", FieldType.TEXT, "Its name then.", source="Profile.Name"),
        Column("profile_after", "Profile after", FieldType.TEXT, "Its name now.", source="Profile.Name"),
        Column(
            "license_before",
            "License before",
            FieldType.TEXT,
            "The profile's license then.",
            source="UserLicense.MasterLabel",
        ),
        Column(
            "license_after",
            "License after",
            FieldType.TEXT,
            "The profile's license now.",
            source="UserLicense.MasterLabel",
        ),
        _USER,
        Column("snapshot", "Snapshot", FieldType.TEXT, "The snapshot that has the user."),
        _NUMBER,
    ),
)


def _count(name: str, label: str, sentence: str, needs: tuple[str, ...] = ACTIVITY) -> Column:
    return Column(name, label, FieldType.USERS, sentence, needs=needs)


USER_CHANGE_COUNTS = Metric(
    name="user_change_counts",
    subject="changes",
    sentence="How many users joined, left and changed between two snapshots. One row.",
    tables=("user",),
    bases=(*USER_TRANSITIONS.bases, USER_TRANSITIONS),
    columns=(
        _count("users_before", "Active users before", "Active users of the earlier snapshot."),
        _count("users_after", "Active users after", "Active users of the later snapshot."),
        _count("users_change", "Active users, change", "Who joined less who left: users_after - users_before."),
        _count("users_joined", "Joined", "Users who are active now and were not before."),
        _count("users_joined_new", "Joined, new", "Those of them who were not there before."),
        _count("users_joined_reactivated", "Joined, reactivated", "Those of them who were there, and not active."),
        _count("users_left", "Left", "Users who were active before and are not now."),
        _count("users_left_deactivated", "Left, deactivated", "Those of them who are still there, and not active."),
        _count("users_left_gone", "Left, gone", "Those of them who are no longer there."),
        _count(
            "users_changed_profile", "Changed profile", "Users active in both who have another profile now.", PROFILES
        ),
        _count(
            "users_changed_license",
            "Changed license",
            "Users active in both whose profile has another license now.",
            LICENSES,
        ),
        _count("users_frozen", "Frozen", "Users active in both who are frozen now and were not before.", FREEZING),
        _count("users_unfrozen", "Unfrozen", "Users active in both who were frozen and are not now.", FREEZING),
    ),
)
