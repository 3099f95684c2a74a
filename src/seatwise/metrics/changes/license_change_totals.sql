-- Sums of the license changes over every license, changed or not: per bucket, per kind and of all; and in the row of all, how
-- many users came, went and changed. One row per group. Source: definitions section 4.
-- Before and after are the sums of the Licenses panel at both moments: of what is known, without disabled, trial and expired
-- licenses. A change is summed over the licenses whose change is known. <name>_missing says how many are left out, and is
-- null where nobody knows how many there are: a side may lack licenses of a kind (unread_kinds of both). license_changes and
-- user_change_counts are their own models.

with unread as (
    select 'before' as side, kind from earlier_unread_kinds
    union all
    select 'after', kind from later_unread_kinds
),

license as (
    select 'before' as side, earlier_licenses.* from earlier_licenses
    union all
    select 'after', later_licenses.* from later_licenses
),

side as ( -- without figures where it is not known whether it is a trial or expired
    select
        license.side, license.kind, license.id, license.bucket, license.unlimited, license.by_login,
        coalesce(license.yearly_logins_source like '%could not be read', false) as stands_in, known.provisioned,
        known.assigned, known.unassigned, known.provisioned_cost, known.assigned_cost, known.unassigned_cost
    from license
    left join license as known
        on known.side = license.side and known.kind = license.kind and known.id = license.id
        and known.trial_or_expired is not null
    where
        (license.status is null or license.status <> 'Disabled')
        and not coalesce(license.trial_or_expired, false)
),

figure as ( -- each figure of each license on each side, and whether the license has such a figure
    select
        side, kind, id, bucket, stands_in, 'provisioned' as name, cast(provisioned as decimal(38, 2)) as value,
        not coalesce(unlimited, false) as is_meant
    from side
    union all
    select side, kind, id, bucket, stands_in, 'assigned', assigned, true from side
    union all
    select side, kind, id, bucket, stands_in, 'unassigned', unassigned, not coalesce(unlimited, false) from side
    union all
    select
        side, kind, id, bucket, stands_in, 'provisioned_cost', provisioned_cost,
        coalesce(by_login, false) or not coalesce(unlimited, false)
    from side
    union all
    select side, kind, id, bucket, stands_in, 'assigned_cost', assigned_cost, not coalesce(by_login, false) from side
    union all
    select
        side, kind, id, bucket, stands_in, 'unassigned_cost', unassigned_cost,
        not coalesce(by_login, false) and not coalesce(unlimited, false)
    from side
),

member as ( -- each figure once per group that sums it
    select 'bucket' as level, bucket as group_name, figure.* from figure where bucket is not null
    union all
    select 'kind', kind, figure.* from figure
    union all
    select 'all', 'all', figure.* from figure
),

pair as (
    select
        level, group_name, member.kind, id, name,
        count(case when side = 'before' then 1 end) as there_before,
        count(case when side = 'after' then 1 end) as there_after,
        count(case when side = 'before' and is_meant then 1 end) as meant_before,
        count(case when side = 'after' and is_meant then 1 end) as meant_after,
        max(case when side = 'before' and is_meant then value end) as value_before,
        max(case when side = 'after' and is_meant then value end) as value_after,
        max(case when name = 'provisioned_cost' and stands_in then 1 else 0 end) = 0 as is_comparable,
        max(case when unread.kind is null then 1 else 0 end) = 1 as is_listed
    from member
    left join (select distinct kind from unread) as unread on unread.kind = member.kind
    group by level, group_name, member.kind, id, name
),

changed as ( -- a license that is on one side only, where its kind could be listed on the other, has nothing there
    select
        pair.*,
        case
            when not is_comparable then null
            when there_before = 1 and there_after = 1 then value_after - value_before
            when is_listed and there_after = 1 then value_after
            when is_listed then -value_before
        end as change
    from pair
    where meant_before + meant_after > 0
),

summed as (
    select
        level, group_name, name,
        max(kind) as kind,
        sum(meant_before) > 0 as has_any_before,
        sum(meant_after) > 0 as has_any_after,
        sum(value_before) as before_sum,
        sum(value_after) as after_sum,
        sum(change) as change_sum,
        cast(sum(meant_before) - count(value_before) as bigint) as before_missing,
        cast(sum(meant_after) - count(value_after) as bigint) as after_missing,
        count(*) - count(change) as change_missing
    from changed
    group by level, group_name, name
),

grouped as ( -- the groups: those of a license, those of kinds that could not be read, and all
    select level, group_name, case when level <> 'all' then max(kind) end as kind
    from (
        select level, group_name, kind from summed
        union all
        select 'kind', kind, kind from unread
        union all
        select 'all', 'all', null
    ) as named
    group by level, group_name
),

counted as ( -- how many licenses either side has
    select
        grouped.level, grouped.group_name,
        count(change.id) as licenses,
        count(case when change.changed then 1 end) as licenses_changed,
        count(change.id) - count(change.changed) as change_unknown,
        count(case when change.priced_before = false or change.priced_after = false then 1 end)
            as licenses_without_price,
        count(case
            when change.priced_before is null and change.priced_after then 1
            when change.priced_after is null and coalesce(change.priced_before, true) then 1
        end) as price_unknown
    from grouped
    left join (
        select license_changes.*
        from license_changes
        inner join (select distinct kind, id from side) as summed_there
            on summed_there.kind = license_changes.kind and summed_there.id = license_changes.id
    ) as change
        on grouped.level = 'all'
        or (grouped.level = 'kind' and change.kind = grouped.group_name)
        or (grouped.level = 'bucket' and change.bucket = grouped.group_name)
    group by grouped.level, grouped.group_name
),

partial as (
    select
        grouped.level, grouped.group_name,
        count(case when unread.side = 'before' then 1 end) > 0 as unlisted_before,
        count(case when unread.side = 'after' then 1 end) > 0 as unlisted_after
    from grouped
    left join unread on grouped.level = 'all' or unread.kind = grouped.kind
    group by grouped.level, grouped.group_name
),

zeroed as ( -- the sum of nothing is 0 where the other side has something
    select
        summed.level, summed.group_name, summed.name,
        case when has_any_before or partial.unlisted_before then before_sum else 0 end as before_sum,
        case when has_any_after or partial.unlisted_after then after_sum else 0 end as after_sum,
        change_sum,
        before_missing, after_missing, change_missing
    from summed
    inner join partial on partial.level = summed.level and partial.group_name = summed.group_name
),

wide as (
    select
        level, group_name,
        max(case when name = 'provisioned' then before_sum end) as provisioned_before,
        max(case when name = 'provisioned' then before_missing end) as provisioned_before_missing,
        max(case when name = 'provisioned' then after_sum end) as provisioned_after,
        max(case when name = 'provisioned' then after_missing end) as provisioned_after_missing,
        max(case when name = 'provisioned' then change_sum end) as provisioned_change,
        max(case when name = 'provisioned' then change_missing end) as provisioned_change_missing,
        max(case when name = 'assigned' then before_sum end) as assigned_before,
        max(case when name = 'assigned' then before_missing end) as assigned_before_missing,
        max(case when name = 'assigned' then after_sum end) as assigned_after,
        max(case when name = 'assigned' then after_missing end) as assigned_after_missing,
        max(case when name = 'assigned' then change_sum end) as assigned_change,
        max(case when name = 'assigned' then change_missing end) as assigned_change_missing,
        max(case when name = 'unassigned' then before_sum end) as unassigned_before,
        max(case when name = 'unassigned' then before_missing end) as unassigned_before_missing,
        max(case when name = 'unassigned' then after_sum end) as unassigned_after,
        max(case when name = 'unassigned' then after_missing end) as unassigned_after_missing,
        max(case when name = 'unassigned' then change_sum end) as unassigned_change,
        max(case when name = 'unassigned' then change_missing end) as unassigned_change_missing,
        max(case when name = 'provisioned_cost' then before_sum end) as provisioned_cost_before,
        max(case when name = 'provisioned_cost' then before_missing end) as provisioned_cost_before_missing,
        max(case when name = 'provisioned_cost' then after_sum end) as provisioned_cost_after,
        max(case when name = 'provisioned_cost' then after_missing end) as provisioned_cost_after_missing,
        max(case when name = 'provisioned_cost' then change_sum end) as provisioned_cost_change,
        max(case when name = 'provisioned_cost' then change_missing end) as provisioned_cost_change_missing,
        max(case when name = 'assigned_cost' then before_sum end) as assigned_cost_before,
        max(case when name = 'assigned_cost' then before_missing end) as assigned_cost_before_missing,
        max(case when name = 'assigned_cost' then after_sum end) as assigned_cost_after,
        max(case when name = 'assigned_cost' then after_missing end) as assigned_cost_after_missing,
        max(case when name = 'assigned_cost' then change_sum end) as assigned_cost_change,
        max(case when name = 'assigned_cost' then change_missing end) as assigned_cost_change_missing,
        max(case when name = 'unassigned_cost' then before_sum end) as unassigned_cost_before,
        max(case when name = 'unassigned_cost' then before_missing end) as unassigned_cost_before_missing,
        max(case when name = 'unassigned_cost' then after_sum end) as unassigned_cost_after,
        max(case when name = 'unassigned_cost' then after_missing end) as unassigned_cost_after_missing,
        max(case when name = 'unassigned_cost' then change_sum end) as unassigned_cost_change,
        max(case when name = 'unassigned_cost' then change_missing end) as unassigned_cost_change_missing
    from zeroed
    group by level, group_name
)

select
    counted.group_name as "group",
    grouped.kind,
    counted.licenses,
    case
        when licenses_changed > 0 or change_unknown = 0 and not partial.unlisted_before and not partial.unlisted_after
            then licenses_changed
    end as licenses_changed,
    case when not partial.unlisted_before and not partial.unlisted_after then change_unknown end
        as licenses_changed_missing,
    case
        when
            licenses_without_price > 0
            or price_unknown = 0 and not partial.unlisted_before and not partial.unlisted_after
            then licenses_without_price
    end as licenses_without_price,
    case when not partial.unlisted_before and not partial.unlisted_after then price_unknown end
        as licenses_without_price_missing,
    cast(wide.provisioned_before as bigint) as provisioned_before,
    case when not partial.unlisted_before then coalesce(wide.provisioned_before_missing, 0) end as provisioned_before_missing,
    cast(wide.provisioned_after as bigint) as provisioned_after,
    case when not partial.unlisted_after then coalesce(wide.provisioned_after_missing, 0) end as provisioned_after_missing,
    cast(wide.provisioned_change as bigint) as provisioned_change,
    case when not partial.unlisted_before and not partial.unlisted_after then coalesce(wide.provisioned_change_missing, 0) end as provisioned_change_missing,
    cast(wide.assigned_before as bigint) as assigned_before,
    case when not partial.unlisted_before then coalesce(wide.assigned_before_missing, 0) end as assigned_before_missing,
    cast(wide.assigned_after as bigint) as assigned_after,
    case when not partial.unlisted_after then coalesce(wide.assigned_after_missing, 0) end as assigned_after_missing,
    cast(wide.assigned_change as bigint) as assigned_change,
    case when not partial.unlisted_before and not partial.unlisted_after then coalesce(wide.assigned_change_missing, 0) end as assigned_change_missing,
    cast(wide.unassigned_before as bigint) as unassigned_before,
    case when not partial.unlisted_before then coalesce(wide.unassigned_before_missing, 0) end as unassigned_before_missing,
    cast(wide.unassigned_after as bigint) as unassigned_after,
    case when not partial.unlisted_after then coalesce(wide.unassigned_after_missing, 0) end as unassigned_after_missing,
    cast(wide.unassigned_change as bigint) as unassigned_change,
    case when not partial.unlisted_before and not partial.unlisted_after then coalesce(wide.unassigned_change_missing, 0) end as unassigned_change_missing,
    cast(wide.provisioned_cost_before as decimal(38, 2)) as provisioned_cost_before,
    case when not partial.unlisted_before then coalesce(wide.provisioned_cost_before_missing, 0) end as provisioned_cost_before_missing,
    cast(wide.provisioned_cost_after as decimal(38, 2)) as provisioned_cost_after,
    case when not partial.unlisted_after then coalesce(wide.provisioned_cost_after_missing, 0) end as provisioned_cost_after_missing,
    cast(wide.provisioned_cost_change as decimal(38, 2)) as provisioned_cost_change,
    case when not partial.unlisted_before and not partial.unlisted_after then coalesce(wide.provisioned_cost_change_missing, 0) end as provisioned_cost_change_missing,
    cast(wide.assigned_cost_before as decimal(38, 2)) as assigned_cost_before,
    case when not partial.unlisted_before then coalesce(wide.assigned_cost_before_missing, 0) end as assigned_cost_before_missing,
    cast(wide.assigned_cost_after as decimal(38, 2)) as assigned_cost_after,
    case when not partial.unlisted_after then coalesce(wide.assigned_cost_after_missing, 0) end as assigned_cost_after_missing,
    cast(wide.assigned_cost_change as decimal(38, 2)) as assigned_cost_change,
    case when not partial.unlisted_before and not partial.unlisted_after then coalesce(wide.assigned_cost_change_missing, 0) end as assigned_cost_change_missing,
    cast(wide.unassigned_cost_before as decimal(38, 2)) as unassigned_cost_before,
    case when not partial.unlisted_before then coalesce(wide.unassigned_cost_before_missing, 0) end as unassigned_cost_before_missing,
    cast(wide.unassigned_cost_after as decimal(38, 2)) as unassigned_cost_after,
    case when not partial.unlisted_after then coalesce(wide.unassigned_cost_after_missing, 0) end as unassigned_cost_after_missing,
    cast(wide.unassigned_cost_change as decimal(38, 2)) as unassigned_cost_change,
    case when not partial.unlisted_before and not partial.unlisted_after then coalesce(wide.unassigned_cost_change_missing, 0) end as unassigned_cost_change_missing,
    case when grouped.level = 'all' then user_change_counts.users_before end as users_before,
    case when grouped.level = 'all' then user_change_counts.users_after end as users_after,
    case when grouped.level = 'all' then user_change_counts.users_change end as users_change,
    case when grouped.level = 'all' then user_change_counts.users_joined end as users_joined,
    case when grouped.level = 'all' then user_change_counts.users_joined_new end as users_joined_new,
    case when grouped.level = 'all' then user_change_counts.users_joined_reactivated end as users_joined_reactivated,
    case when grouped.level = 'all' then user_change_counts.users_left end as users_left,
    case when grouped.level = 'all' then user_change_counts.users_left_deactivated end as users_left_deactivated,
    case when grouped.level = 'all' then user_change_counts.users_left_gone end as users_left_gone,
    case when grouped.level = 'all' then user_change_counts.users_changed_profile end as users_changed_profile,
    case when grouped.level = 'all' then user_change_counts.users_changed_profile_missing end as users_changed_profile_missing,
    case when grouped.level = 'all' then user_change_counts.users_changed_license end as users_changed_license,
    case when grouped.level = 'all' then user_change_counts.users_changed_license_missing end as users_changed_license_missing,
    case when grouped.level = 'all' then user_change_counts.users_frozen end as users_frozen,
    case when grouped.level = 'all' then user_change_counts.users_frozen_missing end as users_frozen_missing,
    case when grouped.level = 'all' then user_change_counts.users_unfrozen end as users_unfrozen,
    case when grouped.level = 'all' then user_change_counts.users_unfrozen_missing end as users_unfrozen_missing
from grouped
inner join counted on counted.level = grouped.level and counted.group_name = grouped.group_name
inner join partial on partial.level = grouped.level and partial.group_name = grouped.group_name
left join wide on wide.level = grouped.level and wide.group_name = grouped.group_name
cross join user_change_counts
order by
    case grouped.level when 'bucket' then 1 when 'kind' then 2 else 3 end,
    case grouped.group_name
        when 'Named' then 1 when 'Community Login' then 2 when 'Other' then 3
        when 'user' then 4 when 'permission_set' then 5 when 'feature' then 6 else 7
    end
