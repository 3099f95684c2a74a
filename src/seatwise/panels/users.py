"""The Users panel: who holds a seat, and what each user does with it (definitions section 3)."""

from collections.abc import Iterator
from dataclasses import replace

from seatwise.domain.period import in_words
from seatwise.metrics.users.users import USER_TOTALS
from seatwise.metrics.users.users import USERS as METRIC
from seatwise.panels.declaration.panel import Link, Panel, Shape
from seatwise.panels.declaration.params import PERIOD, flag, older_than, search
from seatwise.panels.declaration.result import Result, at_least
from seatwise.panels.profiles import AMONG, OF_BUCKET, OF_LICENSE, OF_PROFILE, of_actors

BADGES = {
    "no price": "No price is set for the license: what the seat costs is blank.",
    "writes without logging in": "The user writes records without logging in: an integration runs as this user "
    "through an API. Do not remove the seat for not logging in.",
    "never logged in": "The user never logged in.",
    "frozen": "The user cannot log in. If the user holds a seat, deactivating the user frees it.",
    "not yet onboarded": "Created at most 30 days before the snapshot and never logged in: not waste yet.",
}


def headline(result: Result) -> str:
    """How many users there are."""
    users = result.overall["users"]
    if not isinstance(users, int):
        return "Who holds the seats is not known: the users could not be read."
    if not users:
        return result.no_match if result.filtered else "The org has no active users."
    if result.filtered:
        least = at_least(result.overall, "users").capitalize()
        return f"{least}1 user matches the filter." if users == 1 else f"{least}{users:,} users match the filter."
    return "1 active user." if users == 1 else f"{users:,} active users."


def notes(result: Result) -> Iterator[str]:
    """What the figures mean."""
    yield from of_actors(result)
    read_days, actor_days = result.about.get("read_days"), result.about.get("actor_days")
    if isinstance(read_days, int) and isinstance(actor_days, int) and read_days != actor_days:
        yield f"Objects touched and the last record touched cover all {in_words(read_days)} that were read."


USERS = Panel(
    "users",
    "Users",
    "Who holds a seat, logs in and works: one user per row.",
    METRIC,
    shown=(
        *("name", "username", "profile", "department", "manager"),
        *("last_login", "last_record_touch", "objects_touched", "is_actor", "yearly_cost"),
    ),
    params=(
        PERIOD,
        replace(OF_BUCKET, help="Only users of this bucket."),
        replace(
            OF_LICENSE,
            help="Only users of this license: its key, name or id.",
            lookup="profiles of licenses",
            conditions=OF_PROFILE.conditions,
        ),
        replace(OF_PROFILE, help="Only users of this profile: its name or id."),
        replace(AMONG, help=f"Only users of {AMONG.help.removeprefix('Only ')}"),
        search("name", "username", "department", within="searched"),
        flag("logged_in", "Only users who logged in within the period.", "Logged in", is_logged_in=True),
        flag("no_login", "Only users known to have no login within the period.", "No login", is_logged_in=False),
        flag("login_unknown", "Only users whose last login is not known.", "Login not known", login_known=False),
        older_than(
            "no_login_for",
            "Only users with their last login more than this many days ago.",
            "last_login",
            label="No login for (days)",
        ),
        flag("actor", "Only actors.", "Actors", is_actor=True),
        flag("api_only", "Only actors without a login.", "API-only", is_actor=True, is_logged_in=False),
        flag("never", "Only users who never logged in.", "Never logged in", never_logged_in=True),
        flag("frozen", "Only frozen users.", "Frozen", is_frozen=True),
        flag("no_price", "Only users of licenses without a price.", "No price set", priced=False),
    ),
    shape=Shape.LIST,
    totals=USER_TOTALS,
    order="name",
    headline=headline,
    notes=notes,
    badges=BADGES,
    links={
        "name": Link("user", {"name": "user_id"}),
        "objects_touched": Link("user", {"name": "user_id"}, section="records"),
        "manager": Link("user", {"name": "manager_id"}),
        "profile": Link("profiles", {"profile": "profile_id"}),
    },
    row_word=("user", "users"),
)
