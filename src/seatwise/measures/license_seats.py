"""The seats measure: the seats of user licenses, as the line over time needs them. The SQL stands beside it."""

from seatwise.measures.model import Column, Measure, Unit

LICENSE_SEATS = Measure(
    name="license_seats",
    sentence="The seats of an org's user licenses, in one row per snapshot.",
    tables=("user_license",),
    columns=(
        Column("licenses", "User licenses", Unit.COUNT, "User licenses that are not disabled."),
        Column("unlimited", "Unlimited", Unit.COUNT, "Those without a limit: they are in neither sum."),
        Column(
            "provisioned",
            "Provisioned",
            Unit.SEATS,
            "Seats the contract gives, all user licenses together. Blank when one of them could not be read.",
            "sum of provisioned, without unlimited licenses",
            "UserLicense.TotalLicenses",
        ),
        Column(
            "assigned",
            "Assigned",
            Unit.SEATS,
            "Seats held by active users, all user licenses together. Blank when one of them could not be read.",
            "sum of assigned, without unlimited licenses",
            "UserLicense.UsedLicenses",
        ),
    ),
)
