"""Licenses of all kinds, and who holds them."""

from seatwise.sources.permissions import MANAGE_PACKAGE_LICENSES, VIEW_SETUP
from seatwise.sources.source import Source, fields

USER_LICENSE = Source(
    "user_license",
    "UserLicense",
    fields(
        id="Id",
        text="Name MasterLabel LicenseDefinitionKey Status",
        int="TotalLicenses UsedLicenses",
        time="UsedLicensesLastUpdated",
    )
    + fields(when_visible=True, int="MonthlyLoginsEntitlement MonthlyLoginsUsed"),
    VIEW_SETUP,
    "All user licenses: their seats, their buckets, and what they cost.",
    in_every_org=True,
)
PERMISSION_SET_LICENSE = Source(
    "permission_set_license",
    "PermissionSetLicense",
    fields(
        id="Id",
        text="DeveloperName MasterLabel PermissionSetLicenseKey Status",
        date="ExpirationDate",
        int="TotalLicenses UsedLicenses",
    ),
    VIEW_SETUP,
    "All add-ons: their seats, and what they cost.",
)
PERMISSION_SET_LICENSE_ASSIGN = Source(
    "permission_set_license_assign",
    "PermissionSetLicenseAssign",
    fields(id="Id AssigneeId PermissionSetLicenseId"),
    VIEW_SETUP,
    "Who holds each add-on.",
    bulk=True,
)
PACKAGE_LICENSE = Source(
    "package_license",
    "PackageLicense",
    fields(id="Id", text="NamespacePrefix Status", int="AllowedLicenses UsedLicenses", time="ExpirationDate"),
    MANAGE_PACKAGE_LICENSES,
    "All package licenses: their seats, and what they cost.",
)
USER_PACKAGE_LICENSE = Source(
    "user_package_license",
    "UserPackageLicense",
    fields(id="Id PackageLicenseId UserId"),
    MANAGE_PACKAGE_LICENSES,
    "Who holds each package license.",
    bulk=True,
)
TENANT_USAGE_ENTITLEMENT = Source(
    "tenant_usage_entitlement",
    "TenantUsageEntitlement",
    fields(
        id="Id",
        text="Setting MasterLabel ResourceGroupKey Frequency",
        number="CurrentAmountAllowed AmountUsed",
        date="StartDate EndDate",
        time="UsageDate",
    ),
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
