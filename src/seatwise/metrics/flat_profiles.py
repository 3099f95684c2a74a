"""The Profiles metric: what each of its columns means (definitions section 3). The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.license_terms import LICENSE_TERMS
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.profile_counts import PROFILE_COUNTS
from seatwise.metrics.profile_processes import PROFILE_PROCESSES
from seatwise.metrics.profiles_unread import PROFILES_UNREAD
from seatwise.metrics.seats import PROFILE_NUMBERS, SEATS

_COUNTS = {column.name: column for column in PROFILE_COUNTS.columns}
_TERMS = {column.name: column for column in LICENSE_TERMS.columns}

# Where users stand who have no profile or license, or one that is not listed: lines, not names.
LINES = frozenset({"(no profile)", "(unknown profile)", "(no license)", "(unknown license)"})

PROFILES = Metric(
    name="profiles",
    sentence="One row per profile of each license: who holds a seat, who logs in, who works, and what that costs. "
    "Licenses and buckets are sums of their profiles.",
    tables=("profile",),
    bases=(PROFILE_NUMBERS, SEATS, PROFILE_PROCESSES, PROFILE_COUNTS, PROFILES_UNREAD),
    inputs=("term", "period"),
    large=True,
    columns=(
        _TERMS["bucket"],
        Column(
            "license_key",
            "License key",
            FieldType.TEXT,
            "The license of the profile, as the Licenses panel names it; (no license) or (unknown license) otherwise.",
            source="Profile.UserLicenseId",
        ),
        Column(
            "license",
            "License",
            FieldType.TEXT,
            "The license as Salesforce shows it.",
            source="UserLicense.MasterLabel",
        ),
        Column(
            "profile_id", "Profile id", FieldType.TEXT, "Blank for users without a profile.", source="User.ProfileId"
        ),
        Column(
            "profile",
            "Profile",
            FieldType.TEXT,
            "The profile's name; (no profile) or (unknown profile) otherwise.",
            source="Profile.Name",
        ),
        _COUNTS["users"],
        _COUNTS["logged_in_users"],
        _COUNTS["actors"],
        Column(
            "api_only_actors",
            "API only",
            FieldType.USERS,
            "Actors who did not log in: they work through an API, and are never to be removed for not logging in.",
            "|A \\ L|",
        ),
        Column(
            "assigned",
            "Assigned $",
            FieldType.POOL,
            "What the seats of these users cost per year; for login licenses, their share of the pool of logins. An "
            "unpriced license counts as 0.",
            "|U| * unit_price; for login licenses yearly_logins * days / 365 * |U| / |U of the license|",
        ),
        Column("assigned_unit", "FieldType", FieldType.TEXT, "money, or logins for login licenses."),
        Column(
            "unlogged",
            "Unlogged $",
            FieldType.POOL,
            "The part of users who did not log in within the window.",
            "|U \\ L| * unit_price; for login licenses assigned * |U \\ L| / |U|",
        ),
        Column(
            "unlogged_api_only",
            "Unlogged, API only $",
            FieldType.MONEY,
            "The part of Unlogged that belongs to users who work without logging in.",
            "|A \\ L| * unit_price",
        ),
        Column(
            "actor_cost",
            "Actor $",
            FieldType.MONEY,
            "The part of users who logged in and worked. Blank for login licenses.",
            "|L & A| * unit_price",
        ),
        Column(
            "non_actor_cost",
            "Non-actor $",
            FieldType.MONEY,
            "The part of users who logged in and did not work. Blank for login licenses.",
            "|L \\ A| * unit_price; assigned = unlogged + actor_cost + non_actor_cost",
        ),
        _COUNTS["never_logged_in"],
        _COUNTS["frozen"],
        _COUNTS["not_yet_onboarded"],
        Column(
            "business_processes",
            "Business processes",
            FieldType.PROCESSES,
            "How many business processes the profile works in, by the record types of the profile; permission sets can "
            "add more. Record types govern creating and editing, not reading.",
            "distinct BusinessProcessId; of objects without business processes, each active record type",
            "RecordType, profile metadata or page layouts",
        ),
        Column(
            "license_processes",
            "Business processes of the license",
            FieldType.PROCESSES,
            "How many business processes the profiles of the license work in together, each counted once.",
        ),
        Column(
            "bucket_processes",
            "Business processes of the bucket",
            FieldType.PROCESSES,
            "How many business processes the profiles of the bucket work in together, each counted once.",
        ),
        Column(
            "pool_cost",
            "Pool $",
            FieldType.MONEY_OF_PERIOD,
            "What the logins in Assigned cost. Of login licenses only.",
            "assigned * price per login",
        ),
        Column(
            "pool_unlogged_cost",
            "Pool unlogged $",
            FieldType.MONEY_OF_PERIOD,
            "What the logins in Unlogged cost. Of login licenses only.",
            "unlogged * price per login",
        ),
        Column(
            "unit_price",
            "Unit price",
            FieldType.PRICE,
            "What a seat costs per year, or a login. 0 and marked unpriced before somebody told it.",
            source="seatwise price set",
        ),
        Column("priced", "Priced", FieldType.FLAG, "Whether a price had begun on the snapshot's day."),
        _TERMS["by_login"],
        _TERMS["yearly_logins"],
        _TERMS["yearly_logins_source"],
        Column(
            "license_unattributed",
            "Unattributed",
            FieldType.SEATS,
            "Salesforce's counter of the license less the active users we counted, as on the Licenses panel.",
        ),
        Column("license_id", "License id", FieldType.TEXT, "Salesforce's id of the license.", source="UserLicense.Id"),
        Column(
            "unknown_actors",
            "Unknown actors",
            FieldType.USERS,
            "How many ids touched records and are of no user of the org: deleted, or not shown. The same in every row.",
        ),
    ),
)
