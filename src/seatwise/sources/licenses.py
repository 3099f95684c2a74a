"""Licenses of all kinds, and who holds them."""

from seatwise.sources.permissions import MANAGE_PACKAGE_LICENSES, VIEW_SETUP
from seatwise.sources.source import ID, Source, Type, fields

USER_LICENSE = Source(
    "user_license",
    "UserLicense",
    ID
    + fields(Type.TEXT, "Name MasterLabel LicenseDefinitionKey Status")
    + fields(Type.INT, "TotalLicenses UsedLicenses")
    + fields(Type.TIME, "UsedLicensesLastUpdated")
    + fields(Type.INT, "MonthlyLoginsEntitlement MonthlyLoginsUsed", when_visible=True),
    VIEW_SETUP,
    "All user licenses: their seats, their buckets, and what they cost.",
)
PERMISSION_SET_LICENSE = Source(
    "permission_set_license",
    "PermissionSetLicense",
    ID
    + fields(Type.TEXT, "DeveloperName MasterLabel PermissionSetLicenseKey Status")
    + fields(Type.DATE, "ExpirationDate")
    + fields(Type.INT, "TotalLicenses UsedLicenses"),
    VIEW_SETUP,
    "All add-ons: their seats, and what they cost.",
)
PERMISSION_SET_LICENSE_ASSIGN = Source(
    "permission_set_license_assign",
    "PermissionSetLicenseAssign",
    fields(Type.ID, "Id AssigneeId PermissionSetLicenseId"),
    VIEW_SETUP,
    "Who holds each add-on.",
    bulk=True,
)
PACKAGE_LICENSE = Source(
    "package_license",
    "PackageLicense",
    ID
    + fields(Type.TEXT, "NamespacePrefix Status")
    + fields(Type.INT, "AllowedLicenses UsedLicenses")
    + fields(Type.TIME, "ExpirationDate"),
    MANAGE_PACKAGE_LICENSES,
    "All package licenses: their seats, and what they cost.",
)
USER_PACKAGE_LICENSE = Source(
    "user_package_license",
    "UserPackageLicense",
    fields(Type.ID, "Id PackageLicenseId UserId"),
    MANAGE_PACKAGE_LICENSES,
    "Who holds each package license.",
    bulk=True,
)
TENANT_USAGE_ENTITLEMENT = Source(
    "tenant_usage_entitlement",
    "TenantUsageEntitlement",
    ID
    + fields(Type.TEXT, "Setting MasterLabel ResourceGroupKey Frequency")
    + fields(Type.NUMBER, "CurrentAmountAllowed AmountUsed")
    + fields(Type.DATE, "StartDate EndDate")
    + fields(Type.TIME, "UsageDate"),
    VIEW_SETUP,
    "The yearly login entitlement as the contract has it; 12 times the monthly one is used instead.",
    optional=True,
)

SOURCES = (
    USER_LICENSE,
    PERMISSION_SET_LICENSE,
    PACKAGE_LICENSE,
    TENANT_USAGE_ENTITLEMENT,
    PERMISSION_SET_LICENSE_ASSIGN,
    USER_PACKAGE_LICENSE,
)
