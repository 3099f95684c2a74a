-- What the counts of the profiles need of each user, and no more. One row per user, active or not, without a name.
-- Depends on the snapshot alone. Source: definitions section 3. touches is its own model; moment is the snapshot's.

with frozen as (
    select distinct UserId
    from user_login
    where IsFrozen
),

late as ( -- who logged in while the org was being read: that login is ignored, the one before it counts
    select login.UserId, max(login.LastTime) as last_login
    from login_day as login
    cross join moment
    where
        login.Success
        and login.LastTime <= moment.at
        and login.UserId in (select Id from "user" where LastLoginDate > (select moment.at from moment))
    group by login.UserId
)

select
    person.ProfileId as profile_id,
    person.CreatedDate as created,
    case when person.LastLoginDate <= moment.at then person.LastLoginDate else late.last_login end as last_login,
    person.LastLoginDate is null as never_logged_in,
    touches.last_touch,
    frozen.UserId is not null as is_frozen,
    person.IsActive as is_active
from "user" as person
cross join moment
left join touches on touches.user_id = person.Id
left join frozen on frozen.UserId = person.Id
left join late on late.UserId = person.Id
