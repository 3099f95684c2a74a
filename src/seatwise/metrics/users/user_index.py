"""The users of an org, made once per snapshot, to be read page by page in any order."""

from seatwise.metrics import columns
from seatwise.metrics.model import Column, Metric, masks_of
from seatwise.metrics.profiles.profile_counts import ACTIVE
from seatwise.metrics.profiles.profile_counts import FROZEN as NEEDS_OF_FROZEN

_HISTORY, _RECORDS = ("LoginHistory",), ("TrackedRecords",)
_KINDS = (*_HISTORY, "LoginHistory.LoginType")


def text(name: str, sentence: str, field: str, rank: str = "") -> Column:
    """A text of the user as it was read."""
    return columns.copied(columns.text, name, sentence, f"User.{field}", rank=rank)


USER_ID = columns.text("user_id", "Salesforce's id of the user.", source="User.Id", reads=ACTIVE)
USERNAME = text("username", "The name that the user logs in with.", "Username", "username_rank")
NAME = text("name", "The user's name.", "Name", "name_rank")
DEPARTMENT = text("department", "The user's department.", "Department", "department_rank")
MANAGER = columns.text(
    "manager",
    "The user's manager.",
    source="User.ManagerId",
    rank="manager_rank",
    needs=("User.ManagerId", "User.Name"),
)
MANAGER_ID = text("manager_id", "The user's manager.", "ManagerId")
PROFILE_ID = text("profile_id", "The user's profile.", "ProfileId")
CREATED = columns.copied(columns.moment, "created", "When the user was created.", "User.CreatedDate")
LAST_LOGIN = columns.moment(
    "last_login",
    "The latest login at or before the snapshot's moment, of any kind.",
    source="User.LastLoginDate, else LoginHistory",
    reads=("User.LastLoginDate", *_HISTORY),
    blank=(("never_logged_in", "never"), ("not login_known", "not known")),
)
NEVER = columns.copied(columns.flag, "never_logged_in", "LastLoginDate is null.", "User.LastLoginDate")
LOGIN_KNOWN = columns.flag("login_known", "Whether it is known when the user last logged in, or that never.")
_IN_SIX_MONTHS = "Salesforce has six months of them; blank: none in these."
INTERACTIVE = columns.moment(
    "last_interactive_login",
    f"The last successful login of a person in the user interface. {_IN_SIX_MONTHS}",
    label="Last interactive login",
    source="LoginHistory.LoginTime, LoginType",
    needs=_KINDS,
)
API = columns.moment(
    "last_api_login",
    f"The last successful API login as this user. {_IN_SIX_MONTHS}",
    label="Last API login",
    source="LoginHistory.LoginTime, LoginType",
    needs=_KINDS,
)
LAST_TOUCH = columns.moment(
    "last_touch",
    "When the user last created or last modified a tracked record; of actors from a file, the snapshot's moment.",
    source="CreatedById, LastModifiedById of the tracked records",
    needs=_RECORDS,
)
LAST_RECORD_TOUCH = columns.moment(
    "last_record_touch",
    "When the user last created or last modified a tracked record, within the days that were read.",
    label="Last record touched",
    source="CreatedById, LastModifiedById of the tracked records",
    needs=_RECORDS,
)
OBJECTS = columns.objects(
    "objects_touched", "How many tracked objects the user touched within the days that were read.", needs=_RECORDS
)
TOUCHES = columns.touches(
    "record_touches",
    "Records created plus records last modified, within the days that were read. Salesforce counts the two apart, so a "
    "record that is both is two touches.",
    needs=_RECORDS,
)
FROZEN = columns.flag(
    "is_frozen",
    "Frozen users cannot log in; a seat they hold stays assigned.",
    label="Frozen",
    source="UserLogin.IsFrozen",
    needs=NEEDS_OF_FROZEN,
)
SEARCHED = columns.text(
    "searched",
    "Name, username and department in lower case, to search in.",
    reads=("User.Name", "User.Username", "User.Department"),
    internal=True,
)
_LICENSE_ID = columns.text("license_id", "The profile's license.", source="Profile.UserLicenseId")
NUMBER = columns.rank("number", "The rank among all users, by license, profile and id: breaks ties.", internal=True)
RANKS = tuple(
    columns.rank(
        f"{name}_rank",
        f"The rank among all users in order of {name}. Blanks have none.",
        label=f"Rank by {name}",
        internal=True,
    )
    for name in ("name", "username", "department", "manager")
)

USER_ACTIVITY = Metric(
    "user_activity",
    tables=("login_day", "record_touch"),
    inputs=("login_prefix", "moment"),
    masks={
        **dict.fromkeys(("last_interactive_login", "last_api_login", "seen_login"), _HISTORY),
        **dict.fromkeys(("last_touch", "objects_touched", "record_touches"), _RECORDS),
    },
)
SEAT_HOLDERS = Metric(
    "seat_holders",
    tables=("user", "user_login", "profile"),
    bases=(USER_ACTIVITY,),
    inputs=("moment",),
    masks=masks_of(
        *(USERNAME, NAME, DEPARTMENT, MANAGER_ID, MANAGER, PROFILE_ID, CREATED),
        *(NEVER, INTERACTIVE, API, LAST_TOUCH, LAST_RECORD_TOUCH, OBJECTS, TOUCHES, FROZEN),
    ),
)
USER_INDEX = Metric(
    "user_index",
    sentence="One row per active user, with what the user did, numbered license by license, profile by profile.",
    bases=(USER_ACTIVITY, SEAT_HOLDERS),
    columns=(
        *(NUMBER, USER_ID, USERNAME, NAME, DEPARTMENT, MANAGER_ID, MANAGER, PROFILE_ID, _LICENSE_ID, CREATED),
        *(LAST_LOGIN, NEVER, LOGIN_KNOWN, INTERACTIVE, API, LAST_TOUCH, LAST_RECORD_TOUCH, OBJECTS, TOUCHES, FROZEN),
        SEARCHED,
        *RANKS,
    ),
)
