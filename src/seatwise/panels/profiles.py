"""The Profiles panel: who logs in, who works, and what the seats of the others cost (definitions section 3)."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from seatwise.charts.cost_by_use import COST_BY_USE
from seatwise.charts.logins_per_day import LOGINS_CHART
from seatwise.domain.counts import counted
from seatwise.domain.licensing.license_kinds import BUCKETS, Bucket
from seatwise.domain.licensing.money import shown_amount
from seatwise.domain.period import in_words
from seatwise.metrics.profiles import profile_tree as of
from seatwise.metrics.selection import Condition, Operator, is_in
from seatwise.panels.declaration.panel import Link, Panel, PresetView, Shape
from seatwise.panels.declaration.params import PERIOD, WHOLE_TREE, Kind, Param, facet, flag, search, when
from seatwise.panels.declaration.result import Result, at_least, count_of
from seatwise.sources.activity import TRACKED_OBJECTS

ACTORS_ARE_A_LOWER_BOUND = "Actors are a lower bound: Salesforce keeps only the last modifier of a record."
RECORD_TYPES = (
    "Business processes follow the record types that a profile can choose when it creates or edits; they do not limit "
    "what it reads. Permission sets may add more."
)
OF_SOME_PROFILES = "These are the chosen profiles only. Unreconciled seats are known for whole licenses only."
BADGES = {
    "no price": "No price is set: their cost is blank.",
    "writes without logging in": "More users write records than log in: integrations run as them through an "
    "API. Never remove them for not logging in.",
    "never logged in": "Active users who never logged in.",
    "frozen": "Frozen users cannot log in. Deactivating those who hold a seat frees it.",
    "not yet onboarded": "Created at most 30 days before the snapshot and never logged in: not waste yet.",
    "unreconciled": "Salesforce's own counter of this license differs from the active users that were read.",
    "no license": "These users hold no user license and cost nothing.",
    "unknown license": "The license of these users could not be found, so their cost is not known.",
    "bucket likely": "A field that could have changed the bucket could not be read.",
    "price not known": "Its key could not be read, or what was entered for it is damaged.",
}


LEVEL = Param(
    "level",
    "What a row is: a bucket, license or profile; tree: all of them, nested.",
    Kind.CHOICE,
    of.PROFILE_LEVEL,
    (of.BUCKET_LEVEL, of.LICENSE_LEVEL, of.PROFILE_LEVEL, WHOLE_TREE),
    conditions=when(lambda level: () if level == WHOLE_TREE else (is_in("level", str(level)),)),
)
OF_BUCKET = facet("bucket", "Only this bucket.", label="Bucket", choices=BUCKETS)
OF_LICENSE = facet(
    "license",
    "Only profiles of this license: its key, name or id.",
    label="License",
    column="license_key",
    lookup="licenses of users",
)
OF_PROFILE = facet(
    "profile", "Only this profile: its name or id.", label="Profile", column="profile_id", lookup="profiles"
)
OF_PROCESS = facet(
    "process",
    "Only profiles that work in this business process: its name or id.",
    label="Business process",
    column="profile_id",
    lookup="profiles of processes",
)
AMONG = replace(
    facet(
        "among",
        "Only profiles that match this filter of the Profiles panel: frozen=1&search=sales.",
        label="Profiles filtered by",
        column="profile_id",
        lookup="profiles among",
    ),
    kind=Kind.TEXT,
    default=None,
)


def _some(name: str, help_: str, column: str, label: str) -> Param:
    return flag(name, help_, label, Condition((column,), Operator.AT_LEAST, (1,)))


def headline(result: Result) -> str:
    """How many users logged in, and what the seats of those who did not cost."""
    overall = result.overall
    users = overall.get("users")
    chosen = f"Of the profiles {'known to match' if result.unsure else 'chosen by'} the filter: " * result.filtered
    if not isinstance(users, int):
        return "Who holds the seats is not known: the users could not be read."
    if not users:
        return result.no_match if result.filtered else "The org has no active users."
    sentences = f"{chosen}{_logins(result, users)} {_money(result)}".strip()
    return sentences[0].upper() + sentences[1:]


def _logins(result: Result, users: int) -> str:
    overall, days = result.overall, in_words(count_of(result.about, "period_days"))
    logged_in = overall["logged_in_users"]
    if not isinstance(logged_in, int):
        return f"{users:,} active users; their last logins are not known."
    least = at_least(overall, "logged_in_users")
    if result.unsure:
        return f"{least}{counted(logged_in, 'user')} logged in within {days}."
    return f"{least}{logged_in:,} of {users:,} users logged in within {days}."


def _money(result: Result) -> str:
    """The assigned cost and its parts, as far as they are known."""
    overall = result.overall
    assigned = overall["assigned_cost"]
    if overall["priced"] is False and not overall["by_login"]:
        return "The cost is not known: none of their licenses has a price."
    if not isinstance(assigned, Decimal):
        return "" if overall["by_login"] else "What the seats cost is not known."
    parts = [
        (label, amount)
        for label, name in (("actor", "actor_cost"), ("login only", "login_only_cost"), ("no login", "no_login_cost"))
        if isinstance(amount := overall[name], Decimal)
    ]
    complete = len(parts) == 3 and sum(amount for _, amount in parts) == assigned  # noqa: PLR2004 - actor, login only, no login
    figures = " + ".join(f"{label} {shown_amount(amount)}" for label, amount in parts)
    how = f" = {figures}" if complete else f", including at least {figures}" if parts else ""
    return f"Assigned cost {at_least(overall, 'assigned_cost')}{shown_amount(assigned)} {result.currency} a year{how}."


def notes(result: Result) -> Iterator[str]:
    """What the figures mean."""
    overall = result.overall
    yield from of_actors(result)
    if ids := count_of(overall, "unknown_ids"):
        yield f"Record activity of {counted(ids, 'ID')} matches no user that was read: no row counts it."
    if count_of(overall, "logged_in_users_missing"):
        users = counted(count_of(overall, "logged_in_users_missing"), "user")
        yield f"{users} without a known last login: in neither Logged in nor No login. These figures are lower bounds."
    if without := count_of(overall, "profiles_without_price"):
        least = at_least(overall, "profiles_without_price")
        profiles = f"{least}{without:,} of {count_of(overall, 'profiles'):,} profiles"
        yield f"No price is set for {profiles}: their cost is blank and left out of the sums."
    if overall.get("business_processes"):
        yield RECORD_TYPES
    if count_of(overall, "login_profiles"):
        days = in_words(count_of(result.about, "period_days"))
        yield f"Login licenses show logins, not cost: the pool for {days}, split by users."
    if count_of(overall, "estimated_pools"):
        yield "Yearly logins are at most 12 x the monthly allowance: unused logins expire each month."
    if count_of(overall, "likely_profiles"):
        yield "The bucket of some licenses is not certain: a field that it depends on could not be read."
    if overall.get("is_part"):
        yield OF_SOME_PROFILES
    if any(row.get("unreconciled") for row in result.rows):
        yield "Salesforce's seat counts differ from the users that were read: see Unreconciled on the Licenses panel."


def of_actors(result: Result) -> Iterator[str]:
    """Where the actors come from, and of how many days they are."""
    days, actor_days = count_of(result.about, "period_days"), result.about.get("actor_days")
    if not isinstance(actor_days, int) or result.unknown & {"actors", "is_actor"}:
        return
    from_file = result.about.get("actors_from")
    if from_file:
        yield f"Actors of the {in_words(actor_days)} before the snapshot come from {from_file}, not from the org."
    tracked = result.about.get("tracked_objects")
    objects = ", ".join(sorted(map(str, tracked if isinstance(tracked, list) else ()), key=_reading_order))
    yield f"{ACTORS_ARE_A_LOWER_BOUND} Tracked objects: {objects}." if objects else ACTORS_ARE_A_LOWER_BOUND
    if actor_days != days:
        why = "the file has no dates" if from_file else "no more were read"
        yield (f"Logins cover {in_words(days)}, actors {in_words(actor_days)}: {why}. The two are not compared.")


def _reading_order(sobject: str) -> tuple[int, str]:
    """Standard objects in their usual order, then others by name."""
    known = sobject in TRACKED_OBJECTS
    return (TRACKED_OBJECTS.index(sobject) if known else len(TRACKED_OBJECTS), sobject)


PRESETS = (
    PresetView(
        "renegotiate",
        "What to renegotiate",
        "profiles",
        {"level": of.PROFILE_LEVEL, "bucket": (Bucket.NAMED.value,), "sort": "-no_login_cost"},
        "Profiles with the highest cost of users without a login come first. Do not remove API-only users.",
    ),
    PresetView(
        "who-works",
        "Who actually works?",
        "profiles",
        {"level": of.PROFILE_LEVEL, "bucket": (Bucket.NAMED.value,), "sort": "-actor_cost"},
        "Profiles with the highest actor cost come first; the first ten usually make up most of it.",
    ),
    PresetView(
        "communities",
        "Who uses the communities?",
        "profiles",
        {"level": of.PROFILE_LEVEL, "community": "1", "sort": "-logged_in_users"},
        "Profiles of member and login licenses. Members may work without writing records themselves, so logins say "
        "more than actors.",
    ),
)


def _users(**values: str) -> Link:
    """To the users that a row counts."""
    return Link(
        "users", {"profile": "profile_id", "license": "license_key", "bucket": "bucket"}, values, among=AMONG.name
    )


PROFILES = Panel(
    "profiles",
    "Profiles",
    "Who logs in, who works, and what the other seats cost: by bucket, license or profile.",
    of.PROFILE_TREE,
    shown=(
        *("label", "users", "logged_in_users", "actors"),
        *("assigned_cost", "no_login_cost", "actor_cost", "login_only_cost"),
        *("assigned_logins", "no_login_logins", "business_processes"),
    ),
    params=(
        LEVEL,
        PERIOD,
        OF_BUCKET,
        OF_LICENSE,
        OF_PROFILE,
        OF_PROCESS,
        search("profile", "license", "license_key"),
        flag(
            "community",
            "Only licenses of communities and portals, by member or by login.",
            "Communities",
            is_community=True,
        ),
        flag("no_price", "Only profiles without a price.", "No price set", priced=False),
        _some("frozen", "Only profiles with frozen users.", "frozen", "Frozen users"),
        _some("never", "Only profiles with users who never logged in.", "never_logged_in", "Never logged in"),
        _some("api_only", "Only profiles with actors without a login.", "api_only_actors", "API-only users"),
    ),
    shape=Shape.TREE,
    totals=of.PROFILE_TOTALS,
    headline=headline,
    notes=notes,
    badges=BADGES,
    links={
        "label": _users(),
        "users": _users(),
        "logged_in_users": _users(logged_in="1"),
        "actors": _users(actor="1"),
        "no_login_cost": _users(no_login="1"),
        "business_processes": Link("processes", {"profile": "id"}, among=AMONG.name),
    },
    charts=(COST_BY_USE, LOGINS_CHART),
    presets=PRESETS,
    row_word=("profile", "profiles"),
)
