"""Seats, users and cost of each license of one snapshot, and of all that are chosen: a point of the lines over time."""

from dataclasses import replace

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.licenses.license_totals import LICENSE_TOTALS
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.licenses.unread_kinds import UNREAD_KINDS
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.profiles.profile_counts import PROFILE_COUNTS

HELD = ("User.IsActive", "User.ProfileId", "Profile.UserLicenseId")
_LEFT_OUT = Column(
    "logged_in_users_missing",
    "Logged in, left out",
    FieldType.USERS,
    "Active users whose last login is not known; blank if their number is not known.",
)


def _of_licenses(*names: str) -> tuple[Column, ...]:
    return tuple(LICENSES.known_column(name) for name in names)


def _users(name: str) -> Column:
    """A count of the Profiles panel, summed over the profiles of a license."""
    column = PROFILE_COUNTS.known_column(name)
    return replace(
        column,
        sentence=column.sentence.replace("of the profile", "of the license"),
        formula="sum over the license's profiles",
        needs=tuple(dict.fromkeys((*HELD, *column.needs))),
    )


TREND_LICENSES = Metric(
    name="trend_licenses",
    subject="trends",
    sentence="One row per license of a snapshot: its seats, who of its users logged in and worked, and what it costs.",
    tables=(),
    bases=(*PROFILE_COUNTS.bases, PROFILE_COUNTS),
    lookups=(LICENSES,),
    inputs=("period",),
    columns=(
        *_of_licenses("kind", "id", "key", "label", "bucket", "unlimited", "by_login", "priced", "trial_or_expired"),
        Column(
            "in_inventory",
            "In the inventory",
            FieldType.FLAG,
            "Whether the Licenses panel shows it. A disabled license, or none at all, has users and no seats here.",
        ),
        *_of_licenses("provisioned", "assigned"),
        _users("users"),
        _users("logged_in_users"),
        replace(_LEFT_OUT, needs=_users("logged_in_users").needs),
        _users("actors"),
        *_of_licenses("provisioned_cost", "assigned_cost"),
    ),
)


def _left_out(name: str) -> Column:
    return Column(
        f"{name}_missing",
        f"{TREND_LICENSES.known_column(name).label}, left out",
        FieldType.USERS,
        "0 if the sum is complete; blank if not, as the number of users left out is not known.",
    )


def _summed(name: str) -> Column:
    return replace(TREND_LICENSES.known_column(name), formula=f"sum({name})", missing=True, needs=(), blank=())


def _summed_of_licenses(name: str) -> tuple[Column, Column]:
    return LICENSE_TOTALS.known_column(name), LICENSE_TOTALS.known_column(f"{name}_missing")


TREND_POINT = Metric(
    name="trend_point",
    subject="trends",
    sentence="Seats, users and cost of the chosen licenses, in one row per snapshot, priced as of its own day.",
    tables=(),
    lookups=(UNREAD_KINDS,),
    over=TREND_LICENSES,
    columns=(
        Column("license", "License", FieldType.TEXT, "The license, where it is one alone.", source="MasterLabel"),
        Column("licenses", "Licenses", FieldType.COUNT, "How many licenses are summed."),
        *(LICENSE_TOTALS.known_column(name) for name in ("licenses_without_price", "unlimited_licenses")),
        *_summed_of_licenses("provisioned"),
        *_summed_of_licenses("assigned"),
        _summed("users"),
        _left_out("users"),
        _summed("logged_in_users"),
        _LEFT_OUT,
        _summed("actors"),
        _left_out("actors"),
        *_summed_of_licenses("provisioned_cost"),
        *_summed_of_licenses("assigned_cost"),
    ),
)
