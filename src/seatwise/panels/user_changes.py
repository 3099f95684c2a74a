"""The user changes: who joined, left or changed between two snapshots, page by page (definitions section 4)."""

from collections.abc import Iterator

from seatwise.domain.counts import counted
from seatwise.metrics.changes.user_changes import CHANGES, HOW, USER_CHANGE_TOTALS
from seatwise.metrics.changes.user_changes import USER_CHANGES as METRIC
from seatwise.panels.changes import EARLIER, LATER
from seatwise.panels.declaration.panel import Link, Panel, Shape, Span
from seatwise.panels.declaration.params import facet, search
from seatwise.panels.declaration.result import Result, at_least


def headline(result: Result) -> str:
    """How many changes there are."""
    changes = result.overall["changes"]
    if not isinstance(changes, int):
        return "How many users joined and left is not known."
    least = at_least(result.overall, "changes")
    if least and not changes:
        return f"No user change is known{' to match the filter' * result.filtered}; not everything could be read."
    if not changes and result.filtered:
        return result.no_match
    matching = (" matches" if changes == 1 else " match") + " the filter" if result.filtered else ""
    return f"{least.capitalize()}{counted(changes, 'user change')}{matching}."


def notes(result: Result) -> Iterator[str]:
    """What the rows mean."""
    del result
    yield (
        "Joined = active now, not before. Left = active before, not now. Other changes are of users who are active in "
        "both; a user may have several."
    )


USER_CHANGES = Panel(
    "user-changes",
    "User changes",
    "Who joined, left, changed profile or license, or was frozen between two snapshots.",
    METRIC,
    shown=(
        *("name", "username", "department", "change", "how"),
        *("profile_before", "profile_after", "license_before", "license_after"),
    ),
    params=(
        search("name", "username", "department", "profile_before", "profile_after", "license_before", "license_after"),
        facet("change", "Only users with this change.", label="Change", choices=tuple(CHANGES)),
        facet("how", "Only users who joined or left this way.", label="How", choices=HOW),
        EARLIER,
        LATER,
    ),
    shape=Shape.LIST,
    span=Span.TWO,
    totals=USER_CHANGE_TOTALS,
    order="name",
    headline=headline,
    notes=notes,
    menu=False,
    links={"name": Link("user", {"name": "user_id", "snapshot": "snapshot"})},
    row_word=("user change", "user changes"),
)
