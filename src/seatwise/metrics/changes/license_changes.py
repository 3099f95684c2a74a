"""What changed between two snapshots, license by license, and in sum (definitions section 4)."""

from dataclasses import replace

from seatwise.metrics import columns
from seatwise.metrics.changes.user_changes import USER_CHANGE_COUNTS
from seatwise.metrics.licenses.license_list import UNREAD_KINDS
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.sums import with_left_out

SEATS = ("provisioned", "assigned", "unassigned")
MONEY = ("provisioned_cost", "assigned_cost", "unassigned_cost")
SIDES = ("before", "after")


def _pair(name: str) -> tuple[Column, ...]:
    """A figure of the licenses at both moments, and the difference."""
    column = LICENSES.known_column(name)
    label = column.label

    def at(side: str, moment: str) -> Column:
        return replace(
            column,
            name=f"{name}_{side}",
            label=f"{label} {side}",
            sentence=f"{label} at the {moment} moment; 0 where the license was not there.",
            formula="",
            source=f"licenses.{name}",
            blank=tuple((f"{flag}_{side}", word) for flag, word in column.blank),
        )

    return (
        at("before", "earlier"),
        at("after", "later"),
        replace(
            column,
            name=f"{name}_change",
            label=f"{label}, change",
            sentence="How much it changed; negative when it fell. Blank unless it is known in both snapshots.",
            formula=f"{name}_after - {name}_before",
            source="",
            blank=(),
            signed=True,
        ),
    )


def _flag(name: str, side: str) -> Column:
    column = LICENSES.known_column(name)
    return replace(column, name=f"{name}_{side}", label=f"{column.label} {side}", source=f"licenses.{name}")


LICENSE_CHANGES = Metric(
    "license_changes",
    sentence="One row per license that one of two snapshots has: its seats, price and cost at both moments.",
    lookups=(LICENSES, UNREAD_KINDS),
    partial_lookups=True,  # seats, prices and cost alone
    columns=(
        *LICENSES.choose("kind", "id", "key", "label", "bucket"),
        columns.flag("changed", "Whether anything below changed; blank if nothing known did, and some is not known."),
        columns.words(
            "flags",
            "What changed besides the number of seats.",
            label="What changed",
            reads=LICENSES.known_column("trial_or_expired").reads,
        ),
        *(column for name in (*SEATS, "unit_price", *MONEY) for column in _pair(name)),
        *(_flag(name, side) for name in ("unlimited", "by_login", "priced") for side in SIDES),
    ),
)


def _sums(name: str) -> tuple[Column, ...]:
    """A figure at both moments and its change, summed, each with how many licenses are left out."""
    label = LICENSES.known_column(name).label
    sentences = {
        "before": f"{label} at the earlier moment, summed.",
        "after": f"{label} at the later moment, summed.",
        "change": "The changes that are known, summed. Where no license is left out it is after minus before.",
    }
    return tuple(
        part
        for side, sentence in sentences.items()
        for part in (
            replace(
                LICENSE_CHANGES.known_column(f"{name}_{side}"),
                sentence=sentence,
                formula=f"sum({name}_{side})",
                source="",
                missing=True,
                blank=(),
            ),
            columns.licenses(
                f"{name}_{side}_missing",
                "Licenses left out, because theirs is not known; 0 if the sum is complete, blank if their number "
                "is not known.",
                label=f"{label} {side}, left out" if side != "change" else f"{label}, change, left out",
            ),
        )
    )


LICENSE_CHANGE_TOTALS = Metric(
    "license_change_totals",
    sentence="One row per bucket, per kind and of all: seats and cost at both moments over every license, changed or "
    "not; in the row of all, how many users joined, left and changed. Trial and expired licenses are excluded.",
    bases=(*USER_CHANGE_COUNTS.bases, USER_CHANGE_COUNTS, LICENSE_CHANGES),
    lookups=(LICENSES, UNREAD_KINDS),
    partial_lookups=True,
    columns=(
        columns.text("group", "A bucket, a kind, or `all`."),
        columns.text("kind", "The kind of license, of buckets and kinds."),
        columns.licenses("licenses", "How many licenses one of the snapshots has, without trials and expired ones."),
        *with_left_out(
            columns.licenses(
                "licenses_changed",
                "How many of them changed; blank if none is known to have, and some are not known.",
                label="Changed",
            ),
            "licenses",
        ),
        *with_left_out(
            columns.licenses(
                "licenses_without_price",
                "Licenses without a price on one of the two days: their cost is not compared.",
                label="No price",
            ),
            "licenses",
        ),
        *(column for name in (*SEATS, *MONEY) for column in _sums(name)),
        *USER_CHANGE_COUNTS.columns,
    ),
)
