"""The profiles metric: who holds the seats of each profile, who logs in, who works, and what that costs."""

from dataclasses import replace

from seatwise.domain.gaps import BUCKETS, ENTITLEMENTS, PRICES
from seatwise.metrics import columns
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.profiles.profile_counts import ACTIVE, ACTORS, FROZEN, LOGINS, NEVER, PROFILE_COUNTS
from seatwise.metrics.profiles.profile_processes import PROCESSES, PROFILE_PROCESSES
from seatwise.metrics.sums import known_or_not

# Users without a profile or license, or with one that is not listed, are in rows of these names.
UNKNOWN_LICENSE = "(unknown license)"
NO_NAMES = frozenset({"(no profile)", "(unknown profile)", "(no license)", UNKNOWN_LICENSE})

_LICENSE = ("User.ProfileId", "Profile", "Profile.UserLicenseId", "UserLicense")
_KEYS = ("UserLicense.LicenseDefinitionKey", "UserLicense.Name", "UserLicense.MasterLabel")
_PRICE = (*_LICENSE, *_KEYS, PRICES, BUCKETS)
_POOL = (*_PRICE, "UserLicense.MonthlyLoginsEntitlement", "TenantUsageEntitlement", ENTITLEMENTS)
BY_SEAT = (("not priced", "No price set"), ("by_login", "By login"))
BY_LOGIN = (("not by_login", ""),)


def with_missing(column: Column) -> tuple[Column, Column]:
    """A column, and how many users are left out of it."""
    return replace(column, missing=True), columns.users(
        f"{column.name}_missing",
        f"Users left out of {column.label}, because it is not known of them; 0 where it is complete.",
        label=f"{column.label}, left out",
        needs=ACTIVE,
    )


def _money(name: str, sentence: str, formula: str, needs: tuple[str, ...], *, label: str = "") -> tuple[Column, Column]:
    """Money of seats per year."""
    column = columns.money(
        name,
        f"{sentence} Blank for login licenses, and without a price.",
        formula,
        label=label,
        needs=needs,
        reads=_PRICE if name == "assigned_cost" else (*_PRICE, *LOGINS),
        blank=BY_SEAT,
    )
    return with_missing(column)


def _of_pool(
    name: str, sentence: str, formula: str, reads: tuple[str, ...], *, label: str = ""
) -> tuple[Column, Column]:
    """A figure of login licenses: logins, or money for the period."""
    make = columns.money_of_period if name.startswith("pool") else columns.pool
    return with_missing(make(name, sentence, formula, label=label, needs=ACTIVE, reads=reads, blank=BY_LOGIN))


USERS = columns.users("users", "Active users; frozen ones are active, too.", "|U|", "User.IsActive", needs=ACTIVE)
ACTOR_COUNT = columns.users(
    "actors",
    "Users who created or last modified a tracked record in the period. A lower bound: Salesforce keeps only the last "
    "modifier.",
    "|A|",
    "CreatedById, LastModifiedById of the tracked records",
    needs=ACTORS,
)
# Both are incomplete where somebody's login is not known.
_LOGGED_IN = columns.users(
    "logged_in_users",
    "Users whose latest login lies in the activity period.",
    "|L|",
    "User.LastLoginDate, else LoginHistory",
    label="Logged in",
    needs=ACTIVE,
    reads=LOGINS,
)
_API_ONLY = columns.users(
    "api_only_actors",
    "Actors who did not log in: they work through API. Never remove them for not logging in.",
    "|A & N|",
    label="API-only",
    needs=ACTORS,
    reads=LOGINS,
)
FIGURES = (
    *known_or_not(USERS),
    *with_missing(_LOGGED_IN),
    *with_missing(ACTOR_COUNT),
    *with_missing(_API_ONLY),
    *_money("assigned_cost", "Yearly cost of the seats of these users.", "|U| * unit_price", ACTIVE),
    *_money("no_login_cost", "The part for users known to have no login in the period.", "|N| * unit_price", ACTIVE),
    *_money(
        "api_only_cost",
        "The part of No login that belongs to users who work without logging in.",
        "|A & N| * unit_price",
        ACTORS,
        label="API-only cost",
    ),
    *_money("actor_cost", "The part for actors who logged in.", "|L & A| * unit_price", ACTORS),
    *_money(
        "login_only_cost",
        "The part for users who logged in and are not actors.",
        "|L - A| * unit_price; assigned = no login + actor + login only, where every login is known",
        ACTORS,
    ),
    *_of_pool(
        "assigned_logins",
        "These users' share of the license's pool of logins for the period. Of login licenses only.",
        "yearly_logins * days / 365 * |U| / |U of the license|",
        _POOL,
    ),
    *_of_pool(
        "no_login_logins",
        "The part of Assigned logins of users known to have no login in the period.",
        "assigned_logins * |N| / |U|",
        (*_POOL, *LOGINS),
    ),
    *_of_pool(
        "pool_cost",
        "What the assigned logins cost. Of login licenses only.",
        "assigned_logins * price per login",
        _POOL,
    ),
    *_of_pool(
        "pool_no_login_cost",
        "What the no login logins cost. Of login licenses only.",
        "no_login_logins * price per login",
        (*_POOL, *LOGINS),
        label="Pool cost, no login",
    ),
    *with_missing(
        columns.users("never_logged_in", "Active users who never logged in.", source="User.LastLoginDate", needs=NEVER)
    ),
    *with_missing(
        columns.users(
            "frozen",
            "Active users who are frozen: they cannot log in, and a seat they hold stays assigned.",
            source="UserLogin.IsFrozen",
            needs=(*ACTIVE, *FROZEN),
        )
    ),
    *with_missing(
        columns.users(
            "not_yet_onboarded",
            "Users created at most 30 days before the snapshot who never logged in: not waste yet.",
            source="User.CreatedDate, User.LastLoginDate",
            needs=(*NEVER, "User.CreatedDate"),
        )
    ),
    *known_or_not(
        columns.processes(
            "business_processes",
            "How many business processes these profiles work in, each counted once, by the record types of the "
            "profiles; permission sets can add more. Record types govern creating and editing, not reading.",
            "distinct BusinessProcessId; of objects without business processes, each active record type",
            "RecordType, profile metadata or page layouts",
            needs=(*PROCESSES, "User.ProfileId"),
        )
    ),
)
TERMS = (
    columns.text("license", "The license as Salesforce shows it.", source="UserLicense.MasterLabel", reads=_LICENSE),
    columns.price(
        "unit_price",
        "What a seat costs per year, or a login, as you entered it; 0 of users without a license, who cost nothing.",
        source="the prices that you entered",
        reads=_PRICE,
        blank=(("not priced", "No price set"),),
    ),
    columns.flag("priced", "Whether a price is in effect on the snapshot's day.", reads=_PRICE),
    replace(LICENSES.known_column("by_login"), reads=(*_LICENSE, BUCKETS)),
    *LICENSES.choose("yearly_logins", "yearly_logins_source", "bucket_likely"),
    columns.seats(
        "unreconciled",
        "Salesforce's counter of the license minus the active users found, as on the Licenses panel. Of a whole "
        "license only.",
        reads=("UserLicense.UsedLicenses", *ACTIVE, *_LICENSE),
    ),
    columns.text("license_id", "Salesforce's id of the license.", source="UserLicense.Id"),
)
_BUCKET = LICENSES.known_column("bucket")
NAMES = (
    replace(
        _BUCKET,
        sentence=f"{_BUCKET.sentence} Blank where the license is not known.",
        reads=(*_BUCKET.reads, *_LICENSE),
    ),
    columns.text(
        "license_key",
        "The license of the profile, as the Licenses panel names it; (no license) or (unknown license) otherwise.",
        source="Profile.UserLicenseId",
        reads=_PRICE,
    ),
    columns.text("profile_id", "Blank for users without a profile.", source="User.ProfileId"),
    columns.text(
        "profile",
        "The profile's name; (no profile) or (unknown profile) otherwise.",
        source="Profile.Name",
        reads=("Profile", "Profile.Name", "User.ProfileId"),
    ),
)
UNKNOWN_IDS = columns.users(
    "unknown_ids",
    "How many IDs have record activity but belong to no user of the org: deleted, or not visible. They are in no row.",
    label="Unknown user IDs",
    needs=("User", "TrackedRecords"),
)

PROFILES = Metric(
    "profiles",
    sentence="One row per profile of each license: who holds a seat, who logs in, who works, and what that costs. "
    "Licenses and buckets are sums of their profiles.",
    bases=(*PROFILE_COUNTS.bases, PROFILE_COUNTS, PROFILE_PROCESSES),
    lookups=(LICENSES,),
    partial_lookups=True,  # of the licenses of users alone
    inputs=("period",),
    large=True,
    columns=(
        *NAMES,
        *FIGURES,
        *TERMS,
        columns.profiles(
            "license_profiles", "How many profiles of the license there are.", label="Profiles of the license"
        ),
        columns.flag(
            "is_community",
            "Whether its users are members of communities and portals, paid by member or by login.",
            label="Community",
            source="Profile.UserType",
            reads=("Profile", "Profile.UserType"),
        ),
        UNKNOWN_IDS,
    ),
)
