-- The org as Salesforce names it. One row, or none where it could not be read.
select
    Id as id,
    Name as name,
    OrganizationType as edition,
    InstanceName as instance,
    IsSandbox as is_sandbox
from organization
order by Id
