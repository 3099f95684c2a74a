-- Logins of the org, per day, login type and outcome. Source: LoginHistory.
-- The snapshot keeps 180 days, per user; here those of all users are summed.

select
    Day as day,
    coalesce(LoginType, '') as login_type,
    coalesce(Success, false) as success,
    cast(sum(Logins) as bigint) as logins
from login_day
where Day is not null
group by Day, LoginType, Success
order by day, login_type, success
