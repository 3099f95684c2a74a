"""The facts about one user, by what they are about: logins, records, permission sets, add-ons, business processes."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.profiles.profile_processes import PROFILE_PROCESSES


def _facts(name: str, sentence: str, tables: str, columns: tuple[Column, ...], *inputs: str) -> Metric:
    return Metric(name, sentence, columns, tuple(tables.split()), inputs=("key", *inputs))


USER_LOGINS = _facts(
    "user_logins",
    "The logins of one user: a row per month, login type and outcome.",
    "login_day",
    (
        Column("month", FieldType.DATE, "The first day of the month (UTC)."),
        Column(
            "kind",
            FieldType.TEXT,
            "interactive: a person at a screen; api: a program in the person's name.",
            needs=("LoginHistory.LoginType",),
        ),
        Column("login_type", FieldType.TEXT, "As Salesforce names it.", source="LoginHistory.LoginType"),
        Column(
            "success",
            FieldType.FLAG,
            "Whether these logins succeeded.",
            label="Succeeded",
            source="LoginHistory.Status",
        ),
        Column("logins", FieldType.LOGINS, "How many.", needs=("LoginHistory",)),
        Column("latest", FieldType.TIME, "The latest of them.", source="LoginHistory.LoginTime"),
    ),
    "login_prefix",
)
USER_RECORDS = _facts(
    "user_records",
    "The tracked records that one user created or last modified: a row per object, record type and kind of touch.",
    "record_touch record_type",
    (
        Column("sobject", FieldType.TEXT, "The object.", label="Object"),
        Column(
            "record_type",
            FieldType.TEXT,
            "The record type; blank for records without one.",
            source="RecordType.Name",
            needs=("TrackedRecords.RecordTypeId",),
        ),
        Column("touch", FieldType.TEXT, "created, or last modified; a record can be both."),
        Column("records", FieldType.RECORDS, "How many, within the days that were read.", needs=("TrackedRecords",)),
        Column("latest", FieldType.TIME, "The latest of them.", needs=("TrackedRecords",)),
    ),
)
USER_PERMISSION_SETS = _facts(
    "user_permission_sets",
    "The permission sets that one user has: a row per permission set and how it is assigned.",
    "permission_set permission_set_assignment permission_set_group permission_set_group_component",
    (
        Column("permission_set", FieldType.TEXT, "Its label.", source="PermissionSet.Label, else Name"),
        Column(
            "held",
            FieldType.TEXT,
            "direct, or through a group.",
            needs=("PermissionSetAssignment.PermissionSetGroupId",),
        ),
        Column(
            "permission_set_group",
            FieldType.TEXT,
            "The permission set group.",
            label="Group",
            source="PermissionSetGroup.MasterLabel",
        ),
        Column(
            "is_active",
            FieldType.FLAG,
            "Whether the assignment is active.",
            label="Active",
            source="PermissionSetAssignment.IsActive",
            needs=("PermissionSetAssignment.IsActive",),
        ),
        Column(
            "ends",
            FieldType.TIME,
            "When the assignment ends.",
            source="PermissionSetAssignment.ExpirationDate",
            needs=("PermissionSetAssignment.ExpirationDate",),
        ),
    ),
)
USER_ADD_ONS = _facts(
    "user_add_ons",
    "The further licenses that one user holds: permission-set licenses, packages and features, a row each.",
    "user permission_set_license permission_set_license_assign package_license user_package_license",
    (
        Column(
            "license",
            FieldType.TEXT,
            "Its label.",
            source="PermissionSetLicense.MasterLabel",
            reads=("PermissionSetLicense.MasterLabel",),
        ),
        Column("kind", FieldType.TEXT, "permission_set, package or feature."),
        Column(
            "license_key",
            FieldType.TEXT,
            "The key that its price belongs to.",
            label="Key",
            reads=("PermissionSetLicense.PermissionSetLicenseKey", "PackageLicense.NamespacePrefix"),
        ),
        Column(
            "is_active",
            FieldType.FLAG,
            "Whether the license is active.",
            label="Active",
            source="PermissionSetLicense.Status",
            reads=("PermissionSetLicense.Status", "PackageLicense.Status"),
        ),
        Column(
            "ends",
            FieldType.DATE,
            "When the license ends.",
            source="ExpirationDate of the license",
            reads=("PermissionSetLicense.ExpirationDate", "PackageLicense.ExpirationDate"),
        ),
    ),
    "feature",
)
USER_PROCESSES = Metric(
    "user_processes",
    sentence="The business processes that one user's profile works in, a row each.",
    tables=("user",),
    bases=(PROFILE_PROCESSES,),
    inputs=("key",),
    columns=PROFILE_PROCESSES.choose("process", "sobject", "kind", "record_types", "source"),
)
