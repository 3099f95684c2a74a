"""The measure of who holds which license, which depends on the snapshot alone. The SQL stands beside it."""

from seatwise.measures.model import Column, Measure, Unit

LICENSE_HOLDERS = Measure(
    name="license_holders",
    sentence="One row per license that somebody holds: how many active users do, counted one by one.",
    tables=("user", "profile", "permission_set_license_assign", "user_package_license"),
    inputs=("feature",),
    columns=(
        Column("kind", "Kind", Unit.TEXT, "user, permission_set (an add-on), feature or package."),
        Column("license_id", "License", Unit.TEXT, "Salesforce's id of the license; for a feature, its key."),
        Column("held", "Held", Unit.SEATS, "Active users who hold it."),
    ),
)
