-- Every active user with what the user did. One row per active user. Depends on the snapshot alone.
-- deeds has the logins and touches (its own model); moment is the snapshot's. What may turn out to be unknown (objects,
-- touches, frozen) has names of its own here: the column of the same name in users is blank then.

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
    case when person.LastLoginDate <= moment.at then person.LastLoginDate else deeds.last_seen_login end as last_login,
    person.LastLoginDate is null as never_logged_in,
    deeds.last_interactive_login,
    deeds.last_api_login,
    deeds.last_touch,
    coalesce(deeds.objects_touched, 0) as objects,
    case when deeds.last_touch is null then 0 else deeds.record_touches end as touches,
    frozen.UserId is not null as frozen
from "user" as person
cross join moment
left join boss on boss.Id = person.ManagerId
left join profile on profile.Id = person.ProfileId
left join deeds on deeds.user_id = person.Id
left join frozen on frozen.UserId = person.Id
where person.IsActive
