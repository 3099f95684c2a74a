-- What moved between two snapshots, license by license: one row per license that either has. Source: definitions section 2.
-- earlier_license and later_license are the rows of the metric licenses at both moments, each priced as of its own day;
-- unread_kind names the kinds of license that could not be read on a side. A license that is not there, or Disabled, has no
-- seats; one that could not be read has an unknown number of them. Money moves between two prices: where only one of the
-- two days has a price, or none, what it cost is not known, and not 0.

with before as (
    select * from earlier_license where status is null or status <> 'Disabled'
),

after as (
    select * from later_license where status is null or status <> 'Disabled'
),

pair as (
    select
        coalesce(after.kind, before.kind) as kind,
        coalesce(after.id, before.id) as id,
        coalesce(after.key, before.key) as key,
        coalesce(after.label, before.label) as label,
        coalesce(after.bucket, before.bucket) as bucket,
        before.id is not null as held_before,
        after.id is not null as held_after,
        coalesce(before.unlimited, false) or coalesce(after.unlimited, false) as unlimited,
        coalesce(before.by_login, false) or coalesce(after.by_login, false) as by_login,
        before.priced as priced_before,
        after.priced as priced_after,
        case when before.priced then before.unit_price end as unit_price_before,
        case when after.priced then after.unit_price end as unit_price_after,
        before.provisioned as provisioned_before,
        after.provisioned as provisioned_after,
        before.assigned as assigned_before,
        after.assigned as assigned_after,
        before.available as available_before,
        after.available as available_after,
        before.provisioned_cost as provisioned_cost_before,
        after.provisioned_cost as provisioned_cost_after,
        before.assigned_cost as assigned_cost_before,
        after.assigned_cost as assigned_cost_after,
        before.unassigned_cost as unassigned_cost_before,
        after.unassigned_cost as unassigned_cost_after
    from before
    full outer join after on after.kind = before.kind and after.id = before.id
),

-- 0 where the license is known not to be there; the price of the other day is then the only one there is.
known as (
    select
        pair.*,
        case when not held_before and blind_before.kind is null then 0 end as none_before,
        case when not held_after and blind_after.kind is null then 0 end as none_after,
        case
            when held_before and held_after then priced_before and priced_after
            when held_before then priced_before
            else priced_after
        end as priced,
        earlier_license.id is not null as listed_before,
        later_license.id is not null as listed_after
    from pair
    left join unread_kind as blind_before on blind_before.side = 'earlier' and blind_before.kind = pair.kind
    left join unread_kind as blind_after on blind_after.side = 'later' and blind_after.kind = pair.kind
    left join earlier_license on earlier_license.kind = pair.kind and earlier_license.id = pair.id
    left join later_license on later_license.kind = pair.kind and later_license.id = pair.id
),

told as (
    select
        kind, id, key, label, bucket,
        case
            when not held_before and none_before is not null then case when listed_before then 'enabled' else 'new' end
            when not held_after and none_after is not null then case when listed_after then 'disabled' else 'gone' end
        end as how,
        unlimited, by_login, priced,
        unit_price_before, unit_price_after,
        -- an unlimited license has no number of seats on either side of a difference
        case when not unlimited then coalesce(provisioned_before, none_before) end as provisioned_before,
        case when not unlimited then coalesce(provisioned_after, none_after) end as provisioned_after,
        coalesce(assigned_before, none_before) as assigned_before,
        coalesce(assigned_after, none_after) as assigned_after,
        case when not unlimited then coalesce(available_before, none_before) end as available_before,
        case when not unlimited then coalesce(available_after, none_after) end as available_after,
        case when priced and (by_login or not unlimited) then coalesce(provisioned_cost_before, none_before) end
            as provisioned_cost_before,
        case when priced and (by_login or not unlimited) then coalesce(provisioned_cost_after, none_after) end
            as provisioned_cost_after,
        case when priced and not by_login then coalesce(assigned_cost_before, none_before) end as assigned_cost_before,
        case when priced and not by_login then coalesce(assigned_cost_after, none_after) end as assigned_cost_after,
        case when priced and not by_login and not unlimited then coalesce(unassigned_cost_before, none_before) end
            as unassigned_cost_before,
        case when priced and not by_login and not unlimited then coalesce(unassigned_cost_after, none_after) end
            as unassigned_cost_after
    from known
)

select
    kind, id, key, label, bucket, how, unlimited, by_login, priced,
    provisioned_before, provisioned_after, provisioned_after - provisioned_before as provisioned_change,
    assigned_before, assigned_after, assigned_after - assigned_before as assigned_change,
    available_before, available_after, available_after - available_before as available_change,
    unit_price_before, unit_price_after,
    cast(provisioned_cost_before as decimal(38, 2)) as provisioned_cost_before,
    cast(provisioned_cost_after as decimal(38, 2)) as provisioned_cost_after,
    cast(provisioned_cost_after - provisioned_cost_before as decimal(38, 2)) as provisioned_cost_change,
    cast(assigned_cost_before as decimal(38, 2)) as assigned_cost_before,
    cast(assigned_cost_after as decimal(38, 2)) as assigned_cost_after,
    cast(assigned_cost_after - assigned_cost_before as decimal(38, 2)) as assigned_cost_change,
    cast(unassigned_cost_before as decimal(38, 2)) as unassigned_cost_before,
    cast(unassigned_cost_after as decimal(38, 2)) as unassigned_cost_after,
    cast(unassigned_cost_after - unassigned_cost_before as decimal(38, 2)) as unassigned_cost_change
from told
order by
    case kind when 'user' then 1 when 'permission_set' then 2 when 'feature' then 3 else 4 end,
    case bucket when 'Named' then 1 when 'Community Login' then 2 else 3 end,
    lower(label), label, id
