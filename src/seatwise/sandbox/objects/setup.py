"""Objects of Setup: the org, licenses, entitlements and profiles.

The key prefix of TenantUsageEntitlement is invented; nothing reads it.
"""

from seatwise.sandbox.objects.fields import (
    AUDIT,
    ID,
    PACKAGES,
    SETUP,
    STAMP,
    fields,
    only_tooling,
    reference,
)
from seatwise.sandbox.objects.schema import Child, SObject

ORGANIZATION = SObject(
    "Organization",
    "Organization",
    "00D",
    ID
    + fields("string", "Name", length=80, nillable=False)
    + fields("string", "Division Street City State PostalCode Country")
    + fields("phone", "Phone Fax")
    + fields("string", "PrimaryContact InstanceName NamespacePrefix SignupCountryIsoCode UiSkin")
    + fields("picklist", "OrganizationType DefaultLocaleSidKey TimeZoneSidKey LanguageLocaleKey")
    + fields("int", "FiscalYearStartMonth MonthlyPageViewsUsed MonthlyPageViewsEntitlement")
    + fields("boolean", "IsSandbox IsReadOnly ReceivesInfoEmails ReceivesAdminInfoEmails")
    + fields("datetime", "TrialExpirationDate")
    + AUDIT,
    bulk=False,
    counted=False,
)

USER_LICENSE = SObject(
    "UserLicense",
    "User License",
    "100",
    ID
    + fields("string", "Name LicenseDefinitionKey", length=40)
    + fields("string", "MasterLabel", length=80)
    + fields("picklist", "Status")
    + fields("int", "TotalLicenses", nillable=False)
    + fields("int", "UsedLicenses", nillable=False, filterable=False)
    + fields("datetime", "UsedLicensesLastUpdated")
    + fields("int", "MonthlyLoginsEntitlement", permission=SETUP)
    + fields("int", "MonthlyLoginsUsed", filterable=False, permission=SETUP)
    + fields("datetime", "CreatedDate LastModifiedDate", nillable=False)
    + STAMP,
    permission=SETUP,
    bulk=False,
    counted=False,
)

PERMISSION_SET_LICENSE = SObject(
    "PermissionSetLicense",
    "Permission Set License",
    "0PL",
    ID
    + fields("string", "DeveloperName MasterLabel", length=80)
    + fields("string", "PermissionSetLicenseKey", length=40)
    + fields("picklist", "Status Language")
    + fields("date", "ExpirationDate")
    + fields("int", "TotalLicenses", nillable=False)
    + fields("int", "UsedLicenses", nillable=False, filterable=False)
    + fields("boolean", "IsAvailableForIntegrations")
    + AUDIT,
    children=(Child("PermissionSetLicenseAssignments", "PermissionSetLicenseAssign", "PermissionSetLicenseId"),),
    permission=SETUP,
    bulk=False,
    counted=False,
)

PERMISSION_SET_LICENSE_ASSIGN = SObject(
    "PermissionSetLicenseAssign",
    "Permission Set License Assignment",
    "2LA",
    (
        *ID,
        reference("AssigneeId", "User", nillable=False),
        reference("PermissionSetLicenseId", "PermissionSetLicense", nillable=False),
        *fields("boolean", "IsRevoked"),
        *AUDIT,
    ),
    permission=SETUP,
    counted=False,
)

PACKAGE_LICENSE = SObject(
    "PackageLicense",
    "Package License",
    "050",
    ID
    + fields("string", "NamespacePrefix", length=15)
    + fields("picklist", "Status")
    + fields("int", "AllowedLicenses UsedLicenses", nillable=False)
    + fields("datetime", "ExpirationDate")
    + fields("boolean", "IsProvisioned IsAvailableForIntegrations")
    + fields("datetime", "CreatedDate LastModifiedDate", nillable=False)
    + STAMP,
    children=(Child("UserPackageLicenses", "UserPackageLicense", "PackageLicenseId"),),
    permission=PACKAGES,
    bulk=False,
    counted=False,
)

USER_PACKAGE_LICENSE = SObject(
    "UserPackageLicense",
    "User Package License",
    "051",
    (
        *ID,
        reference("PackageLicenseId", "PackageLicense", nillable=False),
        reference("UserId", "User", nillable=False),
        *AUDIT,
    ),
    permission=PACKAGES,
    counted=False,
)

TENANT_USAGE_ENTITLEMENT = SObject(
    "TenantUsageEntitlement",
    "Tenant Usage Entitlement",
    "0TU",
    ID
    + fields("string", "Setting MasterLabel ResourceGroupKey")
    + fields("double", "CurrentAmountAllowed AmountUsed OverageGrace")
    + fields("picklist", "Frequency")
    + fields("date", "StartDate EndDate")
    + fields("datetime", "UsageDate")
    + fields("boolean", "IsPersistentResource HasRollover")
    + AUDIT,
    permission=SETUP,
    bulk=False,
    counted=False,
)

PROFILE = SObject(
    "Profile",
    "Profile",
    "00e",
    (
        *ID,
        *fields("string", "Name Description"),
        reference("UserLicenseId", "UserLicense"),
        *fields("picklist", "UserType"),
        *AUDIT,
        *only_tooling(fields("string", "FullName", filterable=False)),
        *only_tooling(fields("complexvalue", "Metadata", filterable=False)),
    ),
    children=(Child("Users", "User", "ProfileId"),),
    permission=SETUP,
    bulk=False,
    counted=False,
    tooling=True,
)

SETUP_OBJECTS: tuple[SObject, ...] = (
    ORGANIZATION,
    USER_LICENSE,
    PERMISSION_SET_LICENSE,
    PERMISSION_SET_LICENSE_ASSIGN,
    PACKAGE_LICENSE,
    USER_PACKAGE_LICENSE,
    TENANT_USAGE_ENTITLEMENT,
    PROFILE,
)
