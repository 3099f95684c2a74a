-- What the counts of the profiles need of each active user, and no more. One row per active user, without a name.
-- Depends on the snapshot alone. Source: definitions section 3. moment is the snapshot's.

with touch as ( -- the latest record that somebody created or last modified
    select UserId, max(LastDate) as last_touch
    from record_touch
    group by UserId
),

frozen as (
    select distinct UserId
    from user_login
    where IsFrozen
),

late as ( -- who logged in while the org was being read: that login is ignored, the one before it counts
    select login.UserId, max(login.LastTime) as last_login
    from login_day as login
    inner join "user" as person on person.Id = login.UserId
    cross join moment
    where person.LastLoginDate > moment.at and login.Success and login.LastTime <= moment.at
    group by login.UserId
)

select
    person.ProfileId as profile_id,
    person.CreatedDate as created,
    case when person.LastLoginDate <= moment.at then person.LastLoginDate else late.last_login end as last_login,
    person.LastLoginDate is null as never_logged_in,
    touch.last_touch as last_touch,
    frozen.UserId is not null as is_frozen
from "user" as person
cross join moment
left join touch on touch.UserId = person.Id
left join frozen on frozen.UserId = person.Id
left join late on late.UserId = person.Id
where person.IsActive
