"""The license list: every license, its seats and its key (definitions sections 1 and 2). The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.license_holders import LICENSE_HOLDERS
from seatwise.metrics.model import Column, Metric

LICENSE_LIST = Metric(
    name="license_list",
    sentence="One row per license of the org: its key, and its seats as Salesforce counts them and as we do.",
    tables=("user_license", "permission_set_license", "package_license", "active_feature_license_metric"),
    bases=(LICENSE_HOLDERS,),
    inputs=("feature", "gap"),
    columns=(
        Column("kind", "Kind", FieldType.TEXT, "user, permission_set (an add-on), feature or package."),
        Column("id", "Id", FieldType.TEXT, "Salesforce's id of the license; for a feature, its key.", source="Id"),
        Column(
            "key",
            "Key",
            FieldType.TEXT,
            "The stable name that prices and overrides are kept under. Where two licenses share it, the name is added.",
            source="LicenseDefinitionKey, PermissionSetLicenseKey, FeatureType, NamespacePrefix",
        ),
        Column(
            "plain_key",
            "Salesforce's key",
            FieldType.TEXT,
            "The key alone, as Salesforce gives it. Two licenses may share it.",
            source="LicenseDefinitionKey, PermissionSetLicenseKey, FeatureType, NamespacePrefix",
        ),
        Column("name", "Name", FieldType.TEXT, "The name that programs know it by.", source="Name, DeveloperName"),
        Column("label", "License", FieldType.TEXT, "The name as Salesforce shows it.", source="MasterLabel"),
        Column(
            "status",
            "Status",
            FieldType.TEXT,
            "Salesforce's status. Disabled ones are hidden unless asked for.",
            source="Status",
        ),
        Column(
            "provisioned",
            "Provisioned",
            FieldType.SEATS,
            "Seats the contract gives, as Salesforce counts them. -1, or 0 with seats in use, means unlimited.",
            source="TotalLicenses, AllowedLicenses, TotalLicenseCount",
        ),
        Column(
            "assigned",
            "Assigned",
            FieldType.SEATS,
            "Seats held by active users, by Salesforce's own counter. A frozen user still holds one.",
            source="UsedLicenses; for features, active users with the checkbox",
        ),
        Column(
            "assigned_pct",
            "Assigned %",
            FieldType.SHARE,
            "How much of what was bought is held by somebody. Blank where nothing, or no limit, is provisioned.",
            "assigned / provisioned",
        ),
        Column(
            "available",
            "Available",
            FieldType.SEATS,
            "Seats nobody holds. Negative means over-assigned: more are held than were bought.",
            "provisioned - assigned",
        ),
        Column(
            "unlimited",
            "Unlimited",
            FieldType.FLAG,
            "No limit is provisioned.",
            "provisioned = -1, or provisioned <= 0 and assigned > 0",
        ),
        Column(
            "held_by_active_users",
            "Held by active users",
            FieldType.SEATS,
            "Active users counted one by one. Blank where the users or their assignments could not be read.",
            source="User.IsActive with Profile.UserLicenseId, PermissionSetLicenseAssign or UserPackageLicense",
        ),
        Column(
            "unattributed",
            "Unattributed",
            FieldType.SEATS,
            "Salesforce's counter less the active users we counted. Shown, never scaled away.",
            "assigned - held_by_active_users",
        ),
        Column(
            "monthly_logins",
            "Monthly logins",
            FieldType.LOGINS,
            "Logins a month that the license allows.",
            source="MonthlyLoginsEntitlement",
        ),
        Column(
            "monthly_logins_used",
            "Monthly logins used",
            FieldType.LOGINS,
            "Successful logins this month to date, all users of the license.",
            source="MonthlyLoginsUsed",
        ),
        Column("expires", "Expires", FieldType.DATE, "When an add-on or package ends.", source="ExpirationDate"),
    ),
)
