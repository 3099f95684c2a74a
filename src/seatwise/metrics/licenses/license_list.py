"""The license list: every license, its seats and its key, by kind of license and together (definitions section 2)."""

from seatwise.domain.licensing.license_kinds import FEATURES
from seatwise.metrics import columns
from seatwise.metrics.model import Metric

_PEOPLE = ("User", "User.IsActive")
# Whoever hides one of them hides who holds that feature alone: they explain why its row has no value.
CHECKBOXES = tuple(f"User.{feature.field}" for feature in FEATURES)
ENTITLEMENT = (
    *("TenantUsageEntitlement", "TenantUsageEntitlement.MasterLabel", "TenantUsageEntitlement.Frequency"),
    "TenantUsageEntitlement.CurrentAmountAllowed",
)

LICENSE_HOLDERS = Metric(
    "license_holders",
    tables=("user", "profile", "permission_set_license_assign", "user_package_license"),
    inputs=("feature",),
)
KINDS = (
    Metric(
        "user_seats",
        tables=("user_license",),
        bases=(LICENSE_HOLDERS,),
        masks={
            "provisioned": ("UserLicense.TotalLicenses",),
            "assigned": ("UserLicense.UsedLicenses",),
            "held_by_active_users": (*_PEOPLE, "User.ProfileId", "Profile", "Profile.UserLicenseId"),
            "monthly_logins": ("UserLicense.MonthlyLoginsEntitlement",),
            "monthly_logins_used": ("UserLicense.MonthlyLoginsUsed",),
        },
    ),
    Metric(
        "add_on_seats",
        tables=("permission_set_license",),
        bases=(LICENSE_HOLDERS,),
        masks={
            "provisioned": ("PermissionSetLicense.TotalLicenses",),
            "assigned": ("PermissionSetLicense.UsedLicenses",),
            "held_by_active_users": (
                *(*_PEOPLE, "PermissionSetLicenseAssign"),
                *("PermissionSetLicenseAssign.AssigneeId", "PermissionSetLicenseAssign.PermissionSetLicenseId"),
            ),
        },
    ),
    Metric(
        "feature_seats",
        tables=("active_feature_license_metric",),
        bases=(LICENSE_HOLDERS,),
        inputs=("feature",),
        masks={
            "provisioned": (
                *("ActiveFeatureLicenseMetric", "ActiveFeatureLicenseMetric.FeatureType"),
                "ActiveFeatureLicenseMetric.TotalLicenseCount",
            ),
            "assigned": _PEOPLE,
        },
    ),
    Metric(
        "package_seats",
        tables=("package_license",),
        bases=(LICENSE_HOLDERS,),
        masks={
            "provisioned": ("PackageLicense.AllowedLicenses",),
            "assigned": ("PackageLicense.UsedLicenses",),
            "held_by_active_users": (
                *(*_PEOPLE, "UserPackageLicense"),
                *("UserPackageLicense.UserId", "UserPackageLicense.PackageLicenseId"),
            ),
        },
    ),
)
LICENSE_LIST = Metric("license_list", bases=(LICENSE_HOLDERS, *KINDS), inputs=("gap",))
LICENSE_TERMS = Metric(
    "license_terms",
    tables=("tenant_usage_entitlement",),
    bases=(*LICENSE_LIST.bases, LICENSE_LIST),
    inputs=("moment", "known_license", "bucket_override", "entitlement_override", "gap"),
)


def needed_for(*columns: str) -> tuple[str, ...]:
    """What any kind of license needs for these columns. The kinds are made unknown one by one."""
    return tuple(dict.fromkeys(need for name in columns for kind in KINDS for need in kind.masks.get(name, ())))


UNREAD_KINDS = Metric(
    "unread_kinds",
    sentence="One row per kind of license of which the snapshot may lack some.",
    inputs=("gap",),
    columns=(columns.text("kind", "user, permission_set (an add-on), feature or package."),),
)
