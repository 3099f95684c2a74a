"""Seats, users and cost of each license of one snapshot, and of all that are chosen: a point of the lines over time."""

from dataclasses import replace

from seatwise.metrics import columns
from seatwise.metrics.licenses.license_list import UNREAD_KINDS
from seatwise.metrics.licenses.license_totals import LICENSE_TOTALS
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.profiles.profile_counts import PROFILE_COUNTS
from seatwise.metrics.profiles.profiles import PROFILES

HELD = ("User.IsActive", "User.ProfileId", "Profile.UserLicenseId")
_LEFT_OUT = columns.users(
    "logged_in_users_missing",
    "Active users whose last login is not known; blank if their number is not known.",
    label="Logged in, left out",
)


def _users(name: str) -> Column:
    """A count of the Profiles panel, summed over the profiles of a license."""
    column = PROFILES.known_column(name)
    needs = tuple(dict.fromkeys((*HELD, *column.needs)))
    return replace(column, formula="sum over the license's profiles", needs=needs, reads=(), missing=False)


TREND_LICENSES = Metric(
    "trend_licenses",
    sentence="One row per license of a snapshot: its seats, who of its users logged in and worked, and what it costs.",
    bases=(*PROFILE_COUNTS.bases, PROFILE_COUNTS),
    lookups=(LICENSES,),
    partial_lookups=True,  # seats and cost alone
    inputs=("period",),
    columns=(
        *LICENSES.choose("kind", "id", "key", "label", "bucket", "unlimited", "by_login", "priced", "trial_or_expired"),
        columns.flag(
            "in_inventory",
            "Whether the Licenses panel shows it. A disabled license, or none at all, has users and no seats here.",
            label="In the inventory",
        ),
        *LICENSES.choose("provisioned", "assigned"),
        _users("users"),
        _users("logged_in_users"),
        replace(_LEFT_OUT, needs=_users("logged_in_users").needs),
        _users("actors"),
        *LICENSES.choose("provisioned_cost", "assigned_cost"),
    ),
)


def _left_out(name: str) -> Column:
    return columns.users(
        f"{name}_missing",
        "0 if the sum is complete; blank if not, as the number of users left out is not known.",
        label=f"{TREND_LICENSES.known_column(name).label}, left out",
    )


def _summed(name: str) -> Column:
    return replace(TREND_LICENSES.known_column(name), formula=f"sum({name})", missing=True, needs=(), blank=())


TREND_POINT = Metric(
    "trend_point",
    sentence="Seats, users and cost of the chosen licenses, in one row per snapshot, priced as of its own day.",
    lookups=(UNREAD_KINDS,),
    over=TREND_LICENSES,
    columns=(
        columns.text("license", "The license, where it is one alone.", source="MasterLabel"),
        columns.licenses("licenses", "How many licenses are summed."),
        *LICENSE_TOTALS.choose("priced", "licenses_without_price", "licenses_without_price_missing"),
        *LICENSE_TOTALS.choose("unlimited_licenses", "unlimited_licenses_missing"),
        *LICENSE_TOTALS.choose("provisioned", "provisioned_missing", "assigned", "assigned_missing"),
        _summed("users"),
        _left_out("users"),
        _summed("logged_in_users"),
        _LEFT_OUT,
        _summed("actors"),
        _left_out("actors"),
        *LICENSE_TOTALS.choose("provisioned_cost", "provisioned_cost_missing"),
        *LICENSE_TOTALS.choose("assigned_cost", "assigned_cost_missing"),
    ),
)
TREND_TOTALS = Metric(
    "trend_totals",
    sentence="One row: how many seats were assigned first and last, and what the latest sums leave out.",
    over=TREND_POINT,
    columns=(
        columns.text("group", "Always `all`."),
        columns.snapshots("snapshots", "Snapshots that are shown."),
        columns.snapshots("snapshots_known", "Snapshots of which the assigned seats are known."),
        columns.seats("assigned_first", "Assigned seats in the first of these."),
        columns.seats("assigned_last", "Assigned seats in the latest snapshot."),
        columns.seats("assigned_change", "How many more there are now.", "assigned_last - assigned_first"),
        *TREND_POINT.choose("unlimited_licenses", "unlimited_licenses_missing"),
        *TREND_POINT.choose("licenses_without_price", "licenses_without_price_missing"),
    ),
)
