-- Sums over the orgs that are shown, per currency. One row per currency. Sandboxes, orgs that were never read and an org's
-- second connection are in no sum; of an org whose snapshot is damaged nobody knows what to add. shown has the rows of
-- overview. A sum is the sum of what is known; <name>_missing says how many licenses (of users: how many users) are left out
-- of it, and is null where nobody knows.

with member as (
    select *, same_as is null and (snapshot is not null or trouble is not null) as is_counted
    from shown
    where is_sandbox is null or not is_sandbox
),

summed as (
    select
        summed_in,
        count(*) as orgs,
        sum(licenses) as licenses,
        case when count(licenses_missing) = count(*) then sum(licenses_missing) end as licenses_missing,
        case when bool_or(priced) then true when count(priced) = count(*) then false end as priced,
        sum(licenses_without_price) as licenses_without_price,
        case when count(licenses_without_price_missing) = count(*) then sum(licenses_without_price_missing) end
            as licenses_without_price_missing,
        sum(users) as users,
        case when count(users_missing) = count(*) then sum(users_missing) end as users_missing,
        sum(provisioned) as provisioned,
        case when count(provisioned_missing) = count(*) then sum(provisioned_missing) end as provisioned_missing,
        sum(assigned) as assigned,
        case when count(assigned_missing) = count(*) then sum(assigned_missing) end as assigned_missing,
        sum(provisioned_cost) as provisioned_cost,
        case when count(provisioned_cost_missing) = count(*) then sum(provisioned_cost_missing) end as provisioned_cost_missing,
        sum(assigned_cost) as assigned_cost,
        case when count(assigned_cost_missing) = count(*) then sum(assigned_cost_missing) end as assigned_cost_missing,
        sum(unassigned_cost) as unassigned_cost,
        case when count(unassigned_cost_missing) = count(*) then sum(unassigned_cost_missing) end as unassigned_cost_missing
    from member
    where is_counted
    group by summed_in
),

listed as (
    select
        summed_in,
        count(case when not is_counted then 1 end) as orgs_left_out,
        count(case when snapshot is null and trouble is null then 1 end) as orgs_never_read,
        count(case when trouble is not null then 1 end) as orgs_damaged,
        count(case when same_as is not null then 1 end) as orgs_connected_twice,
        count(case when snapshot is not null and is_sandbox is null then 1 end) as orgs_perhaps_sandboxes
    from member
    group by summed_in
)

select
    listed.summed_in as "group",
    coalesce(summed.orgs, 0) as orgs,
    listed.orgs_left_out,
    listed.orgs_never_read,
    listed.orgs_damaged,
    listed.orgs_connected_twice,
    listed.orgs_perhaps_sandboxes,
    cast(summed.users as bigint) as users,
    cast(summed.users_missing as bigint) as users_missing,
    cast(summed.provisioned as bigint) as provisioned,
    cast(summed.provisioned_missing as bigint) as provisioned_missing,
    cast(summed.assigned as bigint) as assigned,
    cast(summed.assigned_missing as bigint) as assigned_missing,
    cast(summed.licenses as bigint) as licenses,
    cast(summed.licenses_missing as bigint) as licenses_missing,
    summed.priced,
    cast(summed.licenses_without_price as bigint) as licenses_without_price,
    cast(summed.licenses_without_price_missing as bigint) as licenses_without_price_missing,
    cast(summed.provisioned_cost as decimal(38, 2)) as provisioned_cost,
    cast(summed.provisioned_cost_missing as bigint) as provisioned_cost_missing,
    cast(summed.assigned_cost as decimal(38, 2)) as assigned_cost,
    cast(summed.assigned_cost_missing as bigint) as assigned_cost_missing,
    cast(summed.unassigned_cost as decimal(38, 2)) as unassigned_cost,
    cast(summed.unassigned_cost_missing as bigint) as unassigned_cost_missing
from listed
left join summed on summed.summed_in = listed.summed_in
order by orgs desc, listed.summed_in
