"""One person: the facts that bear on the seat, by topic, and what they say when they are read together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from seatwise.domain.people_tables import CREATED
from seatwise.measures.model import Column, Unit
from seatwise.measures.person_facts import PERSON
from seatwise.measures.profile_processes import PROFILE_PROCESSES
from seatwise.measures.users import USERS
from seatwise.views.panel import Row
from seatwise.views.tree import Facts, Person, ProfilesPanel


def _columns(*named: tuple[str, str, Unit, str]) -> tuple[Column, ...]:
    return tuple(Column(name, label, unit, sentence) for name, label, unit, sentence in named)


# topic -> (title, source, tables, columns)
TOPICS: Mapping[str, tuple[str, str, tuple[str, ...], tuple[Column, ...]]] = {
    "logins": (
        "Logins by month",
        "LoginHistory, the last six months",
        ("login_day",),
        _columns(
            ("month", "Month", Unit.DATE, "The first day of the month (UTC)."),
            ("kind", "Kind", Unit.TEXT, "interactive: a person at a screen; api: a program in the person's name."),
            ("name", "Login type", Unit.TEXT, "As Salesforce names it."),
            ("holds", "Succeeded", Unit.FLAG, "Whether these logins succeeded."),
            ("amount", "Logins", Unit.LOGINS, "How many."),
            ("last", "Latest", Unit.TIME, "The latest of them."),
        ),
    ),
    "touches": (
        "Records touched",
        "CreatedById and LastModifiedById of the backbone's records",
        ("record_touch",),
        _columns(
            ("name", "Object", Unit.TEXT, "The object."),
            ("through", "Record type", Unit.TEXT, "The record type; blank for records without one."),
            ("kind", "How", Unit.TEXT, "created, or modified: last modifier only."),
            ("amount", "Records", Unit.RECORDS, "How many, within the days that were read."),
            ("last", "Latest", Unit.TIME, "The latest of them."),
        ),
    ),
    "permission_sets": (
        "Permission sets",
        "PermissionSetAssignment",
        ("permission_set_assignment", "permission_set", "permission_set_group_component"),
        _columns(
            ("name", "Permission set", Unit.TEXT, "Its label."),
            ("kind", "Held", Unit.TEXT, "direct, or through a group."),
            ("through", "Group", Unit.TEXT, "The permission set group."),
            ("holds", "Active", Unit.FLAG, "Whether the assignment is active."),
            ("last", "Ends", Unit.TIME, "When the assignment ends."),
        ),
    ),
    "add_ons": (
        "Further licenses held",
        "PermissionSetLicenseAssign and UserPackageLicense",
        ("permission_set_license_assign", "user_package_license"),
        _columns(
            ("name", "License", Unit.TEXT, "Its label."),
            ("kind", "Kind", Unit.TEXT, "permission-set license or package."),
            ("through", "Key", Unit.TEXT, "The key that its price is kept under."),
            ("holds", "Active", Unit.FLAG, "Whether the license is active."),
            ("last", "Ends", Unit.TIME, "When the license ends."),
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
COLUMNS: tuple[Column, ...] = tuple(column for name in SEEN if (column := USERS.column(name) or PERSON.column(name)))


def person_view(
    person: Row,
    facts: Sequence[Row],
    processes: Sequence[Row],
    line: Row | None,
    panel: ProfilesPanel,
    *,
    yearly_cost: Decimal | None,
) -> Person:
    """The person.

    Args:
        person: the measure `person`.
        facts: the measure `person_facts`.
        processes: the measure `profile_processes`, of the profile.
        line: the profile and license the user stands under; None: not known, or inactive and alone in the profile.
        panel: what the user is part of.
        yearly_cost: what the seat costs.
    """
    by_topic = {
        topic: Facts(
            title,
            source,
            columns,
            tuple(processes if topic == "processes" else (row for row in facts if row["topic"] == topic)),
            tuple(gap for gap in panel.gaps if gap.table in tables),
        )
        for topic, (title, source, tables, columns) in TOPICS.items()
    }
    row = _row(person, facts, line, panel, yearly_cost)
    active = person["is_active"]
    return Person(
        row=row,
        is_active=active if isinstance(active, bool) else None,
        columns=COLUMNS,
        facts=by_topic,
        verdict=_verdict(row, by_topic, panel),
        panel=panel,
    )


def _row(person: Row, facts: Sequence[Row], line: Row | None, panel: ProfilesPanel, yearly_cost: Decimal | None) -> Row:
    """The user's row, as in a page of users, with what only this page tells."""
    unread = {gap.table for gap in panel.gaps if gap.column is None}
    logins = [row for row in facts if row["topic"] == "logins" and row["holds"]]
    touched = _latest(row for row in facts if row["topic"] == "touches")
    start = panel.as_of.replace(tzinfo=None) - (panel.window.end - panel.window.start)
    last = person["last_login"] or _latest(logins)
    acted = None if panel.actor_days is None else touched is not None and _days_ago(touched, panel) <= panel.actor_days
    logged_in = isinstance(last, datetime) and last >= start
    flags = {
        "inactive": person["is_active"] is False,
        "unpriced": line is not None and line["priced"] is False,
        "frozen": bool(person["is_frozen"]) and "user_login" not in unread,
        "never logged in": bool(person["never_logged_in"]),
        "writes without logging in": bool(acted) and not logged_in and panel.actor_days == panel.window.days,
    }
    licensed = ("license_key", "license", "bucket")
    return {
        **person,
        **({name: line[name] for name in (*licensed, "profile")} if line else dict.fromkeys(licensed)),
        "last_login": last,
        "last_interactive_login": _latest(row for row in logins if row["kind"] == "interactive"),
        "last_api_login": _latest(row for row in logins if row["kind"] == "api"),
        "last_record_touch": touched,
        "is_actor": acted,
        "is_logged_in": logged_in,
        "is_frozen": None if "user_login" in unread else person["is_frozen"],
        "yearly_cost": yearly_cost if person["is_active"] else None,
        "flags": [name for name, marked in flags.items() if marked],
    }


def _verdict(row: Row, facts: Mapping[str, Facts], panel: ProfilesPanel) -> tuple[str, ...]:
    """What the facts say, in sentences that can be checked against them."""
    if row["is_active"] is False:
        return ("The user is inactive and holds no seat.",)
    said = []
    last = row["last_login"]
    if row["never_logged_in"]:
        said.append("The user never logged in.")
    elif isinstance(last, datetime):
        days = _days_ago(last, panel)
        ago = f"{days} {'day' if days == 1 else 'days'} before the snapshot"
        said.append(f"The last login was on {last:%d %b %Y}, {ago}.")
    touches = facts["touches"]
    if not touches.missing and panel.actor_days is not None:
        created = _amount(fact for fact in touches.rows if fact["kind"] == CREATED)
        modified = _amount(fact for fact in touches.rows if fact["kind"] != CREATED)
        said.append(
            f"The user created {created:,} backbone records and was the last to modify {modified:,}."
            if touches.rows
            else "No backbone record was created or last modified by the user in the days that were read."
        )
    if "writes without logging in" in _flags(row):
        said.append("A program works in the user's name: the seat looks idle and is not.")
    if "frozen" in _flags(row):
        said.append("The user is frozen, and holds the seat all the same.")
    cost = row["yearly_cost"]
    if isinstance(cost, Decimal) and cost:
        said.append(f"The seat costs {cost:,.2f} {panel.currency} a year.")
    return tuple(said)


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
