"""The users of an org, made once per snapshot, to be read page by page in any order."""

from dataclasses import replace

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.profiles.profile_counts import ACTIVE

_HISTORY, _RECORDS = ("LoginHistory",), ("TrackedRecords",)


def text(name: str, label: str, sentence: str, field: str) -> Column:
    """A text of the user as it was read."""
    return Column(name, label, FieldType.TEXT, sentence, source=f"User.{field}", needs=(f"User.{field}",))


USER_ID = Column("user_id", "User id", FieldType.TEXT, "Salesforce's id of the user.", source="User.Id", reads=ACTIVE)
USERNAME = replace(
    text("username", "Username", "The name that the user logs in with.", "Username"), rank="username_rank"
)
NAME = replace(text("name", "Name", "The user's name.", "Name"), rank="name_rank")
DEPARTMENT = replace(text("department", "Department", "The user's department.", "Department"), rank="department_rank")
MANAGER = Column(
    "manager",
    "Manager",
    FieldType.TEXT,
    "The user's manager.",
    source="User.ManagerId",
    rank="manager_rank",
    needs=("User.ManagerId", "User.Name"),
)
MANAGER_ID = text("manager_id", "Manager id", "The user's manager.", "ManagerId")
PROFILE_ID = text("profile_id", "Profile id", "The user's profile.", "ProfileId")
CREATED = Column(
    "created",
    "Created",
    FieldType.TIME,
    "When the user was created.",
    source="User.CreatedDate",
    needs=("User.CreatedDate",),
)
LAST_LOGIN = Column(
    "last_login",
    "Last login",
    FieldType.TIME,
    "The latest login at or before the snapshot's moment, of any kind.",
    source="User.LastLoginDate, else LoginHistory",
    reads=("User.LastLoginDate", *_HISTORY),
    blank=(("never_logged_in", "never"), ("not login_known", "not known")),
)
NEVER = Column(
    "never_logged_in",
    "Never logged in",
    FieldType.FLAG,
    "LastLoginDate is null.",
    source="User.LastLoginDate",
    needs=("User.LastLoginDate",),
)
LOGIN_KNOWN = Column(
    "login_known", "Login known", FieldType.FLAG, "Whether it is known when the user last logged in, or that never."
)
_IN_SIX_MONTHS = "Salesforce has six months of them; blank: none in these."
INTERACTIVE = Column(
    "last_interactive_login",
    "Last login at a screen",
    FieldType.TIME,
    f"The last successful login of a person at a screen. {_IN_SIX_MONTHS}",
    source="LoginHistory.LoginTime, LoginType",
    needs=_HISTORY,
)
API = Column(
    "last_api_login",
    "Last login by API",
    FieldType.TIME,
    f"The last successful login of a program in the user's name. {_IN_SIX_MONTHS}",
    source="LoginHistory.LoginTime, LoginType",
    needs=_HISTORY,
)
LAST_TOUCH = Column(
    "last_touch",
    "Last touch",
    FieldType.TIME,
    "When the user last created or last modified a tracked record; of actors from a file, the snapshot's moment.",
    source="CreatedById, LastModifiedById of the tracked records",
    needs=_RECORDS,
)
LAST_RECORD_TOUCH = Column(
    "last_record_touch",
    "Last record touched",
    FieldType.TIME,
    "When the user last created or last modified a tracked record, within the days that were read.",
    source="CreatedById, LastModifiedById of the tracked records",
    needs=_RECORDS,
)
OBJECTS = Column(
    "objects_touched",
    "Objects touched",
    FieldType.OBJECTS,
    "How many tracked objects the user touched within the days that were read.",
    needs=_RECORDS,
)
TOUCHES = Column(
    "record_touches",
    "Record touches",
    FieldType.TOUCHES,
    "Records created plus records last modified, within the days that were read. Salesforce counts the two apart, so a "
    "record that is both is two touches.",
    needs=_RECORDS,
)
FROZEN = Column(
    "is_frozen",
    "Frozen",
    FieldType.FLAG,
    "Frozen users cannot log in but still hold a seat.",
    source="UserLogin.IsFrozen",
    needs=("UserLogin", "UserLogin.IsFrozen"),
)
SEARCHED = Column(
    "searched",
    "Searched",
    FieldType.TEXT,
    "Name, username and department in lower case, to search in.",
    internal=True,
)
_LICENSE_ID = Column(
    "license_id", "License id", FieldType.TEXT, "The profile's license.", source="Profile.UserLicenseId"
)
_LATEST = replace(LAST_LOGIN, name="latest_login", blank=(), reads=())
NUMBER = Column(
    "number",
    "Number",
    FieldType.RANK,
    "The rank among all users, by license, profile and id: breaks ties.",
    internal=True,
)
RANKS = tuple(
    Column(
        f"{name}_rank",
        f"Rank by {name}",
        FieldType.RANK,
        f"The rank among all users in order of {name}. Blanks have none.",
        internal=True,
    )
    for name in ("name", "username", "department", "manager")
)

USER_ACTIVITY = Metric(
    name="user_activity",
    subject="users",
    sentence="One row per user who logged in or touched records: when last, and how many.",
    tables=("login_day", "record_touch"),
    inputs=("login_prefix", "moment"),
    columns=(
        USER_ID,
        INTERACTIVE,
        API,
        replace(_LATEST, name="seen_login", source="LoginHistory", needs=_HISTORY),
        LAST_TOUCH,
        OBJECTS,
        TOUCHES,
    ),
)
SEAT_HOLDERS = Metric(
    name="seat_holders",
    subject="users",
    sentence="One row per active user, with what the user did.",
    tables=("user", "user_login", "profile"),
    bases=(USER_ACTIVITY,),
    inputs=("moment",),
    columns=(
        *(USER_ID, USERNAME, NAME, DEPARTMENT, MANAGER_ID, MANAGER, PROFILE_ID, _LICENSE_ID, CREATED),
        *(_LATEST, NEVER, INTERACTIVE, API, LAST_TOUCH, LAST_RECORD_TOUCH, OBJECTS, TOUCHES, FROZEN),
    ),
)
USER_INDEX = Metric(
    name="user_index",
    subject="users",
    sentence="One row per active user, with what the user did, numbered license by license, profile by profile.",
    tables=(),
    bases=(USER_ACTIVITY, SEAT_HOLDERS),
    columns=(
        *(NUMBER, USER_ID, USERNAME, NAME, DEPARTMENT, MANAGER_ID, MANAGER, PROFILE_ID, _LICENSE_ID, CREATED),
        *(LAST_LOGIN, NEVER, LOGIN_KNOWN, INTERACTIVE, API, LAST_TOUCH, LAST_RECORD_TOUCH, OBJECTS, TOUCHES, FROZEN),
        SEARCHED,
        *RANKS,
    ),
)
