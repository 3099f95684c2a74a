"""All orgs side by side: seats, users and cost of each, and their sums per currency."""

from dataclasses import replace

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.licenses.license_totals import LICENSE_TOTALS
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.licenses.unread_kinds import UNREAD_KINDS
from seatwise.metrics.model import Column, Metric

_MONEY = ("provisioned_cost", "assigned_cost", "unassigned_cost")
_ACTIVE = ("User.IsActive",)


def _sums(*names: str) -> tuple[Column, ...]:
    return tuple(LICENSE_TOTALS.known_column(part) for name in names for part in (name, f"{name}_missing"))


_USERS = (
    Column("users", "Users", FieldType.USERS, "Active users.", source="User.IsActive", needs=_ACTIVE, missing=True),
    Column(
        "users_missing",
        "Users, left out",
        FieldType.USERS,
        "0 if the count is complete; blank if not, as the number of users left out is not known.",
        needs=_ACTIVE,
    ),
)
_SEATS = _sums("provisioned", "assigned")
_LICENSES = tuple(LICENSE_TOTALS.known_column(name) for name in ("licenses", "licenses_without_price"))
_ORGANIZATION = (
    Column(
        "organization",
        "Organization",
        FieldType.TEXT,
        "The org's own name.",
        source="Organization.Name",
        needs=("Organization.Name",),
    ),
    Column(
        "is_sandbox",
        "Sandbox",
        FieldType.FLAG,
        "Whether it is a sandbox.",
        source="Organization.IsSandbox",
        needs=("Organization.IsSandbox",),
    ),
)
_GAPS = Column("gaps", "Gaps", FieldType.GAPS, "Data gaps of the org, for any panel.")

ORG_FIGURES = Metric(
    name="org_figures",
    subject="overview",
    sentence="What one org has and costs, in one row: seats of user licenses, money of all licenses.",
    tables=("user", "organization"),
    lookups=(LICENSES, UNREAD_KINDS),
    inputs=("gap",),
    columns=(*_ORGANIZATION, *_USERS, *_SEATS, *_LICENSES, *_sums(*_MONEY), _GAPS),
)
OVERVIEW = Metric(
    name="overview",
    subject="overview",
    sentence="One row per org: whether it can be read, when it was, its users, its seats and what they cost.",
    tables=(),
    inputs=("connection", "each_row"),
    columns=(
        Column("org", "Org", FieldType.TEXT, "Its name here."),
        *(replace(column, needs=()) for column in _ORGANIZATION),
        Column(
            "summed_in",
            "Summed in",
            FieldType.TEXT,
            "The total that it belongs to: its currency; or `sandboxes`, which are in no total.",
        ),
        Column("status", "Status", FieldType.TEXT, "Whether the org can be reached."),
        Column("cause", "Cause", FieldType.TEXT, "Why it cannot be reached."),
        Column("currency", "Currency", FieldType.TEXT, "The currency of its prices."),
        Column("snapshot", "Snapshot", FieldType.TEXT, "The latest snapshot; blank where the org was never read."),
        Column("as_of", "Data as of", FieldType.TIME, "The snapshot's moment."),
        *(replace(column, needs=()) for column in (*_USERS, *_SEATS, *_LICENSES, *_sums(*_MONEY))),
        _GAPS,
        Column("trouble", "Trouble", FieldType.TEXT, "Why its latest snapshot cannot be trusted."),
        Column("same_as", "Same as", FieldType.TEXT, "The connection that is the same org under another name."),
    ),
)
OVERVIEW_TOTALS = Metric(
    name="overview_totals",
    subject="overview",
    sentence="One row per currency: sums over its orgs, without sandboxes and orgs that are connected twice.",
    tables=(),
    over=OVERVIEW,
    columns=(
        Column("group", "Group", FieldType.TEXT, "The currency."),
        Column("orgs", "Orgs", FieldType.ORGS, "Orgs that are summed."),
        Column("orgs_left_out", "Left out", FieldType.ORGS, "Orgs that are not: never read, or connected twice."),
        *(replace(column, needs=()) for column in (*_USERS, *_SEATS, *_LICENSES, *_sums(*_MONEY))),
    ),
)
