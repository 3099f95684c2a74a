"""Who logged in, and who created or modified records. A snapshot holds the counts; the raw rows it does not."""

from seatwise.sources.permissions import MANAGE_USERS, MONITOR_LOGIN_HISTORY, VIEW_ALL_DATA
from seatwise.sources.source import Source, fields

# Whoever creates or modifies a record of one of these is an actor, unless the org adds or removes some.
TRACKED_OBJECTS: tuple[str, ...] = ("Lead", "Opportunity", "Case", "Account", "Contact", "Campaign")

_TOUCHES_LOST = "Who created and who last modified records: actors, and the cost of users who only log in."
_LOGINS_LOST = "How and how often each user logs in; and the latest login where LastLoginDate is after the snapshot."

RECORD_TOUCH = Source(  # one row per tracked object, record type, user and kind of touch; within the period
    "record_touch",
    "TrackedRecords",
    fields(text="SobjectType", id="RecordTypeId UserId")  # RecordTypeId null: the record has none
    + fields(text="Touch")  # `CREATED`, or `MODIFIED` (last: Salesforce keeps only the last modifier)
    + fields(int="Records")  # null: from a usage-actors.json, which has no counts. Nor has it dates: there
    + fields(time="LastDate"),  # LastDate, else the latest of these touches, is the snapshot's moment
    VIEW_ALL_DATA,
    _TOUCHES_LOST,
    silent=True,
    made=True,
)
CREATED, MODIFIED = "created", "modified"

TOUCHED_RECORD = Source(  # raw rows of one tracked object; see `RECORD_TOUCH`
    "touched_record",
    "TrackedRecords",
    fields(id="Id RecordTypeId CreatedById LastModifiedById", time="CreatedDate LastModifiedDate"),
    VIEW_ALL_DATA,
    _TOUCHES_LOST,
    silent=True,
    bulk=True,
)

LOGIN_DAY = Source(  # one row per user, UTC day, login type and outcome; the last 180 whole days
    "login_day",
    "LoginHistory",
    fields(id="UserId", date="Day", text="LoginType", bool="Success", int="Logins", time="LastTime"),
    MANAGE_USERS,
    _LOGINS_LOST,
    instead=(MONITOR_LOGIN_HISTORY,),
    silent=True,
    made=True,
    in_every_org=True,
)
LOGIN_DAYS = 180  # whole ones within the six months that Salesforce keeps: so the first is not cut

LOGIN_HISTORY = Source(  # raw rows; see `LOGIN_DAY`
    "login_history",
    "LoginHistory",
    fields(id="Id UserId", time="LoginTime", text="LoginType Status"),
    MANAGE_USERS,
    _LOGINS_LOST,
    instead=(MONITOR_LOGIN_HISTORY,),
    silent=True,
    bulk=True,
)

SOURCES = (RECORD_TOUCH, LOGIN_DAY)
