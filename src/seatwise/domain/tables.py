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


def _columns(kind: Type, names: str, *, when_visible: bool = False) -> tuple[Column, ...]:
    return tuple(Column(name, kind, when_visible) for name in names.split())


_ID = _columns(Type.ID, "Id")
_SETUP = "View Setup and Configuration"

ORGANIZATION = Table(
    "organization",
    "Organization",
    _ID
    + _columns(Type.TEXT, "Name OrganizationType InstanceName NamespacePrefix LanguageLocaleKey TimeZoneSidKey")
    + _columns(Type.BOOL, "IsSandbox")
    + _columns(Type.TIME, "TrialExpirationDate CreatedDate"),
    "API Enabled",
    ("Licenses", "Profiles"),
)
USER_LICENSE = Table(
    "user_license",
    "UserLicense",
    _ID
    + _columns(Type.TEXT, "Name MasterLabel LicenseDefinitionKey Status")
    + _columns(Type.INT, "TotalLicenses UsedLicenses")
    + _columns(Type.TIME, "UsedLicensesLastUpdated")
    + _columns(Type.INT, "MonthlyLoginsEntitlement MonthlyLoginsUsed", when_visible=True),
    _SETUP,
    ("Licenses", "Profiles"),
)
PERMISSION_SET_LICENSE = Table(
    "permission_set_license",
    "PermissionSetLicense",
    _ID
    + _columns(Type.TEXT, "DeveloperName MasterLabel PermissionSetLicenseKey Status")
    + _columns(Type.DATE, "ExpirationDate")
    + _columns(Type.INT, "TotalLicenses UsedLicenses"),
    _SETUP,
    ("Licenses",),
)
PERMISSION_SET_LICENSE_ASSIGN = Table(
    "permission_set_license_assign",
    "PermissionSetLicenseAssign",
    _columns(Type.ID, "Id AssigneeId PermissionSetLicenseId"),
    _SETUP,
    ("Licenses",),
    bulk=True,
)
PACKAGE_LICENSE = Table(
    "package_license",
    "PackageLicense",
    _ID
    + _columns(Type.TEXT, "NamespacePrefix Status")
    + _columns(Type.INT, "AllowedLicenses UsedLicenses")
    + _columns(Type.TIME, "ExpirationDate"),
    "Manage Package Licenses",
    ("Licenses",),
)
USER_PACKAGE_LICENSE = Table(
    "user_package_license",
    "UserPackageLicense",
    _columns(Type.ID, "Id PackageLicenseId UserId"),
    "Manage Package Licenses",
    ("Licenses",),
    bulk=True,
)
TENANT_USAGE_ENTITLEMENT = Table(
    "tenant_usage_entitlement",
    "TenantUsageEntitlement",
    _ID
    + _columns(Type.TEXT, "Setting MasterLabel ResourceGroupKey Frequency")
    + _columns(Type.NUMBER, "CurrentAmountAllowed AmountUsed")
    + _columns(Type.DATE, "StartDate EndDate")
    + _columns(Type.TIME, "UsageDate"),
    _SETUP,
    ("Licenses",),
)
PROFILE = Table(
    "profile",
    "Profile",
    _ID + _columns(Type.TEXT, "Name UserType") + _columns(Type.ID, "UserLicenseId"),
    _SETUP,
    ("Licenses", "Profiles"),
)
USER = Table(
    "user",
    "User",
    _ID
    + _columns(Type.TEXT, "Username Name UserType Department Division Title CompanyName Country")
    + _columns(Type.BOOL, "IsActive")
    + _columns(Type.ID, "ProfileId UserRoleId ManagerId ContactId AccountId")
    + _columns(Type.TIME, "CreatedDate LastLoginDate")
    + tuple(Column(feature.field, Type.BOOL, when_visible=True) for feature in FEATURES),
    "View All Users",
    ("Licenses", "Profiles"),
    bulk=True,
)
USER_LOGIN = Table(
    "user_login",
    "UserLogin",
    _columns(Type.ID, "Id UserId") + _columns(Type.BOOL, "IsFrozen IsPasswordLocked"),
    "Manage Users",
    ("Profiles",),
    bulk=True,
)
ACTIVE_PROFILE_METRIC = Table(
    "active_profile_metric",
    "ActiveProfileMetric",
    _ID
    + _columns(Type.DATE, "MetricsDate")
    + _columns(Type.ID, "ProfileId UserLicenseId")
    + _columns(Type.INT, "AssignedUserCount ActiveUserCount"),
    _SETUP,
    ("Profiles",),
    bulk=True,
)
ACTIVE_PERM_SET_LICENSE_METRIC = Table(
    "active_perm_set_license_metric",
    "ActivePermSetLicenseMetric",
    _ID
    + _columns(Type.DATE, "MetricsDate")
    + _columns(Type.ID, "PermissionSetLicenseId")
    + _columns(Type.TEXT, "DeveloperName MasterLabel")
    + _columns(Type.INT, "AssignedUserCount ActiveUserCount TotalLicenses"),
    _SETUP,
    ("Profiles",),
    bulk=True,
)
ACTIVE_FEATURE_LICENSE_METRIC = Table(
    "active_feature_license_metric",
    "ActiveFeatureLicenseMetric",
    _ID
    + _columns(Type.DATE, "MetricsDate")
    + _columns(Type.TEXT, "FeatureType")
    + _columns(Type.INT, "AssignedUserCount ActiveUserCount TotalLicenseCount"),
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
