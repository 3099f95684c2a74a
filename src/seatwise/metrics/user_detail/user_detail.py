"""One user, active or not: the seat, what it costs, and what the user does with it."""

from dataclasses import replace

from seatwise.metrics import columns
from seatwise.metrics.model import Metric, masks_of
from seatwise.metrics.profiles.profiles import PROFILES
from seatwise.metrics.users import user_index as of
from seatwise.metrics.users import users

_USER_TYPE = of.text("user_type", "What kind of user it is.", "UserType")
_TITLE = of.text("title", "The user's title.", "Title")
_DIVISION = of.text("division", "The user's division.", "Division")
_COMPANY = of.text("company", "The user's company.", "CompanyName")
_COUNTRY = of.text("country", "The user's country.", "Country")
_PROFILE = replace(users.PROFILE, source="User.ProfileId, Profile.Name")
_ACTIVE = columns.copied(columns.flag, "is_active", "Only active users hold a seat.", "User.IsActive", label="Active")
_RECORDS = tuple(
    columns.records(
        name,
        f"Tracked records that the user {verb}, within the days that were read; blank where a file names the actors.",
        label=label,
        source=f"{field} of the tracked records",
        needs=("TrackedRecords",),
    )
    for name, label, verb, field in (
        ("records_created", "Records created", "created", "CreatedById"),
        ("records_modified", "Records last modified", "was the last to modify", "LastModifiedById"),
    )
)

ONE_USER = Metric(
    "one_user",
    tables=("user", "profile", "user_login", "login_day", "record_touch"),
    inputs=("key", "moment", "login_prefix"),
    masks=masks_of(
        *(of.USERNAME, of.NAME, of.PROFILE_ID, _ACTIVE, _USER_TYPE, _TITLE, of.DEPARTMENT, _DIVISION, _COMPANY),
        *(_COUNTRY, of.MANAGER, of.MANAGER_ID, of.CREATED, of.NEVER, of.INTERACTIVE, of.API, of.LAST_TOUCH),
        *(of.LAST_RECORD_TOUCH, *_RECORDS, of.FROZEN),
    ),
)
USER_DETAIL = Metric(
    "user_detail",
    sentence="One row, or none: a user, active or not, with the seat, what it costs and what the user does with it.",
    bases=(ONE_USER,),
    lookups=(PROFILES,),
    partial_lookups=True,  # of the profile and the price of its license alone
    inputs=("period",),
    columns=(
        *(of.USER_ID, of.NAME, of.USERNAME, _PROFILE, users.LICENSE_KEY, users.LICENSE, users.BUCKET),
        *(users.YEARLY_COST, _ACTIVE, of.FROZEN, of.CREATED, of.LAST_LOGIN, of.INTERACTIVE, of.API),
        *(of.LAST_RECORD_TOUCH, *_RECORDS, users.IS_ACTOR, users.IS_LOGGED_IN),
        *(_USER_TYPE, _TITLE, of.DEPARTMENT, _DIVISION, _COMPANY, _COUNTRY, of.MANAGER),
        *(replace(users.FLAGS, rank=""), of.NEVER, of.LOGIN_KNOWN, users.PRICED, users.BY_LOGIN),
        *(of.PROFILE_ID, of.MANAGER_ID),
    ),
)
