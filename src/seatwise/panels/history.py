"""The History panel: past use, estimated from Salesforce's history; there from the first refresh on."""

from collections.abc import Iterator

from seatwise.domain.licensing.license_kinds import BUCKETS
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.trends.history import ADD_ON_METRIC, CREATION, HISTORY_TOTALS, LOGINS, PROFILE_METRIC
from seatwise.metrics.trends.history import HISTORY as METRIC
from seatwise.panels.declaration.panel import Panel, Shape
from seatwise.panels.declaration.params import facet, search
from seatwise.panels.declaration.result import Result
from seatwise.sources.gap_names import gap_name

SOURCES = (PROFILE_METRIC, ADD_ON_METRIC, LOGINS, CREATION)


def headline(result: Result) -> str:
    """Since when past use is known, and from what."""
    overall = result.overall
    if overall["day"] is None:
        return "No past use is known that matches the filter." if result.filtered else "No past use is known."
    first = FieldType.DATE.format_display(overall["day"])
    unread = ", ".join(dict.fromkeys(map(gap_name, result.gaps)))
    missing = f" Could not be read: {unread}." if unread else ""
    return f"Past use since {first}, estimated from {overall['source']}.{missing}"


def notes(result: Result) -> Iterator[str]:
    """What the figures mean here, and which source is missing."""
    yield "Estimated from Salesforce's history; these are not snapshots. Figures that need a snapshot are missing."
    yield "ActiveProfileMetric and ActivePermSetLicenseMetric: Salesforce's own daily counts."
    yield "LoginHistory goes back six months. Both it and User.CreatedDate count users under the license they have now."
    yield "User.CreatedDate covers only users who are still active: the further back, the more are missing."
    del result


HISTORY = Panel(
    "history",
    "History",
    "Past use per day and license, from before the first snapshot.",
    METRIC,
    shown=(*("day", "license", "assigned", "logged_in_users", "daily_users", "created_users", "source"),),
    params=(
        search("license", "key", "bucket"),
        facet("source", "Only days estimated from this source.", label="Estimated from", choices=SOURCES),
        facet("kind", "Only licenses of this kind.", label="Kind", choices=("user", "permission_set")),
        facet("bucket", "Only licenses of this bucket.", label="Bucket", choices=BUCKETS),
    ),
    shape=Shape.LIST,
    totals=HISTORY_TOTALS,
    order="-day",
    headline=headline,
    notes=notes,
    row_word=("row", "rows"),
)
