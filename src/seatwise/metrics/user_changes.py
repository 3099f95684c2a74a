"""The user changes: who joined, left, changed profile or license, was frozen, between two snapshots. SQL beside it.

These metrics run over two snapshots at once: each table stands there twice, as `earlier.user` and `later.user`.
"""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

_USER = Column("user_id", "User", FieldType.TEXT, "Salesforce's id of the user.", source="User.Id")
_WHAT = (
    Column(
        "change",
        "Change",
        FieldType.TEXT,
        "joined (became active), left (is active no more), profile or license (has another one), frozen or unfrozen.",
    ),
    Column(
        "how",
        "How",
        FieldType.TEXT,
        "new or reactivated, of those who joined; deactivated or gone, of those who left.",
    ),
    _USER,
)
_PROFILE_IDS = (
    Column("profile_id_before", "Profile before", FieldType.TEXT, "Id of the profile then.", source="User.ProfileId"),
    Column("profile_id_after", "Profile after", FieldType.TEXT, "Id of the profile now.", source="User.ProfileId"),
)
_WHO = (
    Column("username", "Username", FieldType.TEXT, "The login name.", source="User.Username"),
    Column("name", "Name", FieldType.TEXT, "As people read it.", source="User.Name"),
    Column("department", "Department", FieldType.TEXT, "Where the person works.", source="User.Department"),
)
_PLACE = Column("place", "Place", FieldType.TEXT, "What the users are listed by: the name in lower case.")

SEAT_MOVES = Metric(
    name="seat_moves",
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
FREEZE_MOVES = Metric(
    name="freeze_moves",
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
SEAT_CHANGES = Metric(
    name="seat_changes",
    sentence="One row per user and change between two snapshots, by id.",
    tables=("profile",),
    bases=(SEAT_MOVES, FREEZE_MOVES),
    columns=(*_WHAT, *_PROFILE_IDS),
)
USER_CHANGES = Metric(
    name="user_changes",
    sentence="One row per user and change between two snapshots, by name.",
    tables=("user",),
    bases=(SEAT_MOVES, FREEZE_MOVES, SEAT_CHANGES),
    columns=(*_WHAT, *_PROFILE_IDS, *_WHO, _PLACE),
)
USER_CHANGE_COUNTS = Metric(
    name="user_change_counts",
    sentence="How many users changed between two snapshots: one row per change, and one with the active users.",
    tables=("user",),
    bases=(SEAT_MOVES, FREEZE_MOVES, SEAT_CHANGES),
    columns=(
        *_WHAT[:2],
        Column(
            "users", "Users", FieldType.USERS, "How many it is true of. Who joined less who left is the difference."
        ),
        Column("users_before", "Users before", FieldType.USERS, "Active users of the earlier snapshot."),
        Column("users_after", "Users after", FieldType.USERS, "Active users of the later snapshot."),
    ),
)
USER_CHANGE_PAGE = Metric(
    name="user_change_page",
    sentence="As many rows of user_changes as a page shows, with the names of profiles and licenses.",
    tables=("profile", "user_license"),
    bases=(*USER_CHANGES.bases, USER_CHANGES),
    inputs=("asked", "told", "word"),
    columns=(
        *_WHAT,
        *_WHO,
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
        _PLACE,
    ),
)
