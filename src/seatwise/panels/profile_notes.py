"""What a reader must know to read the figures of profiles and users right, a sentence each."""

from collections.abc import Iterator, Sequence

from seatwise.domain.counts import counted
from seatwise.domain.period import in_words
from seatwise.panels.declaration.result import Result, Row, count_of
from seatwise.sources.activity import TRACKED_OBJECTS
from seatwise.sources.rights import LAYOUT

ACTORS_ARE_A_LOWER_BOUND = "Actors are a lower bound: Salesforce keeps only the last modifier of a record."
RECORD_TYPES = (
    "Business processes follow the record types that a profile can choose when it creates or edits; they do not limit "
    "what it reads. Permission sets may add more."
)
OF_SOME_PROFILES = "These are the chosen profiles only. Unreconciled seats are known for whole licenses only."


def of_actors(result: Result) -> Iterator[str]:
    """Where the actors come from, and of how many days they are."""
    days, actor_days = count_of(result.about, "period_days"), result.about.get("actor_days")
    if not isinstance(actor_days, int) or result.unknown & {"actors", "is_actor"}:
        return
    from_file = result.about.get("actors_from")
    if from_file:
        yield f"Actors come from {from_file}, not from the org: of the {in_words(actor_days)} before the snapshot."
    objects = ", ".join(sorted(map(str, _list(result.about.get("tracked_objects"))), key=_reading_order))
    yield f"{ACTORS_ARE_A_LOWER_BOUND} Tracked objects: {objects}." if objects else ACTORS_ARE_A_LOWER_BOUND
    if actor_days != days:
        why = "the file has no dates" if from_file else "no more were read"
        yield (f"Logins are of {in_words(days)}, actors of {in_words(actor_days)}: {why}. The two are not compared.")


def of_profiles(result: Result) -> Iterator[str]:
    """What the figures of profiles mean."""
    overall = result.overall
    yield from of_actors(result)
    if ids := count_of(overall, "unknown_ids"):
        yield f"IDs with record activity that belong to no user that was read: {ids:,}. They are in no row."
    if count_of(overall, "logged_in_users_missing"):
        yield of_unknown_logins(count_of(overall, "logged_in_users_missing"))
    yield from _of_prices(overall)
    if overall.get("business_processes"):
        yield RECORD_TYPES
    if count_of(overall, "login_profiles"):
        days = in_words(count_of(result.about, "period_days"))
        yield f"Login licenses have logins, not money: their share of the pool of {days}, by users."
    if count_of(overall, "estimated_pools"):
        yield "Yearly logins of 12 x the monthly allowance are a ceiling: unused logins expire each month."
    if count_of(overall, "likely_profiles"):
        yield "The bucket of some licenses is likely, not certain: a field that could change it could not be read."
    if overall.get("is_part"):
        yield OF_SOME_PROFILES
    if any(row.get("unreconciled") for row in result.rows):
        yield "Salesforce's seat counts differ from the users that were read: see Unreconciled on the Licenses panel."


def sources_of_record_types(rows: Sequence[Row]) -> Iterator[str]:
    """Where business processes come from."""
    sources = {part for row in rows for part in str(row.get("source") or "").split(", ") if part}
    if LAYOUT in sources:
        yield "Record types come from page layout assignments: about as many as the profile can choose."
    elif sources:
        yield "Record types come from the profile's own metadata."


def of_unknown_logins(count: int) -> str:
    """What it means that the logins of some users are not known."""
    users = counted(count, "user")
    return f"{users} without a known last login: in neither Logged in nor No login. These figures are lower bounds."


def _of_prices(overall: Row) -> Iterator[str]:
    without = count_of(overall, "profiles_without_price")
    if without:
        of = f"{without:,} of {count_of(overall, 'profiles'):,} profiles"
        yield f"No price is set for {of}: their cost is blank and left out of the sums."


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _reading_order(sobject: str) -> tuple[int, str]:
    """Standard objects in their usual order, then others by name."""
    known = sobject in TRACKED_OBJECTS
    return (TRACKED_OBJECTS.index(sobject) if known else len(TRACKED_OBJECTS), sobject)
