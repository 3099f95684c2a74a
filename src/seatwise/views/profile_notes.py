"""What a reader must know to read the Profiles panel right, and its answer in a sentence."""

from collections.abc import Sequence
from decimal import Decimal

from seatwise.domain.snapshots import ACTORS_FILE, Snapshot
from seatwise.domain.window import Window, in_words
from seatwise.sources.activity import TRACKED_OBJECTS
from seatwise.sources.rights import LAYOUT
from seatwise.views.panel import Row
from seatwise.views.tree import Level

ACTORS_ARE_A_LOWER_BOUND = "Actors are a lower bound: Salesforce keeps only the last modifier of a record."
RECORD_TYPES = (
    "Business processes follow the record types that a profile can choose when it creates or edits; they do not limit "
    "what it reads. Permission sets may add more."
)

OF_SOME_PROFILES = (
    "These rows are of the chosen profiles alone, business processes, too. Unattributed seats are of a whole license: "
    "they are blank for a part of it."
)


def notes(
    rows: Sequence[Row], snapshot: Snapshot, window: Window, actor_days: int | None, level: Level, *, part: bool
) -> tuple[str, ...]:
    """One sentence each.

    Args:
        rows: the profiles that are shown.
        snapshot: what they were computed from.
        window: in which users must have logged in.
        actor_days: in how many days users must have worked; None: not known.
        level: what has a row.
        part: whether they are some of the profiles of a license or bucket that has a row.
    """
    objects = (
        f" Looked at: {', '.join(sorted(snapshot.tracked_objects, key=_reading_order))}."
        if snapshot.tracked_objects
        else ""
    )
    told = rows[0]["unknown_actors"] if rows else 0
    unknown_actors = told if isinstance(told, int) else 0
    login_rows = [row for row in rows if row["by_login"]]
    why = "the file tells no dates" if snapshot.actors_from_file else "no more were read"
    said = (
        (
            snapshot.actors_from_file,
            f"Actors come from {ACTORS_FILE}, not from the org: of {in_words(actor_days or 0)} before the snapshot.",
        ),
        (actor_days is not None, f"{ACTORS_ARE_A_LOWER_BOUND}{objects}"),
        (
            actor_days is not None and actor_days != window.days,
            f"Logins are of {in_words(window.days)}, actors of {actor_days}: {why}. The two are not compared.",
        ),
        (
            level is Level.USER and actor_days not in (None, snapshot.window_days),
            f"What users touched, and when last, is of all {in_words(snapshot.window_days or 0)} that were read.",
        ),
        (
            unknown_actors > 0,
            f"Ids that touched records and are of no user that was read: {unknown_actors:,}. They are in no row.",
        ),
        (any(row["business_processes"] for row in rows), RECORD_TYPES),
        (
            bool(login_rows),
            f"Login licenses show logins, not money: their share of the pool of {in_words(window.days)}, by users.",
        ),
        (
            any(str(row["yearly_logins_source"] or "").startswith("12 x") for row in login_rows),
            "Yearly logins of 12 x the monthly allowance are a ceiling: what is left of a month lapses.",
        ),
        (part, OF_SOME_PROFILES),
        (
            any(row["license_unattributed"] for row in rows),
            "Salesforce counts other seats than the users that were read: see Unattributed on the Licenses panel.",
        ),
    )
    return tuple(text for holds, text in said if holds)


def _reading_order(sobject: str) -> tuple[int, str]:
    """Standard objects as the house lists them, then others by name; so it is one order, whoever told them."""
    return (TRACKED_OBJECTS.index(sobject) if sobject in TRACKED_OBJECTS else len(TRACKED_OBJECTS), sobject)


def sources_of_record_types(sources: Sequence[object]) -> str:
    """Where the business processes come from, in a sentence."""
    if LAYOUT in sources:
        return "Record types come from page layout assignments: about as many as the profile can choose."
    return "Record types come from the profile's own metadata." if sources else ""


def summary(overall: Row, window: Window, currency: str, actor_days: int | None) -> str:
    """The answer in a sentence: of what the seats cost, what is for nobody, and for those who do not work.

    Args:
        overall: the sums of everything.
        window: in which users must have logged in.
        currency: of the sums.
        actor_days: in how many days they must have worked; None: it was not read.
    """
    users, logged_in = overall["users"], overall["logged_in_users"]
    if not isinstance(users, int):
        return "Who holds the seats is unknown: the users could not be read."
    if not users:
        return "No active user is here."
    if not isinstance(logged_in, int):
        return f"{users:,} users hold seats; when they logged in could not be read."
    went = f"{logged_in:,} of {users:,} users logged in within {in_words(window.days)}"
    whole, idle = overall["assigned"], overall["unlogged"]
    if overall["assigned_unit"] != "money" or not isinstance(whole, Decimal) or not isinstance(idle, Decimal):
        return f"{went}."
    if not whole:
        return f"{went}. What that costs is not known yet: no license of theirs has a price."
    watching = overall["non_actor_cost"]
    when = (
        "" if actor_days in (None, window.days) else f" in the last {in_words(actor_days)}, which is all that was read"
    )
    looked = f", and {watching:,.2f} to users who did and wrote nothing{when}" if isinstance(watching, Decimal) else ""
    seats = f"Of {whole:,.2f} {currency} a year for their seats"
    return f"{went}. {seats}, {idle:,.2f} goes to users who did not log in{looked}."
