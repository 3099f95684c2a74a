"""All orgs side by side: seats, users and cost of each, and their sums per currency."""

from dataclasses import replace

from seatwise.metrics import columns
from seatwise.metrics.licenses.license_list import UNREAD_KINDS
from seatwise.metrics.licenses.license_totals import LICENSE_TOTALS
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.model import Column, Metric

_MONEY = ("provisioned_cost", "assigned_cost", "unassigned_cost")
_ACTIVE = ("User.IsActive",)


def _sums(*names: str) -> tuple[Column, ...]:
    return tuple(LICENSE_TOTALS.known_column(part) for name in names for part in (name, f"{name}_missing"))


_USERS = (
    columns.users("users", "Active users.", source="User.IsActive", needs=_ACTIVE, missing=True),
    columns.users(
        "users_missing",
        "0 if the count is complete; blank if not, as the number of users left out is not known.",
        label="Users, left out",
        needs=_ACTIVE,
    ),
)
_SEATS = _sums("provisioned", "assigned")
_LICENSES = LICENSE_TOTALS.choose(
    "licenses", "licenses_missing", "priced", "licenses_without_price", "licenses_without_price_missing"
)
_ORGANIZATION = (
    columns.copied(columns.text, "organization", "The org's own name.", "Organization.Name"),
    columns.copied(columns.flag, "is_sandbox", "Whether it is a sandbox.", "Organization.IsSandbox", label="Sandbox"),
)
_GAPS = columns.gaps("gaps", "Data gaps of the org, for any panel.")

ORG_FIGURES = Metric(
    "org_figures",
    sentence="What one org has and costs, in one row: seats of user licenses, money of all licenses.",
    tables=("user", "organization"),
    lookups=(LICENSES, UNREAD_KINDS),
    partial_lookups=True,  # seats and cost alone
    inputs=("gap",),
    columns=(*_ORGANIZATION, *_USERS, *_SEATS, *_LICENSES, *_sums(*_MONEY), _GAPS),
)
OVERVIEW = Metric(
    "overview",
    sentence="One row per org: whether it can be read, when it was, its users, its seats and what they cost.",
    inputs=("connection", "each_row"),
    columns=(
        columns.text("org", "The org's name in Seatwise."),
        *(replace(column, needs=()) for column in _ORGANIZATION),
        columns.text("summed_in", "The total that it belongs to: its currency; or `sandboxes`, which are in no total."),
        columns.text("status", "Whether the org can be reached."),
        columns.text("cause", "Why it cannot be reached."),
        columns.text("currency", "The currency of its prices."),
        columns.text("snapshot", "The latest snapshot; blank where the org was never read."),
        columns.moment("as_of", "The snapshot's moment.", label="Data as of"),
        *(replace(column, needs=()) for column in (*_USERS, *_SEATS, *_LICENSES, *_sums(*_MONEY))),
        _GAPS,
        columns.text("trouble", "Why its latest snapshot cannot be trusted."),
        columns.text("same_as", "The connection that is the same org under another name."),
    ),
)
OVERVIEW_TOTALS = Metric(
    "overview_totals",
    sentence="One row per currency: sums over its orgs, without sandboxes and orgs that are connected twice.",
    over=OVERVIEW,
    columns=(
        columns.text("group", "The currency."),
        columns.orgs("orgs", "Orgs that are summed."),
        columns.orgs("orgs_left_out", "Orgs that are not: never read, or connected twice.", label="Left out"),
        columns.orgs("orgs_never_read", "Orgs that were never read.", label="Never read"),
        columns.orgs("orgs_damaged", "Orgs with a damaged latest snapshot.", label="Damaged"),
        columns.orgs("orgs_connected_twice", "Connections of an org that has another one.", label="Connected twice"),
        columns.orgs(
            "orgs_perhaps_sandboxes",
            "Orgs of which it is not known whether they are sandboxes.",
            label="Perhaps sandboxes",
        ),
        *(replace(column, needs=()) for column in (*_USERS, *_SEATS, *_LICENSES, *_sums(*_MONEY))),
    ),
)


ORG_DETAILS = Metric(
    "org_details",
    sentence="The org as Salesforce names it.",
    tables=("organization",),
    columns=(
        columns.text("id", "Salesforce's id of the org.", source="Organization.Id"),
        columns.text("name", "Its name.", source="Organization.Name"),
        columns.text("edition", "Its edition.", source="Organization.OrganizationType"),
        columns.text("instance", "Where it runs.", source="Organization.InstanceName"),
        columns.flag("is_sandbox", "Whether it is a sandbox.", label="Sandbox", source="Organization.IsSandbox"),
    ),
)
