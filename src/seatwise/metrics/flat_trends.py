"""The trends: each license of one snapshot, with what the lines over time show of it. The SQL stands beside it."""

from dataclasses import replace

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.inventory import LICENSES
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.profile_counts import PROFILE_COUNTS
from seatwise.metrics.seats import PROFILE_NUMBERS, SEATS


def _same(*names: str) -> tuple[Column, ...]:
    """Columns that are the same as in the Licenses metric."""
    return tuple(column for name in names if (column := LICENSES.column(name)))


def _of_profiles(name: str) -> Column:
    """A column that is a sum of the Profiles panel's, in a window of 30 days."""
    column = next(column for column in PROFILE_COUNTS.columns if column.name == name)
    return replace(column, sentence=column.sentence.replace("of the profile", "of the license"))


TRENDS = Metric(
    name="trends",
    sentence="One row per license of a snapshot: its seats, who of its users logged in and worked, and what it costs.",
    tables=("profile",),
    bases=(*LICENSES.bases, LICENSES, PROFILE_NUMBERS, SEATS, PROFILE_COUNTS),
    inputs=("unseen",),
    columns=(
        *_same("kind", "id", "key", "label", "bucket", "unlimited", "by_login", "priced"),
        Column(
            "in_inventory",
            "In the inventory",
            FieldType.FLAG,
            "Whether the Licenses panel shows it. A disabled license, or none at all, has users and no seats here.",
        ),
        *_same("provisioned", "assigned"),
        *(_of_profiles(name) for name in ("users", "logged_in_users", "actors")),
        *_same("provisioned_cost", "assigned_cost"),
    ),
)
