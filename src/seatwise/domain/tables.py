"""What a snapshot holds: one table per Salesforce object, columns named as Salesforce names them."""

from dataclasses import dataclass
from enum import Enum

from seatwise.domain.licenses import FEATURES


class Type(Enum):
    """What a column means. Times are UTC."""

    ID = "id"
    TEXT = "text"
    BOOL = "bool"
    INT = "int"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True)
class Column:
    """One field of the object, read as it is. `when_visible` fields are asked for only if describe shows them."""

    name: str
    type: Type
    when_visible: bool = False


@dataclass(frozen=True)
class Table:
    """One object of the org and the columns that a snapshot keeps of it.

    Attributes:
        name: the table's name in the lake (`user_license`).
        sobject: the Salesforce object (`UserLicense`).
        columns: in reading order; `Id` first.
        permission: what the reading user needs to see it.
        panels: the panels that lose figures without it.
        bulk: False for objects that Bulk API 2.0 refuses or that are always small.
    """

    name: str
    sobject: str
    columns: tuple[Column, ...]
    permission: str
    panels: tuple[str, ...]
    bulk: bool = False

    @property
    def described(self) -> bool:
        """Whether describe must be asked before the object is read."""
        return any(column.when_visible for column in self.columns)


def columns(kind: Type, names: str, *, when_visible: bool = False) -> tuple[Column, ...]:
    """Columns of one type, by their names with a space between."""
    return tuple(Column(name, kind, when_visible) for name in names.split())


_ID = columns(Type.ID, "Id")
_SETUP = "View Setup and Configuration"

ORGANIZATION = Table(
    "organization",
    "Organization",
    _ID
    + columns(Type.TEXT, "Name OrganizationType InstanceName NamespacePrefix LanguageLocaleKey TimeZoneSidKey")
    + columns(Type.BOOL, "IsSandbox")
    + columns(Type.TIME, "TrialExpirationDate CreatedDate"),
    "API Enabled",
    ("Licenses", "Profiles"),
)
USER_LICENSE = Table(
    "user_license",
    "UserLicense",
    _ID
    + columns(Type.TEXT, "Name MasterLabel LicenseDefinitionKey Status")
    + columns(Type.INT, "TotalLicenses UsedLicenses")
    + columns(Type.TIME, "UsedLicensesLastUpdated")
    + columns(Type.INT, "MonthlyLoginsEntitlement MonthlyLoginsUsed", when_visible=True),
    _SETUP,
    ("Licenses", "Profiles"),
)
PERMISSION_SET_LICENSE = Table(
    "permission_set_license",
    "PermissionSetLicense",
    _ID
    + columns(Type.TEXT, "DeveloperName MasterLabel PermissionSetLicenseKey Status")
    + columns(Type.DATE, "ExpirationDate")
    + columns(Type.INT, "TotalLicenses UsedLicenses"),
    _SETUP,
    ("Licenses",),
)
PERMISSION_SET_LICENSE_ASSIGN = Table(
    "permission_set_license_assign",
    "PermissionSetLicenseAssign",
    columns(Type.ID, "Id AssigneeId PermissionSetLicenseId"),
    _SETUP,
    ("Licenses",),
    bulk=True,
)
PACKAGE_LICENSE = Table(
    "package_license",
    "PackageLicense",
    _ID
    + columns(Type.TEXT, "NamespacePrefix Status")
    + columns(Type.INT, "AllowedLicenses UsedLicenses")
    + columns(Type.TIME, "ExpirationDate"),
    "Manage Package Licenses",
    ("Licenses",),
)
USER_PACKAGE_LICENSE = Table(
    "user_package_license",
    "UserPackageLicense",
    columns(Type.ID, "Id PackageLicenseId UserId"),
    "Manage Package Licenses",
    ("Licenses",),
    bulk=True,
)
TENANT_USAGE_ENTITLEMENT = Table(
    "tenant_usage_entitlement",
    "TenantUsageEntitlement",
    _ID
    + columns(Type.TEXT, "Setting MasterLabel ResourceGroupKey Frequency")
    + columns(Type.NUMBER, "CurrentAmountAllowed AmountUsed")
    + columns(Type.DATE, "StartDate EndDate")
    + columns(Type.TIME, "UsageDate"),
    _SETUP,
    ("Licenses",),
)
PROFILE = Table(
    "profile",
    "Profile",
    _ID + columns(Type.TEXT, "Name UserType") + columns(Type.ID, "UserLicenseId"),
    _SETUP,
    ("Licenses", "Profiles"),
)
USER = Table(
    "user",
    "User",
    _ID
    + columns(Type.TEXT, "Username Name UserType Department Division Title CompanyName Country")
    + columns(Type.BOOL, "IsActive")
    + columns(Type.ID, "ProfileId UserRoleId ManagerId ContactId AccountId")
    + columns(Type.TIME, "CreatedDate LastLoginDate")
    + tuple(Column(feature.field, Type.BOOL, when_visible=True) for feature in FEATURES),
    "View All Users",
    ("Licenses", "Profiles"),
    bulk=True,
)
USER_LOGIN = Table(
    "user_login",
    "UserLogin",
    columns(Type.ID, "Id UserId") + columns(Type.BOOL, "IsFrozen IsPasswordLocked"),
    "Manage Users",
    ("Profiles",),
    bulk=True,
)
ACTIVE_PROFILE_METRIC = Table(
    "active_profile_metric",
    "ActiveProfileMetric",
    _ID
    + columns(Type.DATE, "MetricsDate")
    + columns(Type.ID, "ProfileId UserLicenseId")
    + columns(Type.INT, "AssignedUserCount ActiveUserCount"),
    _SETUP,
    ("Profiles",),
    bulk=True,
)
ACTIVE_PERM_SET_LICENSE_METRIC = Table(
    "active_perm_set_license_metric",
    "ActivePermSetLicenseMetric",
    _ID
    + columns(Type.DATE, "MetricsDate")
    + columns(Type.ID, "PermissionSetLicenseId")
    + columns(Type.TEXT, "DeveloperName MasterLabel")
    + columns(Type.INT, "AssignedUserCount ActiveUserCount TotalLicenses"),
    _SETUP,
    ("Profiles",),
    bulk=True,
)
ACTIVE_FEATURE_LICENSE_METRIC = Table(
    "active_feature_license_metric",
    "ActiveFeatureLicenseMetric",
    _ID
    + columns(Type.DATE, "MetricsDate")
    + columns(Type.TEXT, "FeatureType")
    + columns(Type.INT, "AssignedUserCount ActiveUserCount TotalLicenseCount"),
    _SETUP,
    ("Licenses",),
    bulk=True,
)

TABLES: tuple[Table, ...] = (
    ORGANIZATION,
    USER_LICENSE,
    PERMISSION_SET_LICENSE,
    PACKAGE_LICENSE,
    TENANT_USAGE_ENTITLEMENT,
    PROFILE,
    USER,
    USER_LOGIN,
    PERMISSION_SET_LICENSE_ASSIGN,
    USER_PACKAGE_LICENSE,
    ACTIVE_PROFILE_METRIC,
    ACTIVE_PERM_SET_LICENSE_METRIC,
    ACTIVE_FEATURE_LICENSE_METRIC,
)
