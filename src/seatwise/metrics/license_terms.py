"""The license terms: the bucket of each license, the logins of a year (definitions section 2). The SQL is beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.license_list import LICENSE_LIST
from seatwise.metrics.model import Column, Metric

LICENSE_TERMS = Metric(
    name="license_terms",
    sentence="One row per license of the org: all of license_list, and how the license is bought, by seat or by login.",
    tables=("tenant_usage_entitlement",),
    bases=(*LICENSE_LIST.bases, LICENSE_LIST),
    inputs=("moment", "known_license", "bucket_override", "contract", "gap"),
    columns=(
        *LICENSE_LIST.columns,
        Column(
            "nameless", "Nameless", FieldType.FLAG, "Its key or name could not be read, so nothing can be told of it."
        ),
        Column("yearly_unread", "Yearly logins unread", FieldType.FLAG, "TenantUsageEntitlement could not be read."),
        Column(
            "monthly_unread", "Monthly logins unread", FieldType.FLAG, "MonthlyLoginsEntitlement could not be read."
        ),
        Column(
            "bucket",
            "Bucket",
            FieldType.TEXT,
            "How a user license is bought: Named (a seat for a person), Community Login (a pool of logins) or Other.",
            "your override, else MonthlyLoginsEntitlement is set, else the table of known keys and names, "
            "else a name that ends in Login, else Other",
        ),
        Column("bucket_reason", "Why this bucket", FieldType.TEXT, "The rule that decided the bucket."),
        Column(
            "by_login", "By login", FieldType.FLAG, "Whether logins are bought, not seats.", "bucket = Community Login"
        ),
        Column(
            "yearly_logins",
            "Yearly logins",
            FieldType.LOGINS,
            "Logins a year that a login license entitles to. Salesforce tells a monthly figure only.",
            "your contract's figure, else a yearly TenantUsageEntitlement of the license's name, "
            "else 12 * MonthlyLoginsEntitlement",
        ),
        Column("yearly_logins_source", "Yearly logins from", FieldType.TEXT, "Where the yearly logins come from."),
    ),
)
