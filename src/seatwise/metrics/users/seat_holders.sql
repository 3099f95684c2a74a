-- Every active user with what the user did. One row per active user. Depends on the snapshot alone.
-- user_activity has the logins and touches (its own model); moment is the snapshot's.

with boss as (
    select Id, Name
    from "user"
    where Id in (select ManagerId from "user")
),

frozen as (
    select distinct UserId
    from user_login
    where IsFrozen
)

select
    person.Id as user_id,
    person.Username as username,
    person.Name as name,
    person.Department as department,
    person.ManagerId as manager_id,
    boss.Name as manager,
    person.ProfileId as profile_id,
    profile.UserLicenseId as license_id,
    person.CreatedDate as created,
    case when person.LastLoginDate <= moment.at then person.LastLoginDate else activity.seen_login end as latest_login,
    person.LastLoginDate is null as never_logged_in,
    activity.last_interactive_login,
    activity.last_api_login,
    activity.last_touch,
    case when activity.record_touches is not null then activity.last_touch end as last_record_touch, -- a file has no dates
    coalesce(activity.objects_touched, 0) as objects_touched,
    case when activity.last_touch is null then 0 else activity.record_touches end as record_touches,
    frozen.UserId is not null as is_frozen
from "user" as person
cross join moment
left join boss on boss.Id = person.ManagerId
left join profile on profile.Id = person.ProfileId
left join user_activity as activity on activity.user_id = person.Id
left join frozen on frozen.UserId = person.Id
where person.IsActive
