"""The licenses metric: seats, bucket, price and cost of each license (definitions section 2)."""

from seatwise.domain.gaps import BUCKETS, ENTITLEMENTS, PRICES
from seatwise.metrics import columns
from seatwise.metrics.licenses.license_list import CHECKBOXES, ENTITLEMENT, LICENSE_TERMS, needed_for
from seatwise.metrics.model import Metric

_KEYS = (
    *("UserLicense.LicenseDefinitionKey", "UserLicense.Name", "PermissionSetLicense.PermissionSetLicenseKey"),
    *("PermissionSetLicense.DeveloperName", "PackageLicense.NamespacePrefix"),
)
_ENTERED = (PRICES, BUCKETS)  # without its bucket nobody knows what the price of a license is paid for
_MONTHLY, _CONSUMED = needed_for("monthly_logins"), needed_for("monthly_logins_used")
_POOL = (*_MONTHLY, *ENTITLEMENT, BUCKETS, ENTITLEMENTS)
_PROVISIONED, _ASSIGNED = needed_for("provisioned"), (*needed_for("assigned"), *CHECKBOXES)
_BOTH = (*_PROVISIONED, *_ASSIGNED)
_UNRECONCILED = needed_for("assigned", "held_by_active_users")
_UNLIMITED = (("unlimited", ""),)
_NO_PRICE = (("not priced", "No price set"),)
_PRICES = "the prices that you entered"
_MONEY_BLANK = (*_NO_PRICE, ("by_login", "By login"), *_UNLIMITED)


LICENSES = Metric(
    "licenses",
    "One row per license of the org: user licenses, permission-set licenses (add-ons), feature and package licenses, "
    "with their seats, price and cost.",
    bases=(*LICENSE_TERMS.bases, LICENSE_TERMS),
    inputs=("price", "moment", "login_month", "gap"),
    columns=(
        columns.text(
            "kind",
            "user, permission_set (an add-on), feature or package.",
            source="UserLicense, PermissionSetLicense, ActiveFeatureLicenseMetric or PackageLicense",
        ),
        columns.text("id", "Salesforce's id of the license; for a feature, its key.", source="Id"),
        columns.text(
            "key",
            "The stable name that prices and overrides belong to. Where two licenses share it, the name is added. If "
            "it could not be read, the name stands in its place, and its price is not known.",
            source="LicenseDefinitionKey, PermissionSetLicenseKey, FeatureType, NamespacePrefix",
            reads=_KEYS,
        ),
        columns.text("label", "The name as Salesforce shows it.", label="License", source="MasterLabel", shown=True),
        columns.text("status", "Salesforce's status. Disabled licenses are hidden by default.", source="Status"),
        columns.text(
            "bucket",
            "How a user license is bought: Named (a seat for a person), Community Login (a pool of logins) or Other.",
            "your override, else MonthlyLoginsEntitlement is set, else the table of known keys and names, "
            "else a name that ends in Login, else Other",
            reads=(
                "UserLicense.LicenseDefinitionKey",
                "UserLicense.Name",
                "UserLicense.MasterLabel",
                *_MONTHLY,
                BUCKETS,
            ),
        ),
        columns.text(
            "bucket_reason",
            "The rule that decided the bucket.",
            "the first rule of the bucket that applies",
            label="Why this bucket",
        ),
        columns.flag(
            "bucket_likely",
            "A field that could have changed the bucket could not be read.",
            "a field of an earlier rule than the one that decided is a data gap",
        ),
        columns.seats(
            "provisioned",
            "Seats the org has, as Salesforce counts them. Blank where the license is unlimited.",
            source="TotalLicenses, AllowedLicenses, TotalLicenseCount",
            reads=_BOTH,
            blank=(("unlimited", "Unlimited"),),
            shown=True,
            summed="not coalesce(unlimited, false)",
        ),
        columns.seats(
            "assigned",
            "Seats that active users hold, by Salesforce's own counter. A frozen user still holds one.",
            source="UsedLicenses; for features, active users with the checkbox",
            reads=_ASSIGNED,
            shown=True,
            summed="true",
        ),
        columns.share(
            "assigned_share",
            "Share of the provisioned seats that are assigned. Blank if no seats are provisioned, or unlimited.",
            "assigned / provisioned",
            label="Assigned %",
            reads=_BOTH,
            blank=_UNLIMITED,
            shown=True,
        ),
        columns.seats(
            "unassigned",
            "Seats that no user holds. Salesforce calls them available. Negative means over-assigned.",
            "provisioned - assigned",
            reads=_BOTH,
            blank=_UNLIMITED,
            shown=True,
            summed="not coalesce(unlimited, false)",
            signed=True,
        ),
        columns.share(
            "unassigned_share",
            "Share of the provisioned seats that are unassigned. Blank where Assigned % is.",
            "unassigned / provisioned",
            label="Unassigned %",
            reads=_BOTH,
            blank=_UNLIMITED,
        ),
        columns.flag(
            "unlimited",
            "The license has no seat limit.",
            "provisioned = -1, or provisioned <= 0 and assigned > 0",
            reads=_BOTH,
        ),
        columns.logins(
            "yearly_logins",
            "Logins a year that a login license includes.",
            "what you entered, else a yearly TenantUsageEntitlement of the license's name, "
            "else 12 * MonthlyLoginsEntitlement",
            reads=_POOL,
        ),
        columns.text(
            "yearly_logins_source",
            "Where the yearly logins come from.",
            "the first of the sources of yearly_logins that has a value",
            label="Yearly logins from",
        ),
        columns.logins(
            "monthly_logins",
            "Logins a month that the license allows.",
            source="MonthlyLoginsEntitlement",
            reads=_MONTHLY,
        ),
        columns.logins(
            "consumed",
            "Successful logins this month to date, of all users of the license.",
            label="Logins this month",
            source="MonthlyLoginsUsed",
            reads=_CONSUMED,
        ),
        columns.share(
            "consumed_share",
            "Share of this month's login allowance that is used.",
            "consumed / monthly_logins",
            label="Consumed %",
            reads=(*_CONSUMED, *_POOL),
        ),
        columns.day(
            "runs_out",
            "The day on which this month's logins run out at the present pace; blank if they last.",
            "month_start + monthly_logins / consumed * the time since then",
        ),
        columns.day(
            "month_start",
            "First day of this month of a login license: by its contract, if TenantUsageEntitlement dates it, else by "
            "calendar.",
            source="TenantUsageEntitlement.StartDate, else the calendar month",
            label="Month from",
        ),
        columns.text(
            "month_source",
            "TenantUsageEntitlement, or calendar month.",
            "TenantUsageEntitlement, where StartDate of the license's yearly one is known",
            label="Month of",
        ),
        columns.money_to_date(
            "consumed_cost",
            "Cost of this month's logins so far.",
            "consumed * unit_price",
            reads=(*_CONSUMED, *_KEYS, *_ENTERED),
            summed="by_login",
        ),
        columns.price(
            "unit_price",
            "What you pay on the snapshot's day, as you entered it. No price list ships.",
            source=_PRICES,
            reads=(*_KEYS, *_ENTERED),
            blank=_NO_PRICE,
            shown=True,
        ),
        columns.flag(
            "priced", "Whether a price is in effect on the snapshot's day.", source=_PRICES, reads=(*_KEYS, *_ENTERED)
        ),
        columns.day("price_from", "The first day this price is in effect.", source=_PRICES),
        columns.moment("price_recorded_at", "When the price was entered.", source=_PRICES, label="Price entered at"),
        columns.money(
            "provisioned_cost",
            "Yearly cost of the provisioned seats. Blank where unlimited, or without a price.",
            "provisioned * unit_price; for login licenses yearly_logins * unit_price, where the entitlement is known",
            reads=(*_PROVISIONED, *_POOL, *_KEYS, PRICES),
            blank=(*_NO_PRICE, *_UNLIMITED),
            shown=True,
            summed="not (coalesce(unlimited, false) and not coalesce(by_login, false))",
        ),
        columns.money(
            "assigned_cost",
            "Yearly cost of the assigned seats. Blank for login licenses, which are not paid by seat.",
            "assigned * unit_price",
            reads=(*_ASSIGNED, *_KEYS, *_ENTERED),
            blank=_MONEY_BLANK[:2],
            shown=True,
            summed="not coalesce(by_login, false)",
        ),
        columns.money(
            "unassigned_cost",
            "Yearly cost of the unassigned seats. Blank for login licenses and where unlimited.",
            "max(unassigned, 0) * unit_price",
            reads=(*_BOTH, *_KEYS, *_ENTERED),
            blank=_MONEY_BLANK,
            shown=True,
            summed="not coalesce(by_login, false) and not coalesce(unlimited, false)",
        ),
        columns.money(
            "over_assigned_cost",
            "Yearly cost of the seats assigned beyond the provisioned ones.",
            "max(-unassigned, 0) * unit_price; provisioned_cost = assigned_cost + unassigned_cost - over_assigned_cost",
            label="Over-assigned cost",
            reads=(*_BOTH, *_KEYS, *_ENTERED),
            blank=_MONEY_BLANK,
            summed="not coalesce(by_login, false) and not coalesce(unlimited, false)",
        ),
        columns.flag(
            "by_login", "Whether it is paid by login, not by seat.", "bucket is Community Login", reads=(BUCKETS,)
        ),
        columns.seats(
            "held_by_active_users",
            "Active users counted one by one.",
            source="User.IsActive with Profile.UserLicenseId, PermissionSetLicenseAssign or UserPackageLicense",
            reads=needed_for("held_by_active_users"),
        ),
        columns.seats(
            "unreconciled",
            "Salesforce's counter minus the active users found. Shown as it is.",
            "assigned - held_by_active_users",
            reads=_UNRECONCILED,
            summed="kind <> 'feature'",
            signed=True,
        ),
        columns.money(
            "unreconciled_cost",
            "Yearly cost of the unreconciled seats.",
            "unreconciled * unit_price",
            reads=(*_UNRECONCILED, *_ENTERED),
            blank=_MONEY_BLANK,
            summed="kind <> 'feature' and not coalesce(by_login, false)",
            signed=True,
        ),
        columns.day("expires", "When an add-on or package ends.", source="ExpirationDate"),
        columns.flag(
            "trial_or_expired",
            "Not paid for: summed separately.",
            "status is Trial or Expired, or it has expired by the snapshot's day",
            reads=(
                *("UserLicense.Status", "PermissionSetLicense.Status", "PackageLicense.Status"),
                *("PermissionSetLicense.ExpirationDate", "PackageLicense.ExpirationDate"),
            ),
        ),
        columns.flag(
            "has_unassigned",
            "Whether it has seats that no user holds.",
            "unassigned > 0",
            label="Has unassigned seats",
            reads=_BOTH,
        ),
        columns.words("flags", "Things to notice.", "by unassigned, status, expires, key, bucket_likely and runs_out"),
    ),
)
LICENSE_NAMES = Metric(
    "license_names",
    "One row per license of the org: its key, its name, and how it is bought.",
    bases=LICENSES.bases,
    columns=LICENSES.choose("kind", "id", "key", "label", "bucket", "by_login"),
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
    partial_lookups=True,  # of the license's key alone
    inputs=("key", "price", "moment"),
    columns=(
        columns.day("effective_from", "The first day the price is in effect."),
        columns.price(
            "unit_price",
            "What was entered; blank where the price was cleared, or is damaged.",
            source=_PRICES,
        ),
        columns.flag(
            "in_effect",
            "In effect on the snapshot's day. Blank where the license's key, or its price, is not known.",
            reads=(*_KEYS, *_ENTERED),
        ),
        columns.flag("replaced", "Whether a later entry for the same day replaced it."),
        columns.flag(
            "damaged", "Whether it was changed in state.db after it was entered: then the price is not known."
        ),
        columns.moment("recorded_at", "When it was entered.", label="Entered at"),
    ),
)
