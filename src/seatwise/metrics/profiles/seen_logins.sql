-- The latest successful login in the login history, where LastLoginDate does not have it: the user logged in while the org
-- was being read, or the field could not be read. One row per such user. Depends on the snapshot alone.
-- Source: definitions section 3. moment is the snapshot's.

with wanted as (
    select Id
    from "user"
    where LastLoginDate > (select moment.at from moment)
    union all
    select Id
    from "user"
    where not exists (select 1 from "user" where LastLoginDate is not null) -- it could not be read
)

select login.UserId as user_id, max(login.LastTime) as last_login
from login_day as login
cross join moment
where login.Success and login.LastTime <= moment.at and login.UserId in (select Id from wanted)
group by login.UserId
