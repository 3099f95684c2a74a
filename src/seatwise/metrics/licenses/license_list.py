"""The license list: every license, its seats and its key, by kind of license and together (definitions section 2)."""

from dataclasses import replace

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

_UNLIMITED = (("unlimited", "Unlimited"),)

LICENSE_HOLDERS = Metric(
    name="license_holders",
    subject="licenses",
    sentence="One row per license that somebody holds: how many active users do, counted one by one.",
    tables=("user", "profile", "permission_set_license_assign", "user_package_license"),
    inputs=("feature",),
    columns=(
        Column("kind", "Kind", FieldType.TEXT, "user, permission_set (an add-on), feature or package."),
        Column("license_id", "License", FieldType.TEXT, "Salesforce's id of the license; for a feature, its key."),
        Column("held", "Held", FieldType.SEATS, "Active users who hold it."),
    ),
)
_SEATS = (
    Column("id", "Id", FieldType.TEXT, "Salesforce's id of the license; for a feature, its key.", source="Id"),
    Column("definition_key", "Key as read", FieldType.TEXT, "Salesforce's stable key; blank where it has none."),
    Column("name", "Name", FieldType.TEXT, "Salesforce's internal name.", source="Name, DeveloperName"),
    Column("label", "License", FieldType.TEXT, "The name as Salesforce shows it.", source="MasterLabel"),
    Column("status", "Status", FieldType.TEXT, "Salesforce's status. Disabled licenses are hidden by default."),
    Column(
        "provisioned",
        "Provisioned",
        FieldType.SEATS,
        "Seats the org has, as Salesforce counts them. Blank where the license is unlimited.",
        source="TotalLicenses, AllowedLicenses, TotalLicenseCount",
        blank=_UNLIMITED,
    ),
    Column(
        "assigned",
        "Assigned",
        FieldType.SEATS,
        "Seats that active users hold, by Salesforce's own counter. A frozen user still holds one.",
        source="UsedLicenses; for features, active users with the checkbox",
    ),
    Column(
        "held_by_active_users",
        "Held by active users",
        FieldType.SEATS,
        "Active users counted one by one.",
        source="User.IsActive with Profile.UserLicenseId, PermissionSetLicenseAssign or UserPackageLicense",
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
        "Successful logins this month to date, of all users of the license.",
        source="MonthlyLoginsUsed",
    ),
    Column("expires", "Expires", FieldType.DATE, "When an add-on or package ends.", source="ExpirationDate"),
)


def _seats(name: str, what: str, tables: tuple[str, ...], needs: dict[str, tuple[str, ...]]) -> Metric:
    """The seats of one kind of license; `needs` by column."""
    return Metric(
        name=name,
        subject="licenses",
        sentence=f"One row per {what}: its seats as Salesforce counts them and as we do.",
        tables=tables,
        bases=(LICENSE_HOLDERS,),
        inputs=("feature",) if name == "feature_seats" else (),
        columns=tuple(replace(column, needs=needs.get(column.name, ())) for column in _SEATS),
    )


_PEOPLE = ("User", "User.IsActive")
USER_SEATS = _seats(
    "user_seats",
    "user license",
    ("user_license",),
    {
        "provisioned": ("UserLicense.TotalLicenses",),
        "assigned": ("UserLicense.UsedLicenses",),
        "held_by_active_users": (*_PEOPLE, "User.ProfileId", "Profile", "Profile.UserLicenseId"),
        "monthly_logins": ("UserLicense.MonthlyLoginsEntitlement",),
        "monthly_logins_used": ("UserLicense.MonthlyLoginsUsed",),
    },
)
ADD_ON_SEATS = _seats(
    "add_on_seats",
    "permission-set license (add-on)",
    ("permission_set_license",),
    {
        "provisioned": ("PermissionSetLicense.TotalLicenses",),
        "assigned": ("PermissionSetLicense.UsedLicenses",),
        "held_by_active_users": (
            *_PEOPLE,
            "PermissionSetLicenseAssign",
            "PermissionSetLicenseAssign.AssigneeId",
            "PermissionSetLicenseAssign.PermissionSetLicenseId",
        ),
    },
)
FEATURE_SEATS = _seats(
    "feature_seats",
    "feature license",
    ("active_feature_license_metric",),
    {"provisioned": ("ActiveFeatureLicenseMetric",), "assigned": _PEOPLE},
)
PACKAGE_SEATS = _seats(
    "package_seats",
    "package license",
    ("package_license",),
    {
        "provisioned": ("PackageLicense.AllowedLicenses",),
        "assigned": ("PackageLicense.UsedLicenses",),
        "held_by_active_users": (
            *_PEOPLE,
            "UserPackageLicense",
            "UserPackageLicense.UserId",
            "UserPackageLicense.PackageLicenseId",
        ),
    },
)
_KINDS = (USER_SEATS, ADD_ON_SEATS, FEATURE_SEATS, PACKAGE_SEATS)


def _together(column: Column) -> Column:
    """A column of all four kinds: what it reads is what any of them needs. The kinds are made unknown one by one."""
    needs = dict.fromkeys(need for kind in _KINDS for need in kind.known_column(column.name).needs)
    return replace(column, needs=(), reads=tuple(needs))


_BY_NAME = {column.name: _together(column) for column in _SEATS}
_BOTH = (*_BY_NAME["provisioned"].reads, *_BY_NAME["assigned"].reads)
LICENSE_LIST = Metric(
    name="license_list",
    subject="licenses",
    sentence="One row per license of the org: its key, and its seats as Salesforce counts them and as we do.",
    tables=(),
    bases=(LICENSE_HOLDERS, *_KINDS),
    inputs=("gap",),
    columns=(
        Column("kind", "Kind", FieldType.TEXT, "user, permission_set (an add-on), feature or package."),
        _BY_NAME["id"],
        Column(
            "key",
            "Key",
            FieldType.TEXT,
            "The stable name that prices and overrides belong to. Where two licenses share it, the name is added.",
            source="LicenseDefinitionKey, PermissionSetLicenseKey, FeatureType, NamespacePrefix",
        ),
        Column(
            "plain_key",
            "Salesforce's key",
            FieldType.TEXT,
            "The key alone, as Salesforce gives it. Two licenses may share it.",
            source="LicenseDefinitionKey, PermissionSetLicenseKey, FeatureType, NamespacePrefix",
        ),
        *(_BY_NAME[name] for name in ("name", "label", "status", "provisioned", "assigned")),
        Column(
            "assigned_share",
            "Assigned %",
            FieldType.SHARE,
            "Share of the provisioned seats that are assigned. Blank if no seats are provisioned, or unlimited.",
            "assigned / provisioned",
            blank=(("unlimited", ""),),
            reads=_BOTH,
        ),
        Column(
            "unassigned",
            "Unassigned",
            FieldType.SEATS,
            "Seats that no user holds. Salesforce calls them available. Negative means over-assigned.",
            "provisioned - assigned",
            blank=(("unlimited", ""),),
            reads=_BOTH,
        ),
        Column(
            "unassigned_share",
            "Unassigned %",
            FieldType.SHARE,
            "Share of the provisioned seats that are unassigned. Blank where Assigned % is.",
            "unassigned / provisioned",
            blank=(("unlimited", ""),),
            reads=_BOTH,
        ),
        Column(
            "unlimited",
            "Unlimited",
            FieldType.FLAG,
            "The license has no seat limit.",
            "provisioned = -1, or provisioned <= 0 and assigned > 0",
        ),
        _BY_NAME["held_by_active_users"],
        Column(
            "unreconciled",
            "Unreconciled",
            FieldType.SEATS,
            "Salesforce's counter minus the active users found. Shown, never scaled away.",
            "assigned - held_by_active_users",
            reads=(*_BY_NAME["assigned"].reads, *_BY_NAME["held_by_active_users"].reads),
        ),
        *(_BY_NAME[name] for name in ("monthly_logins", "monthly_logins_used", "expires")),
        Column("key_unread", "Key not known", FieldType.FLAG, "Its key could not be read, so it has no known price."),
    ),
)
