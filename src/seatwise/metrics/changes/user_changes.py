"""Who joined, left or changed between two snapshots, and how many (definitions section 4)."""

from seatwise.metrics import columns
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.sums import count_of_rows, known_or_not

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
HOW = ("new", "reactivated", "deactivated", "gone")  # how a user joined, or left

_USER = columns.text("user_id", "Salesforce's id of the user.", source="User.Id")
_WHAT = (
    columns.text(
        "change",
        "joined (became active), left (is no longer active), profile or license (has another one), frozen or unfrozen.",
    ),
    columns.text("how", "new or reactivated, of users who joined; deactivated or gone (deleted), of those who left."),
)
_PROFILE_IDS = (
    columns.text("profile_id_before", "The profile then.", source="User.ProfileId"),
    columns.text("profile_id_after", "The profile now.", source="User.ProfileId"),
)
_USERNAME = columns.copied(columns.text, "username", "The name to log in with.", "User.Username")
_NAME = columns.text("name", "The user's name.", source="User.Name", reads=("User.Name",))
_DEPARTMENT = columns.copied(columns.text, "department", "The user's department.", "User.Department")
_PROFILE, _LICENSE, _LABEL = ("Profile", "Profile.Name"), ("UserLicense",), "UserLicense.MasterLabel"
_NUMBER = columns.rank("number", "The row's position by user id, which breaks ties.", internal=True)

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
    columns=(columns.text("snapshot", "The id of the snapshot."),),
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
        columns.text("profile_before", "Its name then.", source="Profile.Name", reads=_PROFILE),
        columns.text("profile_after", "Its name now.", source="Profile.Name", reads=_PROFILE),
        columns.text("license_before", "The profile's license then.", source=_LABEL, reads=(*_LICENSE, _LABEL)),
        columns.text("license_after", "The profile's license now.", source=_LABEL, reads=(*_LICENSE, _LABEL)),
        _USER,
        columns.text("snapshot", "The snapshot that has the user."),
        _NUMBER,
    ),
)
USER_CHANGE_TOTALS = count_of_rows(
    USER_CHANGES,
    columns.changes("changes", "Changes that are shown; a user may have several.", missing=True, needs=ACTIVITY),
    columns.missing(
        "changes_missing",
        "0 if every change is known; blank if not, as the number of changes left out is not known.",
        label="Changes, left out",
        needs=tuple(dict.fromkeys((*LICENSES, *FREEZING))),
    ),
)


def _count(name: str, label: str, sentence: str) -> Column:
    return columns.users(name, sentence, label=label, needs=ACTIVITY)


def _with_missing(change: str, sentence: str, needs: tuple[str, ...]) -> tuple[Column, Column]:
    label = change.replace("_", " ").capitalize()
    return known_or_not(columns.users(f"users_{change}", sentence, label=label, needs=needs))


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
        *_with_missing("changed_profile", "Users active in both who have another profile now.", PROFILES),
        *_with_missing("changed_license", "Users active in both who have a profile of another license now.", LICENSES),
        *_with_missing("frozen", "Users active in both who are frozen now and were not before.", FREEZING),
        *_with_missing("unfrozen", "Users active in both who were frozen and are not now.", FREEZING),
    ),
)
