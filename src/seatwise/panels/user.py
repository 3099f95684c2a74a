"""The panel of one user: every fact that bears on the seat, each with its source (definitions section 3)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.domain.licensing.money import shown_amount
from seatwise.domain.period import in_words
from seatwise.metrics.user_detail import user_facts as of
from seatwise.metrics.user_detail.user_detail import USER_DETAIL
from seatwise.panels.declaration.panel import FactTable, Panel, Shape
from seatwise.panels.declaration.params import PERIOD, Param
from seatwise.panels.declaration.result import Result, Row, count_of, flags_of
from seatwise.panels.users import BADGES

LOWER_BOUND = "This is a lower bound: Salesforce keeps only the last modifier of a record."


def headline(result: Result) -> str:
    """Whether the user holds a seat, what it costs, and when the user last logged in."""
    row = next(iter(result.rows), None)
    if row is None:
        return "The users could not be read." if "user_id" in result.unknown else "There is no such user."
    if row["is_active"] is False:
        return f"{row['name']} is inactive and holds no seat."
    return " ".join(filter(None, (_last_login(row, result), _seat_cost(row, result))))


def notes(result: Result) -> Iterator[str]:
    """What the facts say when they are read together; each sentence can be checked against them."""
    row = next(iter(result.rows), None)
    if row is None or row["is_active"] is False:
        return
    yield from _touched(row, result)
    for flag in flags_of(row):
        if flag in BADGES and flag != "never logged in":  # the headline says so
            yield BADGES[flag]


def _seat_cost(row: Row, result: Result) -> str:
    cost = row["yearly_cost"]
    if isinstance(cost, Decimal):
        return f"The seat costs {shown_amount(cost)} {result.currency} a year." if cost else ""
    return "" if row["bucket"] == Bucket.COMMUNITY_LOGIN.value else "What the seat costs is not known."


def _last_login(row: Row, result: Result) -> str:
    last = row["last_login"]
    if "not yet onboarded" in flags_of(row) and isinstance(row["created"], datetime):
        return f"The user was created on {row['created']:%d %b %Y} and has not logged in yet."
    if row["never_logged_in"]:
        return "The user never logged in."
    if not isinstance(last, datetime):
        return "The user's last login is not known."
    seen = " in the login history" if row["never_logged_in"] is None else ""
    if last.date() == result.as_of.date():
        return f"The last login{seen} was on {last:%d %b %Y}, the day of the snapshot."
    return f"The last login{seen} was on {last:%d %b %Y}, {in_words(_days_ago(last, result))} ago."


def _touched(row: Row, result: Result) -> Iterator[str]:
    """How many tracked records the user created and modified in the days that were read."""
    read_days, is_actor = result.about.get("read_days"), row["is_actor"]
    from_file = result.about.get("actors_from")
    if not isinstance(read_days, int) or is_actor is None:
        return
    if from_file:
        yield (
            f"The user created or modified tracked records: how many, and when, is not in {from_file}."
            if is_actor
            else f"{from_file} does not name the user: no tracked record was created or last modified."
        )
    elif not (count_of(row, "records_created") or count_of(row, "records_modified")):
        yield f"The user created or last modified no tracked record in the {in_words(read_days)} before the snapshot."
    else:
        created, modified = count_of(row, "records_created"), count_of(row, "records_modified")
        yield (
            f"In the {in_words(read_days)} before the snapshot the user created {created:,} tracked "
            f"{'record' if created == 1 else 'records'} and was the last to modify {modified:,}."
        )
    yield LOWER_BOUND


def _days_ago(moment: datetime, result: Result) -> int:
    """Days, rounded up: 30 is still within a period of 30 days."""
    ago = result.as_of.replace(tzinfo=None) - moment
    return ago.days + bool(ago.seconds or ago.microseconds)


_SEAT = (
    *("username", "profile", "license", "bucket", "yearly_cost", "is_active", "is_frozen", "created"),
    *("last_login", "last_interactive_login", "last_api_login", "last_record_touch", "is_actor", "is_logged_in"),
    *("user_type", "title", "department", "division", "company", "country", "manager"),
)
USER = Panel(
    "user",
    "User",
    "One user: the seat, logins, records, permission sets, add-ons and business processes, each with its source.",
    USER_DETAIL,
    shown=("name",),
    params=(Param("name", "The user: an id, a username, or a name.", positional=True, lookup="user"), PERIOD),
    shape=Shape.DETAIL,
    facts=(
        FactTable("seat", "Seat", USER_DETAIL, "User, Profile and UserLicense", _SEAT, upright=True),
        FactTable("logins", "Logins by month", of.USER_LOGINS, "LoginHistory, the last six months"),
        FactTable(
            "records",
            "Records touched",
            of.USER_RECORDS,
            "CreatedById and LastModifiedById of the tracked records",
        ),
        FactTable("permission_sets", "Permission sets", of.USER_PERMISSION_SETS, "PermissionSetAssignment"),
        FactTable(
            "add_ons",
            "Add-ons held",
            of.USER_ADD_ONS,
            "PermissionSetLicenseAssign, UserPackageLicense and the feature checkboxes of User",
        ),
        FactTable(
            "processes",
            "Business processes of the profile",
            of.USER_PROCESSES,
            "RecordType, profile metadata or page layouts",
        ),
    ),
    menu=False,
    headline=headline,
    notes=notes,
    badges={**BADGES, "inactive": "The user cannot log in, and holds no seat."},
    row_word=("user", "users"),
)
