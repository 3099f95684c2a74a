-- All orgs side by side, the one that needs a look first. One row per org that is known, whether it was read or not.
-- each_row has the figures of each org that can be read (org_figures, its own model); connection has every org.

with first_name as ( -- an org that is connected a second time
    select org_id, min(org) as org
    from connection
    where org_id is not null
    group by org_id
)

select
    connection.org,
    each_row.organization,
    each_row.is_sandbox,
    case when each_row.is_sandbox then 'sandboxes' else connection.currency end as summed_in,
    connection.status,
    connection.cause,
    connection.currency,
    each_row.snapshot,
    each_row.as_of,
    each_row.users,
    each_row.users_missing,
    each_row.provisioned,
    each_row.provisioned_missing,
    each_row.assigned,
    each_row.assigned_missing,
    each_row.licenses,
    each_row.licenses_missing,
    each_row.priced,
    each_row.licenses_without_price,
    each_row.licenses_without_price_missing,
    each_row.provisioned_cost,
    each_row.provisioned_cost_missing,
    each_row.assigned_cost,
    each_row.assigned_cost_missing,
    each_row.unassigned_cost,
    each_row.unassigned_cost_missing,
    each_row.gaps,
    connection.trouble,
    case when first_name.org <> connection.org then first_name.org end as same_as
from connection
left join each_row on each_row.org = connection.org
left join first_name on first_name.org_id = connection.org_id
order by
    each_row.snapshot is null and connection.trouble is null,
    connection.trouble is null,
    each_row.gaps desc nulls last,
    each_row.unassigned_cost desc nulls last,
    connection.org
