"""The metrics of one person: who it is, and every fact that bears on the seat. The SQL stands beside them."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.flat_users import USERS
from seatwise.metrics.model import Column, Metric

_USERS = {column.name: column for column in USERS.columns}

PERSON = Metric(
    name="person",
    sentence="One row: a user, active or not, with profile, license and manager.",
    tables=("user", "profile", "user_login"),
    inputs=("asked", "moment"),
    columns=(
        *(_USERS[name] for name in ("user_id", "username", "name", "profile", "profile_id")),
        Column(
            "license_id", "License id", FieldType.TEXT, "The license of the profile.", source="Profile.UserLicenseId"
        ),
        Column("is_active", "Active", FieldType.FLAG, "Only active users hold a seat.", source="User.IsActive"),
        Column("user_type", "User type", FieldType.TEXT, "What kind of user it is.", source="User.UserType"),
        Column("title", "Title", FieldType.TEXT, "The user's title.", source="User.Title"),
        _USERS["department"],
        Column("division", "Division", FieldType.TEXT, "The user's division.", source="User.Division"),
        Column("company", "Company", FieldType.TEXT, "The user's company.", source="User.CompanyName"),
        Column("country", "Country", FieldType.TEXT, "The user's country.", source="User.Country"),
        *(_USERS[name] for name in ("manager", "manager_id", "created", "last_login")),
        _USERS["is_frozen"],
    ),
)
PERSON_FACTS = Metric(
    name="person_facts",
    sentence="One row per fact about one user: logins by month and type, records touched, permission sets, further "
    "licenses.",
    tables=(
        "user",
        "login_day",
        "record_touch",
        "record_type",
        "permission_set",
        "permission_set_assignment",
        "permission_set_group",
        "permission_set_group_component",
        "permission_set_license",
        "permission_set_license_assign",
        "package_license",
        "user_package_license",
    ),
    inputs=("asked", "login_prefix", "feature"),
    columns=(
        Column("topic", "About", FieldType.TEXT, "logins, touches, permission_sets or add_ons."),
        Column("name", "What", FieldType.TEXT, "The login type, object, permission set or license."),
        Column("through", "Through", FieldType.TEXT, "The record type; the permission set group; the license's key."),
        Column(
            "kind", "Kind", FieldType.TEXT, "interactive or api; created or modified; direct or group; which license."
        ),
        Column("month", "Month", FieldType.DATE, "The first day of the month of these logins."),
        Column("holds", "Holds", FieldType.FLAG, "Whether the login succeeded; whether the assignment is active."),
        Column("amount", "How many", FieldType.RECORDS, "Logins; records."),
        Column("last", "Last", FieldType.TIME, "The latest login or touch; when the assignment or license ends."),
    ),
)
