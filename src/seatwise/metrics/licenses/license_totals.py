"""The sums of the licenses that are shown (definitions section 2)."""

from dataclasses import replace

from seatwise.metrics import columns
from seatwise.metrics.licenses.license_list import LICENSE_TERMS, UNREAD_KINDS
from seatwise.metrics.licenses.licenses import LICENSES
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.sums import sums_of, with_left_out


def _count(name: str, label: str, sentence: str) -> tuple[Column, Column]:
    return with_left_out(columns.licenses(name, sentence, label=label), "licenses")


LICENSE_TOTALS = Metric(
    "license_totals",
    sentence="One row per group of the licenses that are shown: each bucket, each kind, trial or expired ones, all. "
    "Trial and expired licenses are in no other group.",
    lookups=(UNREAD_KINDS,),
    inputs=("may_match",),
    over=LICENSES,
    columns=(
        columns.text("group", "A bucket, a kind, `trial or expired`, or `all`."),
        columns.text("kind", "The kind of license, of buckets and kinds."),
        columns.licenses(
            "licenses",
            "How many licenses are summed.",
            missing=True,
            reads=LICENSES.known_column("trial_or_expired").reads,
        ),
        columns.licenses(
            "licenses_missing",
            "Licenses that may be trials or expired, excluded from all sums; blank if their number is not known, as "
            "where a filter needs what could not be read.",
            label="Licenses, left out",
        ),
        columns.flag(
            "is_partial", "Licenses may be missing: not all could be listed, or the filter applied to.", label="Partial"
        ),
        replace(LICENSES.known_column("priced"), sentence="Whether some of these licenses have a price."),
        *_count("licenses_without_price", "No price", "Licenses without a price: their cost is left out."),
        *_count("unlimited_licenses", "Unlimited", "Licenses without a limit: their seats are left out."),
        *_count("login_licenses", "Paid by login", "Licenses that are paid by login, not by seat."),
        columns.licenses(
            "estimated_pools", "Summed licenses with yearly logins of at most 12 x the monthly allowance."
        ),
        columns.licenses("calendar_months", "Summed login licenses that are counted by calendar month."),
        *_count("licenses_with_unassigned", "With unassigned seats", "Licenses that have unassigned seats."),
        *_count("over_assigned_licenses", "Over-assigned", "Licenses with more seats assigned than provisioned."),
        *sums_of(LICENSES.columns, "licenses"),
        replace(
            LICENSES.known_column("assigned_share"),
            sentence="The assigned seats over the provisioned ones, of the licenses that have both.",
            formula="sum(assigned) / sum(provisioned)",
            blank=(),
            left_out="share_left_out",
            shown=False,
        ),
        columns.licenses(
            "share_left_out",
            "Licenses left out of the share: unlimited, empty or not known; blank if their number is not known.",
            label="Left out of the share",
        ),
        *(
            column
            for part in (
                columns.seats(
                    "unassigned_seats",
                    "Seats that no user holds, of licenses paid by seat that have some.",
                    "sum(max(unassigned, 0))",
                ),
                columns.seats(
                    "over_assigned",
                    "Seats beyond the provisioned ones.",
                    "sum(max(-unassigned, 0))",
                    label="Over-assigned seats",
                ),
                columns.money(
                    "unlimited_assigned_cost",
                    "The part of Assigned that belongs to unlimited licenses: provisioned cost excludes it.",
                    label="Assigned cost, unlimited",
                ),
                columns.money(
                    "login_pool_cost",
                    "The part of Provisioned that is paid by login.",
                    "provisioned_cost = assigned_cost - unlimited_assigned_cost + unassigned_cost "
                    "- over_assigned_cost + login_pool_cost",
                    label="Login pools",
                ),
            )
            for column in with_left_out(part, "licenses")
        ),
    ),
)
NAMED_SEATS = Metric(
    "named_seats",
    sentence="The seats of the Named licenses of a snapshot, in one row; no row where there are none.",
    bases=(*LICENSE_TERMS.bases, LICENSE_TERMS),
    lookups=(UNREAD_KINDS,),
    columns=LICENSE_TOTALS.choose("provisioned", "provisioned_missing", "assigned", "assigned_missing"),
)
