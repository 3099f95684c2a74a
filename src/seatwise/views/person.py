"""One person: the facts that bear on the seat, by topic, and what they say when they are read together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from seatwise.domain.gaps import ROWS, Gap
from seatwise.domain.snapshots import ACTORS_FILE, Snapshot
from seatwise.domain.window import in_words
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.flat_users import USERS
from seatwise.metrics.model import Column
from seatwise.metrics.person_facts import PERSON
from seatwise.metrics.profile_processes import PROFILE_PROCESSES
from seatwise.sources.activity import CREATED
from seatwise.views.panel import Row
from seatwise.views.people import in_words as figure
from seatwise.views.tree import Facts, Person, ProfilesPanel


def _columns(*named: tuple[str, str, FieldType, str]) -> tuple[Column, ...]:
    return tuple(Column(name, label, unit, sentence) for name, label, unit, sentence in named)


# topic -> (title, source, tables, columns)
TOPICS: Mapping[str, tuple[str, str, tuple[str, ...], tuple[Column, ...]]] = {
    "logins": (
        "Logins by month",
        "LoginHistory, the last six months",
        ("login_day",),
        _columns(
            ("month", "Month", FieldType.DATE, "The first day of the month (UTC)."),
            ("kind", "Kind", FieldType.TEXT, "interactive: a person at a screen; api: a program in the person's name."),
            ("name", "Login type", FieldType.TEXT, "As Salesforce names it."),
            ("holds", "Succeeded", FieldType.FLAG, "Whether these logins succeeded."),
            ("amount", "Logins", FieldType.LOGINS, "How many."),
            ("last", "Latest", FieldType.TIME, "The latest of them."),
        ),
    ),
    "touches": (
        "Records touched",
        "CreatedById and LastModifiedById of the backbone's records",
        ("record_touch",),
        _columns(
            ("name", "Object", FieldType.TEXT, "The object."),
            ("through", "Record type", FieldType.TEXT, "The record type; blank for records without one."),
            ("kind", "How", FieldType.TEXT, "created, or last modified; a record can be both."),
            ("amount", "Records", FieldType.RECORDS, "How many, within the days that were read."),
            ("last", "Latest", FieldType.TIME, "The latest of them."),
        ),
    ),
    "permission_sets": (
        "Permission sets",
        "PermissionSetAssignment",
        ("permission_set_assignment", "permission_set", "permission_set_group_component"),
        _columns(
            ("name", "Permission set", FieldType.TEXT, "Its label."),
            ("kind", "Held", FieldType.TEXT, "direct, or through a group."),
            ("through", "Group", FieldType.TEXT, "The permission set group."),
            ("holds", "Active", FieldType.FLAG, "Whether the assignment is active."),
            ("last", "Ends", FieldType.TIME, "When the assignment ends."),
        ),
    ),
    "add_ons": (
        "Further licenses held",
        "PermissionSetLicenseAssign, UserPackageLicense and the feature checkboxes of User",
        ("permission_set_license_assign", "user_package_license"),
        _columns(
            ("name", "License", FieldType.TEXT, "Its label."),
            ("kind", "Kind", FieldType.TEXT, "permission-set license, package, or feature."),
            ("through", "Key", FieldType.TEXT, "The key that its price is kept under."),
            ("holds", "Active", FieldType.FLAG, "Whether the license is active."),
            ("last", "Ends", FieldType.TIME, "When the license ends."),
        ),
    ),
    "processes": (
        "Business processes of the profile",
        "RecordType, profile metadata or page layouts",
        ("profile_record_type", "record_type"),
        tuple(column for column in PROFILE_PROCESSES.columns if column.name not in ("profile_id", "process_id")),
    ),
}
SEEN = (
    "username",
    "profile",
    "license",
    "bucket",
    "yearly_cost",
    "is_active",
    "is_frozen",
    "created",
    "last_login",
    "last_interactive_login",
    "last_api_login",
    "last_record_touch",
    "is_actor",
    "user_type",
    "title",
    "department",
    "division",
    "company",
    "country",
    "manager",
)
LOWER_BOUND = "This is a lower bound: Salesforce keeps only the last modifier of a record."
_READ_FROM = {  # what is not a field of the user
    "last_login": ("user", "LastLoginDate"),
    "last_interactive_login": ("login_day", None),
    "last_api_login": ("login_day", None),
    "last_record_touch": ("record_touch", None),
    "is_actor": ("record_touch", None),
    "is_frozen": ("user_login", "IsFrozen"),
}
COLUMNS: tuple[Column, ...] = tuple(column for name in SEEN if (column := USERS.column(name) or PERSON.column(name)))


def person_view(
    person: Row,
    facts: Sequence[Row],
    processes: Sequence[Row],
    *,
    seat: Row | None,
    line: Row | None,
    panel: ProfilesPanel,
    snapshot: Snapshot,
) -> Person:
    """The person.

    Args:
        person: the metric `person`.
        facts: the metric `person_facts`.
        processes: the metric `profile_processes`, of the profile.
        seat: the user in a page of users, flags and all; None: the user is in none, not being active.
        line: the profile and license the user stands under; None: not known, or inactive and alone in the profile.
        panel: what the user is part of.
        snapshot: what all of it was computed from.
    """
    by_topic = {
        topic: Facts(
            title,
            source,
            columns,
            tuple(processes if topic == "processes" else (row for row in facts if row["topic"] == topic)),
            tuple(gap for gap in panel.gaps if gap.table in tables),
            read_at=panel.as_of,
        )
        for topic, (title, source, tables, columns) in TOPICS.items()
    }
    touches = by_topic["touches"]
    if snapshot.actors_from_file:
        by_topic["touches"] = replace(touches, source=ACTORS_FILE, read_at=None)
    elif snapshot.window_days is not None:
        by_topic["touches"] = replace(touches, title=f"{touches.title} in {in_words(snapshot.window_days)}")
    row = {**person, **seat} if seat is not None else _without_seat(person, facts, line, panel)
    active = person["is_active"]
    return Person(
        row=row,
        is_active=active if isinstance(active, bool) else None,
        columns=tuple(_from_file(column) for column in COLUMNS) if snapshot.actors_from_file else COLUMNS,
        facts=by_topic,
        verdict=_verdict(row, by_topic, panel, snapshot),
        panel=panel,
    )


def figure_of(row: Row, column: Column, gaps: Iterable[Gap]) -> str:
    """A fact of the seat as people read it, and where there is none, what that means.

    Args:
        row: the person's.
        column: one of `COLUMNS`.
        gaps: what could not be read.
    """
    if text := figure(row, column):
        return text
    table, field = _READ_FROM.get(column.name, ("user", column.source.partition(".")[2]))
    unread = {gap.column for gap in gaps if gap.table == table} - {"RecordTypeId"}
    if unread & {None, field} or (unread and field is None):
        return "could not be read"
    if column.type is FieldType.TIME:
        return "never" if column.name == "last_login" and "never logged in" in _flags(row) else "none known"
    return "none" if column.type is FieldType.TEXT else "not known"


def _without_seat(person: Row, facts: Sequence[Row], line: Row | None, panel: ProfilesPanel) -> Row:
    """The row of somebody who is in no page of users: what is known, without a judgement on a seat."""
    logins = [row for row in facts if row["topic"] == "logins" and row["holds"]]
    licensed = ("license_key", "license", "bucket")
    frozen_unread = any(gap.table == "user_login" and gap.column != ROWS for gap in panel.gaps)
    return {
        **person,
        **({name: line[name] for name in (*licensed, "profile")} if line else dict.fromkeys(licensed)),
        "last_login": person["last_login"] or _latest(logins),
        "last_interactive_login": _latest(row for row in logins if row["kind"] == "interactive"),
        "last_api_login": _latest(row for row in logins if row["kind"] == "api"),
        "last_record_touch": _latest(row for row in facts if row["topic"] == "touches"),
        **dict.fromkeys(("is_actor", "is_logged_in", "yearly_cost")),
        "is_frozen": None if frozen_unread else person["is_frozen"],
        "flags": ["inactive"] if person["is_active"] is False else [],
    }


def _from_file(column: Column) -> Column:
    """The column, as far as a file of actors is where it comes from."""
    return replace(column, source=ACTORS_FILE) if column.name in ("last_record_touch", "is_actor") else column


def _verdict(row: Row, facts: Mapping[str, Facts], panel: ProfilesPanel, snapshot: Snapshot) -> tuple[str, ...]:
    """What the facts say, in sentences that can be checked against them."""
    if row["is_active"] is False:
        return ("The user is inactive and holds no seat.",)
    said = [_last_login(row, panel)]
    touches = facts["touches"]
    if not touches.missing and panel.actor_days is not None:
        said += [_touched(touches.rows, snapshot), LOWER_BOUND]
    if "writes without logging in" in _flags(row):
        said.append("A program works in the user's name: the seat looks idle and is not.")
    if "frozen" in _flags(row):
        said.append("The user is frozen, and holds the seat all the same.")
    cost = row["yearly_cost"]
    if isinstance(cost, Decimal) and cost:
        said.append(f"The seat costs {cost:,.2f} {panel.currency} a year.")
    return tuple(filter(None, said))


def _last_login(row: Row, panel: ProfilesPanel) -> str:
    """When the user last logged in; empty where that is after the snapshot, and no earlier login is known."""
    last = row["last_login"]
    if any(gap.what == "user.LastLoginDate" for gap in panel.gaps):
        seen = f": the last in LoginHistory was on {last:%d %b %Y}" if isinstance(last, datetime) else ""
        return f"When the user last logged in could not be read{seen}."
    if "not yet onboarded" in _flags(row):
        return (
            f"The user was created on {row['created']:%d %b %Y} and has not logged in yet: too early to call it waste."
        )
    if "never logged in" in _flags(row):
        return "The user never logged in."
    if not isinstance(last, datetime):
        return ""
    if last.date() == panel.as_of.date():
        return f"The last login was on {last:%d %b %Y}, the day of the snapshot."
    return f"The last login was on {last:%d %b %Y}, {in_words(_days_ago(last, panel))} before the snapshot."


def _touched(touches: Sequence[Row], snapshot: Snapshot) -> str:
    """How many backbone records the user created and modified in the days that were read, in whatever window."""
    if snapshot.actors_from_file:
        if not touches:
            return f"{ACTORS_FILE} names the user nowhere: no backbone record was created or last modified."
        return f"The user created or modified backbone records: how many, and when, {ACTORS_FILE} does not tell."
    days = in_words(snapshot.window_days or 0)
    if not touches:
        return f"No backbone record was created or last modified by the user in the {days} before the snapshot."
    created = _amount(fact for fact in touches if fact["kind"] == CREATED)
    modified = _amount(fact for fact in touches if fact["kind"] != CREATED)
    records = "record" if created == 1 else "records"
    return (
        f"In the {days} before the snapshot the user created {created:,} backbone {records} "
        f"and was the last to modify {modified:,}."
    )


def _flags(row: Row) -> Sequence[object]:
    flags = row["flags"]
    return flags if isinstance(flags, list) else ()


def _latest(facts: Iterable[Row]) -> datetime | None:
    return max((moment for fact in facts if isinstance(moment := fact["last"], datetime)), default=None)


def _amount(facts: Iterable[Row]) -> int:
    return sum(amount for fact in facts if isinstance(amount := fact["amount"], int))


def _days_ago(moment: datetime, panel: ProfilesPanel) -> int:
    """Days, each one begun counted whole: 30 is still within a window of 30 days."""
    ago = panel.as_of.replace(tzinfo=None) - moment
    return ago.days + bool(ago.seconds or ago.microseconds)
