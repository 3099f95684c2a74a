"""The rows of the Profiles panel, buckets, licenses and profiles, and the sums over them (definitions section 3)."""

from dataclasses import replace
from functools import partial

from seatwise.metrics import columns
from seatwise.metrics.model import Column, Metric
from seatwise.metrics.profiles import profiles as of
from seatwise.metrics.profiles.profile_processes import PROFILE_PROCESSES
from seatwise.metrics.sums import known_or_not

BUCKET_LEVEL, LICENSE_LEVEL, PROFILE_LEVEL = "bucket", "license", "profile"
NO_BUCKET = "license not known"  # the row of users without a known license, and so without a known bucket


_TERMS = {column.name: column for column in of.TERMS}


_count = partial(columns.profiles, needs=("User.IsActive",))


def _with_left_out(column: Column) -> tuple[Column, Column]:
    """A count of profiles that can be incomplete, and how many profiles are left out of it."""
    return replace(column, missing=True), _count(
        f"{column.name}_missing",
        f"Profiles left out of {column.label}, because theirs is not known; 0 if it is complete.",
        label=f"{column.label}, left out",
    )


PROFILE_TREE = Metric(
    "profile_tree",
    sentence="One row per bucket, license and profile: who holds a seat, who logs in, who works, and what that costs. "
    "Buckets and licenses are sums of the profiles that are shown.",
    bases=(PROFILE_PROCESSES,),
    inputs=("period", "may_match"),
    over=of.PROFILES,
    columns=(
        columns.text("level", "What the row is: bucket, license or profile."),
        *of.NAMES,
        *of.FIGURES,
        columns.words("flags", "Things to notice."),
        *of.TERMS,
        columns.text(
            "label",
            "The bucket, license or profile by its name; where several profiles have one, with the license.",
            label="Bucket, license, profile",
        ),
        columns.text(
            "id", "Names the row within the tree: the bucket, the license key, or the profile id.", label="Row"
        ),
        columns.text("parent", "The id of the row above; blank for buckets.", label="Below"),
    ),
)
PROFILE_TOTALS = Metric(
    "profile_totals",
    sentence="One row per bucket of the profiles that are shown, and one of all.",
    bases=(PROFILE_PROCESSES,),
    inputs=("may_match",),
    over=of.PROFILES,
    columns=(
        columns.text("group", "A bucket, or `all`."),
        *known_or_not(_count("profiles", "How many profiles are summed.")),
        *known_or_not(
            columns.licenses("licenses", "How many licenses these profiles are of.", needs=("User.IsActive",))
        ),
        *_with_left_out(
            _count("profiles_without_price", "Profiles without a price: their cost is left out.", label="No price")
        ),
        *_with_left_out(
            _count(
                "login_profiles",
                "Profiles that are paid by login: they show logins, not cost.",
                label="Paid by login",
                reads=("User.ProfileId", "Profile.UserLicenseId", "UserLicense"),
            )
        ),
        *of.FIGURES,
        replace(_TERMS["priced"], sentence="Whether some of these profiles have a price."),
        replace(_TERMS["by_login"], sentence="Whether all of these profiles are paid by login."),
        _count(
            "estimated_pools",
            "Profiles with yearly logins of at most 12 x the monthly allowance: unused logins expire each month.",
        ),
        _count("likely_profiles", "Profiles of a bucket that is likely, not certain.", label="Bucket likely"),
        columns.flag(
            "is_part", "Whether a license is there with some of its profiles only.", label="Part of a license"
        ),
        of.UNKNOWN_IDS,
    ),
)
