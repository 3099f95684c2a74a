-- What the lines over time are made of: each license of one snapshot with its seats, its cost as of the snapshot's day, and how
-- many of its active users logged in and worked. One row per license. Source: definitions section 4.
-- licenses has seats and cost, profile_counts the users of each profile: the models of the panels of these names. period is
-- the activity period.

with held as ( -- users without a license, or with one that is not listed, are in a row of that name, as on Profiles
    select
        licenses.id as license_id,
        case
            when licenses.id is not null then licenses.key
            when not profile_counts.has_profile then '(no license)'
            when profile_counts.is_listed and not profile_counts.has_license then '(no license)'
            else '(unknown license)'
        end as key,
        sum(profile_counts.users) as users,
        sum(profile_counts.logged_in_users) as logged_in_users,
        sum(profile_counts.users - profile_counts.logged_in_users - profile_counts.no_login_users)
            as logged_in_users_missing,
        sum(profile_counts.actors) as actors
    from profile_counts
    left join licenses on licenses.kind = 'user' and licenses.id = profile_counts.license_id
    where profile_counts.users > 0
    group by 1, 2
),

line as ( -- a disabled license is out of the inventory; users who still hold a seat of it are counted
    select
        licenses.kind, licenses.id, licenses.key, licenses.label, licenses.bucket,
        licenses.unlimited, licenses.by_login, licenses.priced, licenses.trial_or_expired,
        licenses.status is null or licenses.status <> 'Disabled' as in_inventory,
        licenses.provisioned, licenses.assigned, licenses.provisioned_cost, licenses.assigned_cost,
        case when licenses.kind = 'user' then coalesce(held.users, 0) end as users,
        case when licenses.kind = 'user' then coalesce(held.logged_in_users, 0) end as logged_in_users,
        case when licenses.kind = 'user' then coalesce(held.logged_in_users_missing, 0) end
            as logged_in_users_missing,
        case when licenses.kind = 'user' then coalesce(held.actors, 0) end as actors
    from licenses
    left join held on licenses.kind = 'user' and held.license_id = licenses.id
    where licenses.status is null or licenses.status <> 'Disabled' or held.users > 0
    union all
    select
        'user', null, held.key, held.key, case when held.key = '(no license)' then 'Other' end, null, null, null, false, false, null, null, null, null,
        held.users, held.logged_in_users, held.logged_in_users_missing, held.actors
    from held
    where held.license_id is null
)

select
    line.kind, line.id, line.key, line.label, line.bucket,
    line.unlimited, line.by_login, line.priced, line.trial_or_expired, line.in_inventory,
    case when line.in_inventory then line.provisioned end as provisioned,
    case when line.in_inventory then line.assigned end as assigned,
    cast(line.users as bigint) as users,
    cast(line.logged_in_users as bigint) as logged_in_users,
    cast(line.logged_in_users_missing as bigint) as logged_in_users_missing,
    case when period.same_period then cast(line.actors as bigint) end as actors,
    case when line.in_inventory then line.provisioned_cost end as provisioned_cost,
    case when line.in_inventory then line.assigned_cost end as assigned_cost
from line
cross join period
order by
    case line.kind when 'user' then 1 when 'permission_set' then 2 when 'feature' then 3 else 4 end,
    case line.bucket when 'Named' then 1 when 'Community Login' then 2 else 3 end,
    lower(line.label), line.label, line.id nulls last
