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

_USER = Column("user_id", FieldType.TEXT, "Salesforce's id of the user.", source="User.Id")
_WHAT = (
    Column(
        "change",
        FieldType.TEXT,
        "joined (became active), left (is no longer active), profile or license (has another one), frozen or unfrozen.",
    ),
    Column(
        "how",
        FieldType.TEXT,
        "new or reactivated, of users who joined; deactivated or gone (deleted), of those who left.",
    ),
)
_PROFILE_IDS = (
    Column("profile_id_before", FieldType.TEXT, "The profile then.", source="User.ProfileId"),
    Column("profile_id_after", FieldType.TEXT, "The profile now.", source="User.ProfileId"),
)
_USERNAME = Column(
    "username", FieldType.TEXT, "The name to log in with.", source="User.Username", needs=("User.Username",)
)
_NAME = Column("name", FieldType.TEXT, "The user's name.", source="User.Name")
_DEPARTMENT = Column(
    "department", FieldType.TEXT, "The user's department.", source="User.Department", needs=("User.Department",)
)
_NUMBER = Column("number", FieldType.RANK, "The row's position by user id, which breaks ties.", internal=True)

KNOWN_CHANGES = Metric(
    "known_changes",
    text="-- Which changes of users can be known of the two snapshots. One row.\n\n"
    "select true as activity, true as profiles, true as licenses, true as freezing\n",
    masks={"activity": ACTIVITY, "profiles": PROFILES, "licenses": LICENSES, "freezing": FREEZING},
)
SEAT_TRANSITIONS = Metric("seat_transitions", tables=("user", "profile"))
FREEZE_TRANSITIONS = Metric("freeze_transitions", tables=("user", "user_login"))
USER_TRANSITIONS = Metric(
    "user_transitions", tables=("profile",), bases=(KNOWN_CHANGES, SEAT_TRANSITIONS, FREEZE_TRANSITIONS)
)
USER_CHANGE_INDEX = Metric(
    "user_change_index",
    sentence="One row per user and change between two snapshots: who it is.",
    tables=("user",),
    bases=(*USER_TRANSITIONS.bases, USER_TRANSITIONS),
    columns=(*_WHAT, _USER, *_PROFILE_IDS, _USERNAME, _NAME, _DEPARTMENT, _NUMBER),
)
SNAPSHOT_ID = Metric(
    "snapshot_id",
    sentence="One row: the id of the snapshot.",
    inputs=("moment",),
    text="-- The id of the snapshot. One row. moment is the snapshot's.\n\nselect snapshot from moment\n",
    columns=(Column("snapshot", FieldType.TEXT, "The id of the snapshot."),),
)
USER_CHANGES = Metric(
    "user_changes",
    sentence="One row per user and change between two snapshots, with the profile and license then and now.",
    tables=("profile", "user_license"),
    bases=(*USER_CHANGE_INDEX.bases, USER_CHANGE_INDEX),
    lookups=(SNAPSHOT_ID,),
    columns=(
        _NAME,
        _USERNAME,
        _DEPARTMENT,
        *_WHAT,
        Column("profile_before", FieldType.TEXT, "Its name then.", source="Profile.Name"),
        Column("profile_after", FieldType.TEXT, "Its name now.", source="Profile.Name"),
        Column("license_before", FieldType.TEXT, "The profile's license then.", source="UserLicense.MasterLabel"),
        Column("license_after", FieldType.TEXT, "The profile's license now.", source="UserLicense.MasterLabel"),
        _USER,
        Column("snapshot", FieldType.TEXT, "The snapshot that has the user."),
        _NUMBER,
    ),
)


def _count(name: str, label: str, sentence: str, needs: tuple[str, ...] = ACTIVITY) -> Column:
    return Column(name, FieldType.USERS, sentence, label=label, needs=needs)


USER_CHANGE_COUNTS = Metric(
    "user_change_counts",
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
