"""Objects: logins, frozen users, and Salesforce's daily user counts.

The key prefixes of the metrics are invented; nothing reads them.
"""

from seatwise.sandbox.objects.fields import ID, MANAGE_USERS, SETUP, STAMP, fields, grouped_only, reference
from seatwise.sandbox.objects.schema import SObject

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

LOGIN_HISTORY = SObject(
    "LoginHistory",
    "Login History",
    "0Ya",
    (
        *ID,
        *fields("reference", "UserId", nillable=False),  # an ID without a relationship to User
        *fields("datetime", "LoginTime", nillable=False),
        *fields("picklist", "LoginType"),
        *fields("string", "LoginUrl"),
        *fields("picklist", "CountryIso TlsProtocol CipherSuite"),
        *fields("reference", "NetworkId AuthenticationServiceId"),
        *fields("boolean", "OptionsIsGet OptionsIsPost"),
        *grouped_only("string", "Status Application Browser Platform ClientVersion ApiType ApiVersion LoginSubType"),
        *grouped_only("string", "SourceIp ForwardedForIp AuthMethodReference"),
        *grouped_only("reference", "LoginGeoId", permission=MANAGE_USERS),
    ),
    counted=False,
    owner="UserId",
    visible_with=(MANAGE_USERS, "Monitor Login History"),
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

ACTIVITY_OBJECTS: tuple[SObject, ...] = (
    USER_LOGIN,
    LOGIN_HISTORY,
    ACTIVE_PROFILE_METRIC,
    ACTIVE_PERM_SET_LICENSE_METRIC,
    ACTIVE_FEATURE_LICENSE_METRIC,
)
