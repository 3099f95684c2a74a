"""The licenses metric, the terms of each license before it, and the sums after it (definitions section 2)."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.licenses.license_list import LICENSE_LIST
from seatwise.metrics.model import Column, Metric

_KEYS = (
    *("UserLicense.LicenseDefinitionKey", "UserLicense.Name", "PermissionSetLicense.PermissionSetLicenseKey"),
    *("PermissionSetLicense.DeveloperName", "PackageLicense.NamespacePrefix"),
)
_POOL = ("UserLicense.MonthlyLoginsEntitlement", "TenantUsageEntitlement")
_PROVISIONED = (*LICENSE_LIST.known_column("provisioned").reads, *_KEYS)
_ASSIGNED = (*LICENSE_LIST.known_column("assigned").reads, *_KEYS)
_BOTH = tuple(dict.fromkeys((*_PROVISIONED, *_ASSIGNED)))
_MONEY_BLANK = (("not priced", "No price set"), ("by_login", "By login"), ("unlimited", ""))

LICENSE_TERMS = Metric(
    name="license_terms",
    subject="licenses",
    sentence="One row per license of the org: all of license_list, and how the license is bought, by seat or by login.",
    tables=("tenant_usage_entitlement",),
    bases=(*LICENSE_LIST.bases, LICENSE_LIST),
    inputs=("moment", "known_license", "bucket_override", "entitlement_override", "gap"),
    columns=(
        *LICENSE_LIST.columns,
        Column("monthly_unread", "Monthly logins not known", FieldType.FLAG, "MonthlyLoginsEntitlement is a gap."),
        Column("yearly_unread", "Yearly logins not known", FieldType.FLAG, "TenantUsageEntitlement is a gap."),
        Column(
            "bucket",
            "Bucket",
            FieldType.TEXT,
            "How a user license is bought: Named (a seat for a person), Community Login (a pool of logins) or Other.",
            "your override, else MonthlyLoginsEntitlement is set, else the table of known keys and names, "
            "else a name that ends in Login, else Other",
            reads=("UserLicense.LicenseDefinitionKey", "UserLicense.Name", "UserLicense.MasterLabel", *_POOL[:1]),
        ),
        Column(
            "bucket_likely",
            "Bucket likely",
            FieldType.FLAG,
            "A field that could have changed the bucket could not be read.",
        ),
        Column("bucket_reason", "Why this bucket", FieldType.TEXT, "The rule that decided the bucket."),
        Column("by_login", "By login", FieldType.FLAG, "Whether it is paid by login, not by seat."),
        Column(
            "yearly_logins",
            "Yearly logins",
            FieldType.LOGINS,
            "Logins a year that a login license includes.",
            "what you entered, else a yearly TenantUsageEntitlement of the license's name, "
            "else 12 * MonthlyLoginsEntitlement",
            reads=_POOL,
        ),
        Column("yearly_logins_source", "Yearly logins from", FieldType.TEXT, "Where the yearly logins come from."),
    ),
)
_TERMS = {column.name: column for column in LICENSE_TERMS.columns}

LICENSES = Metric(
    name="licenses",
    subject="licenses",
    sentence=(
        "One row per license of the org: user licenses, permission-set licenses (add-ons), feature and package "
        "licenses, with their seats, price and cost."
    ),
    tables=(),
    bases=(*LICENSE_TERMS.bases, LICENSE_TERMS),
    inputs=("price", "moment"),
    columns=(
        *(_TERMS[name] for name in ("kind", "id", "key", "label", "status")),
        *(_TERMS[name] for name in ("bucket", "bucket_reason", "bucket_likely", "provisioned", "assigned")),
        *(_TERMS[name] for name in ("assigned_share", "unassigned", "unassigned_share", "unlimited")),
        *(_TERMS[name] for name in ("yearly_logins", "yearly_logins_source", "monthly_logins")),
        Column(
            "consumed",
            "Logins this month",
            FieldType.LOGINS,
            "Successful logins this calendar month to date, of all users of the license.",
            source="MonthlyLoginsUsed",
            reads=("UserLicense.MonthlyLoginsUsed",),
        ),
        Column(
            "consumed_share",
            "Consumed %",
            FieldType.SHARE,
            "Share of this month's login allowance that is used.",
            "consumed / monthly_logins",
            reads=("UserLicense.MonthlyLoginsUsed", *_POOL),
        ),
        Column(
            "runs_out",
            "Runs out",
            FieldType.DATE,
            "The day on which this month's logins run out at the present pace; blank if they last. By calendar "
            "month, as Salesforce gives no other.",
        ),
        Column(
            "consumed_cost",
            "Consumed cost",
            FieldType.MONEY_TO_DATE,
            "Cost of this month's logins so far.",
            "consumed * unit_price",
            reads=("UserLicense.MonthlyLoginsUsed", *_KEYS),
        ),
        Column(
            "unit_price",
            "Unit price",
            FieldType.PRICE,
            "What you pay on the snapshot's day, as you entered it. No price list ships.",
            source="seatwise price set",
            blank=(("not priced", "No price set"),),
            reads=_KEYS,
        ),
        Column("priced", "Priced", FieldType.FLAG, "Whether a price is in effect on the snapshot's day."),
        Column("price_from", "Price from", FieldType.DATE, "The first day this price is in effect."),
        Column(
            "price_recorded_at",
            "Price entered at",
            FieldType.TIME,
            "When the price was entered.",
        ),
        Column(
            "provisioned_cost",
            "Provisioned cost",
            FieldType.MONEY,
            "Yearly cost of the provisioned seats. Blank where unlimited, or without a price.",
            "provisioned * unit_price; for login licenses yearly_logins * unit_price, where the entitlement is known",
            reads=(*_PROVISIONED, *_POOL),
            blank=(("not priced", "No price set"), ("unlimited", "")),
        ),
        Column(
            "assigned_cost",
            "Assigned cost",
            FieldType.MONEY,
            "Yearly cost of the assigned seats. Blank for login licenses, which are not paid by seat.",
            "assigned * unit_price",
            blank=(("not priced", "No price set"), ("by_login", "By login")),
            reads=_ASSIGNED,
        ),
        Column(
            "unassigned_cost",
            "Unassigned cost",
            FieldType.MONEY,
            "Yearly cost of the unassigned seats. Blank for login licenses and where unlimited.",
            "max(unassigned, 0) * unit_price",
            blank=_MONEY_BLANK,
            reads=_BOTH,
        ),
        Column(
            "over_assigned_cost",
            "Over-assigned cost",
            FieldType.MONEY,
            "Yearly cost of the seats assigned beyond the provisioned ones.",
            "max(-unassigned, 0) * unit_price; provisioned_cost = assigned_cost + unassigned_cost - over_assigned_cost",
            blank=_MONEY_BLANK,
            reads=_BOTH,
        ),
        *(_TERMS[name] for name in ("by_login", "held_by_active_users", "unreconciled")),
        Column(
            "unreconciled_cost",
            "Unreconciled cost",
            FieldType.MONEY,
            "Yearly cost of the unreconciled seats.",
            "unreconciled * unit_price",
            blank=_MONEY_BLANK,
            reads=LICENSE_LIST.known_column("unreconciled").reads,
        ),
        _TERMS["expires"],
        Column(
            "trial_or_expired",
            "Trial or expired",
            FieldType.FLAG,
            "Not paid for: summed separately.",
            "status is Trial or Expired, or it has expired by the snapshot's day",
        ),
        Column("has_unassigned", "Has unassigned seats", FieldType.FLAG, "Whether it has seats that no user holds."),
        Column("flags", "Flags", FieldType.LIST, "Things to notice."),
    ),
)
