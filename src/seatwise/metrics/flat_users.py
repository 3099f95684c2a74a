"""The users of the Profiles panel, and what they are found from. The SQL stands beside it."""

from dataclasses import replace

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.profiles_unread import PROFILES_UNREAD
from seatwise.metrics.seats import SEATS

_SEATS = {column.name: column for column in SEATS.columns}
_ID = Column("user_id", "User id", FieldType.TEXT, "Salesforce's id of the user.", source="User.Id")
_USERNAME = Column(
    "username",
    "Username",
    FieldType.TEXT,
    "The name that the user logs in with.",
    source="User.Username",
    place="username_place",
)
_NAME = Column("name", "Name", FieldType.TEXT, "The user's name.", source="User.Name", place="name_place")
_DEPARTMENT = Column(
    "department",
    "Department",
    FieldType.TEXT,
    "The user's department.",
    source="User.Department",
    place="department_place",
)
_MANAGER = Column(
    "manager", "Manager", FieldType.TEXT, "The user's manager.", source="User.ManagerId", place="manager_place"
)
_MANAGER_ID = Column("manager_id", "Manager id", FieldType.TEXT, "The user's manager.", source="User.ManagerId")
_PROFILE_ID = Column("profile_id", "Profile id", FieldType.TEXT, "The user's profile.", source="User.ProfileId")
_INTERACTIVE = Column(
    "last_interactive_login",
    "Last login at a screen",
    FieldType.TIME,
    "The last successful login of a person at a screen. Salesforce keeps six months; blank: none in them.",
    source="LoginHistory.LoginTime, LoginType",
)
_API = Column(
    "last_api_login",
    "Last login by API",
    FieldType.TIME,
    "The last successful login of a program in the user's name. Salesforce keeps six months; blank: none in them.",
    source="LoginHistory.LoginTime, LoginType",
)
_TOUCH = Column(
    "last_record_touch",
    "Last record touched",
    FieldType.TIME,
    "When the user last created or last modified a backbone record, within the days that were read.",
    source="CreatedById, LastModifiedById of the backbone's records",
)
_OBJECTS = Column(
    "objects_touched",
    "Objects touched",
    FieldType.OBJECTS,
    "How many objects of the backbone the user touched within the days that were read.",
)
_RECORDS = Column(
    "record_touches",
    "Record touches",
    FieldType.TOUCHES,
    "Records created plus records last modified, within the days that were read. Salesforce counts the two apart, so a "
    "record that is both is two touches.",
)

_SEARCHED = Column("searched", "Searched", FieldType.TEXT, "Name, username and department in lower case, to search in.")

_PLACES = tuple(
    Column(
        f"{name}_place",
        f"Place by {name}",
        FieldType.RANK,
        f"The place among all users in order of {name}. Blanks have none.",
    )
    for name in ("name", "username", "department", "manager")
)

DEEDS = Metric(
    name="deeds",
    sentence="One row per user who logged in or touched records: when last, and how many.",
    tables=("login_day", "record_touch"),
    inputs=("login_prefix",),
    columns=(_ID, _INTERACTIVE, _API, _TOUCH, _OBJECTS, _RECORDS),
)
HOLDERS = Metric(
    name="holders",
    sentence="One row per active user, with what the user did.",
    tables=("user", "user_login", "profile"),
    bases=(DEEDS,),
    inputs=("moment",),
    columns=(
        _ID,
        _USERNAME,
        _NAME,
        _DEPARTMENT,
        _MANAGER_ID,
        _MANAGER,
        _PROFILE_ID,
        Column("license_id", "License id", FieldType.TEXT, "The profile's license.", source="Profile.UserLicenseId"),
        _SEATS["created"],
        _SEATS["last_login"],
        _SEATS["never_logged_in"],
        _INTERACTIVE,
        _API,
        _SEATS["last_touch"],
        replace(_OBJECTS, name="objects"),
        replace(_RECORDS, name="touches"),
        replace(_SEATS["is_frozen"], name="frozen"),
    ),
)
PEOPLE = Metric(
    name="people",
    sentence="One row per active user, with what the user did, numbered license by license, profile by profile.",
    tables=(),
    bases=(DEEDS, HOLDERS),
    columns=(
        Column("number", "Number", FieldType.RANK, "The place among all users, by license, profile and id."),
        *HOLDERS.columns,
        _SEARCHED,
        *_PLACES,
    ),
)
USERS = Metric(
    name="users",
    sentence="One row per active user: who holds a seat, and what the user did with it.",
    tables=(),
    bases=(PROFILES_UNREAD, DEEDS, HOLDERS, PEOPLE),
    inputs=("profile_line", "period"),
    large=True,
    columns=(
        _ID,
        _USERNAME,
        _NAME,
        Column("profile", "Profile", FieldType.TEXT, "The user's profile.", source="User.ProfileId, Profile.Name"),
        Column(
            "license_key",
            "License key",
            FieldType.TEXT,
            "The license whose seat the user holds.",
            source="Profile.UserLicenseId",
        ),
        _SEATS["last_login"],
        _INTERACTIVE,
        _API,
        _TOUCH,
        _OBJECTS,
        Column(
            "is_actor",
            "Actor",
            FieldType.FLAG,
            "Whether the user created or last modified a backbone record within the window.",
            source="CreatedById, LastModifiedById of the backbone's records",
        ),
        _SEATS["is_frozen"],
        _DEPARTMENT,
        _MANAGER,
        Column(
            "yearly_cost",
            "Yearly $",
            FieldType.MONEY,
            "What the user's seat costs per year. Blank for login licenses: a seat is not what is paid for.",
            "unit_price",
            source="the price told to Seatwise that holds on the snapshot's day",
        ),
        Column("flags", "Flags", FieldType.TEXT, "What to notice about the user.", place="flags_place"),
        Column(
            "bucket",
            "Bucket",
            FieldType.TEXT,
            "How the license is bought.",
            source="the license's name, or what people told (seatwise bucket)",
        ),
        Column(
            "license",
            "License",
            FieldType.TEXT,
            "The license as Salesforce shows it.",
            source="UserLicense.MasterLabel",
        ),
        _PROFILE_ID,
        Column("is_logged_in", "Logged in", FieldType.FLAG, "Whether the last login lies within the window."),
        _RECORDS,
        _SEATS["created"],
        _MANAGER_ID,
        _SEARCHED,
        *_PLACES,
        Column(
            "flags_place", "Place by flags", FieldType.RANK, "A number for each combination of flags: 0 without any."
        ),
        Column(
            "number", "Number", FieldType.RANK, "The place among all users, by license, profile and id: breaks ties."
        ),
    ),
)
