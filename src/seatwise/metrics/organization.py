"""The Organization metric: which org this is. The SQL stands beside it."""

from seatwise.metrics.model import Column, Metric, Unit

ORGANIZATION = Metric(
    name="organization",
    sentence="The org as Salesforce names it.",
    tables=("organization",),
    columns=(
        Column("id", "Id", Unit.TEXT, "Salesforce's id of the org.", source="Organization.Id"),
        Column("name", "Name", Unit.TEXT, "Its name.", source="Organization.Name"),
        Column("edition", "Edition", Unit.TEXT, "Its edition.", source="Organization.OrganizationType"),
        Column("instance", "Instance", Unit.TEXT, "Where it runs.", source="Organization.InstanceName"),
        Column("is_sandbox", "Sandbox", Unit.FLAG, "Whether it is a sandbox.", source="Organization.IsSandbox"),
    ),
)
