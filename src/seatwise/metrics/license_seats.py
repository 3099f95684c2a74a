"""The seats metric: the seats of user licenses, as the line over time needs them. The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

LICENSE_SEATS = Metric(
    name="license_seats",
    sentence="One row per user license that is not disabled: its seats. The picture over time sums the Named ones.",
    tables=("user_license",),
    columns=(
        Column("id", "Id", FieldType.TEXT, "Salesforce's id of the license.", source="Id"),
        Column("unlimited", "Unlimited", FieldType.FLAG, "Whether it has no limit, and so no number of seats."),
        Column("provisioned", "Provisioned", FieldType.SEATS, "Seats the contract gives.", source="TotalLicenses"),
        Column("assigned", "Assigned", FieldType.SEATS, "Seats held by active users.", source="UsedLicenses"),
    ),
)
