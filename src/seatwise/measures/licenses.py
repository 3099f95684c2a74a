"""The Licenses measure: what each of its columns means (definitions section 2). The SQL stands beside it."""

from seatwise.measures.license_seats import LICENSE_SEATS
from seatwise.measures.model import Column, Measure, Unit

LICENSE_HOLDERS = Measure(
    name="license_holders",
    sentence="One row per license that somebody holds: how many active users do, counted one by one.",
    tables=("user", "profile", "permission_set_license_assign", "user_package_license"),
    columns=(
        Column("kind", "Kind", Unit.TEXT, "user, permission_set (an add-on), feature or package."),
        Column("license_id", "License", Unit.TEXT, "Salesforce's id of the license; for a feature, its key."),
        Column("held", "Held", Unit.SEATS, "Active users who hold it."),
    ),
)

LICENSES = Measure(
    name="licenses",
    sentence=(
        "One row per license of the org: user licenses, permission-set licenses (add-ons), feature and package "
        "licenses, with their seats, price and cost."
    ),
    tables=(
        "user_license",
        "permission_set_license",
        "package_license",
        "tenant_usage_entitlement",
        "active_feature_license_metric",
    ),
    bases=(LICENSE_HOLDERS,),
    columns=(
        Column("kind", "Kind", Unit.TEXT, "user, permission_set (an add-on), feature or package."),
        Column("id", "Id", Unit.TEXT, "Salesforce's id of the license; for a feature, its key.", source="Id"),
        Column(
            "key",
            "Key",
            Unit.TEXT,
            "The stable name that prices and overrides are kept under. Where two licenses share it, the name is added.",
            source="LicenseDefinitionKey, PermissionSetLicenseKey, FeatureType, NamespacePrefix",
        ),
        Column("label", "License", Unit.TEXT, "The name as Salesforce shows it.", source="MasterLabel"),
        Column(
            "status",
            "Status",
            Unit.TEXT,
            "Salesforce's status. Disabled ones are hidden unless asked for.",
            source="Status",
        ),
        Column(
            "bucket",
            "Bucket",
            Unit.TEXT,
            "How a user license is bought: Named (a seat for a person), Community Login (a pool of logins) or Other.",
            "your override, else MonthlyLoginsEntitlement is set, else the table of known keys and names, "
            "else a name that ends in Login, else Other",
        ),
        Column("bucket_reason", "Why this bucket", Unit.TEXT, "The rule that decided the bucket."),
        Column(
            "provisioned",
            "Provisioned",
            Unit.SEATS,
            "Seats the contract gives, as Salesforce counts them. -1, or 0 with seats in use, means unlimited.",
            source="TotalLicenses, AllowedLicenses, TotalLicenseCount",
        ),
        Column(
            "assigned",
            "Assigned",
            Unit.SEATS,
            "Seats held by active users, by Salesforce's own counter. A frozen user still holds one.",
            source="UsedLicenses; for features, active users with the checkbox",
        ),
        Column(
            "assigned_pct",
            "Assigned %",
            Unit.SHARE,
            "How much of what was bought is held by somebody. Blank where nothing, or no limit, is provisioned.",
            "assigned / provisioned",
        ),
        Column(
            "available",
            "Available",
            Unit.SEATS,
            "Seats nobody holds. Negative means over-assigned: more are held than were bought.",
            "provisioned - assigned",
        ),
        Column(
            "unlimited",
            "Unlimited",
            Unit.FLAG,
            "No limit is provisioned.",
            "provisioned = -1, or provisioned <= 0 and assigned > 0",
        ),
        Column(
            "yearly_logins",
            "Yearly logins",
            Unit.LOGINS,
            "Logins a year that a login license entitles to. Salesforce tells a monthly figure only.",
            "your contract's figure, else a yearly TenantUsageEntitlement of the license's name, "
            "else 12 * MonthlyLoginsEntitlement",
        ),
        Column(
            "consumed",
            "Logins this month",
            Unit.LOGINS,
            "Successful logins this month to date, all users of the license.",
            source="MonthlyLoginsUsed",
        ),
        Column(
            "consumed_cost",
            "Consumed $",
            Unit.MONEY_TO_DATE,
            "What this month's logins so far cost.",
            "consumed * unit_price",
        ),
        Column(
            "unit_price",
            "Unit price",
            Unit.PRICE,
            "What you pay on the snapshot's day, as you entered it. 0 and marked unpriced before: no price list ships.",
            source="seatwise price set",
        ),
        Column("priced", "Priced", Unit.FLAG, "Whether a price had begun on the snapshot's day."),
        Column(
            "provisioned_cost",
            "Provisioned $",
            Unit.MONEY,
            "What you committed to pay per year. Blank when unlimited.",
            "provisioned * unit_price; for login licenses yearly_logins * unit_price, where the entitlement is known",
        ),
        Column(
            "assigned_cost",
            "Assigned $",
            Unit.MONEY,
            "What the seats that somebody holds cost per year. Blank for login licenses: a seat is not what is paid.",
            "assigned * unit_price",
        ),
        Column(
            "unassigned_cost",
            "Unassigned $",
            Unit.MONEY,
            "What the seats that nobody holds cost per year. Blank for login licenses and when unlimited.",
            "max(available, 0) * unit_price",
        ),
        Column("yearly_logins_source", "Yearly logins from", Unit.TEXT, "Where the yearly logins come from."),
        Column(
            "monthly_logins",
            "Monthly logins",
            Unit.LOGINS,
            "Logins a month that the license allows.",
            source="MonthlyLoginsEntitlement",
        ),
        Column("by_login", "By login", Unit.FLAG, "Whether logins are bought, not seats.", "bucket = Community Login"),
        Column(
            "held_by_active_users",
            "Held by active users",
            Unit.SEATS,
            "Active users counted one by one. Blank where the users or their assignments could not be read.",
            source="User.IsActive with Profile.UserLicenseId, PermissionSetLicenseAssign or UserPackageLicense",
        ),
        Column(
            "unattributed",
            "Unattributed",
            Unit.SEATS,
            "Salesforce's counter less the active users we counted. Shown, never scaled away.",
            "assigned - held_by_active_users",
        ),
        Column(
            "unattributed_cost",
            "Unattributed $",
            Unit.MONEY,
            "What the unattributed seats cost per year.",
            "unattributed * unit_price",
        ),
        Column(
            "price_from",
            "Price from",
            Unit.DATE,
            "The first day on which this price counts.",
            source="seatwise price set",
        ),
        Column(
            "price_recorded_at",
            "Price recorded at",
            Unit.TEXT,
            "When somebody told the price (UTC).",
            source="seatwise price set",
        ),
        Column("expires", "Expires", Unit.DATE, "When an add-on or package ends.", source="ExpirationDate"),
    ),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in (LICENSES, LICENSE_HOLDERS, LICENSE_SEATS)}
