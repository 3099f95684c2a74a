"""The licenses metric: seats, bucket, price and cost of each license (definitions section 2)."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.licenses.license_list import ENTITLEMENT, LICENSE_TERMS, needed_for
from seatwise.metrics.model import Column, Metric

_KEYS = (
    *("UserLicense.LicenseDefinitionKey", "UserLicense.Name", "PermissionSetLicense.PermissionSetLicenseKey"),
    *("PermissionSetLicense.DeveloperName", "PackageLicense.NamespacePrefix"),
)
_MONTHLY, _CONSUMED = needed_for("monthly_logins"), needed_for("monthly_logins_used")
_POOL = (*_MONTHLY, *ENTITLEMENT)
_PROVISIONED, _ASSIGNED = needed_for("provisioned"), needed_for("assigned")
_BOTH = (*_PROVISIONED, *_ASSIGNED)
_UNRECONCILED = needed_for("assigned", "held_by_active_users")
_UNLIMITED = (("unlimited", ""),)
_NO_PRICE = (("not priced", "No price set"),)
_MONEY_BLANK = (*_NO_PRICE, ("by_login", "By login"), *_UNLIMITED)


LICENSES = Metric(
    "licenses",
    "One row per license of the org: user licenses, permission-set licenses (add-ons), feature and package licenses, "
    "with their seats, price and cost.",
    bases=(*LICENSE_TERMS.bases, LICENSE_TERMS),
    inputs=("price", "moment", "login_month"),
    columns=(
        Column("kind", FieldType.TEXT, "user, permission_set (an add-on), feature or package."),
        Column("id", FieldType.TEXT, "Salesforce's id of the license; for a feature, its key.", source="Id"),
        Column(
            "key",
            FieldType.TEXT,
            "The stable name that prices and overrides belong to. Where two licenses share it, the name is added.",
            source="LicenseDefinitionKey, PermissionSetLicenseKey, FeatureType, NamespacePrefix",
        ),
        Column(
            "label",
            FieldType.TEXT,
            "The name as Salesforce shows it.",
            label="License",
            source="MasterLabel",
            shown=True,
        ),
        Column("status", FieldType.TEXT, "Salesforce's status. Disabled licenses are hidden by default."),
        Column(
            "bucket",
            FieldType.TEXT,
            "How a user license is bought: Named (a seat for a person), Community Login (a pool of logins) or Other.",
            "your override, else MonthlyLoginsEntitlement is set, else the table of known keys and names, "
            "else a name that ends in Login, else Other",
            reads=("UserLicense.LicenseDefinitionKey", "UserLicense.Name", "UserLicense.MasterLabel", *_MONTHLY),
        ),
        Column("bucket_reason", FieldType.TEXT, "The rule that decided the bucket.", label="Why this bucket"),
        Column("bucket_likely", FieldType.FLAG, "A field that could have changed the bucket could not be read."),
        Column(
            "provisioned",
            FieldType.SEATS,
            "Seats the org has, as Salesforce counts them. Blank where the license is unlimited.",
            source="TotalLicenses, AllowedLicenses, TotalLicenseCount",
            reads=_PROVISIONED,
            blank=(("unlimited", "Unlimited"),),
            shown=True,
            summed="not coalesce(unlimited, false)",
        ),
        Column(
            "assigned",
            FieldType.SEATS,
            "Seats that active users hold, by Salesforce's own counter. A frozen user still holds one.",
            source="UsedLicenses; for features, active users with the checkbox",
            reads=_ASSIGNED,
            shown=True,
            summed="true",
        ),
        Column(
            "assigned_share",
            FieldType.SHARE,
            "Share of the provisioned seats that are assigned. Blank if no seats are provisioned, or unlimited.",
            "assigned / provisioned",
            label="Assigned %",
            reads=_BOTH,
            blank=_UNLIMITED,
            shown=True,
        ),
        Column(
            "unassigned",
            FieldType.SEATS,
            "Seats that no user holds. Salesforce calls them available. Negative means over-assigned.",
            "provisioned - assigned",
            reads=_BOTH,
            blank=_UNLIMITED,
            shown=True,
            summed="not coalesce(unlimited, false)",
        ),
        Column(
            "unassigned_share",
            FieldType.SHARE,
            "Share of the provisioned seats that are unassigned. Blank where Assigned % is.",
            "unassigned / provisioned",
            label="Unassigned %",
            reads=_BOTH,
            blank=_UNLIMITED,
        ),
        Column(
            "unlimited",
            FieldType.FLAG,
            "The license has no seat limit.",
            "provisioned = -1, or provisioned <= 0 and assigned > 0",
        ),
        Column(
            "yearly_logins",
            FieldType.LOGINS,
            "Logins a year that a login license includes.",
            "what you entered, else a yearly TenantUsageEntitlement of the license's name, "
            "else 12 * MonthlyLoginsEntitlement",
            reads=_POOL,
        ),
        Column(
            "yearly_logins_source", FieldType.TEXT, "Where the yearly logins come from.", label="Yearly logins from"
        ),
        Column(
            "monthly_logins",
            FieldType.LOGINS,
            "Logins a month that the license allows.",
            source="MonthlyLoginsEntitlement",
            reads=_MONTHLY,
        ),
        Column(
            "consumed",
            FieldType.LOGINS,
            "Successful logins this month to date, of all users of the license.",
            label="Logins this month",
            source="MonthlyLoginsUsed",
            reads=_CONSUMED,
        ),
        Column(
            "consumed_share",
            FieldType.SHARE,
            "Share of this month's login allowance that is used.",
            "consumed / monthly_logins",
            label="Consumed %",
            reads=(*_CONSUMED, *_POOL),
        ),
        Column(
            "runs_out",
            FieldType.DATE,
            "The day on which this month's logins run out at the present pace; blank if they last.",
        ),
        Column(
            "month_start",
            FieldType.DATE,
            "First day of this month of a login license: by its contract, if TenantUsageEntitlement dates it, else by "
            "calendar.",
            label="Month from",
        ),
        Column("month_source", FieldType.TEXT, "TenantUsageEntitlement, or calendar month.", label="Month of"),
        Column(
            "consumed_cost",
            FieldType.MONEY_TO_DATE,
            "Cost of this month's logins so far.",
            "consumed * unit_price",
            reads=(*_CONSUMED, *_KEYS),
            summed="by_login",
        ),
        Column(
            "unit_price",
            FieldType.PRICE,
            "What you pay on the snapshot's day, as you entered it. No price list ships.",
            source="the prices that you entered",
            reads=_KEYS,
            blank=_NO_PRICE,
            shown=True,
        ),
        Column("priced", FieldType.FLAG, "Whether a price is in effect on the snapshot's day."),
        Column("price_from", FieldType.DATE, "The first day this price is in effect."),
        Column("price_recorded_at", FieldType.TIME, "When the price was entered.", label="Price entered at"),
        Column(
            "provisioned_cost",
            FieldType.MONEY,
            "Yearly cost of the provisioned seats. Blank where unlimited, or without a price.",
            "provisioned * unit_price; for login licenses yearly_logins * unit_price, where the entitlement is known",
            reads=(*_PROVISIONED, *_POOL, *_KEYS),
            blank=(*_NO_PRICE, *_UNLIMITED),
            shown=True,
            summed="not (coalesce(unlimited, false) and not coalesce(by_login, false))",
        ),
        Column(
            "assigned_cost",
            FieldType.MONEY,
            "Yearly cost of the assigned seats. Blank for login licenses, which are not paid by seat.",
            "assigned * unit_price",
            reads=(*_ASSIGNED, *_KEYS),
            blank=_MONEY_BLANK[:2],
            shown=True,
            summed="not coalesce(by_login, false)",
        ),
        Column(
            "unassigned_cost",
            FieldType.MONEY,
            "Yearly cost of the unassigned seats. Blank for login licenses and where unlimited.",
            "max(unassigned, 0) * unit_price",
            reads=(*_BOTH, *_KEYS),
            blank=_MONEY_BLANK,
            shown=True,
            summed="not coalesce(by_login, false) and not coalesce(unlimited, false)",
        ),
        Column(
            "over_assigned_cost",
            FieldType.MONEY,
            "Yearly cost of the seats assigned beyond the provisioned ones.",
            "max(-unassigned, 0) * unit_price; provisioned_cost = assigned_cost + unassigned_cost - over_assigned_cost",
            label="Over-assigned cost",
            reads=(*_BOTH, *_KEYS),
            blank=_MONEY_BLANK,
            summed="not coalesce(by_login, false) and not coalesce(unlimited, false)",
        ),
        Column("by_login", FieldType.FLAG, "Whether it is paid by login, not by seat."),
        Column(
            "held_by_active_users",
            FieldType.SEATS,
            "Active users counted one by one.",
            source="User.IsActive with Profile.UserLicenseId, PermissionSetLicenseAssign or UserPackageLicense",
            reads=needed_for("held_by_active_users"),
        ),
        Column(
            "unreconciled",
            FieldType.SEATS,
            "Salesforce's counter minus the active users found. Shown, never scaled away.",
            "assigned - held_by_active_users",
            reads=_UNRECONCILED,
            summed="kind <> 'feature'",
        ),
        Column(
            "unreconciled_cost",
            FieldType.MONEY,
            "Yearly cost of the unreconciled seats.",
            "unreconciled * unit_price",
            reads=_UNRECONCILED,
            blank=_MONEY_BLANK,
            summed="kind <> 'feature' and not coalesce(by_login, false)",
        ),
        Column("expires", FieldType.DATE, "When an add-on or package ends.", source="ExpirationDate"),
        Column(
            "trial_or_expired",
            FieldType.FLAG,
            "Not paid for: summed separately.",
            "status is Trial or Expired, or it has expired by the snapshot's day",
            reads=(
                *("UserLicense.Status", "PermissionSetLicense.Status", "PackageLicense.Status"),
                *("PermissionSetLicense.ExpirationDate", "PackageLicense.ExpirationDate"),
            ),
        ),
        Column(
            "has_unassigned", FieldType.FLAG, "Whether it has seats that no user holds.", label="Has unassigned seats"
        ),
        Column("flags", FieldType.LIST, "Things to notice."),
    ),
)


LICENSE_DETAIL = Metric(
    "license_detail",
    sentence="One license of the org, with every figure.",
    lookups=(LICENSES,),
    inputs=("key",),
    columns=LICENSES.columns,
)
PRICE_HISTORY = Metric(
    "price_history",
    sentence="The prices that were entered for one license, the latest first.",
    lookups=(LICENSES,),
    inputs=("key", "price", "moment"),
    columns=(
        Column("effective_from", FieldType.DATE, "The first day on which the price counts."),
        Column(
            "unit_price",
            FieldType.PRICE,
            "What was entered; blank where the price was taken back.",
            source="the prices that you entered",
        ),
        Column("in_effect", FieldType.FLAG, "Whether it counts on the snapshot's day."),
        Column("replaced", FieldType.FLAG, "Whether a later entry for the same day counts instead."),
        Column("recorded_at", FieldType.TIME, "When it was entered.", label="Entered at"),
    ),
)
