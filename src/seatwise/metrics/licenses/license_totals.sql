-- Sums of the licenses that are shown: per bucket, per kind, of trial and expired ones, of the reconciliation, and of all.
-- One row per group. Source: definitions section 2. shown has the rows of licenses that are shown; unread_kinds is its own
-- model.
-- Trial and expired licenses are not what is paid: they have a row of their own and are in no other; one of which that is not
-- known is left out of every sum. A sum is the sum of what is known; <name>_missing says how many licenses are left out of it,
-- and is null where nobody knows how many there are. The sums are those of the columns that are declared summed.

with license as ( -- without figures where it is not known whether it is paid for
    select shown.bucket as of_bucket, shown.kind, coalesce(shown.trial_or_expired, false) as is_apart,
        known.* exclude (kind)
    from shown
    left join shown as known
        on known.kind = shown.kind and known.id = shown.id and known.trial_or_expired is not null
),

member as ( -- each license once per group that sums it
    select
        listed.level,
        case listed.level
            when 'bucket' then license.of_bucket
            when 'kind' then license.kind
            when 'apart' then 'trial or expired'
            else 'all'
        end as name,
        license.*
    from license
    cross join (
        select 'bucket' as level union all select 'kind' union all select 'apart' union all select 'all'
    ) as listed
    where case listed.level
        when 'bucket' then license.of_bucket is not null and not license.is_apart
        when 'apart' then license.is_apart or license.id is null
        else not license.is_apart
    end
),

summed as (
    select
        level,
        name,
        max(kind) as of_kind,
        count(id) as licenses,
        count(*) - count(id) as licenses_missing,
        case when bool_or(priced) then true when count(priced) = count(*) then false end as priced,
        count(case when priced = false then 1 end) as licenses_without_price,
        count(*) - count(priced) as licenses_without_price_missing,
        count(case when unlimited then 1 end) as unlimited_licenses,
        count(*) - count(unlimited) as unlimited_licenses_missing,
        count(case when by_login then 1 end) as login_licenses,
        count(*) - count(by_login) as login_licenses_missing,
        count(case when yearly_logins_source like '12 x%' then 1 end) as estimated_pools,
        count(case when month_source = 'calendar month' then 1 end) as calendar_months,
        count(case when unassigned > 0 then 1 end) as licenses_with_unassigned,
        count(case when unassigned < 0 then 1 end) as over_assigned_licenses,
        count(case when unassigned is null and not coalesce(unlimited, false) then 1 end) as sign_unknown,
        /* each sum */
        sum(case when unassigned > 0 and not by_login then unassigned end) as unassigned_seats,
        count(case
            when unassigned is null and not coalesce(unlimited, false) and not coalesce(by_login, false) then 1
        end) as unassigned_seats_missing,
        sum(case when unassigned < 0 then -unassigned end) as over_assigned,
        sum(case when assigned_share is not null then assigned end) as shared_assigned,
        sum(case when assigned_share is not null then provisioned end) as shared_provisioned,
        count(case when assigned_share is null then 1 end) as share_left_out,
        sum(case when unlimited and not by_login then assigned_cost end) as unlimited_assigned_cost,
        count(case when coalesce(unlimited, true) and not coalesce(by_login, false) and assigned_cost is null then 1 end)
            as unlimited_assigned_cost_missing,
        sum(case when by_login then provisioned_cost end) as login_pool_cost,
        count(case when coalesce(by_login, true) and provisioned_cost is null then 1 end) as login_pool_cost_missing
    from member
    group by level, name
),

listed as ( -- a kind that could not be read is listed, too, without figures; and so is "all" of nothing
    select level, name, of_kind
    from summed
    union all
    select 'kind', kind, kind
    from unread_kinds
    where kind not in (select name from summed where level = 'kind')
    union all
    select 'all', 'all', null
    where not exists (select 1 from summed where level = 'all')
),

grouped as (
    select listed.level, listed.name, listed.of_kind, summed.* exclude (level, name, of_kind)
    from listed
    left join summed on summed.level = listed.level and summed.name = listed.name
),

partial as ( -- whether licenses that nobody can list may be missing from a group
    select
        grouped.*,
        case level
            when 'all' then (select count(*) from unread_kinds) > 0
            when 'apart' then (select count(*) from unread_kinds) > 0
            else of_kind in (select kind from unread_kinds)
        end as is_partial
    from grouped
)

-- How many there are of a sort: of none that are known, where others are not known, nothing can be said: blank, and not 0.
select
    name as "group",
    case when level in ('bucket', 'kind') then of_kind end as kind,
    case when licenses > 0 or coalesce(licenses_missing, 0) = 0 and not is_partial then coalesce(licenses, 0) end
        as licenses,
    case when not is_partial then coalesce(licenses_missing, 0) end as licenses_missing,
    is_partial,
    case when priced or not is_partial then priced end as priced,
    case when licenses_without_price > 0 or coalesce(licenses_without_price_missing, 0) = 0 and not is_partial then coalesce(licenses_without_price, 0) end
        as licenses_without_price,
    case when not is_partial then coalesce(licenses_without_price_missing, 0) end as licenses_without_price_missing,
    case when unlimited_licenses > 0 or coalesce(unlimited_licenses_missing, 0) = 0 and not is_partial then coalesce(unlimited_licenses, 0) end
        as unlimited_licenses,
    case when not is_partial then coalesce(unlimited_licenses_missing, 0) end as unlimited_licenses_missing,
    case when login_licenses > 0 or coalesce(login_licenses_missing, 0) = 0 and not is_partial then coalesce(login_licenses, 0) end
        as login_licenses,
    case when not is_partial then coalesce(login_licenses_missing, 0) end as login_licenses_missing,
    coalesce(estimated_pools, 0) as estimated_pools,
    coalesce(calendar_months, 0) as calendar_months,
    case when licenses_with_unassigned > 0 or coalesce(sign_unknown, 0) = 0 and not is_partial then coalesce(licenses_with_unassigned, 0) end
        as licenses_with_unassigned,
    case when not is_partial then coalesce(sign_unknown, 0) end as licenses_with_unassigned_missing,
    case when over_assigned_licenses > 0 or coalesce(sign_unknown, 0) = 0 and not is_partial then coalesce(over_assigned_licenses, 0) end
        as over_assigned_licenses,
    case when not is_partial then coalesce(sign_unknown, 0) end as over_assigned_licenses_missing,
    /* each total */
    case when shared_provisioned > 0 then round(cast(shared_assigned as double) / shared_provisioned, 6) end
        as assigned_share,
    case when not is_partial then coalesce(share_left_out, 0) end as share_left_out,
    cast(unassigned_seats as bigint) as unassigned_seats,
    case when not is_partial then coalesce(unassigned_seats_missing, 0) end as unassigned_seats_missing,
    cast(over_assigned as bigint) as over_assigned,
    case when not is_partial then coalesce(sign_unknown, 0) end as over_assigned_missing,
    cast(unlimited_assigned_cost as decimal(38, 2)) as unlimited_assigned_cost,
    case when not is_partial then coalesce(unlimited_assigned_cost_missing, 0) end as unlimited_assigned_cost_missing,
    cast(login_pool_cost as decimal(38, 2)) as login_pool_cost,
    case when not is_partial then coalesce(login_pool_cost_missing, 0) end as login_pool_cost_missing
from partial
order by
    case level when 'bucket' then 1 when 'kind' then 2 when 'apart' then 3 else 4 end,
    case name
        when 'Named' then 1 when 'Community Login' then 2 when 'Other' then 3
        when 'user' then 4 when 'permission_set' then 5 when 'feature' then 6 else 7
    end
