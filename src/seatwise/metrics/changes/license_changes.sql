-- What changed between two snapshots, license by license: one row per license that either has. Source: definitions section 4.
-- earlier_licenses and later_licenses are the rows of licenses at both moments, each priced as of its own day. A license that
-- is not there, or Disabled, has no seats and costs nothing; where a side may lack licenses of its kind (unread_kinds of
-- both), nobody knows. Money is compared where both days have a price, and where neither side has 12 x the monthly allowance
-- in place of an entitlement that could not be read.

with unread as (
    select kind from earlier_unread_kinds
    union
    select kind from later_unread_kinds
),

before as (
    select * from earlier_licenses where status is null or status <> 'Disabled'
),

after as (
    select * from later_licenses where status is null or status <> 'Disabled'
),

pair as (
    select
        coalesce(after.kind, before.kind) as kind,
        coalesce(after.id, before.id) as id,
        coalesce(after.key, before.key) as key,
        coalesce(after.label, before.label) as label,
        coalesce(after.bucket, before.bucket) as bucket,
        before.id is not null as has_before,
        after.id is not null as has_after,
        unread.kind is null as is_listed,
        before.bucket as bucket_before,
        after.bucket as bucket_after,
        before.trial_or_expired as apart_before,
        after.trial_or_expired as apart_after,
        before.unlimited as unlimited_before,
        after.unlimited as unlimited_after,
        before.by_login as by_login_before,
        after.by_login as by_login_after,
        before.priced as priced_before,
        after.priced as priced_after,
        coalesce(before.yearly_logins_source like '%could not be read', false)
            or coalesce(after.yearly_logins_source like '%could not be read', false) as stands_in,
        before.unit_price as unit_price_before,
        after.unit_price as unit_price_after,
        before.provisioned as provisioned_before,
        after.provisioned as provisioned_after,
        before.assigned as assigned_before,
        after.assigned as assigned_after,
        before.unassigned as unassigned_before,
        after.unassigned as unassigned_after,
        before.provisioned_cost as provisioned_cost_before,
        after.provisioned_cost as provisioned_cost_after,
        before.assigned_cost as assigned_cost_before,
        after.assigned_cost as assigned_cost_after,
        before.unassigned_cost as unassigned_cost_before,
        after.unassigned_cost as unassigned_cost_after
    from before
    full outer join after on after.kind = before.kind and after.id = before.id
    left join unread on unread.kind = coalesce(after.kind, before.kind)
),

-- 0 on the side where the license is known not to be there, wherever the other side has such a figure.
compared as (
    select
        pair.* exclude (
            provisioned_before, provisioned_after, assigned_before, assigned_after, unassigned_before, unassigned_after,
            provisioned_cost_before, provisioned_cost_after, assigned_cost_before, assigned_cost_after,
            unassigned_cost_before, unassigned_cost_after
        ),
        is_listed and not has_before as came,
        is_listed and not has_after as went,
        case when is_listed and not has_before then 0 * provisioned_after else provisioned_before end
            as provisioned_before,
        case when is_listed and not has_after then 0 * provisioned_before else provisioned_after end
            as provisioned_after,
        case when is_listed and not has_before then 0 * assigned_after else assigned_before end as assigned_before,
        case when is_listed and not has_after then 0 * assigned_before else assigned_after end as assigned_after,
        case when is_listed and not has_before then 0 * unassigned_after else unassigned_before end
            as unassigned_before,
        case when is_listed and not has_after then 0 * unassigned_before else unassigned_after end as unassigned_after,
        case when is_listed and not has_before then 0 * provisioned_cost_after else provisioned_cost_before end
            as provisioned_cost_before,
        case when is_listed and not has_after then 0 * provisioned_cost_before else provisioned_cost_after end
            as provisioned_cost_after,
        case when is_listed and not has_before then 0 * assigned_cost_after else assigned_cost_before end
            as assigned_cost_before,
        case when is_listed and not has_after then 0 * assigned_cost_before else assigned_cost_after end
            as assigned_cost_after,
        case when is_listed and not has_before then 0 * unassigned_cost_after else unassigned_cost_before end
            as unassigned_cost_before,
        case when is_listed and not has_after then 0 * unassigned_cost_before else unassigned_cost_after end
            as unassigned_cost_after,
        earlier.id is not null as known_before,
        later.id is not null as known_after
    from pair
    left join earlier_licenses as earlier on earlier.kind = pair.kind and earlier.id = pair.id
    left join later_licenses as later on later.kind = pair.kind and later.id = pair.id
),

worded as ( -- what changed besides the number of seats
    select
        compared.*,
        concat_ws(
            ';',
            case when came then case when known_before then 'enabled' else 'new' end end,
            case when went then case when known_after then 'disabled' else 'gone' end end,
            case when not unlimited_before and unlimited_after then 'now unlimited' end,
            case when unlimited_before and not unlimited_after then 'now limited' end,
            case when not priced_before and priced_after then 'first price' end,
            case when priced_before and not priced_after then 'price ended' end,
            case when unit_price_before <> unit_price_after then 'new price' end,
            case when bucket_before <> bucket_after then 'other bucket' end,
            case when not apart_before and apart_after then 'now trial or expired' end,
            case when apart_before and not apart_after then 'now paid' end
        ) as words
    from compared
)

select
    kind, id, key, label, bucket,
    case
        when words <> '' or provisioned_before <> provisioned_after or assigned_before <> assigned_after
            or (not stands_in and provisioned_cost_before <> provisioned_cost_after) then true
        when not stands_in and assigned_before = assigned_after and priced_before = priced_after and apart_before = apart_after
            and (provisioned_before = provisioned_after or (unlimited_before and unlimited_after)) then false
    end as changed,
    case when words = '' then cast([] as varchar[]) else string_split(words, ';') end as flags,
    provisioned_before, provisioned_after, provisioned_after - provisioned_before as provisioned_change,
    assigned_before, assigned_after, assigned_after - assigned_before as assigned_change,
    unassigned_before, unassigned_after, unassigned_after - unassigned_before as unassigned_change,
    unit_price_before, unit_price_after,
    cast(unit_price_after - unit_price_before as decimal(18, 4)) as unit_price_change,
    cast(provisioned_cost_before as decimal(38, 2)) as provisioned_cost_before,
    cast(provisioned_cost_after as decimal(38, 2)) as provisioned_cost_after,
    cast(case when not stands_in then provisioned_cost_after - provisioned_cost_before end as decimal(38, 2))
        as provisioned_cost_change,
    cast(assigned_cost_before as decimal(38, 2)) as assigned_cost_before,
    cast(assigned_cost_after as decimal(38, 2)) as assigned_cost_after,
    cast(assigned_cost_after - assigned_cost_before as decimal(38, 2)) as assigned_cost_change,
    cast(unassigned_cost_before as decimal(38, 2)) as unassigned_cost_before,
    cast(unassigned_cost_after as decimal(38, 2)) as unassigned_cost_after,
    cast(unassigned_cost_after - unassigned_cost_before as decimal(38, 2)) as unassigned_cost_change,
    unlimited_before, unlimited_after, by_login_before, by_login_after, priced_before, priced_after
from worded
order by
    case kind when 'user' then 1 when 'permission_set' then 2 when 'feature' then 3 else 4 end,
    case bucket when 'Named' then 1 when 'Community Login' then 2 else 3 end,
    lower(label), label, id
