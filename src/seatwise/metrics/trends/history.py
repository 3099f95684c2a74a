"""Past use, day by day, estimated from Salesforce's history: there from the first refresh on."""

from seatwise.metrics import columns
from seatwise.metrics.licenses.licenses import LICENSE_NAMES
from seatwise.metrics.model import Metric

# Each source of past use, and what it needs. One of which some rows are missing tells nothing: too few is no count.
PROFILE_METRIC, ADD_ON_METRIC, LOGINS, CREATION = (
    "ActiveProfileMetric",
    "ActivePermSetLicenseMetric",
    "LoginHistory",
    "User.CreatedDate",
)
_PROFILE_COUNTS = (PROFILE_METRIC, f"{PROFILE_METRIC}.UserLicenseId", f"{PROFILE_METRIC}.MetricsDate")
_ADD_ON_COUNTS = (ADD_ON_METRIC, f"{ADD_ON_METRIC}.PermissionSetLicenseId", f"{ADD_ON_METRIC}.MetricsDate")
_LICENSE_OF_USERS = ("User", "User.ProfileId", "Profile.UserLicenseId")
ASSIGNED_COUNTS = (
    *(*_PROFILE_COUNTS, f"{PROFILE_METRIC}.AssignedUserCount"),
    *(*_ADD_ON_COUNTS, f"{ADD_ON_METRIC}.AssignedUserCount"),
)
LOGGED_IN_COUNTS = (
    *(*_PROFILE_COUNTS, f"{PROFILE_METRIC}.ActiveUserCount"),
    *(*_ADD_ON_COUNTS, f"{ADD_ON_METRIC}.ActiveUserCount"),
)
USERS_OF_A_DAY = (LOGINS, *_LICENSE_OF_USERS)


_NAMED = (
    *("UserLicense", "UserLicense.LicenseDefinitionKey", "PermissionSetLicense"),
    *("PermissionSetLicense.PermissionSetLicenseKey", "PermissionSetLicense.MasterLabel"),
)
KNOWN_SOURCES = Metric(
    "known_sources",
    text="-- Which sources of past use could be read. One row.\n\n"
    "select true as profile_metric, true as add_on_metric, true as logins, true as creation, true as seats\n",
    masks={
        "profile_metric": _PROFILE_COUNTS,
        "add_on_metric": _ADD_ON_COUNTS,
        "logins": (LOGINS,),
        "creation": ("User.IsActive", CREATION),
        "seats": _LICENSE_OF_USERS[1:],
    },
)
ESTIMATED_DAYS = Metric(
    "estimated_days",
    sentence="One row per source, day and license: past use, estimated from one snapshot.",
    tables=("active_profile_metric", "active_perm_set_license_metric", "user", "profile", "login_day"),
    bases=(KNOWN_SOURCES,),
    lookups=(LICENSE_NAMES,),  # without prices: a price that is set leaves it as it was computed
    partial_lookups=True,  # names and buckets alone
    inputs=("moment",),
    columns=(
        columns.text("snapshot", "The snapshot that it is estimated from."),
        columns.text(
            "source",
            "The Salesforce object or field: ActiveProfileMetric, ActivePermSetLicenseMetric, LoginHistory or "
            "User.CreatedDate.",
            label="Estimated from",
        ),
        columns.day("day", "The day in UTC.", source="MetricsDate, LoginTime, CreatedDate"),
        columns.text("kind", "user or permission_set (an add-on)."),
        columns.text("license_id", "Salesforce's id of the license; blank for users without one."),
        columns.text("key", "The license's key, as on the Licenses panel.", reads=_NAMED),
        columns.text("license", "The name as Salesforce shows it.", source="MasterLabel"),
        columns.text(
            "bucket", "The bucket that the license has now.", reads=LICENSE_NAMES.known_column("bucket").reads
        ),
        columns.seats(
            "provisioned",
            "Seats the add-on had that day. Salesforce does not count those of user licenses.",
            source="ActivePermSetLicenseMetric.TotalLicenses",
            reads=(ADD_ON_METRIC, f"{ADD_ON_METRIC}.TotalLicenses"),
        ),
        columns.seats(
            "assigned",
            "Users who held a seat that day, by Salesforce's own count.",
            "sum over the license's profiles",
            "AssignedUserCount",
            reads=ASSIGNED_COUNTS,
        ),
        columns.users(
            "logged_in_users",
            "Users who had logged in during the 30 days before, by Salesforce's own count.",
            "sum over the license's profiles",
            "ActiveUserCount",
            label="Logged in",
            reads=LOGGED_IN_COUNTS,
        ),
        columns.users(
            "daily_users",
            "Users who logged in that day at least once; by the license they have now.",
            "distinct users with a successful login",
            LOGINS,
            label="Users that day",
            reads=USERS_OF_A_DAY,
        ),
        columns.users(
            "created_users",
            "Today's active users who had been created by that day; by the license they have now. Users who left are "
            "missing.",
            label="Users created",
            source=CREATION,
            reads=(CREATION, "User.IsActive"),
        ),
    ),
)
HISTORY = Metric(
    "history",
    sentence="One row per source, day and license: past use, estimated from Salesforce's history; no snapshots.",
    lookups=(ESTIMATED_DAYS,),
    inputs=("oldest_estimated_days",),
    columns=ESTIMATED_DAYS.columns,
)
HISTORY_TOTALS = Metric(
    "history_totals",
    sentence="One row: since when past use is known, and from what.",
    over=HISTORY,
    columns=(
        columns.text("group", "Always `all`."),
        columns.day("day", "The first day (UTC) of which anything is known.", label="First day"),
        columns.text("source", "The sources that the rows are estimated from.", label="Estimated from"),
    ),
)
TREND_DAYS = Metric(
    "trend_days",
    sentence="One row per source and day: past use of the chosen licenses, estimated from Salesforce's history.",
    over=HISTORY,
    columns=HISTORY.choose("source", "day", "assigned", "logged_in_users", "daily_users", "created_users"),
)
