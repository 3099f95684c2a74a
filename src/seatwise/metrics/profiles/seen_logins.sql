-- The latest successful login in the login history, where LastLoginDate does not have it: the user logged in while the org
-- was being read, or the field could not be read. One row per such user. Depends on the snapshot alone.
-- Source: definitions section 3. moment is the snapshot's.

select login.UserId as user_id, max(login.LastTime) as last_login
from login_day as login
cross join moment
where
    login.Success
    and login.LastTime <= moment.at
    and login.UserId in (
        select Id
        from "user"
        where
            LastLoginDate > (select moment.at from moment)
            or (select max(LastLoginDate) from "user") is null -- it could not be read; else null means never
    )
group by login.UserId
