-- What the line over time is made of: each license of one snapshot with its seats, its cost as of the snapshot's day, and how
-- many of its active users logged in and worked. One row per license. Source: definitions sections 1 to 3.
-- licenses has seats and cost (its own model); span is the window that ends at the snapshot's moment; unseen names the counts
-- that nobody can know, because of what could not be read.

with touch as (
    select distinct UserId
    from record_touch
    cross join span
    where LastDate >= span.start and LastDate <= span.until
),

late as ( -- who logged in while the org was being read: that login is ignored, the one before it counts
    select login.UserId, max(login.LastTime) as last_login
    from login_day as login
    inner join "user" as person on person.Id = login.UserId
    cross join span
    where person.LastLoginDate > span.until and login.Success and login.LastTime <= span.until
    group by login.UserId
),

holder as (
    select
        profile.UserLicenseId as license_id,
        case when person.LastLoginDate <= span.until then person.LastLoginDate else late.last_login end >= span.start
            as logged_in,
        touch.UserId is not null as touched
    from "user" as person
    inner join profile on profile.Id = person.ProfileId
    cross join span
    left join late on late.UserId = person.Id
    left join touch on touch.UserId = person.Id
    where person.IsActive
),

held as (
    select
        license_id,
        count(*) as users,
        count(case when logged_in then 1 end) as logged_in_users,
        count(case when touched then 1 end) as actors
    from holder
    group by license_id
),

known as (
    select
        count(case when figure = 'users' then 1 end) = 0 as users,
        count(case when figure = 'logged_in_users' then 1 end) = 0 as logged_in_users,
        count(case when figure = 'actors' then 1 end) = 0 as actors
    from unseen
)

select
    licenses.kind, licenses.id, licenses.key, licenses.label, licenses.bucket,
    licenses.unlimited, licenses.by_login, licenses.priced,
    licenses.provisioned,
    licenses.assigned,
    case when licenses.kind = 'user' and known.users then coalesce(held.users, 0) end as users,
    case when licenses.kind = 'user' and known.logged_in_users then coalesce(held.logged_in_users, 0) end
        as logged_in_users,
    case when licenses.kind = 'user' and known.actors then coalesce(held.actors, 0) end as actors,
    licenses.provisioned_cost,
    licenses.assigned_cost
from licenses
cross join known
left join held on licenses.kind = 'user' and held.license_id = licenses.id
where licenses.status is null or licenses.status <> 'Disabled'
order by
    case licenses.kind when 'user' then 1 when 'permission_set' then 2 when 'feature' then 3 else 4 end,
    case licenses.bucket when 'Named' then 1 when 'Community Login' then 2 else 3 end,
    lower(licenses.label), licenses.label, licenses.id
