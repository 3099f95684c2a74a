"""The facts about one user, by what they are about: logins, records, permission sets, add-ons, business processes."""

from seatwise.metrics import columns
from seatwise.metrics.licenses.license_list import CHECKBOXES
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.profiles.profile_processes import PROFILE_PROCESSES


def _facts(name: str, sentence: str, tables: str, columns: tuple[Column, ...], *inputs: str) -> Metric:
    return Metric(name, sentence, columns, tuple(tables.split()), inputs=("key", *inputs))


USER_LOGINS = _facts(
    "user_logins",
    "The logins of one user: a row per month, login type and outcome.",
    "login_day",
    (
        columns.day("month", "The first day of the month (UTC)."),
        columns.text(
            "kind",
            "interactive: a person; api: a program running as the user.",
            needs=("LoginHistory.LoginType",),
        ),
        columns.text("login_type", "As Salesforce names it.", source="LoginHistory.LoginType"),
        columns.flag("success", "Whether these logins succeeded.", label="Succeeded", source="LoginHistory.Status"),
        columns.logins("logins", "How many.", needs=("LoginHistory",)),
        columns.moment("latest", "The latest of them.", source="LoginHistory.LoginTime", needs=("LoginHistory",)),
    ),
    "login_prefix",
)
USER_RECORDS = _facts(
    "user_records",
    "The tracked records that one user created or last modified: a row per object, record type and kind of touch.",
    "record_touch record_type",
    (
        columns.text("sobject", "The object.", label="Object"),
        columns.text(
            "record_type",
            "The record type; blank for records without one.",
            source="RecordType.Name",
            needs=("TrackedRecords.RecordTypeId",),
        ),
        columns.text("touch", "created, or last modified; a record can be both."),
        columns.records("records", "How many, within the days that were read.", needs=("TrackedRecords",)),
        columns.moment("latest", "The latest of them.", needs=("TrackedRecords",)),
    ),
)
USER_PERMISSION_SETS = _facts(
    "user_permission_sets",
    "The permission sets that one user has: a row per permission set and how it is assigned.",
    "permission_set permission_set_assignment permission_set_group permission_set_group_component",
    (
        columns.text("permission_set", "Its label.", source="PermissionSet.Label, else Name"),
        columns.text("held", "direct, or through a group.", needs=("PermissionSetAssignment.PermissionSetGroupId",)),
        columns.text(
            "permission_set_group", "The permission set group.", label="Group", source="PermissionSetGroup.MasterLabel"
        ),
        columns.copied(
            columns.flag,
            "is_active",
            "Whether the assignment is active.",
            "PermissionSetAssignment.IsActive",
            label="Active",
        ),
        columns.copied(columns.moment, "ends", "When the assignment ends.", "PermissionSetAssignment.ExpirationDate"),
    ),
)
USER_ADD_ONS = _facts(
    "user_add_ons",
    "The further licenses that one user holds: permission-set licenses, packages and features, a row each.",
    "user permission_set_license permission_set_license_assign package_license user_package_license",
    (
        columns.text(
            "license",
            "Its label.",
            source="PermissionSetLicense.MasterLabel",
            reads=("PermissionSetLicense.MasterLabel", *CHECKBOXES),
        ),
        columns.text("kind", "permission_set, package or feature."),
        columns.text(
            "license_key",
            "The key that its price belongs to.",
            label="Key",
            reads=("PermissionSetLicense.PermissionSetLicenseKey", "PackageLicense.NamespacePrefix"),
        ),
        columns.flag(
            "is_active",
            "Whether the license is active.",
            label="Active",
            source="PermissionSetLicense.Status",
            reads=("PermissionSetLicense.Status", "PackageLicense.Status"),
        ),
        columns.day(
            "ends",
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
