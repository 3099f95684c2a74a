"""The metric of who holds which license, which depends on the snapshot alone. The SQL stands beside it."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

LICENSE_HOLDERS = Metric(
    name="license_holders",
    sentence="One row per license that somebody holds: how many active users do, counted one by one.",
    tables=("user", "profile", "permission_set_license_assign", "user_package_license"),
    inputs=("feature",),
    columns=(
        Column("kind", "Kind", FieldType.TEXT, "user, permission_set (an add-on), feature or package."),
        Column("license_id", "License", FieldType.TEXT, "Salesforce's id of the license; for a feature, its key."),
        Column("held", "Held", FieldType.SEATS, "Active users who hold it."),
    ),
)
