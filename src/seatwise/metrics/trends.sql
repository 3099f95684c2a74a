-- What the line over time is made of: each license of one snapshot with its seats, its cost as of the snapshot's day, and how
-- many of its active users logged in and worked. One row per license. Source: definitions sections 1 to 3.
-- licenses has seats and cost, profile_counts the users of each profile: the models of the panels of these names. unseen
-- names the counts that nobody can know, because of what could not be read.

with known as (
    select
        count(case when figure = 'users' then 1 end) = 0 as users,
        count(case when figure = 'logged_in_users' then 1 end) = 0 as logged_in_users,
        count(case when figure = 'actors' then 1 end) = 0 as actors
    from unseen
),

held as ( -- who has no license, or one that is not listed, stands in a line of that name, as on the Profiles panel
    select
        licenses.id as license_id,
        case
            when licenses.id is not null then licenses.key
            when profile_counts.profile_id is null then '(no license)'
            when profile.Id is not null and profile.UserLicenseId is null then '(no license)'
            else '(unknown license)'
        end as key,
        sum(profile_counts.users) as users,
        sum(profile_counts.logged_in_users) as logged_in_users,
        sum(profile_counts.actors) as actors
    from profile_counts
    left join profile on profile.Id = profile_counts.profile_id
    left join licenses on licenses.kind = 'user' and licenses.id = profile.UserLicenseId
    group by 1, 2
),

line as ( -- a disabled license is out of the inventory; who still holds a seat of it is counted
    select
        licenses.kind, licenses.id, licenses.key, licenses.label, licenses.bucket,
        licenses.unlimited, licenses.by_login, licenses.priced,
        licenses.status is null or licenses.status <> 'Disabled' as in_inventory,
        licenses.provisioned, licenses.assigned, licenses.provisioned_cost, licenses.assigned_cost,
        case when licenses.kind = 'user' then coalesce(held.users, 0) end as users,
        case when licenses.kind = 'user' then coalesce(held.logged_in_users, 0) end as logged_in_users,
        case when licenses.kind = 'user' then coalesce(held.actors, 0) end as actors
    from licenses
    left join held on licenses.kind = 'user' and held.license_id = licenses.id
    where licenses.status is null or licenses.status <> 'Disabled' or held.users > 0
    union all
    select
        'user', null, held.key, held.key, 'Other', null, null, null, false, null, null, null, null,
        held.users, held.logged_in_users, held.actors
    from held
    cross join known
    where held.license_id is null and known.users
)

select
    line.kind, line.id, line.key, line.label, line.bucket, line.unlimited, line.by_login, line.priced,
    line.in_inventory,
    line.provisioned,
    line.assigned,
    case when known.users then cast(line.users as bigint) end as users,
    case when known.logged_in_users then cast(line.logged_in_users as bigint) end as logged_in_users,
    case when known.actors then cast(line.actors as bigint) end as actors,
    line.provisioned_cost,
    line.assigned_cost
from line
cross join known
order by
    case line.kind when 'user' then 1 when 'permission_set' then 2 when 'feature' then 3 else 4 end,
    case line.bucket when 'Named' then 1 when 'Community Login' then 2 else 3 end,
    lower(line.label), line.label, line.id nulls last
