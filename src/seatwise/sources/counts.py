"""Salesforce's own daily counts of users: what there is from before the first snapshot."""

from seatwise.sources.permissions import VIEW_SETUP
from seatwise.sources.source import Source, fields

ACTIVE_PROFILE_METRIC = Source(
    "active_profile_metric",
    "ActiveProfileMetric",
    fields(id="Id", date="MetricsDate") + fields(id="ProfileId UserLicenseId", int="AssignedUserCount ActiveUserCount"),
    VIEW_SETUP,
    "Active users before the first snapshot.",
    bulk=True,
)
ACTIVE_PERM_SET_LICENSE_METRIC = Source(
    "active_perm_set_license_metric",
    "ActivePermSetLicenseMetric",
    fields(id="Id", date="MetricsDate")
    + fields(
        id="PermissionSetLicenseId",
        text="DeveloperName MasterLabel",
        int="AssignedUserCount ActiveUserCount TotalLicenses",
    ),
    VIEW_SETUP,
    "Seats and holders of add-ons before the first snapshot.",
    bulk=True,
)
ACTIVE_FEATURE_LICENSE_METRIC = Source(
    "active_feature_license_metric",
    "ActiveFeatureLicenseMetric",
    fields(id="Id", date="MetricsDate", text="FeatureType", int="AssignedUserCount ActiveUserCount TotalLicenseCount"),
    VIEW_SETUP,
    "How many seats of each feature license the org has.",
    bulk=True,
)

SOURCES = (ACTIVE_PROFILE_METRIC, ACTIVE_PERM_SET_LICENSE_METRIC, ACTIVE_FEATURE_LICENSE_METRIC)
