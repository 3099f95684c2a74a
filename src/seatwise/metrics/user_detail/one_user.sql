-- One user, active or not, with what the user did. One row, or none. Depends on the snapshot and on key, the user's id.
-- Source: User, Profile, UserLogin, LoginHistory and the tracked records. login_prefix says, by how a login type begins,
-- who logs in that way; moment is the snapshot's.

with kind as (
    select login_day.LoginType as login_type, min(login_prefix.kind) as kind
    from (select distinct LoginType from login_day where UserId in (select key from key)) as login_day
    inner join login_prefix on lower(trim(login_day.LoginType)) like concat(login_prefix.prefix, '%')
    group by login_day.LoginType
),

login as (
    select
        max(case when kind.kind = 'interactive' then login_day.LastTime end) as last_interactive_login,
        max(case when kind.kind = 'api' then login_day.LastTime end) as last_api_login,
        max(login_day.LastTime) as seen_login
    from login_day
    inner join key on key.key = login_day.UserId
    cross join moment
    left join kind on kind.login_type = login_day.LoginType
    where login_day.Success and login_day.LastTime <= moment.at
),

touch as (
    select
        max(record_touch.LastDate) as last_touch,
        max(case when record_touch.Records is not null then record_touch.LastDate end) as last_record_touch,
        sum(case when record_touch.Touch = 'created' then record_touch.Records end) as records_created,
        sum(case when record_touch.Touch <> 'created' then record_touch.Records end) as records_modified,
        count(*) as touches,
        count(record_touch.Records) as dated_touches
    from record_touch
    inner join key on key.key = record_touch.UserId
),

frozen as (
    select max(cast(user_login.IsFrozen as integer)) as is_frozen
    from user_login
    inner join key on key.key = user_login.UserId
)

select
    person.Id as user_id,
    person.Username as username,
    person.Name as name,
    person.ProfileId as profile_id,
    profile.Name as profile,
    person.IsActive as is_active,
    person.UserType as user_type,
    person.Title as title,
    person.Department as department,
    person.Division as division,
    person.CompanyName as company,
    person.Country as country,
    boss.Name as manager,
    person.ManagerId as manager_id,
    person.CreatedDate as created,
    case when person.LastLoginDate <= moment.at then person.LastLoginDate else login.seen_login end as latest_login,
    person.LastLoginDate is null as never_logged_in,
    login.last_interactive_login,
    login.last_api_login,
    touch.last_touch,
    touch.last_record_touch,
    -- A file of actors has no counts: then they are blank, and not 0.
    case when touch.touches = touch.dated_touches then coalesce(cast(touch.records_created as bigint), 0) end
        as records_created,
    case when touch.touches = touch.dated_touches then coalesce(cast(touch.records_modified as bigint), 0) end
        as records_modified,
    coalesce(frozen.is_frozen = 1, false) as is_frozen
from "user" as person
inner join key on key.key = person.Id
cross join moment
cross join login
cross join touch
cross join frozen
left join "user" as boss on boss.Id = person.ManagerId
left join profile on profile.Id = person.ProfileId
order by user_id
limit 1
