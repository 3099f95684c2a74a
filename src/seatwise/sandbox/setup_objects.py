"""The objects of Setup: the org, its licenses and entitlements, profiles, permission sets, daily metrics.

Source: facts section 1. The key prefixes of TenantUsageEntitlement and of the metrics are made up; nothing reads them.
"""

from seatwise.sandbox.fields import (
    AUDIT,
    ID,
    MANAGE_USERS,
    PACKAGES,
    SETUP,
    STAMP,
    fields,
    reference,
)
from seatwise.sandbox.schema import Child, SObject

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
    ),
    children=(Child("Users", "User", "ProfileId"),),
    permission=SETUP,
    bulk=False,
    counted=False,
)

PERMISSION_SET = SObject(
    "PermissionSet",
    "Permission Set",
    "0PS",
    (
        *ID,
        *fields("string", "Name Label", length=80),
        *fields("string", "Description NamespacePrefix"),
        reference("ProfileId", "Profile"),
        *fields("reference", "LicenseId"),  # a UserLicense or a PermissionSetLicense
        *fields("picklist", "Type"),
        *fields("boolean", "IsOwnedByProfile IsCustom"),
        *AUDIT,
    ),
    children=(Child("Assignments", "PermissionSetAssignment", "PermissionSetId"),),
    permission=SETUP,
    counted=False,
)

PERMISSION_SET_ASSIGNMENT = SObject(
    "PermissionSetAssignment",
    "Permission Set Assignment",
    "0Pa",
    (
        *ID,
        reference("AssigneeId", "User", nillable=False),
        reference("PermissionSetId", "PermissionSet"),
        *fields("reference", "PermissionSetGroupId"),
        *fields("boolean", "IsActive IsRevoked"),
        *fields("datetime", "ExpirationDate"),
        *STAMP,
    ),
    permission=SETUP,
    counted=False,
)

USER_LOGIN = SObject(
    "UserLogin",
    "User Login",
    "0Yw",
    (
        *ID,
        *fields("reference", "UserId", nillable=False),
        *fields("boolean", "IsFrozen IsPasswordLocked"),
        *fields("datetime", "LastModifiedDate"),
        reference("LastModifiedById", "User"),
    ),
    permission=MANAGE_USERS,
    counted=False,
)

_COUNTS = fields("int", "AssignedUserCount ActiveUserCount", nillable=False)

ACTIVE_PROFILE_METRIC = SObject(
    "ActiveProfileMetric",
    "Active Profile Metric",
    "5Pm",
    (
        *ID,
        *fields("date", "MetricsDate", nillable=False),
        reference("ProfileId", "Profile"),
        reference("UserLicenseId", "UserLicense"),
        *_COUNTS,
        *STAMP,
    ),
    permission=SETUP,
    bulk=False,
    counted=False,
)

ACTIVE_PERM_SET_LICENSE_METRIC = SObject(
    "ActivePermSetLicenseMetric",
    "Active Permission Set License Metric",
    "5Lm",
    (
        *ID,
        *fields("date", "MetricsDate", nillable=False),
        reference("PermissionSetLicenseId", "PermissionSetLicense"),
        *fields("string", "DeveloperName MasterLabel", length=80),
        *_COUNTS,
        *fields("int", "TotalLicenses"),
        *STAMP,
    ),
    permission=SETUP,
    bulk=False,
    counted=False,
)

ACTIVE_FEATURE_LICENSE_METRIC = SObject(
    "ActiveFeatureLicenseMetric",
    "Active Feature License Metric",
    "5Fm",
    ID
    + fields("date", "MetricsDate", nillable=False)
    + fields("picklist", "FeatureType")
    + _COUNTS
    + fields("int", "TotalLicenseCount")
    + STAMP,
    permission=SETUP,
    bulk=False,
    counted=False,
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
    PERMISSION_SET,
    PERMISSION_SET_ASSIGNMENT,
    USER_LOGIN,
    ACTIVE_PROFILE_METRIC,
    ACTIVE_PERM_SET_LICENSE_METRIC,
    ACTIVE_FEATURE_LICENSE_METRIC,
)
