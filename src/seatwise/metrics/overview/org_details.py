"""The Organization metric: which org this is."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

ORG_DETAILS = Metric(
    name="org_details",
    subject="overview",
    sentence="The org as Salesforce names it.",
    tables=("organization",),
    columns=(
        Column("id", "Id", FieldType.TEXT, "Salesforce's id of the org.", source="Organization.Id"),
        Column("name", "Name", FieldType.TEXT, "Its name.", source="Organization.Name"),
        Column("edition", "Edition", FieldType.TEXT, "Its edition.", source="Organization.OrganizationType"),
        Column("instance", "Instance", FieldType.TEXT, "Where it runs.", source="Organization.InstanceName"),
        Column("is_sandbox", "Sandbox", FieldType.FLAG, "Whether it is a sandbox.", source="Organization.IsSandbox"),
    ),
)
