-- Sums of the licenses that are shown: per bucket, per kind, of trial and expired ones, of the reconciliation, and of all.
-- One row per group. Source: definitions section 2. shown has the rows of licenses that are shown; may_match has those of
-- which it is not known whether they meet the filter; unread_kinds is its own model.
-- Trial and expired licenses are not what is paid: they have a row of their own and are in no other; one of which that is not
-- known is left out of every sum. A sum is the sum of what is known; <name>_missing says how many licenses are left out of it,
-- and is null where nobody knows how many there are. The sums are those of the columns that are declared summed.

with partial_kind as ( -- the kinds of which licenses may be missing
    select kind from unread_kinds
    union
    select kind from may_match
),

listed as ( -- every group; a kind that could not be read is one, too, without figures, and so is "all" of nothing
    select 'bucket' as level, bucket as name, kind, false as is_apart
    from shown
    where bucket is not null and not coalesce(trial_or_expired, false)
    union
    select 'kind', kind, kind, false
    from shown
    where not coalesce(trial_or_expired, false)
    union
    select 'kind', kind, kind, false
    from partial_kind
    union
    select 'apart', 'trial or expired', null, true
    from shown
    where coalesce(trial_or_expired, true)
    union
    select 'all', 'all', null, false
),

license as ( -- each license once per group that sums it; without figures where it is not known whether it is paid for
    select
        listed.level, listed.name as "group", listed.kind as of_kind,
        case when listed.kind is null then (select count(*) from partial_kind) > 0
            else listed.kind in (select kind from partial_kind)
        end as is_partial,
        shown.kind,
        known.* exclude (kind),
        shown.kind is not null and known.unassigned is null and not coalesce(known.unlimited, false) as sign_unknown
    from listed
    left join shown
        on coalesce(shown.trial_or_expired, listed.is_apart) = listed.is_apart
        and case listed.level
            when 'bucket' then shown.bucket = listed.name
            when 'kind' then shown.kind = listed.name
            else true
        end
    left join shown as known
        on known.kind = shown.kind and known.id = shown.id and known.trial_or_expired is not null
)

-- How many there are of a sort: of none that are known, where others are not known, nothing can be said: blank, and not 0.
select
    "group",
    of_kind as kind,
    case when count(id) > 0 or count(kind) = count(id) and not is_partial then count(id) end as licenses,
    case when not is_partial then count(kind) - count(id) end as licenses_missing,
    is_partial,
    case when bool_or(priced) or count(priced) = count(kind) and not is_partial then bool_or(priced) end as priced,
    case when count(case when not priced then 1 end) > 0 or count(kind) = count(priced) and not is_partial
        then count(case when not priced then 1 end) end as licenses_without_price,
    case when not is_partial then count(kind) - count(priced) end as licenses_without_price_missing,
    case when count(case when unlimited then 1 end) > 0 or count(kind) = count(unlimited) and not is_partial
        then count(case when unlimited then 1 end) end as unlimited_licenses,
    case when not is_partial then count(kind) - count(unlimited) end as unlimited_licenses_missing,
    case when count(case when by_login then 1 end) > 0 or count(kind) = count(by_login) and not is_partial
        then count(case when by_login then 1 end) end as login_licenses,
    case when not is_partial then count(kind) - count(by_login) end as login_licenses_missing,
    count(case when yearly_logins_source like '12 x%' then 1 end) as estimated_pools,
    count(case when month_source = 'calendar month' then 1 end) as calendar_months,
    case when count(case when unassigned > 0 then 1 end) > 0 or count(case when sign_unknown then 1 end) = 0 and not is_partial
        then count(case when unassigned > 0 then 1 end) end as licenses_with_unassigned,
    case when not is_partial then count(case when sign_unknown then 1 end) end as licenses_with_unassigned_missing,
    case when count(case when unassigned < 0 then 1 end) > 0 or count(case when sign_unknown then 1 end) = 0 and not is_partial
        then count(case when unassigned < 0 then 1 end) end as over_assigned_licenses,
    case when not is_partial then count(case when sign_unknown then 1 end) end as over_assigned_licenses_missing,
    /* each sum */
    case when sum(case when assigned_share is not null then provisioned end) > 0 then round(
        cast(sum(case when assigned_share is not null then assigned end) as double)
        / sum(case when assigned_share is not null then provisioned end), 6
    ) end as assigned_share,
    case when not is_partial then count(kind) - count(assigned_share) end as share_left_out,
    cast(sum(case when unassigned > 0 and not by_login then unassigned end) as bigint) as unassigned_seats,
    case when not is_partial then count(case when sign_unknown and not coalesce(by_login, false) then 1 end) end
        as unassigned_seats_missing,
    cast(sum(case when unassigned < 0 then -unassigned end) as bigint) as over_assigned,
    case when not is_partial then count(case when sign_unknown then 1 end) end as over_assigned_missing,
    cast(sum(case when unlimited and not by_login then assigned_cost end) as decimal(38, 2)) as unlimited_assigned_cost,
    case when not is_partial then count(case
        when coalesce(unlimited, true) and not coalesce(by_login, false) and assigned_cost is null then kind
    end) end as unlimited_assigned_cost_missing,
    cast(sum(case when by_login then provisioned_cost end) as decimal(38, 2)) as login_pool_cost,
    case when not is_partial then count(case when coalesce(by_login, true) and provisioned_cost is null then kind end) end
        as login_pool_cost_missing
from license
group by level, "group", of_kind, is_partial
order by
    case level when 'bucket' then 1 when 'kind' then 2 when 'apart' then 3 else 4 end,
    case "group"
        when 'Named' then 1 when 'Community Login' then 2 when 'Other' then 3
        when 'user' then 4 when 'permission_set' then 5 when 'feature' then 6 else 7
    end
