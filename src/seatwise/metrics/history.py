"""The history: what is known of the days before the first snapshot, rebuilt from one. The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

HISTORY = Metric(
    name="history",
    sentence="One row per source, day and license: past use, rebuilt from what Salesforce keeps; no snapshots.",
    tables=(
        "active_profile_metric",
        "active_perm_set_license_metric",
        "user",
        "profile",
        "login_day",
        "user_license",
        "permission_set_license",
    ),
    inputs=("moment",),
    columns=(
        Column(
            "source",
            "Rebuilt from",
            FieldType.TEXT,
            "The Salesforce object that tells: ActiveProfileMetric, ActivePermSetLicenseMetric, LoginHistory or "
            "User.CreatedDate.",
        ),
        Column("day", "Day", FieldType.DATE, "The day in UTC.", source="MetricsDate, LoginTime, CreatedDate"),
        Column("kind", "Kind", FieldType.TEXT, "user or permission_set (an add-on)."),
        Column(
            "license_id", "License id", FieldType.TEXT, "Salesforce's id of the license; blank for users without one."
        ),
        Column("license", "License", FieldType.TEXT, "The name as Salesforce shows it.", source="MasterLabel"),
        Column(
            "provisioned",
            "Provisioned",
            FieldType.SEATS,
            "Seats the add-on had that day. Salesforce does not tell it of user licenses.",
            source="ActivePermSetLicenseMetric.TotalLicenses",
        ),
        Column(
            "assigned",
            "Assigned",
            FieldType.SEATS,
            "Users who held a seat that day, by Salesforce's own count.",
            "sum over the license's profiles",
            "AssignedUserCount",
        ),
        Column(
            "logged_in_users",
            "Logged in",
            FieldType.USERS,
            "Users who had logged in during the 30 days before, by Salesforce's own count.",
            "sum over the license's profiles",
            "ActiveUserCount",
        ),
        Column(
            "daily_users",
            "Users that day",
            FieldType.USERS,
            "Users who logged in that day at least once; by the license they have now.",
            "distinct users with a successful login",
            "LoginHistory",
        ),
        Column(
            "created_users",
            "Created by then",
            FieldType.USERS,
            "Today's active users who had been created by that day; by the license they have now. Who left is missing.",
            source="User.CreatedDate",
        ),
    ),
)
